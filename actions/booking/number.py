"""Numbers of appointments: nine digits that cannot be guessed, the last of which tells a slip of the tongue."""

from __future__ import annotations

import secrets
import unicodedata

DIGITS = 9
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Luhn: twice a digit, its digits added up."""


def fresh() -> str:
    """A number by chance; the table refuses one that is in use."""
    first = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}}"
    return first + str(-_sum(first + "0") % 10)


def parse(text: str) -> str | None:
    """The number that was typed or heard, however it was grouped; None if it can be none."""
    digits = "".join(unicodedata.normalize("NFKC", text).replace("-", " ").split())
    is_one = len(digits) == DIGITS and digits.isascii() and digits.isdigit() and _sum(digits) % 10 == 0
    return digits if is_one else None


def _sum(digits: str) -> int:
    values = [int(digit) for digit in reversed(digits)]
    return sum(values[::2]) + sum(_DOUBLED[value] for value in values[1::2])
