"""Answering questions about the list: an `Answer` of knowledge becomes a `Reply` of the conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from actions.answer.papers import with_papers
from actions.documents.checklist import photo_button, photo_line
from bot.messages import Button, Reply, SourceCard
from knowledge.answer import ask
from knowledge.draft import NOTHING_SAID, Answer, Citation, Outcome, Question, Topic
from knowledge.index import Index
from knowledge.policy import Kind

FOLLOW_UPS = {
    Kind.AMOUNT: "有多少钱？",
    Kind.WHO: "什么条件可以申请？",
    Kind.MATERIALS: "要带什么材料？",
    Kind.HOW: "怎么申请？",
}
"""What is commonly asked next, offered as buttons."""
PERSON = Button("转人工", "转人工")


@dataclass(frozen=True)
class AnswerSkill:
    """Answers from the list as it is now, in one region."""

    index: Callable[[], Index]
    region: str

    def reply(self, text: str, today: date, topic: dict[str, Any] | None) -> Reply:
        """The reply to a sentence; `topic` is what the conversation was about, as an earlier reply gave it."""
        index = self.index()
        answer = ask(index, Question(text, today, self.region, _topic(topic)))
        listed = with_papers(index.policies, text, today, answer)
        answer = listed or answer
        photo = (photo_button(),) if listed and listed.text.endswith(photo_line()) else ()
        return Reply(
            text=answer.text,
            outcome=answer.outcome.value,
            buttons=(*photo, *_buttons(answer)),
            sources=tuple(source_card(citation) for citation in answer.sources),
            topic=_plain(answer.topic),
            trace=answer.trace,
        )


def is_answer(reply: Reply) -> bool:
    """Whether the reply tells what the list says."""
    return reply.outcome in {Outcome.ANSWERED, Outcome.ANSWERED_LAPSED}


def offers_choice(reply: Reply) -> bool:
    """Whether the reply asks which of several policies is meant."""
    return reply.outcome == Outcome.CLARIFICATION and any(button != PERSON for button in reply.buttons)


def _topic(data: dict[str, Any] | None) -> Topic:
    if not data:
        return NOTHING_SAID
    aspects = tuple(Kind(kind) for kind in data["aspects"])
    return Topic(tuple(data["policies"]), aspects, data.get("said", ""), tuple(data.get("earlier", ())))


def _plain(topic: Topic | None) -> dict[str, Any] | None:
    if topic is None:
        return None
    return {
        "policies": list(topic.policies),
        "aspects": [kind.value for kind in topic.aspects],
        "said": topic.said,
        "earlier": list(topic.earlier),
    }


def _buttons(answer: Answer) -> tuple[Button, ...]:
    if answer.options:
        return (*(Button(option, option) for option in answer.options), PERSON)
    if answer.topic is None:
        return (PERSON,)
    asked = answer.topic.aspects or (Kind.WHO, Kind.AMOUNT)
    return tuple(Button(words, words) for kind, words in FOLLOW_UPS.items() if kind not in asked)


def source_card(citation: Citation) -> SourceCard:
    """The clause as doors show it."""
    return SourceCard(
        policy=citation.policy,
        text=citation.text,
        title=citation.title,
        number=citation.number,
        issuer=citation.issuer,
        article=citation.article,
        published=citation.published.isoformat() if citation.published else None,
        effective=citation.effective.isoformat(),
        lapses=citation.lapses.isoformat() if citation.lapses else None,
        force=citation.force.value,
        note=citation.note,
        url=citation.url,
    )
