"""Telephone numbers as people write them: brought to one form, so that a booking is found again under its number."""

from __future__ import annotations

import re
import unicodedata

from bot.privacy import Cipher

_GAPS = re.compile(r"[\s()（）.-]+")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9})")
_MOBILE_OR_FIXED = re.compile(r"1[3-9]\d{9}|0\d{2,3}[2-8]\d{6,7}", re.ASCII)


def parse(text: str) -> str | None:
    """Digits only: eleven of a mobile, or a fixed line with its area code; None if it can be neither."""
    digits = _COUNTRY.sub("", _GAPS.sub("", unicodedata.normalize("NFKC", text)))
    return digits if _MOBILE_OR_FIXED.fullmatch(digits) else None


def phone_key(cipher: Cipher, phone: str) -> str:
    """The keyed hash under which the bookings of a number are found."""
    return cipher.lookup("phone", parse(phone) or phone)


def last_four(phone: str) -> str:
    """What who asks for a booking has to know."""
    return (parse(phone) or phone)[-4:]
