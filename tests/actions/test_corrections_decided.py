"""Corrections as members of staff decide them: each once, and nothing is told that nobody approved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.corrections import decision
from actions.corrections.decision import Came, NoSuchCorrection
from bot.history import History
from tests.actions.office import ALIAS, FILE, RAISED, RAISED_FIGURE, REWORDED, Office
from tests.fakes import NOON, Transact


async def test_approved_it_stands_next_in_the_conversation_and_says_who_and_when(office: Office) -> None:
    conversation = await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    assert await office.approve(one) is Came.DONE
    assert await office.approve(one) is Came.DECIDED_BEFORE
    assert await office.dismiss(one) is Came.DECIDED_BEFORE
    entries = await office.database.run(History(office.cipher).after, conversation, 0)
    assert [(entry.seq, entry.speaker) for entry in entries] == [(1, "citizen"), (2, "bot"), (3, "bot")]
    assert entries[-1].reply.text == one.text
    assert [card.text for card in entries[-1].reply.sources] == ["暖冬补贴每户每年150元。"]
    (decided,) = await office.database.run(decision.read, office.cipher, None)
    assert (decided.status, decided.decided_by, decided.decided_at) == ("approved", "样本职员", office.clock())


async def test_approved_twice_at_the_same_moment_it_is_told_once(
    office: Office, transact: Transact, history: History
) -> None:
    conversation = await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    with ThreadPoolExecutor(4) as staff:
        approve = [
            staff.submit(transact, decision.approve, office.cipher, one.id, f"样本职员{i}", NOON) for i in range(4)
        ]
        came = [one.result() for one in approve]
    assert sorted(came) == [*[Came.DECIDED_BEFORE] * 3, Came.DONE]
    assert len(await office.heard(conversation)) == 1


async def test_dismissed_it_is_not_told_and_not_proposed_again(office: Office) -> None:
    conversation = await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    assert await office.dismiss(one) is Came.DONE
    assert await office.approve(one) is Came.DECIDED_BEFORE
    await office.change(ALIAS)
    assert await office.waiting() == []
    assert await office.heard(conversation) == []
    (decided,) = await office.database.run(decision.read, office.cipher, None)
    assert (decided.status, decided.decided_by, decided.why) == ("dismissed", "样本职员", "样本原因")


async def test_what_waits_cannot_be_approved_until_it_is_compared_with_the_list_in_force(office: Office) -> None:
    conversation = await office.tell()
    await office.change(RAISED, RAISED_FIGURE)
    (one,) = await office.waiting()
    office.tiny.change(FILE, *ALIAS)
    await office.queue.run(office.in_force(), office.clock())
    assert await office.approve(one) is Came.LIST_CHANGED
    assert await office.heard(conversation) == []
    await office.compare()
    assert await office.approve(one) is Came.DONE
    assert await office.heard(conversation) == [one.text]


async def test_whoever_was_told_the_same_can_be_decided_together(office: Office) -> None:
    for sender in ("one", "two", "three"):
        await office.tell(sender=sender)
    await office.tell(["nuandong/card"], sender="four")
    await office.change(RAISED, RAISED_FIGURE, REWORDED)
    waiting = await office.waiting()
    amounts = [one.id for one in waiting if one.clauses == ("amount",)]
    assert len(waiting) == 4
    found = await office.database.run(decision.alike, [amounts[1]])
    assert found[0] == amounts[1]
    assert sorted(found) == sorted(amounts)


async def test_one_is_found_by_the_beginning_of_its_id(office: Office) -> None:
    await office.tell()
    await office.change(RAISED)
    (one,) = await office.waiting()
    assert await office.database.run(decision.find, office.cipher, one.id[:6]) == one
    for beginning in ("", "zz", "%", "_"):
        with pytest.raises(NoSuchCorrection):
            await office.database.run(decision.find, office.cipher, beginning)
