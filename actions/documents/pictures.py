"""Pages as JPEGs of ours, and back."""

from __future__ import annotations

import cv2
import numpy as np

from actions.documents.opening import Page

QUALITY, SMALL_QUALITY = 90, 80
SMALL = 640
"""Longer side of a small picture in pixels."""


def jpeg(page: Page, quality: int = QUALITY) -> bytes:
    """The page without anything that the camera noted."""
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(page, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return encoded.tobytes()


def page(image: bytes) -> Page:
    """The page of a JPEG that `jpeg` made."""
    shown = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    return np.asarray(cv2.cvtColor(shown, cv2.COLOR_BGR2RGB), np.uint8)


def small(image: bytes) -> bytes:
    """A JPEG to be looked at on a telephone, of one that `jpeg` made."""
    whole = page(image)
    scale = min(1.0, SMALL / max(whole.shape[:2]))
    return jpeg(
        np.asarray(cv2.resize(whole, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8), SMALL_QUALITY
    )
