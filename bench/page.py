"""How long one page takes on one core beside RapidOCR alone on the same pictures: `python -m bench.page`."""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from random import Random

import cv2
import numpy as np
from rapidocr import RapidOCR

from actions.documents.engine import OPTIONS, Engine
from actions.documents.opening import Limits, Page
from actions.documents.reading import read
from bench.specimens import KINDS, draw
from bench.specimens.damage import photo

SIDE = Limits().side


def photographs(count: int) -> list[Page]:
    """Papers on a desk as the opener hands them on: every kind in turn, also turned and tilted."""
    damages = ((), (("turn", "light"),), (("tilt", "light"),), (("perspective", "light"),))
    pages = []
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        taken = photo(draw(kind, seed=number), Random(number), *damages[number % len(damages)]).image
        scale = SIDE / max(taken.shape[:2])
        pages.append(np.asarray(cv2.resize(taken, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8))
    return pages


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    """Both read each page one after the other; the medians and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m bench.page", description=__doc__)
    parser.add_argument("--count", type=int, default=17, help="how many pages (17)")
    pages = photographs(parser.parse_args().count)
    engine, plain = Engine(), RapidOCR(params=OPTIONS)
    plain(pages[0])
    ours, theirs = [], []
    for page in pages:
        ours.append(seconds(lambda page=page: read(page, engine)))  # type: ignore[misc]
        theirs.append(seconds(lambda page=page: plain(page[..., ::-1])))  # type: ignore[misc]
    mine, other = statistics.median(ours), statistics.median(theirs)
    ratio = statistics.median(one / another for one, another in zip(ours, theirs, strict=True))
    print(f"{len(pages)} pages of {SIDE} pixels, one core")
    print(f"Minsheng  {mine:.2f} s a page (median)")
    print(f"RapidOCR  {other:.2f} s a page (median)")
    print(f"ratio     {mine / other:.2f} of the medians; page by page {ratio:.2f} (median)")


if __name__ == "__main__":
    main()
