"""Why a booking cannot be, by name; what is said of it belongs to the dialogue."""

from __future__ import annotations

from datetime import datetime


class BookingError(Exception):
    """Nothing was changed."""


class Unknown(BookingError):
    """There is no such session, dimension, appointment or entry in the queue."""


class Full(BookingError):
    """Not enough is free, or others wait for it."""

    def __init__(self, free: dict[str, int], queued: bool = False) -> None:
        super().__init__(free)
        self.free = free
        """What is left of each dimension that was asked for."""
        self.queued = queued
        """Whether somebody waits, so that what is left is not for who comes now."""


class LimitReached(BookingError):
    """The person has used up what the rule allows in the period."""

    def __init__(self, rule: str, period: str, most: int, appointments: list[int]) -> None:
        super().__init__(rule, period, most)
        self.rule, self.period, self.most = rule, period, most
        self.appointments = appointments
        """Numbers of those that have used it."""


class AlreadyBooked(LimitReached):
    """The rule allows one, and the person has it."""


class Closed(BookingError):
    """The session does not take place."""


class Expired(BookingError):
    """The hold or the offer has run out, or was given up."""


class Ended(BookingError):
    """The appointment is over: cancelled, attended or missed."""


class TooEarly(BookingError):
    """It cannot be booked yet."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class TooLate(BookingError):
    """It cannot be booked or changed any more."""

    def __init__(self, since: datetime) -> None:
        super().__init__(since)
        self.since = since


class OtherRequest(BookingError):
    """The key was used before, for something else."""


class TooManyTries(BookingError):
    """Who wanted to see a booking failed too often: nothing more is tried for a time, not even what would be right."""


class TooSoon(BookingError):
    """A code was sent to that telephone within the last minute."""
