"""Why something cannot be done with an order, by name; what is said of it belongs to the dialogue."""

from __future__ import annotations


class DispatchError(Exception):
    """Nothing was changed."""


class Unknown(DispatchError):
    """There is no such order, appointment, provider or concern."""


class Gone(DispatchError):
    """The order is not that provider's, or not any more."""


class NotYet(DispatchError):
    """Something else comes before it."""


class Ended(DispatchError):
    """The order is over, or too far on for that."""


class Busy(DispatchError):
    """The provider has another visit at that time."""


class TooLate(DispatchError):
    """The time for rating it, or for changing the rating, is over."""
