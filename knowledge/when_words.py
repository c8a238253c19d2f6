"""The words for days and times (words/when.yaml) as patterns, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from knowledge.days import festivals

WHEN = Path(__file__).parent / "words" / "when.yaml"
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "日": 7,
    "天": 7,
}
_TENS = {"廿": 20, "卅": 30}
_PART = re.compile(r"\{([a-z_]+)\}")


class Mention(NamedTuple):
    """A stretch of a sentence that one of the patterns fits."""

    kind: str
    start: int
    end: int
    said: dict[str, str]
    """Its named groups that took part."""


@cache
def words() -> dict[str, Any]:
    """The file's content, as it stands there."""
    content: dict[str, Any] = yaml.safe_load(WHEN.read_text(encoding="utf-8"))
    return content


@cache
def pattern(*path: str) -> re.Pattern[str]:
    """The pattern at that place of the file, its {parts} filled in. KeyError if there is none."""
    found: Any = words()
    for key in path:
        found = found[key]
    return re.compile(_filled(found))


@cache
def _parts() -> dict[str, str]:
    needed = words()["needed"]
    named = "|".join(
        f"(?P<festival_{number}>{one.said}){needed if one.needs else ''}"
        for number, one in enumerate(festivals().values())
    )
    return {
        **words()["parts"],
        "festivals": named,
        "relatives": "|".join(f"(?P<relative_{i}>{said})" for i, said in enumerate(words()["relatives"])),
        "vague": "|".join(f"(?P<vague_{i}>{said})" for i, said in enumerate(words()["vague"])),
    }


def _filled(raw: str) -> str:
    """Named parts may hold others; a regular expression's own {0,6} is left."""
    while match := _PART.search(raw):
        raw = raw[: match.start()] + _parts()[match[1]] + raw[match.end() :]
    return raw


def mentions(text: str) -> list[Mention]:
    """The days said in a normalised text, in its order; each stretch is read once, by the first pattern that fits."""
    found: list[Mention] = []
    read = bytearray(len(text))
    for kind in words()["mentions"]:
        for match in unread(pattern("mentions", kind), text, read):
            mention = Mention(kind, *match.span(), {name: part for name, part in match.groupdict().items() if part})
            parts = _of_week(mention, match) if "weekdays" in mention.said else [mention]
            mark(read, mention.start, parts[-1].end)
            found += parts
    return sorted(found, key=lambda mention: mention.start)


def _of_week(mention: Mention, match: re.Match[str]) -> list[Mention]:
    """周三到五 as two mentions; otherwise the days of the week as far as they come in their order."""
    kind, start, end, said = mention
    if last := said.pop("to", None):
        to = match.start("to")
        return [Mention(kind, start, to - 1, said), Mention(kind, to, end, {"weekdays": last})]
    kept, left = in_order(said["weekdays"])
    return [Mention(kind, start, end - left, said | {"weekdays": kept})]


def unread(sought: re.Pattern[str], text: str, read: bytearray) -> Iterator[re.Match[str]]:
    """Where the pattern fits in what is not yet read."""
    match = sought.search(text)
    while match is not None:
        start, end = match.span()
        free = start < end and not any(read[start:end])
        if free:
            yield match
        match = sought.search(text, end if free else start + 1)


def mark(read: bytearray, start: int, end: int) -> None:
    """Notes that the text from start to end is read."""
    read[start:end] = b"\x01" * (end - start)


def number(said: str) -> int:
    """The value of a numeral below 1000: 12, 十二, 廿三, 初五, 一百二十."""
    said = said.removeprefix("初")
    if said.isdigit():
        return int(said)
    hundreds, _, said = said.rpartition("百")
    value = 100 * _DIGITS[hundreds] if hundreds else 0
    if said and said[0] in _TENS:
        return value + _TENS[said[0]] + number(said[1:] or "0")
    tens, ten, ones = said.rpartition("十")
    if ten:
        value += 10 * (_DIGITS[tens] if tens else 1)
    return value + sum(_DIGITS[one] for one in ones)


def numbered(said: dict[str, str], name: str) -> int:
    """Which of the patterns name_0, name_1, … took part."""
    return next(int(key.rpartition("_")[2]) for key in said if key.startswith(f"{name}_"))


def in_order(said: str) -> tuple[str, int]:
    """Days of the week as far as they come in their order (一三五), and how many characters are left over (一 of 六一起)."""
    kept, last = "", 0
    for at, character in enumerate(said):
        if character == "、":
            continue
        if number(character) <= last:
            return kept, len(said) - at
        kept, last = kept + character, number(character)
    return kept, 0


def weekdays(said: str) -> tuple[int, ...]:
    """Days of the week from Monday = 0."""
    return tuple(number(character) - 1 for character in said)
