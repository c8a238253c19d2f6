"""Who booked, as much of it as is shown to those who need not know: 陈*, 138****0001."""

from __future__ import annotations


def masked_name(name: str) -> str:
    """The first character and a star, however long it is."""
    return f"{name[:1]}*"


def masked_phone(phone: str) -> str:
    """The first three and the last four digits."""
    return f"{phone[:3]}****{phone[-4:]}"
