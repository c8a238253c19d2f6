"""What a sentence says of a person: facts with their values, and what is said to the question that was just asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from knowledge import whom
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
from knowledge.phrases import names_kin, phrase, stance
from knowledge.reading import registered_elsewhere
from knowledge.text import normalise

SEX = "sex"
"""The fact that is told by whom one speaks of: 我妈."""
MONTHS = "个月"
TELLING = 3
"""Characters of a choice's name from which it tells something where it was not asked for."""
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
    said.about = whom.about(sentence)
    said.corrects = bool(re.search(words["corrects"], sentence))
    said.asks_why = bool(re.search(words["why"], sentence))
    told = whom.told(sentence, said.about)
    ours = told.of_him or (told.of_all if asked is not None else "")
    choices, said.unclear = _choices(ours, told.of_all, facts, asked)
    said.facts.update(choices)
    if said.about is not None and (sex := _sex(said.about)) is not None:
        said.implied[SEX] = sex
    if registered_elsewhere(ours):
        said.facts.setdefault(REGISTERED, "elsewhere")
    said.facts.update(_numbers(in_digits(ours), in_digits(f",{told.of_all},"), facts, today, asked))
    said.born = _birthday(in_digits(ours))
    said.facts = {**_yes_or_no(ours, told.of_all, facts, asked), **said.facts}
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


def _sex(about: str) -> str | None:
    return next((sex for sex in ("female", "male") if re.fullmatch(saying()[sex], about)), None)


def _choices(
    ours: str, of_all: str, facts: Mapping[str, Fact], asked: Fact | None
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """The longest phrases count first, and each stretch of the sentence once for a fact. Facts with two choices are given by name
    only."""
    found: dict[str, set[str]] = {}
    for fact in _of_the_matter(facts, of_all, asked):
        left = {False: f",{ours},", True: f",{of_all},"}
        for word, choice in _spoken_choices(fact, fact == asked):
            match = phrase(word).search(left[names_kin(word)])
            if match is None:
                continue
            if stance(match) is True:
                found.setdefault(fact.id, set()).add(choice)
            left = {kin: text.replace(match[0], "＿" * len(match[0]), 1) for kin, text in left.items()}
    for choices in found.values():
        if len(choices) > 1:  # 低保边缘，不是低保 is no household of neither
            choices.discard("none")
    told = {fact_id: choice for fact_id, (choice, *others) in found.items() if not others}
    return dict(told), tuple(fact_id for fact_id in found if fact_id not in told)


def _of_the_matter(facts: Mapping[str, Fact], sentence: str, asked: Fact | None) -> list[Fact]:
    """The facts whose words may mean them in that sentence."""
    return [
        fact
        for fact in facts.values()
        if fact == asked or not fact.matter or any(normalise(word) in sentence for word in fact.matter)
    ]


def _spoken_choices(fact: Fact, asked: bool) -> list[tuple[str, str]]:
    """The phrases, longest first, with the choice that each tells. A short name, such as 一级, tells something only if asked."""
    spoken = [
        (normalise(word), choice)
        for choice, named in fact.choices.items()
        for word in (*((named.name,) if asked or len(named.name) >= TELLING else ()), *named.said)
    ]
    return sorted(
        ((word, choice) for word, choice in spoken if not _only_an_answer(word)), key=lambda row: -len(row[0])
    )


def _only_an_answer(word: str) -> bool:
    """Whether the word tells nothing but yes or no: it is understood only where it was asked for."""
    return len(word) < 2 or any(re.fullmatch(saying()[answer], word) for answer in ("yes", "no", "only_answers"))


def _numbers(
    ours: str, of_all: str, facts: Mapping[str, Fact], today: date, asked: Fact | None
) -> dict[str, Value | Between]:
    found: dict[str, Value | Between] = {}
    for fact in facts.values():
        if fact.kind is not FactKind.NUMBER:
            continue
        value = _age(ours, today) if fact.id == "age" else _beside(ours, of_all, fact)
        if value is not None:
            found[fact.id] = value
    for one in saying()["numbers"]:
        meant = facts.get(one["fact"])
        if meant is None or (asked is not None and asked != meant and asked.unit == meant.unit):
            continue
        if re.search(one.get("with", ""), of_all) and not re.search(one["without"], of_all):
            for match in re.finditer(one["said"], of_all):
                number = next(float(group) for group in match.groups() if group)
                found[meant.id] = roughly(of_all, number) if meant.unit == "元" else number
    return found


def _age(sentence: str, today: date) -> Value | Between | None:
    """From years of age, or from the day of birth."""
    words = saying()
    if re.search(words["of_two"], sentence):  # whose age is it? only his own who says 我
        first, *others = whom.CLAUSE.split(sentence)
        sentence = ",".join([first, *(clause for clause in others if re.search(words["myself"], clause))])
    said = [
        match
        for pattern in (words["age"], words["age_of"])
        for match in re.finditer(pattern, sentence)
        if not re.search(rf"(?:{words['no_age_behind']})$", sentence[: match.start(1)])
    ]
    if said:
        match = min(said, key=lambda found: found.start(1))
        age = float(match[1])
        return Between(age, age + 9) if match.groupdict().get("more") and age % 10 == 0 else age
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


def _beside(ours: str, of_all: str, fact: Fact) -> Value | Between | None:
    """The number that stands beside one of the fact's words."""
    if any(phrase(normalise(word)).search(ours) for word in fact.said_no):
        return fact.least
    for word in sorted(map(normalise, (fact.name, *fact.said)), key=len, reverse=True):
        sentence = of_all if names_kin(word) else ours
        found: Value | Between | None
        if word.startswith("个"):
            match = re.search(rf"(\d+){word}", sentence)
            found = float(match[1]) if match else None
        elif fact.unit == MONTHS:
            behind = sentence.partition(word)[2]
            found = months(behind[:NEAREST])
        else:
            found = _amount_behind(word, sentence, fact)
        if found is not None:
            return found
    return None


def _amount_behind(word: str, sentence: str, fact: Fact) -> Value | Between | None:
    """The number that follows the word closely, if it is none that is owed or counts something else."""
    plain = NO_AMOUNT.sub("", sentence)
    match = re.search(rf"{re.escape(word)}[^\d我]{{0,{NEAREST}}}(\d+(?:\.\d+)?)", plain)
    if match is None or of_another_unit(fact, plain[match.end() :]):
        return None
    if re.search(saying()["owed"], plain[max(0, match.start() - NEAREST) : match.start()]):
        return None
    return roughly(sentence, float(match[1]))


def _yes_or_no(ours: str, of_all: str, facts: Mapping[str, Fact], asked: Fact | None) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for fact in _of_the_matter(facts, of_all, asked):
        if fact.kind is not FactKind.YES_NO:
            continue
        spoken = [(normalise(word), True) for word in fact.said] + [(normalise(word), False) for word in fact.said_no]
        for word, meant in sorted(spoken, key=lambda row: -len(row[0])):
            match = phrase(word).search(f",{of_all if names_kin(word) else ours},")
            if match and (so := stance(match)) is not None:
                found[fact.id] = meant is so
                break
    return found
