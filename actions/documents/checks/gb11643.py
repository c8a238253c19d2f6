"""The citizen's number by GB 11643-1999: eighteen characters, region, day of birth, serial (odd for men), check character."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from actions.documents.checks.found import found
from actions.documents.model import Field, Finding, Outcome

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""The sum of the weighted digits, modulo 11, is the place of the check character."""
FIRST_NUMBERS = 1984
"""Numbers were first given in that year: who was born before it has one with a region of then."""
YEARS_TO_REGISTER = 16
"""So long after birth, or after the first numbers, somebody usually has one at the latest."""
OLDEST = 1880
_REGIONS = Path(__file__).parent / "regions.tsv"


def check_character(digits: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def whole(number: str) -> str:
    """A number of fifteen digits, as given until 1999, as the eighteen that belong to it; others as they are."""
    if len(number) != 15 or not number.isdecimal():
        return number
    digits = f"{number[:6]}19{number[6:]}"
    return digits + check_character(digits)


def born(number: str) -> date | None:
    """The day of birth in a number; None if there is no such day."""
    eighteen = whole(number)
    try:
        return date(int(eighteen[6:10]), int(eighteen[10:12]), int(eighteen[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """男 or 女, by the last digit of the serial."""
    return "男" if int(whole(number)[16]) % 2 else "女"


def region_known(number: str) -> bool:
    """Whether the region was one when the person was born or got the number. Foreigners' numbers, with 9, name a country."""
    if number.startswith("9"):
        return True
    day = born(number)
    if number[:6] not in _regions() or day is None:
        return False
    first, last = _regions()[number[:6]]
    since = max(day.year, FIRST_NUMBERS)
    return first <= since + YEARS_TO_REGISTER and last >= since


def check(number: Field, today: date, *, sex: Field | None = None, birth: Field | None = None) -> list[Finding]:
    """What is wrong with a number, beside the sex and the day of birth printed with it; else that it is right."""
    return list(_wrong(number, today, sex, birth)) or [found("number", Outcome.PASS, number)]


def _wrong(number: Field, today: date, sex: Field | None, birth: Field | None) -> Iterator[Finding]:
    text = number.value
    if not (text[:-1].isdecimal() and (text[-1:].isdecimal() or text[-1:] == "X") and len(text) in (15, 18)):
        yield found("number-digits", Outcome.FIX, number)
        return
    if check_character(whole(text)[:17]) != whole(text)[17]:
        yield found("number-check-digit", Outcome.FIX, number)
        return
    day = born(text)
    if day is None or day > today or day.year < OLDEST:
        yield found("number-birth", Outcome.FIX, number)
        return
    if len(text) == 15:
        yield found("number-old", Outcome.ASK, number)
    if not region_known(text):
        yield found("number-region", Outcome.ASK, number)
    if sex is not None and sex.value != sex_of(text):
        yield found("number-sex", Outcome.FIX, sex)
    if birth is not None and birth.value != day.isoformat():
        yield found("number-birth-printed", Outcome.FIX, birth)


@cache
def _regions() -> dict[str, tuple[int, int]]:
    """County codes with the first and last year of each."""
    lines = _REGIONS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {code: (int(first), int(last)) for code, first, last in rows}
