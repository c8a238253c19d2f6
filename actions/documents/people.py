"""Whom a paper is about, and whether two names, numbers or addresses mean the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from actions.documents.checks.gb11643 import whole
from actions.documents.layout import plain, simple
from actions.documents.model import Field
from knowledge.paper import Paper

_VARIANTS = Path(__file__).parent / "variants.yaml"
_PLACE = re.compile(
    r"^(?:中国)?(?P<province>[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,7}?自治区)?"
    r"(?P<city>[\u4e00-\u9fff]{2,4}?市)?(?P<district>[\u4e00-\u9fff]{1,4}?区)?"
)
_CHINESE_NUMBER = re.compile(r"(?<=[之第])([一二三四五六七八九])(?=(\d)?)")


class Same(StrEnum):
    """How two values compare."""

    YES = "yes"
    LIKELY = "likely"
    """Another form of the same: a question for staff."""
    NO = "no"


@dataclass(frozen=True)
class Shown:
    """A paper that was shown: its fields of all sides by id, and the sides there are."""

    paper: Paper
    fields: Mapping[str, Field]
    sides: frozenset[str]


@dataclass(frozen=True)
class Someone:
    """A person of a paper: the fields that were read of them."""

    paper: Paper
    name: Field | None = None
    number: Field | None = None
    sex: Field | None = None
    birth: Field | None = None
    address: Field | None = None


def people(shown: Shown) -> list[Someone]:
    """Those a paper is about, of whom a name or number was read."""
    found = []
    for person in shown.paper.people:
        read = {what: shown.fields.get(id_) for what, id_ in person.model_dump().items() if id_}
        someone = Someone(shown.paper, **read)
        if someone.name or someone.number:
            found.append(someone)
    return found


def same_name(one: str, other: str) -> Same:
    """Of two names; another form of a character (昇 and 升) is a question."""
    one, other = _bare(one), _bare(other)
    if one == other:
        return Same.YES
    return Same.LIKELY if folded(one) == folded(other) else Same.NO


def same_number(one: str, other: str) -> Same:
    """Of two numbers, also of fifteen digits, and the disability certificate's, which begins with the citizen's."""
    return Same.YES if citizen(one) == citizen(other) else Same.NO


def citizen(number: str) -> str:
    """The citizen's number within a paper's."""
    number = plain(number).upper()
    return number[:18] if len(number) > 18 else whole(number)


def same_address(one: str, other: str) -> Same:
    """Of two addresses; a left-out province, or 街道 for 街, is a question."""
    one, other = plain(one), plain(other)
    if one == other:
        return Same.YES
    one, other = simple(one), simple(other)
    places = zip(_place(one).groups(), _place(other).groups(), strict=True)
    if any(here and there and here != there for here, there in places):
        return Same.NO
    return Same.LIKELY if _plain_address(one) == _plain_address(other) else Same.NO


def _place(address: str) -> re.Match[str]:
    """Province, city and district that an address begins with, as far as it names them."""
    match = _PLACE.match(address)
    assert match is not None, "every part of it may be left out"
    return match


def _bare(name: str) -> str:
    return re.sub(r"[·•・.\s]", "", plain(name))


def folded(name: str) -> str:
    """The name with one form for each character that has several."""
    return "".join(_forms().get(character, character) for character in simple(name))


def _plain_address(address: str) -> str:
    """From the street on, with one word for those that mean the same."""
    rest = address[_place(address).end() :]
    for pattern, word in _address_words():
        rest = pattern.sub(word, rest)
    return _CHINESE_NUMBER.sub(_digit, rest)


def _digit(match: re.Match[str]) -> str:
    """之三 is 之3, but 之三203 is 之3-203."""
    return f"{'零一二三四五六七八九'.index(match[1])}{'-' if match[2] else ''}"


@cache
def _content() -> dict[str, list[list[str]]]:
    content: dict[str, list[list[str]]] = yaml.safe_load(_VARIANTS.read_text(encoding="utf-8"))
    return content


@cache
def _forms() -> dict[str, str]:
    return {
        other: simple(group[0])
        for group in _content()["characters"]
        for form in group
        for other in (form, simple(form))
    }


@cache
def _address_words() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), word) for pattern, word in _content()["addresses"])
