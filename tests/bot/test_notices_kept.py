"""What is kept of notices: unreadable, no longer than needed, and shown to the staff without numbers and texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot import deliveries as module
from bot import notices, notices_listed
from bot.notices import State, Way, withdraw
from bot.notices_listed import NoSuchDelivery
from bot.tables import conversations
from tests.bot.desk import DAY, HOUR, MINUTE, PHONE, TEN, Desk


def test_neither_number_nor_text_can_be_read_in_the_database(desk: Desk) -> None:
    desk.queue(phone=PHONE)
    (row,) = desk.rows(Way.SMS)
    (body,) = desk.bodies()
    assert desk.cipher.decrypt(row.phone) == PHONE
    assert PHONE not in row.phone
    assert body is not None
    assert "身份证" not in body


@pytest.mark.parametrize("settle", ["sent", "withdrawn", "expired"])
def test_the_number_goes_as_soon_as_it_is_not_needed(desk: Desk, settle: str) -> None:
    desk.queue(phone=PHONE, expires_at=TEN + HOUR)
    if settle == "sent":
        (one,) = desk.lease()
        desk.run(module.sent, one, TEN)
    elif settle == "withdrawn":
        desk.run(withdraw, "booking/1", TEN)
    else:
        desk.run(module.expire, TEN + HOUR)
    assert [(row.state, row.phone) for row in desk.rows(Way.SMS)] == [(settle, None)]


def forget(desk: Desk, now: datetime) -> int:
    """With ten days for what was given up, and a hundred for keys."""
    return int(desk.run(notices.forget, now - 10 * DAY, now - 100 * DAY))


def test_texts_are_forgotten_at_once_and_keys_in_time(desk: Desk) -> None:
    desk.queue(phone=PHONE)
    desk.tell()
    assert forget(desk, TEN) == 0
    assert desk.bodies() != [None], "the SMS still needs it"
    (one,) = desk.lease()
    desk.run(module.sent, one, TEN)
    assert forget(desk, TEN) == 0
    assert desk.bodies() == [None]
    assert not desk.queue()
    assert forget(desk, TEN + 100 * DAY) == 0
    assert forget(desk, TEN + 101 * DAY) == 1
    assert desk.rows() == []


def test_what_was_given_up_is_forgotten_with_its_number(desk: Desk) -> None:
    desk.queue(phone=PHONE)
    desk.tell()
    (one,) = desk.lease()
    desk.run(module.failed, one, "no such number", False, TEN)
    forget(desk, TEN + 9 * DAY)
    assert [row.state for row in desk.rows(Way.SMS)] == [State.DEAD]
    forget(desk, TEN + 11 * DAY)
    assert desk.rows(Way.SMS) == []
    assert desk.bodies() == [None]


def test_what_still_waits_is_never_forgotten(desk: Desk) -> None:
    desk.queue(due_at=TEN + 300 * DAY)
    assert forget(desk, TEN + 200 * DAY) == 0
    assert desk.tell(TEN + 300 * DAY) == 1


def test_with_its_conversation_goes_what_was_to_be_said_there(desk: Desk) -> None:
    desk.queue("both", phone=PHONE)
    desk.queue("there only")
    desk.run(lambda db: db.execute(conversations.delete()))
    assert [row.way for row in desk.rows()] == [Way.SMS]
    assert desk.tell() == 0
    assert forget(desk, TEN) == 1
    assert len(desk.lease()) == 1


def test_what_is_erased_is_gone_whether_it_was_said_or_not(desk: Desk) -> None:
    desk.queue("first")
    desk.tell()
    desk.queue("second", phone=PHONE)
    desk.queue("other", about="booking/2")
    assert desk.run(notices.erase, "booking/1") == 2
    assert len(desk.rows()) == 1


def given_up(desk: Desk, key: str = "reminder/1", **other: Any) -> str:
    desk.queue(key, phone=PHONE, conversation_id=None, **other)
    (one,) = desk.lease()
    desk.run(module.failed, one, "no such number", False, TEN)
    return one.id


def test_the_staff_sees_what_waits_and_what_was_given_up(desk: Desk) -> None:
    dead = given_up(desk)
    desk.queue("later", due_at=TEN + DAY)
    desk.queue("said")
    desk.tell()
    found = desk.run(notices_listed.read)
    assert [(one.way, one.state, one.about) for one in found] == [
        (Way.SMS, State.DEAD, "booking/1"),
        (Way.CONVERSATION, State.WAITING, "booking/1"),
    ]
    (one,) = desk.run(notices_listed.read, [State.DEAD])
    assert (one.id, one.error, one.attempts) == (dead, "no such number", 1)
    assert PHONE not in str(found)


def test_what_was_given_up_can_be_tried_again_with_the_same_id(desk: Desk) -> None:
    dead = given_up(desk)
    assert desk.run(notices_listed.find, dead[:6]).id == dead
    assert desk.run(notices_listed.retry, dead, TEN + HOUR)
    assert not desk.run(notices_listed.retry, dead, TEN + HOUR)
    (one,) = desk.lease(TEN + HOUR)
    assert (one.id, one.attempts, one.phone) == (dead, 1, PHONE)


@pytest.mark.parametrize("spoil", ["expired", "withdrawn"])
def test_what_was_given_up_is_not_tried_again_when_it_says_nothing_true(desk: Desk, spoil: str) -> None:
    dead = given_up(desk, expires_at=TEN + HOUR)
    if spoil == "withdrawn":
        desk.run(withdraw, "booking/1", TEN)
    assert not desk.run(notices_listed.retry, dead, TEN + (HOUR if spoil == "expired" else MINUTE))
    assert desk.lease(TEN + DAY) == []


@pytest.mark.parametrize("beginning", ["", "no such id", "%"])
def test_an_id_that_fits_none_or_several_is_refused(desk: Desk, beginning: str) -> None:
    given_up(desk, "one")
    given_up(desk, "two")
    with pytest.raises(NoSuchDelivery):
        desk.run(notices_listed.find, beginning)
