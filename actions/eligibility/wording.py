"""How the interview speaks: questions with their buttons, and facts as they were understood."""

from __future__ import annotations

from dataclasses import replace

from actions.answer.skill import PERSON
from bot.messages import Button, Reply
from knowledge.facts import Between, Fact, FactKind, Value

SKIP = (Button("不知道", "不知道"), Button("不想说", "不想说"), Button("先看结果", "先看结果"))
FEW = 6
"""Choices that are offered as buttons at most."""


def question(fact: Fact, who: str) -> Reply:
    """The question, with its answers as buttons where they are few."""
    said: list[str] = []
    if fact.kind is FactKind.YES_NO:
        said = ["是", "不是"]
    elif len(fact.choices) <= FEW:
        said = [choice.name for choice in fact.choices.values()]
    buttons = (Button(words, words) for words in said)
    return Reply(fact.ask.format(who=who), outcome="clarification", buttons=(*buttons, *SKIP))


def in_words(fact: Fact, value: Value | Between) -> str:
    """年龄82岁, 户籍：广州户籍."""
    if isinstance(value, Between):
        return f"{fact.name}{value.least:.10g}到{value.most:.10g}{fact.unit or ''}"
    if fact.kind is FactKind.CHOICE:
        return f"{fact.name}：{fact.choices[str(value)].name}"
    if fact.kind is FactKind.YES_NO:
        return f"{fact.name}：{'是' if value else '否'}"
    return f"{fact.name}{value:.10g}{fact.unit or ''}"


def behind(first: str, reply: Reply) -> Reply:
    """The reply with something said before it."""
    return replace(reply, text=f"{first}\n{reply.text}") if first else reply


def with_button(reply: Reply, button: Button = PERSON) -> Reply:
    """The reply with one more button."""
    return replace(reply, buttons=(*reply.buttons, button))
