"""A page as it was read, as it is kept: which paper it is, its fields, what is wrong with the photograph."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from actions.documents.model import Field, Finding, Line, Recognised


@dataclass(frozen=True)
class PageRead:
    """One page; boxes are in pixels of the upright picture of `width` × `height`."""

    recognised: Recognised
    fields: tuple[Field, ...]
    photograph: tuple[Finding, ...]
    """What is wrong with it; empty when it is good."""
    portrait: tuple[Finding, ...]
    """Of a portrait, which is judged by its picture."""
    lines: tuple[Line, ...]
    width: int
    height: int

    def to_json(self) -> str:
        """As it is kept; `from_json` reads it back."""
        return _AS_JSON.dump_json(self).decode()

    @classmethod
    def from_json(cls, kept: str) -> PageRead:
        """What `to_json` gave. ValueError if it is something else."""
        return _AS_JSON.validate_json(kept)


_AS_JSON = TypeAdapter(PageRead)
