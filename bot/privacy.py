"""Keeping what citizens say to themselves: masked where it is read, encrypted where it lies, hashed where it is looked up."""

from __future__ import annotations

import hashlib
import hmac
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_MASKS = [
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "［邮箱］"),
    (
        re.compile(
            r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
        ),
        "［身份证号］",
    ),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "［手机号］"),
    (re.compile(r"(?<!\d)(?:\d[ -]?){15,18}\d(?!\d)"), "［卡号］"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?[2-8]\d{6,7}(?!\d)"), "［电话］"),
]


def mask(text: str) -> str:
    """The text with identity numbers, telephone and card numbers and e-mail addresses left out. Short public numbers stay."""
    text = text.translate(_HALF_WIDTH)
    for pattern, stand_in in _MASKS:
        text = pattern.sub(stand_in, text)
    return text


_HALF_WIDTH = {ord("０") + digit: ord("0") + digit for digit in range(10)}


class Cipher:
    """Encrypts what is kept. Old keys still read what they wrote; the first of the keys writes."""

    def __init__(self, keys: str, lookup_key: str) -> None:
        """`keys`: Fernet keys, comma separated, the newest first. ValueError if one is none."""
        self._fernet = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        self._lookup_key = lookup_key.encode()

    def encrypt(self, text: str) -> str:
        """The text, unreadable without a key."""
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """What `encrypt` was given. InvalidToken if no key fits."""
        return self._fernet.decrypt(token.encode()).decode()

    def rotate(self, token: str) -> str:
        """The same text under the newest key."""
        return self._fernet.rotate(token.encode()).decode()

    def lookup(self, *parts: str) -> str:
        """A keyed hash: the same parts give the same 64 hexadecimal digits, and the digits do not give the parts."""
        return hmac.new(self._lookup_key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


__all__ = ["Cipher", "InvalidToken", "mask"]
