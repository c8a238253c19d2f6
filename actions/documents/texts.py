"""The texts of the document pre-check, each part's by name."""

from __future__ import annotations

from typing import cast

from actions.texts import texts_of


def texts(part: str) -> dict[str, str]:
    """A part's texts by name; KeyError if there is no such part."""
    return cast(dict[str, dict[str, str]], texts_of("documents"))[part]
