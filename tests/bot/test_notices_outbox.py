"""What the bot says on its own accord is said once, at a decent hour, and not when it comes too late; on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from bot import deliveries as module
from bot.db import Database
from bot.deliveries import LEASE, MOST_ATTEMPTS, tell_due
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.notices import State, Way, queue, withdraw
from bot.notices_tables import notices as notices_table
from bot.privacy import Cipher
from tests.booking.together import together
from tests.bot.desk import DAY, HOUR, MINUTE, PHONE, REMINDER, TEN, Desk
from tests.fakes import Transact

ROOT = Path(__file__).parents[2]
SEND_AND_STOP = """
import sys
from datetime import datetime, timedelta
from bot.db import connect
from bot.deliveries import tell
from bot.privacy import Cipher
url, keys, now = sys.argv[1:]
with connect(url).begin() as db:
    told, _ = tell(db, Cipher(keys, "lookup"), datetime.fromisoformat(now), 50)
    print(len(told), flush=True)
    sys.stdin.readline()
"""
"""Writes what is due, and is killed before it is written down for good."""


def test_a_notice_is_said_once_when_it_is_due(desk: Desk) -> None:
    assert desk.queue(due_at=TEN + HOUR)
    assert desk.tell(TEN + HOUR - MINUTE) == 0
    assert desk.tell(TEN + HOUR) == 1
    assert desk.tell(TEN + HOUR) == 0
    assert desk.texts() == [REMINDER.text]
    (entry,) = [one for one in desk.run(History(desk.cipher).after, desk.conversation, 0) if one.speaker == "bot"]
    assert entry.reply == REMINDER


def test_queued_again_under_its_key_it_is_the_same_also_once_it_was_said(desk: Desk) -> None:
    assert [desk.queue(), desk.queue(), desk.queue("reminder/2")] == [True, False, True]
    assert desk.tell() == 2
    assert not desk.queue(reply=Reply("另一句"), due_at=TEN + DAY)
    assert desk.tell(TEN + DAY) == 0


def test_many_who_queue_the_same_at_once_queue_it_once(desk: Desk) -> None:
    assert sorted(together([desk.queue] * 6)) == [False] * 5 + [True]
    assert desk.tell() == 1


def test_what_is_rolled_back_was_not_queued(desk: Desk) -> None:
    def booking_that_fails(db: Connection) -> None:
        queue(db, desk.cipher, desk.notice(), TEN)
        raise LookupError

    with pytest.raises(LookupError):
        desk.run(booking_that_fails)
    assert desk.tell() == 0
    assert desk.queue()


def test_a_notice_reaches_somebody_or_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="booking/1"):
        desk.queue(conversation_id=None)
    with pytest.raises(IntegrityError):
        desk.queue(conversation_id="nobody's")


def test_many_who_send_at_once_say_each_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        desk.queue(f"reminder/{number}", reply=Reply(f"第{number}条"))
    told = together([desk.tell] * 6)
    assert sum(told) == 40
    assert sorted(desk.texts()) == sorted(f"第{number}条" for number in range(40))


def test_many_who_send_sms_at_once_hold_each_once(desk: Desk) -> None:
    for number in range(40):
        desk.queue(f"reminder/{number}", phone=PHONE)
    held = [one.id for some in together([desk.lease] * 6) for one in some]
    assert len(held) == len(set(held)) == 40
    assert desk.lease() == []


def test_a_sender_that_is_killed_has_said_nothing(database_url: str, transact: Transact) -> None:
    from cryptography.fernet import Fernet

    keys = Fernet.generate_key().decode()
    desk = Desk(transact, Mailbox(Cipher(keys, "lookup")))
    desk.queue()
    command = [sys.executable, "-c", SEND_AND_STOP, database_url, keys, TEN.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as sender:
        assert sender.stdout is not None
        assert sender.stdout.readline() == "1\n"
        sender.kill()
    assert desk.texts() == []
    assert desk.tell() == 1
    assert desk.texts() == [REMINDER.text]


async def test_all_are_said_some_at_a_time_and_the_conversations_told(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 3)
    for number in range(7):
        desk.queue(f"reminder/{number}")
    assert await tell_due(database, desk.cipher, TEN) == [desk.conversation] * 7
    assert await tell_due(database, desk.cipher, TEN) == []


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    ("hour", "minute", "at_any_hour", "goes"),
    [
        (7, 59, False, False),
        (8, 0, False, True),
        (19, 59, False, True),
        (20, 0, False, False),
        (0, 0, False, False),
        (7, 59, True, True),
        (20, 0, True, True),
        (3, 30, True, True),
    ],
)
def test_at_night_only_what_cannot_wait_goes(
    desk: Desk, way: Way, hour: int, minute: int, at_any_hour: bool, goes: bool
) -> None:
    reach = {"phone": PHONE, "conversation_id": None} if way == Way.SMS else {}
    desk.queue(at_any_hour=at_any_hour, due_at=TEN - DAY, **reach)
    now = TEN.replace(hour=hour, minute=minute)
    assert (len(desk.lease(now)) if way == Way.SMS else desk.tell(now)) == goes
    following = TEN.replace(hour=8) + DAY
    assert (len(desk.lease(following)) if way == Way.SMS else desk.tell(following)) == (not goes or way == Way.SMS)


def test_what_would_come_too_late_is_not_sent_by_any_way(desk: Desk) -> None:
    desk.queue(phone=PHONE, expires_at=TEN + HOUR, due_at=TEN)
    assert desk.tell(TEN + HOUR) == 0
    assert desk.lease(TEN + HOUR) == []
    assert desk.states() == {Way.CONVERSATION: State.EXPIRED, Way.SMS: State.EXPIRED}
    assert desk.tell(TEN) == 0, "expired is expired, whatever the clock says later"
    assert desk.texts() == []


def test_what_expires_before_morning_is_not_sent_in_the_morning(desk: Desk) -> None:
    evening = TEN.replace(hour=21)
    desk.queue(due_at=evening, expires_at=evening + 2 * HOUR)
    assert desk.tell(evening) == 0
    assert desk.tell(evening + 11 * HOUR) == 0
    assert desk.states() == {Way.CONVERSATION: State.EXPIRED}


def test_what_is_withdrawn_is_not_sent_and_what_was_sent_stays(desk: Desk) -> None:
    desk.queue("reminder/1/booked")
    assert desk.tell() == 1
    desk.queue("reminder/1/day", due_at=TEN + DAY, phone=PHONE)
    desk.queue("reminder/1/hour", due_at=TEN + 2 * DAY)
    desk.queue("reminder/2", about="booking/2", due_at=TEN + DAY)
    assert desk.run(withdraw, "booking/1", TEN) == 2
    assert desk.run(withdraw, "booking/1", TEN) == 0
    assert desk.tell(TEN + 3 * DAY) == 1
    assert desk.lease(TEN + 3 * DAY) == []
    assert len(desk.texts()) == 2
    assert not desk.queue("reminder/1/day"), "its key stays known"


def test_one_withdrawn_while_it_is_handed_over_is_not_tried_again(desk: Desk) -> None:
    desk.queue(conversation_id=None, phone=PHONE)
    (one,) = desk.lease()
    assert desk.run(withdraw, "booking/1", TEN) == 1
    assert not desk.run(module.failed, one, "busy", True, TEN)
    assert not desk.run(module.sent, one, TEN)
    assert desk.lease(TEN + DAY) == []
    assert desk.states() == {Way.SMS: State.WITHDRAWN}


def test_the_two_ways_of_a_notice_go_their_own_ways(desk: Desk) -> None:
    desk.queue(phone=PHONE)
    assert desk.tell() == 1
    assert desk.states() == {Way.CONVERSATION: State.SENT, Way.SMS: State.WAITING}
    (one,) = desk.lease()
    assert (one.phone, one.text, one.attempts) == (PHONE, REMINDER.text, 1)
    assert desk.run(module.sent, one, TEN)
    assert desk.states() == {Way.CONVERSATION: State.SENT, Way.SMS: State.SENT}


def test_what_failed_is_tried_again_later_and_later_and_then_given_up(desk: Desk) -> None:
    desk.queue(phone=PHONE, at_any_hour=True)
    now, ids, waited = TEN, set(), []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (one,) = desk.lease(now)
        assert one.attempts == attempt
        ids.add(one.id)
        assert desk.run(module.failed, one, f"busy, {PHONE}", True, now)
        assert desk.lease(now) == []
        (row,) = desk.rows(Way.SMS)
        assert PHONE not in row.error
        if attempt < MOST_ATTEMPTS:
            waited.append((row.try_at - now) / MINUTE)
            now = row.try_at
    assert len(ids) == 1
    longest = [min(2**number, 60) for number in range(MOST_ATTEMPTS - 1)]
    assert all(most / 2 <= pause <= most for pause, most in zip(waited, longest, strict=True))
    assert (row.state, row.attempts, row.error[:4]) == (State.DEAD, MOST_ATTEMPTS, "busy")
    assert desk.lease(now + DAY) == []


def test_what_no_attempt_can_mend_is_given_up_at_once(desk: Desk) -> None:
    desk.queue(phone=PHONE)
    (one,) = desk.lease()
    assert desk.run(module.failed, one, "no such number", False, TEN)
    (row,) = desk.rows(Way.SMS)
    assert (row.state, row.error, row.settled_at) == (State.DEAD, "no such number", TEN)


def test_no_number_stands_in_what_went_wrong_however_it_is_written(desk: Desk) -> None:
    desk.queue(conversation_id=None, phone="8388 1234")
    (one,) = desk.lease()
    desk.run(module.failed, one, "no answer from 8388 1234", False, TEN)
    assert desk.rows()[0].error == "no answer from ［手机号］"


def test_pauses_differ_so_that_those_who_failed_together_come_apart() -> None:
    assert len({module.pause(3) for _ in range(20)}) > 10


def test_one_whose_sender_was_killed_is_handed_over_again_with_the_same_id(desk: Desk) -> None:
    desk.queue(phone=PHONE)
    (first,) = desk.lease()
    assert desk.lease(TEN + LEASE) == []
    (second,) = desk.lease(TEN + LEASE + MINUTE)
    assert (second.id, second.attempts) == (first.id, 2)
    assert not desk.run(module.sent, first, TEN), "the lease is another's by now"
    assert not desk.run(module.failed, first, "late", True, TEN)
    assert desk.run(module.sent, second, TEN)


def test_one_that_kills_every_sender_is_given_up(desk: Desk) -> None:
    desk.queue(phone=PHONE, at_any_hour=True)
    now = TEN
    for _ in range(MOST_ATTEMPTS):
        assert len(desk.lease(now)) == 1
        now += LEASE + MINUTE
    assert desk.lease(now) == []
    (row,) = desk.rows(Way.SMS)
    assert (row.state, row.error) == (State.DEAD, "never came back")


def test_a_clock_that_is_put_back_neither_repeats_nor_holds_up(desk: Desk) -> None:
    desk.queue("told")
    assert desk.tell() == 1
    desk.queue("held", phone=PHONE, conversation_id=None)
    (first,) = desk.lease(TEN)
    before = TEN - HOUR
    assert desk.tell(before) == 0
    assert desk.lease(before) == [], "not due yet by this clock"
    desk.queue("early", phone=PHONE, conversation_id=None, due_at=before)
    (early,) = desk.lease(TEN)
    (again,) = desk.lease(before)
    assert again.id == early.id != first.id
    assert desk.run(module.sent, again, before)
    assert not desk.run(module.sent, early, before)


def test_one_that_cannot_be_read_holds_up_none_behind_it(desk: Desk) -> None:
    desk.queue("broken", phone=PHONE, due_at=TEN - HOUR)
    desk.run(lambda db: db.execute(update(notices_table).values(body="not a token")))
    desk.queue("whole", phone=PHONE)
    assert desk.tell() == 1
    assert len(desk.lease()) == 1
    errors = [row.error for row in desk.rows() if row.state == State.DEAD]
    assert errors == ["InvalidToken"] * 2
