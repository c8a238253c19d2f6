"""What a page says, read in a warm process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import numpy as np
import pytest
import pytest_asyncio

from actions.documents.reading import Reader
from bench.specimens import Specimen, draw
from bench.specimens.damage import photo


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    reader = Reader()
    await reader.warm()
    yield reader
    reader.close()


pytestmark = pytest.mark.asyncio(loop_scope="module")


def workers() -> list[int]:
    """The processes that hold models: what this one started, less Python's own tracker of resources."""
    started = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return [int(one) for one in started if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def resident(process: int) -> int:
    """Bytes of memory that a process had at most."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def taken(*damages: tuple[str, str]) -> Specimen:
    return photo(draw("id-card", seed=3), Random(3), *damages)


@pytest.mark.parametrize("damages", [(), (("turn", "heavy"),), (("turn", "light"),), (("tilt", "heavy"),)], ids=str)
async def test_a_card_is_read_however_it_lies(reader: Reader, damages: tuple[tuple[str, str], ...]) -> None:
    specimen = taken(*damages)
    reading = await reader.read(specimen.image)
    said = "".join(line.text for line in reading.lines)
    for field in ("name", "number"):
        assert specimen.fields[field] in said
    assert all(0.5 <= line.score <= 1 for line in reading.lines)


async def test_lines_come_from_above_to_below_with_their_places(reader: Reader) -> None:
    specimen = taken()
    reading = await reader.read(specimen.image)
    places = {line.text: line.box for line in reading.lines}
    name, number = (
        next(box for text, box in places.items() if specimen.fields[id] in text) for id in ("name", "number")
    )
    assert name[3][1] < number[0][1]
    assert [line.text for line in reading.lines][-1].endswith(specimen.fields["number"])
    for box in (name, number):
        (left, top), (right, _), _, (_, bottom) = box
        assert 0 <= left < right <= reading.width
        assert 0 <= top < bottom <= reading.height


def meadow() -> np.ndarray:
    """What could be a cat in the grass: shapes and noise, no letter."""
    rng = np.random.default_rng(3)
    rough = rng.normal(120, 40, (30, 40, 3)).clip(0, 255).astype(np.uint8)
    return np.repeat(np.repeat(rough, 30, axis=0), 30, axis=1)


@pytest.mark.parametrize(("variant", "signed"), [("", "yes"), ("unsigned", "no")])
async def test_a_signature_that_runs_into_its_caption_is_seen(reader: Reader, variant: str, signed: str) -> None:
    reading = await reader.read(photo(draw("declaration", seed=20, variant=variant), Random(20)).image)
    assert {field.id: field.value for field in reading.fields}["signed"] == signed


@pytest.mark.parametrize("page", [np.full((900, 1200, 3), 245, np.uint8), np.zeros((900, 1200, 3), np.uint8), meadow()])
async def test_where_nothing_is_written_nothing_is_read(reader: Reader, page: np.ndarray) -> None:
    reading = await reader.read(page)
    assert len(reading.lines) <= 1


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 2400, 3), (2400, 3, 3), (40, 40, 3)])
async def test_odd_sizes_are_read_too(reader: Reader, shape: tuple[int, int, int]) -> None:
    assert (await reader.read(np.full(shape, 200, np.uint8))).lines == []


@pytest.mark.proof
async def test_ten_at_once_take_one_process_and_bounded_memory(reader: Reader) -> None:
    large = np.repeat(np.repeat(taken().image, 2, axis=0), 2, axis=1)[:2400, :2400]
    readings = await asyncio.gather(*(reader.read(large) for _ in range(10)))
    assert len({tuple(line.text for line in reading.lines) for reading in readings}) == 1
    (worker,) = workers()
    assert resident(worker) < 1_200_000_000


async def test_a_process_that_was_ended_is_started_anew(reader: Reader) -> None:
    (worker,) = workers()
    os.kill(worker, signal.SIGKILL)
    assert (await reader.read(taken().image)).lines
    assert workers() != [worker]
