"""Every message is taken once, answered once and in order, on both databases, whoever is killed meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, select

from bot.errors import LeaseLost
from bot.history import History
from bot.mailbox import LEASE, Mailbox, Task
from bot.messages import Button, Reply
from bot.tables import conversations, inbox, outbox
from tests.fakes import NOON, Transact, said

LATER = NOON + LEASE + timedelta(seconds=1)
FINE = [Reply("好的")]


def count(transact: Transact, table: Any) -> int:
    found: int = transact(lambda db: db.execute(select(func.count()).select_from(table)).scalar_one())
    return found


def task_of(accepted: Any) -> Task:
    assert accepted.task is not None
    task: Task = accepted.task
    return task


def test_a_message_is_taken_answered_and_done(transact: Transact, mailbox: Mailbox, history: History) -> None:
    accepted = transact(mailbox.accept, said("低保怎么申请？"), NOON)
    task = task_of(accepted)
    assert (task.text, task.message_id, task.attempts) == ("低保怎么申请？", "m1", 0)
    assert not transact(mailbox.is_done, accepted.inbox_id)
    finished = transact(mailbox.finish, task, [Reply("一"), Reply("二", buttons=(Button("a", "b"),))], NOON)
    assert finished.following is None
    assert [entry.seq for entry in finished.entries] == [2, 3]
    assert transact(mailbox.is_done, accepted.inbox_id)
    assert transact(history.replies, accepted.inbox_id) == finished.entries


def test_the_same_message_handed_in_again_is_not_taken_again(
    transact: Transact, mailbox: Mailbox, history: History
) -> None:
    first = transact(mailbox.accept, said(), NOON)
    while_at_it = transact(mailbox.accept, said(), NOON)
    assert (while_at_it.inbox_id, while_at_it.task) == (first.inbox_id, None)
    transact(mailbox.finish, task_of(first), FINE, NOON)
    afterwards = transact(mailbox.accept, said(), NOON)
    assert (afterwards.inbox_id, afterwards.task) == (first.inbox_id, None)
    assert count(transact, inbox) == count(transact, outbox) == 1
    assert [entry.reply for entry in transact(history.replies, first.inbox_id)] == FINE


def test_the_same_id_of_another_sender_or_door_is_another_message(transact: Transact, mailbox: Mailbox) -> None:
    one = transact(mailbox.accept, said(sender="one"), NOON)
    two = transact(mailbox.accept, said(sender="two"), NOON)
    assert one.inbox_id != two.inbox_id
    assert one.conversation_id != two.conversation_id


def test_messages_of_one_conversation_are_answered_one_at_a_time_in_order(transact: Transact, mailbox: Mailbox) -> None:
    task = task_of(transact(mailbox.accept, said("first", "m1"), NOON))
    assert transact(mailbox.accept, said("second", "m2"), NOON).task is None
    assert transact(mailbox.accept, said("third", "m3"), NOON).task is None
    texts = []
    while task is not None:
        texts.append(task.text)
        task = transact(mailbox.finish, task, FINE, NOON).following
    assert texts == ["first", "second", "third"]
    assert transact(mailbox.unanswered, LATER) == []


def test_another_conversation_need_not_wait(transact: Transact, mailbox: Mailbox) -> None:
    transact(mailbox.accept, said(sender="one"), NOON)
    assert transact(mailbox.accept, said(sender="two"), NOON).task is not None


def test_what_a_killed_process_left_is_found_and_answered_once(
    transact: Transact, mailbox: Mailbox, history: History
) -> None:
    accepted = transact(mailbox.accept, said(), NOON)
    assert transact(mailbox.unanswered, NOON) == []
    assert transact(mailbox.resume, accepted.conversation_id, NOON) is None
    assert transact(mailbox.unanswered, LATER) == [accepted.conversation_id]
    task = transact(mailbox.resume, accepted.conversation_id, LATER)
    assert (task.inbox_id, task.text, task.attempts) == (accepted.inbox_id, said().text, 1)
    assert transact(mailbox.resume, accepted.conversation_id, LATER) is None
    transact(mailbox.finish, task, FINE, LATER)
    assert transact(mailbox.unanswered, LATER + LEASE * 2) == []
    assert transact(mailbox.resume, accepted.conversation_id, LATER) is None
    assert len(transact(history.replies, accepted.inbox_id)) == 1


def test_a_new_message_first_has_what_was_left_before_it_answered(transact: Transact, mailbox: Mailbox) -> None:
    transact(mailbox.accept, said("left", "m1"), NOON)
    task = task_of(transact(mailbox.accept, said("new", "m2"), LATER))
    assert task.text == "left"
    assert transact(mailbox.finish, task, FINE, LATER).following.text == "new"


def test_replies_of_whoever_lost_the_lease_are_thrown_away(
    transact: Transact, mailbox: Mailbox, history: History
) -> None:
    accepted = transact(mailbox.accept, said(), NOON)
    taken_over = transact(mailbox.resume, accepted.conversation_id, LATER)
    with pytest.raises(LeaseLost):
        transact(mailbox.finish, task_of(accepted), [Reply("too late")], LATER)
    assert count(transact, outbox) == 0
    transact(mailbox.finish, taken_over, FINE, LATER)
    with pytest.raises(LeaseLost):
        transact(mailbox.finish, task_of(accepted), [Reply("much too late")], LATER)
    assert [entry.reply for entry in transact(history.replies, accepted.inbox_id)] == FINE


def test_finishing_prolongs_the_lease_for_what_follows(transact: Transact, mailbox: Mailbox) -> None:
    accepted = transact(mailbox.accept, said("first", "m1"), NOON)
    transact(mailbox.accept, said("second", "m2"), NOON)
    just_before = NOON + LEASE - timedelta(seconds=1)
    transact(mailbox.finish, task_of(accepted), FINE, just_before)
    assert transact(mailbox.unanswered, LATER) == []
    assert transact(mailbox.unanswered, just_before + LEASE * 2) == [accepted.conversation_id]


def test_every_beginning_is_counted(transact: Transact, mailbox: Mailbox) -> None:
    accepted = transact(mailbox.accept, said(), NOON)
    times = [NOON + 2 * LEASE * i for i in range(1, 4)]
    assert [transact(mailbox.resume, accepted.conversation_id, time).attempts for time in times] == [1, 2, 3]


def test_the_topic_is_kept_until_another_comes_up(transact: Transact, mailbox: Mailbox) -> None:
    def talk(number: int, *replies: Reply) -> dict[str, Any] | None:
        task = task_of(transact(mailbox.accept, said(message_id=str(number)), NOON))
        transact(mailbox.finish, task, list(replies), NOON)
        return task.conversation.topic

    dibao, gaoling = {"policies": ["低保"]}, {"policies": ["高龄津贴"]}
    assert talk(1, Reply("a", topic=dibao)) is None
    assert talk(2, Reply("b")) == dibao
    assert talk(3, Reply("c", topic=dibao), Reply("d", topic=gaoling), Reply("e")) == dibao
    assert talk(4) == gaoling


THREADS, EACH = 8, 12


def test_many_threads_give_every_message_a_number_of_its_own_and_one_answer(
    transact: Transact, mailbox: Mailbox
) -> None:
    """Threads share two conversations, and hand in some messages twice."""
    failures: list[BaseException] = []
    start = threading.Barrier(THREADS)

    def work(thread: int) -> None:
        try:
            start.wait()
            for i in range(EACH):
                message = said(f"{thread}-{i}", f"{thread // 2}-{i}", sender=f"citizen {thread % 2}")
                task = transact(mailbox.accept, message, NOON).task
                while task is not None:
                    task = transact(mailbox.finish, task, [Reply(f"re {task.text}")], NOON).following
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(thread,)) for thread in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    different = 2 * (THREADS // 2) * EACH
    assert count(transact, inbox) == count(transact, outbox) == different
    numbers = [
        row
        for table in (inbox, outbox)
        for row in transact(lambda db, table=table: db.execute(select(table.c.conversation_id, table.c.seq)).all())
    ]
    assert len(set(numbers)) == 2 * different
    answered = transact(lambda db: db.execute(select(outbox.c.inbox_id)).scalars().all())
    assert len(set(answered)) == different
    given = transact(lambda db: db.execute(select(conversations.c.id, conversations.c.seq)).all())
    assert all(seq <= last for id, last in given for conversation, seq in numbers if conversation == id)


SELECT_AS_TEXT = sql.SQL("SELECT t::text FROM {} t")


def everything_in(url: str) -> bytes:
    """Every byte that the database keeps."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        names = ["conversations", "inbox", "outbox"]
        rows = [connection.execute(SELECT_AS_TEXT.format(sql.Identifier(name))).fetchall() for name in names]
        assert all(rows)
        return str(rows).encode()


def test_text_sender_and_topic_cannot_be_read_in_the_database(
    transact: Transact, mailbox: Mailbox, database_url: str
) -> None:
    message = said("my-secret-question", sender="my-secret-address")
    reply = Reply("my-secret-answer", topic={"about": "my-secret-topic"}, trace={"asked": "my-secret-trace"})
    transact(mailbox.finish, task_of(transact(mailbox.accept, message, NOON)), [reply], NOON)
    kept = everything_in(database_url)
    assert b"web" in kept
    assert b"my-secret" not in kept
