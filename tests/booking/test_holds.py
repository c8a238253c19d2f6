"""Holding, confirming, letting go: places are taken once and given back once."""

from __future__ import annotations

from tests.booking.canteen import LUNCH, Canteen, session


def test_a_place_is_held_confirmed_and_given_back(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 2))
    held = canteen.hold(canteen.order())
    assert (canteen.taken(), canteen.status(held)) == (1, "held")
    booked = canteen.confirm(held)
    assert (booked.number, canteen.taken(), canteen.status(held)) == (held.number, 1, "confirmed")
    canteen.cancel(booked)
    assert (canteen.taken(), canteen.status(held)) == (0, "cancelled")
