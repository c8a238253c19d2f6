"""The one way a message takes, with engines of a few lines: who answers when, and that everybody is answered once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.alarm import HARMLESS, Watch
from bot.conversation import Status
from bot.db import Database
from bot.emergency import concern
from bot.engine import DialogueEngine
from bot.errors import EngineUnavailable, Refused
from bot.history import Entry, History
from bot.mailbox import LEASE, Mailbox
from bot.messages import Reply, UserMessage
from connectors import gateway as gateway_module
from connectors.bell import Bell
from connectors.gateway import BROKEN, LONGEST, MOST_ATTEMPTS, UNREADABLE, Gateway
from tests.fakes import Broken, Clock, Parrot, Slow, said
from tests.servers import eventually, free_port

FALLBACK = "fallback"


@pytest.fixture
async def bell() -> AsyncIterator[Bell]:
    """Of a process without Redis."""
    async with Redis.from_url(f"redis://127.0.0.1:{free_port()}") as nobody:
        yield Bell(nobody)


async def nothing_to_delete(conversation_id: str, text: str) -> None:
    """Nobody has shown papers."""


class House:
    """A gateway, and what its tests look at."""

    def __init__(
        self, database: Database, mailbox: Mailbox, history: History, watch: Watch, bell: Bell, clock: Clock
    ) -> None:
        self.database, self.mailbox, self.history, self.bell, self.clock = database, mailbox, history, bell, clock
        self.watch = watch
        self.engine: Any = Parrot()
        self.fallback: Any = Parrot(FALLBACK)

    def gateway(self, engine: DialogueEngine | None = None) -> Gateway:
        self.engine = engine or self.engine
        fallback = self.fallback
        parts = (self.database, self.mailbox, self.history, self.engine, fallback)
        return Gateway(*parts, nothing_to_delete, self.watch, self.bell, self.clock)

    async def conversation(self) -> list[Entry]:
        found = await self.database.run(self.history.find, "web", "citizen")
        assert found is not None
        return await self.database.run(self.history.after, found.id, 0)


@pytest.fixture
def house(database: Database, mailbox: Mailbox, history: History, watch: Watch, bell: Bell, clock: Clock) -> House:
    return House(database, mailbox, history, watch, bell, clock)


async def receive(gateway: Gateway, message: UserMessage) -> list[Entry]:
    """The replies to a message."""
    received = await gateway.receive(message)
    assert received.status == Status.BOT
    return received.replies


def texts(entries: list[Entry]) -> list[str]:
    return [entry.reply.text for entry in entries]


async def test_a_message_is_answered_and_stands_in_the_conversation(house: House) -> None:
    entries = await receive(house.gateway(), said("低保怎么申请？"))
    assert texts(entries) == ["engine: 低保怎么申请？"]
    assert texts(await house.conversation()) == ["低保怎么申请？", "engine: 低保怎么申请？"]


async def test_the_same_message_again_has_the_same_answer_and_is_not_asked_again(house: House) -> None:
    gateway = house.gateway()
    first, again = await receive(gateway, said()), await receive(gateway, said())
    assert first == again
    assert len(house.engine.heard) == 1


async def test_the_same_message_twice_at_once_is_answered_once(house: House) -> None:
    gateway = house.gateway(slow := Slow())
    both = asyncio.gather(receive(gateway, said()), receive(gateway, said()))
    await slow.begun.wait()
    slow.let_go.set()
    first, second = await both
    assert first == second
    assert len(slow.heard) == 1


async def test_messages_sent_at_once_are_answered_one_at_a_time_in_order(house: House) -> None:
    gateway = house.gateway(slow := Slow())
    first = asyncio.create_task(receive(gateway, said("first", "m1")))
    await slow.begun.wait()
    rest = [asyncio.create_task(receive(gateway, said(text, text))) for text in ("second", "third")]

    async def all_taken() -> bool:
        return len(await house.conversation()) == 3

    await eventually(all_taken)
    slow.let_go.set()
    assert texts(await first) == ["engine: first"]
    for task, text in zip(rest, ("second", "third"), strict=True):
        assert texts(await task) == [f"engine: {text}"]
    assert slow.most_at_once == 1
    assert slow.heard == texts([entry for entry in await house.conversation() if entry.speaker == "citizen"])


async def test_citizens_do_not_wait_for_each_other(house: House) -> None:
    gateway = house.gateway(slow := Slow())
    all_of_them = asyncio.gather(*(receive(gateway, said(sender=f"citizen {i}")) for i in range(3)))

    async def all_begun() -> bool:
        return slow.at_once == 3

    await eventually(all_begun)
    slow.let_go.set()
    assert len(await all_of_them) == 3


async def test_one_who_waits_too_long_finds_the_answer_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway_module, "PATIENCE", 0)
    gateway = house.gateway(slow := Slow())
    first = asyncio.create_task(receive(gateway, said("first", "m1")))
    await slow.begun.wait()
    assert await receive(gateway, said("second", "m2")) == []
    slow.let_go.set()
    await first
    assert texts(await receive(gateway, said("second", "m2"))) == ["engine: second"]


@pytest.mark.parametrize("error", [EngineUnavailable("down"), EngineUnavailable("Rasa gave an empty reply")])
async def test_without_the_engine_the_fallback_answers(house: House, error: Exception) -> None:
    assert texts(await receive(house.gateway(Broken(error)), said("低保"))) == ["fallback: 低保"]


@pytest.mark.parametrize("error", [RuntimeError("我叫王桂芳"), KeyError("text"), TimeoutError()])
async def test_whatever_else_happens_the_citizen_hears_of_it_and_can_go_on(
    house: House, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    (entry,) = await receive(house.gateway(Broken(error)), said("one", "m1"))
    assert (entry.reply.text, entry.reply.outcome) == (BROKEN, "needs_person")
    assert [button.payload for button in entry.reply.buttons] == ["转人工"]
    house.clock.pass_by(LEASE * 2)
    assert await house.database.run(house.mailbox.unanswered, house.clock()) == []
    assert texts(await receive(house.gateway(Parrot()), said("two", "m2"))) == ["engine: two"]


async def test_a_fallback_that_fails_too_is_told_of(house: House) -> None:
    house.fallback = Broken(RuntimeError())
    assert texts(await receive(house.gateway(Broken()), said())) == [BROKEN]


async def test_an_engine_without_a_reply_is_told_of(house: House) -> None:
    class Mute:
        async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
            return []

    assert texts(await receive(house.gateway(Mute()), said())) == [BROKEN]


async def left_by_a_killed_process(house: House, text: str = "left", times: int = 1) -> str:
    """The id of a conversation whose message was begun so many times and never answered."""
    accepted = await house.database.run(house.mailbox.accept, said(text), house.clock())
    for _ in range(times - 1):
        house.clock.pass_by(LEASE * 2)
        await house.database.run(house.mailbox.resume, accepted.conversation_id, house.clock())
    return accepted.conversation_id


async def test_what_a_killed_process_left_is_answered_after_its_lease(house: House) -> None:
    conversation, gateway = await left_by_a_killed_process(house), house.gateway()
    await gateway.resume(conversation)
    assert house.engine.heard == []
    house.clock.pass_by(LEASE * 2)
    await asyncio.gather(gateway.resume(conversation), gateway.resume(conversation))
    assert house.engine.heard == ["left"]
    assert texts(await receive(gateway, said("left"))) == ["engine: left"]


@pytest.mark.parametrize(("times", "asked"), [(MOST_ATTEMPTS - 1, ["left"]), (MOST_ATTEMPTS, [])])
async def test_a_message_that_keeps_killing_processes_is_given_up_with_an_apology(
    house: House, times: int, asked: list[str]
) -> None:
    conversation = await left_by_a_killed_process(house, times=times)
    house.clock.pass_by(LEASE * 2)
    await house.gateway().resume(conversation)
    assert house.engine.heard == asked
    answer = (await house.conversation())[-1].reply
    assert answer.text == ("engine: left" if asked else BROKEN)


async def test_replies_of_one_who_was_taken_over_are_not_written(house: House) -> None:
    gateway = house.gateway(slow := Slow())
    waiting = asyncio.create_task(receive(gateway, said()))
    await slow.begun.wait()
    conversation = (await house.database.run(house.history.find, "web", "citizen")).id
    house.clock.pass_by(LEASE * 2)
    await house.gateway(Parrot("other process")).resume(conversation)
    slow.let_go.set()
    assert texts(await waiting) == ["other process: 低保怎么申请？"]
    assert len(await house.conversation()) == 2


async def test_danger_is_answered_before_the_engine_is_asked(house: House) -> None:
    (entry,) = await receive(house.gateway(), said("我妈晕倒了，快来人"))
    assert entry.reply.outcome == "emergency"
    assert "120" in entry.reply.text
    assert house.engine.heard == []


async def test_danger_is_seen_in_traditional_characters(house: House) -> None:
    (entry,) = await receive(house.gateway(), said("阿婆暈倒咗"))
    assert (entry.reply.outcome, "120" in entry.reply.text) == ("emergency", True)


async def test_danger_that_no_word_rule_knows_is_answered_without_the_engine(house: House) -> None:
    (entry,) = await receive(house.gateway(), said("我奶奶出去一天了还没回来，她有老年痴呆"))
    assert (entry.reply.outcome, "110" in entry.reply.text) == ("emergency", True)
    assert house.engine.heard == []


@pytest.mark.parametrize("engine", [Parrot, Broken])
async def test_where_there_may_be_danger_the_answer_stands_behind_a_line_with_the_numbers(
    house: House, engine: type[Parrot | Broken]
) -> None:
    house.watch = Watch(lambda _text: {HARMLESS: 0.2, "crime": -0.5})
    (entry,) = await receive(house.gateway(engine()), said("低保怎么申请？"))
    name = "engine" if engine is Parrot else FALLBACK
    assert entry.reply.text == f"{concern()}\n{name}: 低保怎么申请？"
    assert entry.reply.topic == {"about": "低保怎么申请？"}


async def test_where_the_engine_hears_the_danger_itself_the_numbers_are_told_once(house: House) -> None:
    class Alarmed(Parrot):
        async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
            return [Reply("请打 120", outcome="emergency")]

    house.watch = Watch(lambda _text: {HARMLESS: 0.2, "crime": -0.5})
    assert texts(await receive(house.gateway(Alarmed()), said("他不动"))) == ["请打 120"]


@pytest.mark.parametrize("kind", [Parrot, Broken])
async def test_engines_hear_nothing_personal_and_the_citizen_keeps_the_own_words(
    house: House, kind: type[Parrot | Broken]
) -> None:
    engine = kind()
    text = "我的身份证１１０１０５１９４９１２３１００２X，电话+86 138 0013 8000，低保怎么办"
    await receive(house.gateway(engine), said(text))
    heard = engine.heard if isinstance(engine, Parrot) else house.fallback.heard
    assert heard == ["我的身份证［身份证号］，电话［手机号］，低保怎么办"]
    assert (await house.conversation())[0].reply.text == text


async def test_the_engine_hears_what_the_conversation_was_about(house: House) -> None:
    gateway = house.gateway()
    await receive(gateway, said("低保", "m1"))
    await receive(gateway, said("多少钱", "m2"))
    assert [context["topic"] for context in house.engine.contexts] == [None, {"about": "低保"}]
    assert json.dumps(house.engine.contexts)


@pytest.mark.parametrize("text", ["😀😀", "？！", "👨‍👩‍👧", "（）"])
async def test_what_has_no_words_is_answered_without_the_engine(house: House, text: str) -> None:
    assert texts(await receive(house.gateway(), said(text))) == [UNREADABLE]
    assert house.engine.heard == []


async def test_what_cannot_be_seen_is_taken_out(house: House) -> None:
    await receive(house.gateway(), said("  低\u0000保\u200b怎么\n\n申请\u202e？\x1b[31m \ufeff"))
    assert house.engine.heard == ["低 保怎么 申请？ [31m"]


@pytest.mark.parametrize("text", ["", " \n\t　", "\u200b\u0000\ufeff"])
async def test_an_empty_message_is_refused_and_not_taken(house: House, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        await receive(house.gateway(), said(text))
    assert refusal.value.code == "empty"
    assert await house.database.run(house.history.find, "web", "citizen") is None


async def test_a_message_may_be_as_long_as_a_letter_and_no_longer(house: House) -> None:
    assert await receive(house.gateway(), said("长" * LONGEST))
    with pytest.raises(Refused, match=str(LONGEST)) as refusal:
        await receive(house.gateway(), said("长" * (LONGEST + 1), "m2"))
    assert refusal.value.code == "too_long"


async def test_whoever_listens_hears_of_the_answer(house: House) -> None:
    gateway = house.gateway()
    await receive(gateway, said("one", "m1"))
    conversation = (await house.database.run(house.history.find, "web", "citizen")).id
    async with house.bell.listen(conversation) as event:
        await receive(gateway, said("two", "m2"))
        assert event.is_set()
