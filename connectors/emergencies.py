"""The watch for danger to life. It is fitted when the process starts, in a second or two, so that it is never out of date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from string import Formatter

import yaml

from bot import emergency
from bot.alarm import HARMLESS, Watch
from connectors import labelled
from connectors.build import ROOT
from knowledge.classifier import Classifier
from knowledge.policy_list import PolicyList
from knowledge.text import normalise

EXAMPLES = ROOT / "bot" / "emergency_examples.yaml"
PLAIN = ROOT / "bot" / "emergency_plain.yaml"
INTENTS = ROOT / "nlu" / "intents"
FROM_LIST = 2000
"""How many of the list's questions are learned from: more would make danger too rare, and starting too slow."""
NEAR_DANGER = {
    *("jiabao", "renshen-anquan", "qiangzhi-baogao", "linshi-jianhu", "jibing-yingji"),
    *("liulang-jiuzhu", "shouzai-jiuzhu", "jingshen-zhangai", "xuesheng-qiling", "funv-quanyi"),
}
"""Policies for people in danger: what is asked about them is not learned to be harmless."""

FACTS_OF_DANGER = {
    *("violence", "guardian-state", "emergency", "hard-now", "on-street", "rescue-trouble", "hardship-kind"),
    *("adopter-abuses", "disaster", "unsupported"),
}
"""Facts whose answers may tell of a danger."""
ANSWERS_OF_DANGER = {"in-bed"}
"""Answers of bookings that may: who cannot get up may have fallen."""


def watch(policies: PolicyList) -> Watch:
    """Listens by the words and by what was learned."""
    return Watch(learn(policies))


def learn(policies: PolicyList) -> Callable[[str], dict[str, float]]:
    """How much speaks for each kind and for none, learned from the examples; and what is none also from the other intents,
    the list's questions, plain facts and the short answers of interviews and bookings."""
    # A sentence that several of them hold is as the examples say: they come last.
    harmless = [
        *_other_intents(INTENTS),
        *_questions(policies),
        *_answers(policies),
        *_bookings(policies),
        *_plain(PLAIN),
    ]
    learned = dict([*harmless, *_examples(EXAMPLES)])
    fitted = Classifier.fit([_any_number(text) for text in learned], list(learned.values()))
    return lambda text: fitted.scores(_any_number(text))


def _any_number(text: str) -> str:
    """One number is as good as another: an age that was never learned is no danger."""
    return re.sub(r"\d+", "7", text)


def _examples(path: Path) -> Iterator[tuple[str, str]]:
    """Sentences and their kinds."""
    kinds: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return ((text, kind) for kind, texts in kinds.items() for text in texts)


def _plain(path: Path) -> Iterator[tuple[str, str]]:
    """Each of the file's sentences, with each of its words."""
    plain = yaml.safe_load(path.read_text(encoding="utf-8"))
    for sentence in plain["sentences"]:
        names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
        for words in product(*(plain["words"][name] for name in names)):
            yield sentence.format(**dict(zip(names, words, strict=True))), HARMLESS


def _other_intents(folder: Path) -> Iterator[tuple[str, str]]:
    """What citizens say to us all day."""
    return ((text, HARMLESS) for text, intent in labelled.read(folder) if intent != "emergency")


def _answers(policies: PolicyList) -> Iterator[tuple[str, str]]:
    """What the buttons of the interview say."""
    facts = (fact for fact in policies.facts.values() if fact.id not in FACTS_OF_DANGER)
    return ((choice.name, HARMLESS) for fact in facts for choice in fact.choices.values())


def _bookings(policies: PolicyList) -> Iterator[tuple[str, str]]:
    """What is answered when something is booked: 来吃, 越秀的, 明天中午."""
    for service in policies.services.values():
        said = [name for band in service.bands for name in (band.name, *band.words)]
        said += [name for office in service.offices for name in (office.name, *office.words)]
        options = (one for question in service.questions for one in question.options)
        said += [name for one in options if one.id not in ANSWERS_OF_DANGER for name in (one.name, *one.words)]
        yield from ((name, HARMLESS) for name in said if not emergency.emergency(normalise(name)))


def _questions(policies: PolicyList) -> Iterator[tuple[str, str]]:
    """An even share of how people ask about the list; not those that a danger stands in, such as who pays for a rescue."""
    targets = [target for target in (*policies.policies, *policies.elsewhere) if target not in NEAR_DANGER]
    asked = [question.text for target in targets for question in policies.asked(target)]
    share = asked[:: len(asked) // FROM_LIST + 1]
    return ((question, HARMLESS) for question in share if not emergency.emergency(normalise(question)))
