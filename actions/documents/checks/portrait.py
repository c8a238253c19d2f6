"""The one-inch photograph: 25 × 35 mm, white ground, exactly one face. Unsure is for staff to see."""

from __future__ import annotations

import cv2
import numpy as np

from actions.documents.checks.found import found
from actions.documents.faces import Face, faces
from actions.documents.model import Finding, Outcome
from actions.documents.pixels import Pixels

RATIO = 35 / 25
LIKE, NEAR = 0.07, 0.16
"""Height by width may differ by so much; up to `NEAR` it is a question."""
LEAST_WIDTH = 180
"""Pixels: 25 mm at somewhat less than 200 dots an inch."""
LEAST_SEEN = 40
"""Pixels; on less no face can be seen."""
BRIGHT, PALE = 200, 34
"""White is at least so bright, and its colour at most so strong, 0 to 255."""
MOSTLY, HARDLY = 0.85, 0.4
"""Of the edge beside the head: so much is white; so little is not."""
SKIN, NO_SKIN = 0.35, 0.15
"""Of a face's box, so much is skin; with less than `NO_SKIN` it is the back of a head."""
LARGE = 0.06
"""Of the picture, at least, is the face of a portrait."""


def check(pixels: Pixels) -> list[Finding]:
    """What is wrong with the photograph's size, ground and face, or that each is right. `pixels`: the photograph alone."""
    return [_size(pixels), _ground(pixels), _face(pixels)]


def looks_like(pixels: Pixels) -> bool:
    """Whether a picture without words is a portrait: upright, with a large face or two."""
    height, width = pixels.shape[:2]
    if width < LEAST_SEEN or not 1.15 < height / width < 1.65:
        return False
    large = [face for face in faces(pixels) if face.area > LARGE * height * width / 2 and skin(pixels, face) > NO_SKIN]
    return 0 < len(large) < 4


def skin(pixels: Pixels, face: Face) -> float:
    """How much of the face's box has the colour of skin, 0 to 1."""
    part = pixels[max(int(face.top), 0) : int(face.bottom), max(int(face.left), 0) : int(face.right)]
    if part.size == 0:
        return 0.0
    colours = cv2.cvtColor(np.ascontiguousarray(part), cv2.COLOR_RGB2YCrCb)
    red, blue = colours[..., 1], colours[..., 2]
    return float(np.mean((red > 135) & (red < 180) & (blue > 77) & (blue < 130)))


def _size(pixels: Pixels) -> Finding:
    height, width = pixels.shape[:2]
    off = abs(height / width - RATIO)
    if off > NEAR:
        return found("photo-size", Outcome.FIX, text="photo-shape")
    if width < LEAST_WIDTH:
        return found("photo-size", Outcome.FIX, text="photo-small")
    return (
        found("photo-size", Outcome.PASS) if off < LIKE else found("photo-size", Outcome.ASK, text="photo-size-unsure")
    )


def _ground(pixels: Pixels) -> Finding:
    """By the upper edge and both sides beside the head; the very rim may be the desk's."""
    height, width = pixels.shape[:2]
    rim, broad = max(int(0.02 * width), 1), max(int(0.1 * width), 2)
    upper = pixels[rim : int(0.45 * height), rim : width - rim]
    edge = np.concatenate(
        [upper[:broad].reshape(-1, 3), upper[:, :broad].reshape(-1, 3), upper[:, -broad:].reshape(-1, 3)]
    )
    light, dark = edge.max(axis=1).astype(np.int16), edge.min(axis=1).astype(np.int16)
    white = float(np.mean((light >= BRIGHT) & (light - dark <= PALE)))
    coloured = float(np.mean(light - dark > 2 * PALE))
    if white >= MOSTLY:
        return found("photo-ground", Outcome.PASS)
    if white < HARDLY and coloured > 0.5:
        return found("photo-ground", Outcome.FIX, text="photo-ground-colour")
    return found("photo-ground", Outcome.ASK, text="photo-ground-unsure")


def _face(pixels: Pixels) -> Finding:
    there = [(face, skin(pixels, face)) for face in faces(pixels)]
    sure = [face for face, share in there if share >= SKIN]
    if len(sure) == 1:
        return found("photo-face", Outcome.PASS)
    if len(sure) > 1:
        return found("photo-face", Outcome.FIX, text="photo-faces")
    if any(share >= NO_SKIN for _, share in there):
        return found("photo-face", Outcome.ASK, text="photo-face-unsure")
    return found("photo-face", Outcome.FIX, text="photo-no-face")
