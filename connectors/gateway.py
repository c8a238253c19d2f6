"""The one way a message takes, whichever door it comes through: into the inbox once, answered in order, into the outbox."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.alarm import Level, Watch
from bot.conversation import Status
from bot.db import Database
from bot.engine import DialogueEngine
from bot.errors import EngineUnavailable, LeaseLost, Refused
from bot.history import Entry, History
from bot.mailbox import Accepted, Mailbox, Task
from bot.messages import Button, Reply, UserMessage
from bot.privacy import mask
from connectors import metrics
from connectors.bell import Bell, rung
from knowledge.text import clean, has_words, normalise

LONGEST = 4000
"""Characters of one message; a letter of complaint fits in."""
MOST_ATTEMPTS = 3
"""Times a message is begun to be answered (each time cut short by a crash) before the citizen is told to call."""
PATIENCE = 15.0
"""Seconds a request waits for its turn in the conversation before it is told to look later."""

UNREADABLE = "对不起，我只看得懂文字。请您用一句话告诉我想问什么，比如「低保怎么申请」。"
BROKEN = "对不起，刚才系统出了问题，您的话我收到了，但是没能答上来。请再说一次，或者打12345。"
PERSON = Button("转人工", "转人工")


@dataclass(frozen=True)
class Received:
    """What became of a message."""

    status: Status
    """Who holds the conversation."""
    replies: list[Entry]
    """None when answering takes too long: they will stand in the outbox."""


class Gateway:
    """Takes messages from the doors and answers each exactly once."""

    def __init__(
        self,
        database: Database,
        mailbox: Mailbox,
        history: History,
        engine: DialogueEngine,
        fallback: DialogueEngine,
        delete_papers: Callable[[str, str], Awaitable[Reply | None]],
        watch: Watch,
        bell: Bell,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._mailbox = mailbox
        self._history = history
        self._engine = engine
        self._fallback = fallback
        self._delete = delete_papers
        self._watch = watch
        self._bell = bell
        self._now = now
        self._steps = (self._give_up, self._unreadable, self._delete_papers, self._emergency, self._dialogue)

    async def receive(self, message: UserMessage) -> Received:
        """Takes a message in and answers it, and what was said before it and is still unanswered. Refused if the message
        cannot be taken."""
        text = clean(message.text.encode(errors="ignore").decode())  # half a character, which no database takes
        if not text:
            raise Refused("empty", "您还没有写内容，请写一句话再发。")
        if len(text) > LONGEST:
            raise Refused("too_long", f"您的话太长了（最多{LONGEST}字），请分成几段发给我。")
        message = UserMessage(message.id, message.door, message.sender, text, message.at)
        accepted = await self._database.run(self._mailbox.accept, message, self._now())
        done = await self._work(accepted.task, message.door)
        if accepted.inbox_id in done:
            return Received(accepted.status, done[accepted.inbox_id])
        await self._answered(accepted)
        return Received(accepted.status, await self._database.run(self._history.replies, accepted.inbox_id))

    async def resume(self, conversation_id: str) -> None:
        """Carries on with a conversation that a process left unanswered."""
        task = await self._database.run(self._mailbox.resume, conversation_id, self._now())
        await self._work(task, "resumed")

    async def _work(self, task: Task | None, door: str) -> dict[str, list[Entry]]:
        """Answers the task and whatever waits behind it; the replies to each message, by its id in the inbox."""
        done: dict[str, list[Entry]] = {}
        while task is not None:
            started, conversation_id = time.perf_counter(), task.conversation.id
            replies = await self._replies(task)
            try:
                finished = await self._database.run(self._mailbox.finish, task, replies, self._now())
            except LeaseLost:
                structlog.get_logger().warning("lease_lost", conversation=conversation_id)
                break
            done[task.inbox_id] = finished.entries
            seconds = time.perf_counter() - started
            for reply in replies:
                metrics.TURNS.labels(door, reply.outcome or "small_talk").inc()
            metrics.SECONDS.observe(seconds)
            structlog.get_logger().info(
                "answered",
                conversation=conversation_id,
                door=door,
                outcomes=[reply.outcome for reply in replies],
                milliseconds=round(seconds * 1000, 1),
            )
            await self._bell.ring(conversation_id)
            task = finished.following
        return done

    async def _replies(self, task: Task) -> list[Reply]:
        """What the first step that has something to say says."""
        try:
            for step in self._steps:
                replies = await step(task)
                if replies:
                    return replies
        except Exception:
            structlog.get_logger().exception("turn_failed", conversation=task.conversation.id)
        return [Reply(BROKEN, outcome="needs_person", buttons=(PERSON,))]

    async def _give_up(self, task: Task) -> list[Reply]:
        return [Reply(BROKEN, outcome="needs_person", buttons=(PERSON,))] if task.attempts >= MOST_ATTEMPTS else []

    async def _unreadable(self, task: Task) -> list[Reply]:
        return [] if has_words(task.text) else [Reply(UNREADABLE, outcome="clarification")]

    async def _delete_papers(self, task: Task) -> list[Reply]:
        """At any moment, whatever is being talked about, and also without Rasa: what was promised."""
        reply = await self._delete(task.conversation.id, task.text)
        return [reply] if reply else []

    async def _emergency(self, task: Task) -> list[Reply]:
        """Danger is answered here; where there only may be some, the dialogue answers behind a line with the numbers."""
        alarm = self._watch.hear(normalise(task.text))
        if alarm is None:
            return []
        if alarm.level == Level.DANGER:
            return [Reply(alarm.text, outcome="emergency", buttons=(PERSON,))]
        first, *others = replies = await self._dialogue(task)
        if first.outcome == "emergency" or first.text.startswith(alarm.text):  # Rasa was concerned too
            return replies
        return [replace(first, text=f"{alarm.text}\n{first.text}"), *others]

    async def _dialogue(self, task: Task) -> list[Reply]:
        text, context = mask(task.text), {"topic": task.conversation.topic, "message": task.inbox_id}
        try:
            return await self._engine.handle(task.conversation.id, text, context)
        except EngineUnavailable as error:
            metrics.ENGINE_FAILURES.inc()
            structlog.get_logger().warning("engine_unavailable", error=str(error))
            return await self._fallback.handle(task.conversation.id, text, context)

    async def _answered(self, accepted: Accepted) -> None:
        """Waits until the message is answered, by us or by whoever is at the conversation."""
        deadline = time.monotonic() + PATIENCE
        async with self._bell.listen(accepted.conversation_id) as event:
            while not await self._database.run(self._mailbox.is_done, accepted.inbox_id):
                if time.monotonic() > deadline:
                    return
                await rung(event)
