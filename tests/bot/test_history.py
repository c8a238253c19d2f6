"""Reading a conversation back, rating an answer, forgetting, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from actions.handoff.skill import Reason, record
from actions.handoff.tables import handoffs
from bot.conversation import Status
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Button, Reply
from bot.tables import conversations, inbox, outbox
from tests.fakes import NOON, Clock, Transact, said

ANSWER = Reply("答", outcome="answered", buttons=(Button("a", "b"),), topic={"policies": ["dibao"]}, trace={"by": "x"})


def talk(transact: Transact, mailbox: Mailbox, clock: Clock, turns: int = 1, sender: str = "citizen") -> str:
    """So many questions, each answered a second later; the conversation's id."""
    for i in range(turns):
        accepted = transact(mailbox.accept, said(f"问{i}", f"m{i}", sender), clock())
        clock.pass_by(timedelta(seconds=1))
        transact(mailbox.finish, accepted.task, [ANSWER], clock())
    return str(accepted.conversation_id)


def test_both_sides_are_read_in_order_as_they_were(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock
) -> None:
    conversation = talk(transact, mailbox, clock, turns=2)
    entries = transact(history.after, conversation, 0)
    assert [(entry.seq, entry.speaker, entry.message_id) for entry in entries] == [
        (1, "citizen", "m0"),
        (2, "bot", "m0"),
        (3, "citizen", "m1"),
        (4, "bot", "m1"),
    ]
    assert entries[0].reply == Reply("问0")
    assert entries[1].reply == ANSWER
    assert [entry.at for entry in entries[:2]] == [NOON, NOON + timedelta(seconds=1)]


def test_only_what_comes_after_a_number_is_given_and_no_more_than_the_limit(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock
) -> None:
    conversation = talk(transact, mailbox, clock, turns=4)
    assert [entry.seq for entry in transact(history.after, conversation, 3)] == [4, 5, 6, 7, 8]
    assert [entry.seq for entry in transact(history.after, conversation, 3, 2)] == [4, 5]
    assert transact(history.after, conversation, 8) == []
    transact(lambda db: db.execute(update(inbox).where(inbox.c.seq == 1).values(attempts=2)))  # PostgreSQL may move it
    assert [entry.seq for entry in transact(history.after, conversation, 0, 2)] == [1, 2]


def test_a_sender_finds_the_own_conversation_only(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock
) -> None:
    mine = talk(transact, mailbox, clock, sender="me")
    theirs = talk(transact, mailbox, clock, sender="them")
    found = transact(history.find, "web", "me")
    assert (found.id, found.status) == (mine, Status.BOT)
    assert mine != theirs
    assert transact(history.find, "terminal", "me") is None
    assert transact(history.find, "web", "nobody") is None
    assert len(transact(history.after, mine, 0)) == 2


@pytest.mark.parametrize("thumb", ["up", "down", None])
def test_an_answer_is_rated_and_the_thumb_taken_back(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock, thumb: str | None
) -> None:
    conversation = talk(transact, mailbox, clock)
    assert transact(history.rate, conversation, 2, "up")
    assert transact(history.rate, conversation, 2, thumb)
    assert [entry.feedback for entry in transact(history.after, conversation, 0)] == [None, thumb]


def test_only_an_answer_of_the_conversation_can_be_rated(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock
) -> None:
    mine, theirs = (talk(transact, mailbox, clock, sender=sender) for sender in ("me", "them"))
    assert not transact(history.rate, mine, 1, "up")
    assert not transact(history.rate, mine, 99, "up")
    assert transact(history.rate, mine, 2, "up")
    assert transact(history.after, theirs, 1)[0].feedback is None


def test_old_conversations_are_forgotten_with_everything_in_them(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock
) -> None:
    old = talk(transact, mailbox, clock, sender="old")
    transact(record, old, Reason.ASKED_FOR, clock())
    clock.pass_by(timedelta(days=10))
    kept = talk(transact, mailbox, clock, sender="new")
    transact(record, kept, Reason.ASKED_FOR, clock())
    assert transact(history.forget, clock() - timedelta(days=1), clock()) == 1
    for table, column in (
        (conversations, conversations.c.id),
        (inbox, inbox.c.conversation_id),
        (outbox, outbox.c.conversation_id),
        (handoffs, handoffs.c.conversation_id),
    ):
        assert transact(lambda db, table=table, column=column: set(db.scalars(select(column)))) == {kept}, table


def test_a_conversation_that_goes_on_is_kept(
    transact: Transact, mailbox: Mailbox, history: History, clock: Clock
) -> None:
    talk(transact, mailbox, clock)
    clock.pass_by(timedelta(days=10))
    transact(mailbox.accept, said("again", "m9"), clock())
    assert transact(history.forget, clock() - timedelta(days=1), clock()) == 0


def test_rows_of_no_conversation_are_refused(transact: Transact) -> None:
    """Otherwise forgetting would leave some behind."""
    row = {"id": "x", "conversation_id": "none", "seq": 1, "speaker": "bot", "body": "", "created_at": NOON}
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        transact(lambda db: db.execute(insert(outbox).values(row)))
    assert transact(lambda db: db.execute(select(func.count()).select_from(outbox)).scalar_one()) == 0
