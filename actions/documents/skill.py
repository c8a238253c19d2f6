"""Talking about papers: how to show them, what they are for, how they stand, and deleting them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.answer.skill import PERSON, AnswerSkill, is_answer
from actions.documents import telling
from actions.documents.checks.validity import said as day_said
from actions.documents.papers_now import PapersNow
from actions.documents.prechecks import Prechecks
from actions.documents.subject import SERVICE, Subject
from actions.documents.texts import texts
from bot.clock import day_of
from bot.messages import Button, Reply
from knowledge.index import Index
from knowledge.text import normalise
from knowledge.wish_said import services_named


@dataclass(frozen=True)
class DocumentsSkill:
    """Papers for what the list has now, in one region."""

    index: Callable[[], Index]
    region: str
    prechecks: Prechecks
    answers: AnswerSkill

    def is_meant(self, text: str) -> bool:
        """Whether it is about showing papers, by the words alone."""
        return re.search(texts("words")["shows"], normalise(text)) is not None

    async def turn(self, conversation_id: str, text: str, topic: dict[str, Any] | None, now: datetime) -> Reply:
        """What the papers are for is heard; then how they stand, or how to show them."""
        subject = self._subject(text, topic, now)
        if subject is None:
            papers = await self.prechecks.papers(conversation_id, now)
        else:
            papers = await self.prechecks.mean(conversation_id, subject, now)
        if papers.waits:
            return Reply(texts("told")["reading"], outcome="answered")
        if papers.pages:
            return telling.reply(papers, [page.id for page in papers.pages], self.index().policies, day_of(now))
        return self._how(papers)

    async def delete(self, conversation_id: str, text: str) -> Reply | None:
        """Deletes all papers, if that is what is said; None if it is not, or only asked about."""
        said, words = normalise(text), texts("words")
        if re.search(words["deletes"], said) is None or re.search(words["asks"], said):
            return None
        count = await self.prechecks.remove(conversation_id)
        told = texts("told")
        return Reply(told["deleted"].format(count=count) if count else told["nothing"], outcome="answered")

    async def also_kept(self, conversation_id: str, reply: Reply, now: datetime) -> Reply:
        """The reply that tells what is kept of somebody, with the photographs that are."""
        papers = await self.prechecks.papers(conversation_id, now)
        if not papers.pages:
            return reply
        last = day_said(day_of(max(page.kept_until for page in papers.pages)))
        photographs = texts("told")["also-kept"].format(count=len(papers.pages), day=last)
        return replace(reply, text=f"{reply.text}\n{photographs}")

    def _subject(self, text: str, topic: dict[str, Any] | None, now: datetime) -> Subject | None:
        """The service or policy that is named, else the one that was talked about; None if there is none."""
        policies = self.index().policies
        places = policies.within(self.region)
        services = [one for one in policies.services.values() if one.region in places]
        named = services_named(text, services)
        if len(named) == 1:
            return Subject(SERVICE, named[0])
        answer = self.answers.reply(text, day_of(now), None)
        return Subject.talked_about(answer.topic if is_answer(answer) and answer.topic else topic, policies)

    def _how(self, papers: PapersNow) -> Reply:
        told = texts("told")
        name = papers.subject.name(self.index().policies) if papers.subject else None
        first = told["how-for"].format(subject=name) if name else told["how"]
        buttons = (Button(told["bring"].format(subject=name), told["bring"].format(subject=name)),) if name else ()
        return Reply(f"{first}\n{told['keeping']}", outcome="answered", buttons=(*buttons, PERSON))
