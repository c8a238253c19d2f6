"""RapidOCR, one step at a time: where text stands, which way up it is, and what it says."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from actions.documents.model import Line
from actions.documents.opening import Page

Boxes = NDArray[np.float64]
"""Places of lines: n × 4 × 2, corners clockwise from where the text begins."""
OPTIONS: dict[str, Any] = {
    "Global.log_level": "error",
    "Global.text_score": 0.0,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
NARROWEST = 3
"""Pixels; nothing can be read in less."""


class Engine:
    """RapidOCR with the models of its wheel, on one core; made once, used by one thread."""

    def __init__(self) -> None:
        cv2.setNumThreads(1)
        self._ocr = RapidOCR(params=OPTIONS)
        self.read(np.full((48, 200, 3), 255, np.uint8), np.array([[[0, 0], [199, 0], [199, 47], [0, 47]]], float))

    def find(self, image: Page) -> Boxes:
        """Where lines of text stand, in the picture's pixels."""
        found = self._ocr(_bgr(image), use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return np.zeros((0, 4, 2)) if boxes is None else np.asarray(boxes, dtype=np.float64)

    def standing(self, image: Page, boxes: Boxes) -> float:
        """1 if these lines stand upright, -1 if upside down, and between where the classifier is not sure."""
        _, said = self._ocr.cls_and_rotate(crops(image, boxes))
        votes = [score if label == "0" else -score for label, score in said.cls_res or ()]
        return float(np.mean(votes))

    def read(self, image: Page, boxes: Boxes) -> list[Line]:
        """What the lines say, in the order of their boxes; those in which nothing is read are left out."""
        if not len(boxes):
            return []
        said = self._ocr.recognize_txt(crops(image, boxes))
        lines = zip(said.txts or (), said.scores, boxes, strict=True)
        return [
            Line(text.strip(), float(score), tuple((float(x), float(y)) for x, y in box))
            for text, score, box in lines
            if text.strip()
        ]


def crops(image: Page, boxes: Boxes) -> list[NDArray[np.uint8]]:
    """Each line cut out and straightened, as the models take it."""
    cut = []
    for box in boxes:
        width = max(NARROWEST, int(max(np.linalg.norm(box[1] - box[0]), np.linalg.norm(box[2] - box[3]))))
        height = max(NARROWEST, int(max(np.linalg.norm(box[3] - box[0]), np.linalg.norm(box[2] - box[1]))))
        straight = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        matrix = cv2.getPerspectiveTransform(box.astype(np.float32), straight)
        line = cv2.warpPerspective(
            image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
        )
        cut.append(_bgr(np.asarray(line, dtype=np.uint8)))
    return cut


def _bgr(image: Page) -> Page:
    """As OpenCV's pictures are, on which the models were trained."""
    return np.ascontiguousarray(image[..., ::-1])
