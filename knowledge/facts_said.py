"""What a sentence says of a person: facts with their values, and what is said to the question that was just asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from knowledge.answer_said import (
    NO_AMOUNT,
    REGISTERED,
    in_digits,
    months,
    of_another_unit,
    roughly,
    saying,
    to_the_question,
)
from knowledge.facts import Between, Fact, FactKind, Value
from knowledge.reading import registered_elsewhere
from knowledge.text import normalise

SEX = "sex"
"""The fact that is told by whom one speaks of: 我妈."""
_CLAUSE = re.compile(r"[，。！？；,!?;、\s]+")
MONTHS = "个月"
COUNTED = {"口人"}
"""Units that tell by themselves what is counted: 四口人."""
NEAREST = 8
"""Characters between a fact's word and its number at most."""


@dataclass
class Said:
    """What was understood."""

    facts: dict[str, Value | Between] = field(default_factory=dict)
    about: str | None = None
    """How the person spoken of is called, such as 您母亲; None if nobody else is named."""
    unknown: bool = False
    """The question cannot be answered."""
    refused: bool = False
    """The question is not answered willingly."""
    asks_why: bool = False
    corrects: bool = False
    implied: dict[str, Value] = field(default_factory=dict)
    """What follows from how the person is called: 我妈 is a woman."""
    born: date | None = None
    """The day of birth, where all of it was told."""
    unclear: tuple[str, ...] = ()
    """Facts of which the sentence says two things: 未婚，丧偶."""


def listen(text: str, facts: Mapping[str, Fact], today: date, asked: Fact | None = None) -> Said:
    """Everything that `text` says; `asked` is the fact that was just asked for."""
    words, said = saying(), Said()
    sentence = normalise(text)
    said.about = _about(sentence)
    said.corrects = bool(re.search(words["corrects"], sentence))
    said.asks_why = bool(re.search(words["why"], sentence))
    ours = "，".join(_clauses_about(sentence, said.about))
    choices, said.unclear = _choices(ours, facts, asked)
    said.facts.update(choices)
    if said.about is not None and (sex := _sex(said.about)) is not None:
        said.implied[SEX] = sex
    if registered_elsewhere(ours):
        said.facts.setdefault(REGISTERED, "elsewhere")
    said.facts.update(_numbers(in_digits(ours), facts, today))
    said.born = _birthday(in_digits(ours))
    said.facts = {**_yes_or_no(ours, facts), **said.facts}
    if asked is not None and asked.id not in {*said.facts, *said.unclear} and not said.corrects:
        answer = to_the_question(ours, asked)
        if answer is not None:
            said.facts[asked.id] = answer
        else:
            said.refused = bool(re.search(words["refused"], sentence))
            said.unknown = not said.refused and bool(re.search(words["unknown"], sentence))
    return said


def is_had(name: str, text: str) -> bool:
    """Whether the benefit of that name is one that somebody has: 吃低保, 低保户."""
    words = saying()
    had = rf"(?:{words['has_before']}){re.escape(name)}|{re.escape(name)}(?:{words['has_behind']})"
    return re.search(had, normalise(text)) is not None


def speaks_of_himself(text: str) -> bool:
    """Whether somebody says 我 of himself."""
    return re.search(saying()["self"], normalise(text)) is not None


def goes_on(text: str) -> bool:
    """Whether somebody wants to go on with what was put aside."""
    return re.search(saying()["go_on"], normalise(text)) is not None


def what_is_right(text: str) -> str:
    """What stands in a correction beside the words that it is one: 说错了，是78 is 是78."""
    return re.sub(saying()["corrects"], "", normalise(text)).strip("，,。 ")


def _about(sentence: str) -> str | None:
    found = [
        (match.start(), who)
        for who, words in saying()["persons"].items()
        for match in re.finditer(words, sentence)
        if not re.search(rf"(?:{saying()['beside']})$", sentence[: match.start()])
    ]
    return min(found)[1] if found else None


def _sex(about: str) -> str | None:
    return next((sex for sex in ("female", "male") if re.fullmatch(saying()[sex], about)), None)


def _clauses_about(sentence: str, about: str | None) -> list[str]:
    """The clauses that speak of that person: 我今年30，想帮我妈问，她82岁 is about her."""
    words, kept, speaking_of = saying(), [], None
    for clause in _CLAUSE.split(sentence):
        if about is None:
            return [sentence]
        others = [who for who, called in words["persons"].items() if who != about and re.search(called, clause)]
        if re.search(words["persons"][about], clause) or (not others and re.search(words["herself"], clause)):
            speaking_of = about
        elif re.search(words["self"], clause) or (others and re.search(words["age_of"], in_digits(clause))):
            speaking_of = "somebody else"
        if speaking_of != "somebody else":
            kept.append(clause)
    return kept


def _choices(sentence: str, facts: Mapping[str, Fact], asked: Fact | None) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The longest words count first, and each stretch of the sentence once, for the fact asked for if it has that word. Facts
    with two choices are given by name only."""
    spoken = _spoken_choices(facts)
    found: dict[str, set[str]] = {}
    rest = sentence
    for word in sorted(spoken, key=len, reverse=True):
        at = rest.find(word)
        if at < 0:
            continue
        if not _denied(rest, at):
            meant = [row for row in spoken[word] if asked is not None and row[0] == asked.id] or spoken[word]
            for fact_id, choice in meant:
                found.setdefault(fact_id, set()).add(choice)
        rest = rest.replace(word, "＿" * len(word), 1)
    for choices in found.values():
        if len(choices) > 1:  # 低保边缘，不是低保 is no household of neither
            choices.discard("none")
    told = {fact_id: choice for fact_id, (choice, *others) in found.items() if not others}
    return dict(told), tuple(fact_id for fact_id in found if fact_id not in told)


def _spoken_choices(facts: Mapping[str, Fact]) -> dict[str, list[tuple[str, str]]]:
    """By each word, the facts and the choices that it tells."""
    spoken: dict[str, list[tuple[str, str]]] = {}
    for fact in facts.values():
        for choice, named in fact.choices.items():
            for word in map(normalise, (named.name, *named.said)):
                if not _only_an_answer(word):
                    spoken.setdefault(word, []).append((fact.id, choice))
    return spoken


def _only_an_answer(word: str) -> bool:
    """Whether the word tells nothing but yes or no: it is understood only where it was asked for."""
    return len(word) < 2 or any(re.fullmatch(saying()[answer], word) for answer in ("yes", "no", "only_answers"))


def _denied(sentence: str, at: int) -> bool:
    return re.search(rf"(?:{saying()['denies']})(?:在|领|吃|有|办|是)?$", sentence[:at]) is not None


def _numbers(sentence: str, facts: Mapping[str, Fact], today: date) -> dict[str, Value | Between]:
    found: dict[str, Value | Between] = {}
    for fact in facts.values():
        if fact.kind is not FactKind.NUMBER:
            continue
        value = _age(sentence, today) if fact.id == "age" else _beside(sentence, fact)
        if value is not None:
            found[fact.id] = value
    return found


def _age(sentence: str, today: date) -> Value | Between | None:
    """From years of age, or from the day of birth."""
    words = saying()
    if match := re.search(rf"((?:(?<!\d)-)?\d{{1,3}})(多|几)?(?:{words['old']})", sentence):
        age = float(match[1])
        return Between(age, age + 9) if match[2] and age % 10 == 0 else age
    if match := re.search(words["age_of"], sentence):
        return float(match[1])
    if born := _born(sentence):
        oldest, rest = today.year - born[0], born[1:]
        if rest in ((), (today.month,)):
            return Between(float(oldest - 1), float(oldest))
        return float(oldest - ((today.month, today.day) < rest))
    return None


def _born(sentence: str) -> tuple[int, ...]:
    """Year, month and day of birth, as far as they are said."""
    match = re.search(saying()["born"], sentence)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def _birthday(sentence: str) -> date | None:
    """The day of birth, where all of it is said."""
    match _born(sentence):
        case (year, month, day):
            with suppress(ValueError):
                return date(year, month, day)
    return None


def _beside(sentence: str, fact: Fact) -> Value | Between | None:
    """The number that stands beside one of the fact's words."""
    plain = NO_AMOUNT.sub("", sentence)
    if any(normalise(word) in sentence for word in fact.said_no):
        return fact.least
    for word in sorted((fact.name, *fact.said), key=len, reverse=True):
        match = re.search(
            rf"{re.escape(normalise(word))}(?P<between>\D{{0,{NEAREST}}})(?P<number>\d+(?:\.\d+)?)", plain
        )
        owed = match is not None and re.search(saying()["owed"], plain[max(0, match.start() - NEAREST) : match.start()])
        if match and not owed and fact.unit != MONTHS and not of_another_unit(fact, plain[match.end() :]):
            return roughly(sentence, float(match["number"]))
        if fact.unit == MONTHS and normalise(word) in sentence:
            behind = sentence.partition(normalise(word))[2]
            if (passed := months(behind[:NEAREST])) is not None:
                return passed
        if word.startswith("个") and (match := re.search(rf"(?P<number>\d+){word}", sentence)):
            return float(match["number"])
    if fact.unit in COUNTED and (match := re.search(rf"(?P<number>\d+){fact.unit}", sentence)):
        return float(match["number"])
    return None


def _yes_or_no(sentence: str, facts: Mapping[str, Fact]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for fact in facts.values():
        if fact.kind is not FactKind.YES_NO:
            continue
        spoken = [(normalise(word), True) for word in fact.said] + [(normalise(word), False) for word in fact.said_no]
        for word, meant in sorted(spoken, key=lambda row: -len(row[0])):
            at = sentence.find(word)
            if at >= 0:
                found[fact.id] = meant is not _denied(sentence, at)
                break
    return found
