"""Keeping what citizens say to themselves: masked where it is read, encrypted where it lies, hashed where it is looked up."""

from __future__ import annotations

import hmac
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

_GAP = r"[ \u3000-]{0,2}"
_MASKS = [
    (re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"), "［邮箱］"),
    (
        re.compile(rf"(?<![0-9A-Za-z])\d{{6}}{_GAP}(?:18|19|20)\d{{6}}{_GAP}\d{{3}}[\dXx](?![0-9A-Za-z])"),
        "［身份证号］",
    ),
    (
        re.compile(r"(?<![0-9A-Za-z])[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"),
        "［身份证号］",
    ),
    (re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)"), "［手机号］"),
    (re.compile(rf"(?<!\d)(?:\d{_GAP}){{14,18}}\d(?!\d)"), "［卡号］"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?[2-8]\d{6,7}(?!\d)"), "［电话］"),
]
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－Ｘｘ＠", "0123456789-Xx@")


def mask(text: str) -> str:
    """The text with identity numbers, telephone and card numbers and e-mail addresses left out. Short public numbers stay."""
    text = text.translate(_HALF_WIDTH)
    for pattern, stand_in in _MASKS:
        text = pattern.sub(stand_in, text)
    return text


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
        return hmac.digest(self._lookup_key, "\x1f".join(parts).encode(), "sha256").hex()


__all__ = ["Cipher", "InvalidToken", "mask"]
