"""What is personal on papers, replaced by made-up values of the same form, so that the checks find what they found.

Within one case the same value always becomes the same made-up one, on every page, in fields and lines:

- A number keeps its length, whether its check character is right, whether its region is known and its day of birth a day
  that has been, the sex it says, and whether it says the printed day of birth. Its region and the year of birth stay only
  where the region itself is in question.
- A day of birth becomes another day, past for past, to come for to come. Every other date of a paper stays.
- A name becomes other characters, one for one; other forms of a character become other forms of one. Where two names differ
  in one character, which is what the check looks at, those two characters stay.
- An address keeps its words (路, 号, 之, 房), its digits turn to others, its names become other characters, one for one.
- Codes and amounts become other digits, other texts other characters, one for one. 男, 女, choices and counts stay.
- Of a line stay the words that the paper prints, and dates that are no day of birth; all else is replaced as above.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import combinations

from actions.documents.checks.gb11643 import OLDEST, born, check_character, region_known, whole
from actions.documents.people import folded
from actions.documents.values import days_in

KNOWN_REGION, UNKNOWN_REGION, FOREIGN_REGION = "440104", "449904", "911156"
NO_DAY = "19500230"
DIGITS, LETTERS = "123456789", "ABCDEFGHJKLMNPQRSTUVWY"
ADDRESS_WORDS = frozenset("省市区县镇乡村街道路巷弄号之第栋幢座楼单元房室户组大马自治十百零〇")
PAIRS = ("东東", "刘劉", "龙龍", "云雲", "贝貝", "飞飛", "鸟鳥", "门門")
"""Two forms each of one character."""
FIRST = "甲乙丙戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
HAN = range(0x4E00, 0x9FA5)
_FORMED = re.compile(r"\d{17}[\dX]")
_NUMBER = re.compile(r"(?<!\d)(?:\d ?){14}(?:\d|(?:\d ?){3}[\dXx])(?![\dXx])")
_DATE = re.compile(r"(?:19|20)\d\d\D{1,2}[01]?\d\D{1,2}[0-3]?\d(?!\d)日?|(?<!\d)(?:19|20)\d\d[01]\d[0-3]\d(?!\d)")
_STREET = 4
"""Characters of an address at least by which a part of it is known again in a line."""


@dataclass(frozen=True)
class Real:
    """What stands in a case that is to be made up."""

    names: frozenset[str]
    births: frozenset[str]
    """Days of birth, ISO."""
    dates: frozenset[str]
    """All dates of its fields."""
    texts: str
    """All that is written in it: no character of it is made up."""


class MadeUp:
    """The made-up values of one case."""

    def __init__(self, today: date, real: Real, *, keep_region: bool) -> None:
        names, texts = sorted(real.names), set(real.texts)
        self._today = today
        self._keep_region = keep_region
        self._births = real.births
        self._stays = real.dates - real.births
        self._days: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._characters: dict[str, str] = {}
        self._kept = dict(_differing(names))
        self._new = _unused(texts)
        forms = sorted({folded(one) for name in names for one in name if folded(one) != one})
        self._pairs = dict(zip(forms, (pair for pair in PAIRS if not set(pair) & texts), strict=False))
        turn = secrets.randbelow(len(DIGITS) - 1) + 1
        self._digits = {
            digit: row[(place + turn) % len(row)]
            for row in (DIGITS, "１２３４５６７８９", "一二三四五六七八九")
            for place, digit in enumerate(row)
        }

    def name(self, value: str) -> str:
        """Another name."""
        kept = self._kept.get(value)
        return "".join(one if place == kept else self._character(one) for place, one in enumerate(value))

    def address(self, value: str) -> str:
        """Another address."""
        return "".join(one if one in ADDRESS_WORDS else self._digits.get(one) or self._character(one) for one in value)

    def text(self, value: str) -> str:
        """Another text."""
        return "".join(self._character(one) for one in value)

    def code(self, value: str) -> str:
        """Other digits and letters."""
        if value not in self._codes:
            made = value
            while made == value and any(one.isalnum() for one in value):
                made = "".join(_drawn(one) or self._character(one) for one in value)
            self._codes[value] = made
        return self._codes[value]

    def date(self, value: str) -> str:
        """The same, unless it is somebody's day of birth."""
        return self.birth(value) if value in self._births else value

    def birth(self, value: str) -> str:
        """Another day, ISO."""
        if value not in self._days:
            day = date.fromisoformat(value)
            if day > self._today:
                made = date(self._today.year + 50, 1, 1)
            elif day.year < OLDEST:
                made = date(OLDEST - 80, 1, 1)
            else:
                made = date(day.year if self._keep_region else 1950, 1, 1)
            taken = {*self._births, *self._days.values(), value}
            while made.isoformat() in taken:
                made += timedelta(days=1)
            self._days[value] = made.isoformat()
        return self._days[value]

    def number(self, value: str) -> str:
        """Another citizen's number, of eighteen characters or fifteen; or one that goes on after the eighteen."""
        value = value.upper()
        core, rest = (value[:18], value[18:]) if len(value) > 18 else (value, "")
        eighteen = whole(core)
        if not _FORMED.fullmatch(eighteen):
            return self.code(value)
        if eighteen not in self._numbers:
            self._numbers[eighteen] = self._number(eighteen)
        made = self._numbers[eighteen]
        return (made[:6] + made[8:17] if len(core) == 15 else made) + rest

    def line(self, text: str, known: dict[str, str], addresses: Sequence[str], printed: Iterable[str]) -> str:
        """Another line. `known`: values with the made-up ones; `printed`: words that stand on the paper for everybody."""
        stays = {word: word for word in ("男", "女", "长期", *printed)}
        parts = {text[at : at + size]: self.address(text[at : at + size]) for at, size in _shared(text, addresses)}
        said = {**stays, **parts, **known}
        words = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
        token = re.compile(f"(?P<number>{_NUMBER.pattern})|(?P<date>{_DATE.pattern})|(?P<word>{words})|(?s:.)")

        def made(match: re.Match[str]) -> str:
            if match["number"]:
                return self._spaced(match[0])
            if match["date"]:
                return self._dated(match[0])
            return said[match[0]] if match["word"] else _drawn(match[0]) or self._character(match[0])

        return token.sub(made, text)

    def _character(self, one: str) -> str:
        if not "\u3400" <= one <= "\u9fff" and not one.isalnum():
            return one
        if one not in self._characters:
            pair = self._pairs.get(folded(one))
            self._characters[one] = pair[folded(one) != one] if pair else _drawn(one) or next(self._new)
        return self._characters[one]

    def _number(self, eighteen: str) -> str:
        day = born(eighteen)
        birth = self.birth(day.isoformat()).replace("-", "") if day else NO_DAY
        serial = 200 + 2 * len(self._numbers) + int(eighteen[16]) % 2
        digits = f"{self._region(eighteen)}{birth}{serial}"
        right = check_character(digits)
        if check_character(eighteen[:17]) == eighteen[17]:
            return digits + right
        return digits + next(one for one in DIGITS if one != right)

    def _region(self, eighteen: str) -> str:
        if self._keep_region:
            return eighteen[:6]
        if eighteen.startswith("9"):
            return FOREIGN_REGION
        if not region_known(eighteen) and born(eighteen):
            return UNKNOWN_REGION
        return f"{eighteen[:2]}0000" if eighteen.startswith("8") else KNOWN_REGION

    def _spaced(self, written: str) -> str:
        """A number in a line, with its spaces where they were."""
        made = iter(self.number(written.replace(" ", "")))
        return "".join(" " if one == " " else next(made) for one in written)

    def _dated(self, written: str) -> str:
        """A date in a line; one that no field has may be a day of birth."""
        days = [day for _, day in days_in(written)]
        if len(days) != 1:
            return "".join(_drawn(one) or one for one in written)
        if days[0] in self._stays:
            return written
        year, month, day = self.birth(days[0]).split("-")
        made = iter((year, month, day)) if not written.isdecimal() else iter((year + month + day,))
        return re.sub(r"\d+", lambda _: next(made), written)


def _differing(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Names with the one place in which they differ from another name."""
    for one, other in combinations(names, 2):
        if len(one) == len(other) > 1:
            places = [place for place in range(len(one)) if one[place] != other[place]]
            if len(places) == 1 and folded(one) != folded(other):
                yield one, places[0]
                yield other, places[0]


def _unused(used: set[str]) -> Iterator[str]:
    """Characters of one form that do not stand in the case."""
    barred = used | ADDRESS_WORDS | set("".join(PAIRS)) | {"男", "女"}
    for one in (*FIRST, *(chr(code) for code in HAN)):
        if one not in barred and folded(one) == one:
            barred.add(one)
            yield one


def _drawn(one: str) -> str:
    """Another digit or Latin letter; empty for anything else."""
    if one.isdecimal():
        return secrets.choice(DIGITS.replace(one, ""))
    return secrets.choice(LETTERS.replace(one.upper(), "")) if one.isascii() and one.isalpha() else ""


def _shared(text: str, addresses: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where in the text stands a part of an address: place and length."""
    for address in addresses:
        found = SequenceMatcher(None, text, address, autojunk=False).find_longest_match()
        if found.size >= _STREET:
            yield found.a, found.size
