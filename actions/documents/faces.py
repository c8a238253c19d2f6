"""Faces on a picture, by BlazeFace: where they are, not whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from actions.documents.pixels import Pixels

MODEL = Path(__file__).parent / "face" / "blazeface.onnx"
SIZE = 128
GRIDS = ((16, 2), (8, 6))
"""Cells a side and boxes a cell, of the model's two outputs."""
SAME = 0.3
"""Boxes that share so much of their union are one face."""


@dataclass(frozen=True)
class Face:
    """A face: the edges of its box in pixels, and how sure that is, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float
    score: float

    @property
    def area(self) -> float:
        """In square pixels."""
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)

    def share(self, other: Face) -> float:
        """How much of their union the two share, 0 to 1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        both = max(width, 0.0) * max(height, 0.0)
        return both / (self.area + other.area - both) if both else 0.0


def faces(pixels: Pixels, least: float = 0.5) -> list[Face]:
    """Every face with at least that score, the surest first."""
    height, width = pixels.shape[:2]
    side = max(height, width)
    left, top = (side - width) // 2, (side - height) // 2
    square = cv2.copyMakeBorder(
        pixels, top, side - height - top, left, side - width - left, cv2.BORDER_CONSTANT, value=(255, 255, 255)
    )
    small = cv2.resize(square, (SIZE, SIZE), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    outputs = _session().run(None, {_session().get_inputs()[0].name: small[None]})
    scale = side / SIZE
    found: list[Face] = []
    for (cells, boxes), scores, places in zip(GRIDS, outputs[:2], outputs[2:], strict=True):
        found += _of_grid(cells, boxes, np.asarray(scores).ravel(), np.asarray(places).reshape(-1, 16), least)
    kept: list[Face] = []
    for face in sorted(found, key=lambda face: face.score, reverse=True):
        if all(face.share(other) < SAME for other in kept):
            kept.append(face)
    return [
        Face(f.left * scale - left, f.top * scale - top, f.right * scale - left, f.bottom * scale - top, f.score)
        for f in kept
    ]


def face_up(pixels: Pixels) -> Pixels:
    """The picture turned by quarters so that its surest face stands upright; as it is where no face is seen."""
    turned = [np.ascontiguousarray(np.rot90(pixels, quarters)) for quarters in range(4)]
    scores = [max((face.score for face in faces(one)), default=0.0) for one in turned]
    return turned[int(np.argmax(scores))]


def _of_grid(
    cells: int, boxes: int, scores: NDArray[np.float32], places: NDArray[np.float32], least: float
) -> list[Face]:
    found = []
    sure = 1 / (1 + np.exp(-np.clip(scores, -80, 80)))
    for number in np.flatnonzero(sure >= least):
        row, column = divmod(int(number) // boxes, cells)
        x, y, wide, high = (float(value) for value in places[number, :4])
        x, y = x + (column + 0.5) * SIZE / cells, y + (row + 0.5) * SIZE / cells
        found.append(Face(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2, float(sure[number])))
    return found


@cache
def _session() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])
