"""Pages read by a warm process: upright, how good the photograph is, and what it says, one page at a time."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context

import cv2
import numpy as np
from numpy.typing import NDArray

from actions.documents.checks import portrait
from actions.documents.engine import Engine
from actions.documents.faces import face_up
from actions.documents.fields import fields
from actions.documents.model import Box, Field, Finding, Line, Recognised
from actions.documents.opening import Page
from actions.documents.page_read import PageRead
from actions.documents.pictures import jpeg
from actions.documents.quality import quality
from actions.documents.recognising import FEW, PORTRAIT, recognise
from actions.documents.upright import reading_order, upright
from knowledge.paper import papers

LEAST_SCORE = 0.5
"""Lines read with less are noise: RapidOCR's own limit."""
LEAST_SIDE, SLIMMEST = 64, 6
"""Pixels of a page's shorter side, at least; and the longer side is at most so many times as long."""


@dataclass(frozen=True)
class Reading:
    """A page as it was read; few or no lines when there is hardly anything to read on it."""

    recognised: Recognised
    fields: list[Field]
    """None of a page that is of no known kind."""
    lines: list[Line]
    findings: list[Finding]
    """What is wrong with the photograph; empty when it is good."""
    portrait: list[Finding]
    """Of a portrait, which is judged by its picture."""
    width: int
    height: int
    picture: bytes
    """The upright page as a JPEG of that size."""

    def as_kept(self) -> PageRead:
        """Without the picture."""
        return PageRead(
            self.recognised,
            tuple(self.fields),
            tuple(self.findings),
            tuple(self.portrait),
            tuple(self.lines),
            self.width,
            self.height,
        )


def read(page: Page, engine: Engine) -> Reading:
    """Read a page, here and now: some seconds of one core."""
    page = _wide_enough(page)
    standing = upright(page, engine)
    image = standing.image
    every = engine.read(image, standing.boxes)
    lines = [line for line in every if line.score >= LEAST_SCORE]
    if sum(len(line.text) for line in lines) <= FEW:
        image, lines = face_up(image), []  # a watermark may well stand on its head
    found = recognise(lines, image)
    told = _fields(lines, found, image)
    if found.kind and len(told) < len(papers()[found.kind].side(found.side).fields):
        lines = _looked_closer(lines, image, engine)
        told = _fields(lines, found, image)
    return Reading(
        recognised=found,
        fields=told,
        lines=lines,
        findings=quality(page, standing, every),
        portrait=portrait.check(image) if found.kind == PORTRAIT else [],
        width=image.shape[1],
        height=image.shape[0],
        picture=jpeg(image),
    )


def _fields(lines: list[Line], found: Recognised, image: Page) -> list[Field]:
    return fields(lines, found.kind, found.side, image) if found.kind else []


def _looked_closer(lines: list[Line], image: Page, engine: Engine) -> list[Line]:
    """With what stands in the picture in its full size and not among the lines: a caption that handwriting runs into is one."""
    boxes = reading_order(engine.find(image))
    middles = boxes.mean(axis=1)
    new = [not any(_within(middle, line.box) for line in lines) for middle in middles]
    more = [line for line in engine.read(image, boxes[new]) if line.score >= LEAST_SCORE]
    return lines + more


def _within(point: NDArray[np.float64], box: Box) -> bool:
    return cv2.pointPolygonTest(np.array(box, np.float32), (float(point[0]), float(point[1])), False) >= 0


def _wide_enough(page: Page) -> Page:
    """With white beside a strip or a speck: lines are looked for in a picture whose shorter side is made longer, and a strip
    would grow beyond all memory."""
    height, width = page.shape[:2]
    least = max(LEAST_SIDE, max(height, width) // SLIMMEST)
    beneath, beside = max(0, least - height), max(0, least - width)
    if not (beneath or beside):
        return page
    return np.pad(page, ((0, beneath), (0, beside), (0, 0)), constant_values=255)


class Reader:
    """Reads in a process of its own that keeps the models; pages wait for one another, so memory stays bounded."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._pool: ProcessPoolExecutor | None = None

    async def warm(self) -> None:
        """Start the process and load the models, so that the first page need not wait."""
        async with self._turn:
            await asyncio.wrap_future(self._started().submit(_engine_is_there))

    async def read(self, page: Page) -> Reading:
        """Read a page. Where the process was ended from outside, a new one is started once."""
        async with self._turn:
            try:
                return await asyncio.wrap_future(self._started().submit(_read, page))
            except BrokenProcessPool:
                self._pool = None
                return await asyncio.wrap_future(self._started().submit(_read, page))

    def close(self) -> None:
        """End the process."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned: what is forked from a process with threads may wait for ever.
            self._pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
        return self._pool


@cache
def _engine() -> Engine:
    return Engine()


def _engine_is_there() -> None:
    _engine()


def _read(page: Page) -> Reading:
    return read(page, _engine())
