"""Files of strangers: the pages of good ones, a clear sentence for the others, and never a process left behind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from actions.documents.opening import OPENER, CannotOpen, Limits, Opening
from tests.documents import files

OPEN_A_BOMB = """
import asyncio, contextlib, resource
from actions.documents.opening import CannotOpen, Opening
from tests.documents import files
with contextlib.suppress(CannotOpen):
    asyncio.run(Opening().open_pages(files.pdf_with_picture(20_000, 20_000)))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the kilobytes that the opener took."""
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


@pytest.fixture(autouse=True)
def _no_process_is_left() -> object:
    before = children()
    yield
    assert children() == before


def colour(page: np.ndarray, across: float, down: float) -> str:
    red, green, blue = page[int(down * page.shape[0]), int(across * page.shape[1])].astype(int)
    if min(red, green, blue) > 200:
        return "white"
    return "red" if red > blue else "blue"


GOOD: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: files.saved(files.scene(), "JPEG"),
    "progressive jpeg": lambda: files.saved(files.scene(), "JPEG", progressive=True),
    "jpeg for print": lambda: files.saved(files.scene().convert("CMYK"), "JPEG"),
    "several views": lambda: files.animated("MPO"),
    "png": lambda: files.saved(files.scene(), "PNG"),
    "png with a palette": lambda: files.saved(files.scene().convert("P"), "PNG"),
    "webp": lambda: files.saved(files.scene(), "WEBP"),
    "tiff": lambda: files.saved(files.scene(), "TIFF"),
    "bmp": lambda: files.saved(files.scene(), "BMP"),
    "avif": lambda: files.saved(files.scene(), "AVIF"),
    "heic": lambda: files.heic(files.scene()),
    "gif": lambda: files.saved(files.scene(), "GIF"),
    "animated gif: its first picture": lambda: files.animated("GIF"),
    "animated webp: its first picture": lambda: files.animated("WEBP"),
    "pdf": lambda: files.pdf_of(files.scene()),
    "pdf after other bytes": lambda: b"\n\n" + files.pdf_of(files.scene()),
    "exif that is broken": lambda: files.saved(files.scene(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f"),
}


@pytest.mark.parametrize("made", GOOD.values(), ids=GOOD.keys())
async def test_a_picture_or_pdf_is_one_page_in_its_colours(made: Callable[[], bytes]) -> None:
    (page,) = await Opening().open_pages(made())
    assert page.dtype == np.uint8
    assert page.shape[2] == 3
    assert abs(page.shape[1] / page.shape[0] - 1.6) < 0.01
    seen = [colour(page, across, down) for across, down in [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)]]
    assert seen == ["red", "white", "white", "blue"]


@pytest.mark.parametrize(
    ("orientation", "shape", "red"),
    [
        (1, (400, 640), (0.2, 0.2)),
        (2, (400, 640), (0.8, 0.2)),
        (3, (400, 640), (0.8, 0.8)),
        (6, (640, 400), (0.8, 0.2)),
        (8, (640, 400), (0.2, 0.8)),
    ],
)
async def test_a_page_is_turned_as_the_camera_noted(
    orientation: int, shape: tuple[int, int], red: tuple[float, float]
) -> None:
    (page,) = await Opening().open_pages(files.turned_by_exif(orientation))
    assert page.shape[:2] == shape
    assert colour(page, *red) == "red"


async def test_a_heic_is_turned_once() -> None:
    (page,) = await Opening().open_pages(files.heic(files.scene(), orientation=6))
    assert page.shape[:2] == (640, 400)
    assert colour(page, 0.8, 0.2) == "red"


async def test_what_is_transparent_is_white_paper() -> None:
    (page,) = await Opening().open_pages(files.saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"))
    assert page.min() == 255


async def test_grey_of_16_bits_keeps_its_light() -> None:
    grey = Image.fromarray(np.full((50, 50), 40_000, dtype=np.uint16))
    (page,) = await Opening().open_pages(files.saved(grey, "PNG"))
    assert abs(int(page[0, 0, 0]) - 40_000 // 256) <= 1


async def test_a_large_photograph_comes_smaller() -> None:
    photograph = files.saved(files.scene((8000, 6000)), "JPEG")
    (page,) = await Opening().open_pages(photograph)
    assert page.shape == (1800, 2400, 3)


async def test_the_pages_of_a_pdf_and_of_a_fax_come_in_their_order() -> None:
    pages = [files.scene(), files.scene().rotate(180), files.scene()]
    for data in (files.pdf_of(*pages), files.saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])):
        opened = await Opening().open_pages(data)
        assert [colour(page, 0.2, 0.2) for page in opened] == ["red", "blue", "red"]


async def test_a_poster_in_a_pdf_comes_no_larger_than_other_pages() -> None:
    (page,) = await Opening().open_pages(files.pdf(1, size=(14_000, 7_000)))
    assert page.shape == (1200, 2400, 3)


JPEG = files.saved(files.scene(), "JPEG")
BAD: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing in it": (lambda: b"", "empty", "重新拍"),
    "more than 20 MB": (lambda: JPEG + bytes(20_000_000), "too_large", "20MB"),
    "200 million pixels": (lambda: files.png(20_000, 10_000), "too_many_pixels", "普通模式"),
    "a decompression bomb": (lambda: files.png(65_000, 65_000), "too_many_pixels", "普通模式"),
    "a little more pixels than may be": (lambda: files.png(9_000, 8_000), "too_many_pixels", "普通模式"),
    "a jpeg that breaks off": (lambda: JPEG[: len(JPEG) // 2], "broken", "不完整"),
    "a jpeg's beginning": (lambda: JPEG[:20], "broken", "不完整"),
    "noise that says it is a png": (lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(5000), "broken", "不完整"),
    "a heic that breaks off": (lambda: files.heic(files.scene())[:300], "broken", "不完整"),
    "a pdf that breaks off": (lambda: files.pdf_of(files.scene())[:200], "broken", "不完整"),
    "a pdf with a password": (files.locked_pdf, "encrypted", "密码"),
    "a thousand pages": (lambda: files.pdf(1000), "too_many_pages", "10页"),
    "a pdf without pages": (lambda: files.pdf(0), "broken", "不完整"),
    "a fax of twelve pages": (
        lambda: files.saved(files.scene(), "TIFF", save_all=True, append_images=[files.scene()] * 11),
        "too_many_pages",
        "10页",
    ),
    "svg with a script": (lambda: SVG, "svg", "照片"),
    "svg without its first line": (lambda: SVG[21:], "svg", "照片"),
    "svg in 16 bits": (lambda: SVG.decode().encode("utf-16"), "svg", "照片"),
    "text": ("我的身份证号码是样本".encode, "text", "文字文件"),
    "text in gbk": (lambda: ("我的身份证号码是样本" * 900).encode("gbk"), "text", "文字文件"),
    "a web page": (lambda: b"<!doctype html><html><img src=x></html>", "text", "文字文件"),
    "zip": (lambda: files.zipped("样本.jpg"), "archive", "解压"),
    "word": (lambda: files.zipped("[Content_Types].xml", "word/document.xml"), "office", "PDF"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office", "PDF"),
    "a film": (lambda: b"\x00\x00\x00\x18ftypmp42" + bytes(600), "video", "视频"),
    "a program": (lambda: b"\x7fELF\x02\x01\x01" + bytes(600), "not_a_picture", "不是照片"),
}


@pytest.mark.parametrize(("made", "reason", "said"), BAD.values(), ids=BAD.keys())
async def test_a_bad_file_gets_a_clear_sentence(made: Callable[[], bytes], reason: str, said: str) -> None:
    with pytest.raises(CannotOpen, match=said) as refusal:
        await Opening().open_pages(made())
    assert refusal.value.reason == reason


async def test_a_picture_that_needs_more_memory_than_there_may_be_is_told() -> None:
    with pytest.raises(CannotOpen, match="太费力"):
        await Opening(Limits(memory=250_000_000)).open_pages(files.saved(Image.new("RGB", (7900, 7900)), "PNG"))


def test_a_bomb_inside_a_pdf_takes_no_more_memory_than_there_may_be() -> None:
    """A page that shows 400 million pixels: to be shown or refused, but never by taking them all into memory. Measured in a
    process without any other children."""
    measured = subprocess.run([sys.executable, "-c", OPEN_A_BOMB], capture_output=True, text=True, check=True)
    assert 0 < int(measured.stdout) * 1024 < Limits().memory


async def test_who_waits_too_long_is_told_and_the_process_ended() -> None:
    with pytest.raises(CannotOpen, match="太费力"):
        await Opening(Limits(patience=0.02)).open_pages(JPEG)


async def test_what_asks_for_too_much_computing_is_told() -> None:
    with pytest.raises(CannotOpen, match="太费力"):
        await Opening(Limits(seconds=1)).open_pages(files.pdf_with_picture(20_000, 20_000, pages=10))


async def test_who_goes_away_leaves_no_process() -> None:
    waiting = asyncio.create_task(Opening().open_pages(files.saved(files.scene((8000, 6000)), "JPEG")))
    while not children():  # noqa: ASYNC110 — the system tells of no event
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_only_a_few_are_opened_at_once() -> None:
    opening, seen = Opening(at_once=2), 0
    waiting = asyncio.gather(*(opening.open_pages(JPEG) for _ in range(6)))
    before = len(children())
    while not waiting.done():
        seen = max(seen, len(children()) - before)
        await asyncio.sleep(0)
    assert len(await waiting) == 6
    assert 1 <= seen <= 2


@pytest.mark.parametrize(
    "act", ["socket.create_connection(('127.0.0.1', 1))", "open('/etc/passwd')", "subprocess.run(['true'])"]
)
def test_a_process_taken_over_by_a_picture_has_no_network_files_or_programs(act: str) -> None:
    limits = {"seconds": 5}
    code = f"import runpy, socket, subprocess; runpy.run_path({str(OPENER)!r})['give_up']({limits}, 3); {act}"
    ended = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert "Too many open files" in ended.stderr
