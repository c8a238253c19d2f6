"""Whether somebody wrote by hand where a caption asks for it."""

from __future__ import annotations

import cv2
import numpy as np

from actions.documents.layout import Span
from actions.documents.pixels import Pixels

WIDTH, UP, DOWN = 9.0, 1.2, 1.6
"""Where a signature stands, in heights of its caption: so far to the right, above and below the caption's middle."""
SOME = 0.012
"""Of that place, so much is ink where somebody signed."""
NONE = 0.003
"""And so little where nobody did."""
DARKER = 70
"""Ink is so much darker than the paper around it; a printed watermark or stamp is not."""


def ink_after(caption: Span, pixels: Pixels) -> bool | None:
    """Whether there is handwriting right of the caption; None where that cannot be said."""
    corners = caption.box
    (_, _), (right, top), (_, bottom), _ = corners
    height, middle = max(bottom - top, 1.0), (top + bottom) / 2
    place = pixels[
        max(int(middle - UP * height), 0) : int(middle + DOWN * height),
        max(int(right + 0.4 * height), 0) : int(right + WIDTH * height),
    ]
    if min(place.shape[:2]) < height:
        return None
    grey = cv2.cvtColor(place, cv2.COLOR_RGB2GRAY).astype(np.int16)
    red = place[..., 0].astype(np.int16) - np.minimum(place[..., 1], place[..., 2])
    ground = int(np.percentile(grey, 80))
    share = float(np.mean((ground - grey > DARKER) & (red < 60)))
    return True if share > SOME else False if share < NONE else None
