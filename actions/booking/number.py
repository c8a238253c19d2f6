"""Numbers of appointments: nine digits that cannot be guessed, the last of which tells a slip of the tongue."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Iterator

DIGITS = 9
_LEAST = 10 ** (DIGITS - 2)
"""Without the last digit; none begins with a zero."""
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Luhn: twice a digit, its digits added up."""


def candidates(name: str) -> Iterator[int]:
    """The numbers of a name, always the same ones: the first that is free is taken. The name is not to be guessed."""
    for attempt in itertools.count():
        digest = hashlib.sha256(f"{name}/{attempt}".encode()).digest()
        first = _LEAST + int.from_bytes(digest) % (9 * _LEAST)
        yield 10 * first + -_sum(f"{first}0") % 10


def parse(text: str) -> int | None:
    """The number that was typed or heard, however it was grouped; None if it can be none."""
    digits = "".join(unicodedata.normalize("NFKC", text).replace("-", " ").split())
    is_one = len(digits) == DIGITS and digits.isascii() and digits.isdigit() and digits[0] != "0"
    return int(digits) if is_one and _sum(digits) % 10 == 0 else None


def _sum(digits: str) -> int:
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[::2]) + sum(_DOUBLED[value] for value in values[1::2])
