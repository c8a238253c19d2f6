"""What a sentence says of a booking: which service, when, where, how many, for whom, and what is answered to a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from knowledge import whom
from knowledge.answer_said import in_digits
from knowledge.booking_words import agrees, says, words
from knowledge.names_said import is_name, name_told, names_in
from knowledge.service import Asks, Band, Office, Question, Service
from knowledge.text import normalise
from knowledge.when import WhenSaid
from knowledge.when_said import listen_when

NTH = "一二三四五六"
SHORTEST_SPOKEN = 4
"""Digits in a row that are read out: 五六七八 is a number, 一三五 are weekdays."""
LONGEST_WORDS = 80
"""Characters of an answer in words, such as an address."""
OTHER = "这位老人"
NEGATED = r"((?<!要)不(要|是|去|用|想|在)?|唔(要|系|去|使)?|别|没有?)$"

Answer = str | int | bool | tuple[str, ...]
"""Of words, of a count, of yes or no, of a choice (ids of options)."""


@dataclass
class WishSaid:
    """What was understood; empty where nothing was."""

    services: tuple[str, ...] = ()
    """By the longest name; several where a name is that of several."""
    when: WhenSaid = field(default_factory=WhenSaid)
    bands: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    answers: dict[str, Answer] = field(default_factory=dict)
    about: str | None = None
    """How the person is called for whom it is, such as 您母亲; None if nobody else is named."""
    names: tuple[str, ...] = ()
    phone: str | None = None
    number: int | None = None
    """Of a booking, perhaps."""
    yes: bool | None = None
    unknown: bool = False
    as_before: bool = False
    waits: bool = False
    nth: int | None = None
    """Which of those that were listed, from 0; -1 for the last."""

    @property
    def tells(self) -> bool:
        """Whether it says anything of the booking itself."""
        return bool(
            self.when or self.bands or self.offices or self.answers or self.names or self.phone or self.as_before
        )


def services_named(text: str, services: Iterable[Service]) -> tuple[str, ...]:
    """Ids of the services that are named, by the longest of the names in the sentence."""
    sentence = normalise(text)
    found = {
        service.id: max(
            (len(name) for name in (service.name, *service.aliases) if normalise(name) in sentence), default=0
        )
        for service in services
    }
    longest = max(found.values(), default=0)
    return tuple(service for service, length in found.items() if longest and length == longest)


def listen_wish(text: str, service: Service | None, now: datetime, asked: str | None = None) -> WishSaid:
    """Everything that `text` says for that service; `asked` is what was just asked for: a question's id, name, phone, number,
    code, or another word for a choice of yes and no."""
    sentence = normalise(text)
    digits = spoken_digits(sentence)
    said = WishSaid(about=whom.about(sentence) or (OTHER if says("for_other", sentence) else None))
    said.yes = _yes(sentence, asked)
    said.unknown, said.as_before, said.waits = (says(name, sentence) for name in ("unknown", "as_before", "waits"))
    said.nth = _nth(sentence)
    said.phone = phone_in(digits)
    said.number = _number(digits)
    plain = re.sub(words()["phone"], " ", re.sub(r"(?<=\d)[ -](?=\d)", "", digits)) if said.phone else sentence
    question = service.question.get(asked or "") if service else None
    if asked == "name":
        said.names = names_in(plain)
    elif (name := name_told(plain)) is not None:
        said.names = (name,)
    elif (before := re.search(words()["name_before_phone"], digits)) is not None and is_name(before[1]):
        said.names = (before[1],)
    said.names = tuple(name for name in said.names if service is None or name not in _spoken(service))
    if question is not None and question.kind is Asks.WORDS and (told := _in_words(question, text)) is not None:
        said.answers[question.id] = told
        return said
    if asked in ("phone", "number", "code", "last_four") and not re.search(
        r"[年月日号点]|礼拜|星期|[今明后]天", sentence
    ):
        return said
    said.when = WhenSaid() if asked == "name" and said.names else listen_when(plain, now)
    if service is not None:
        said.bands = _bands(service, sentence)
        said.offices = _offices(service, sentence)
        said.answers |= _answers(service, plain, said.when, question)
    return said


def bands_meant(bands: Sequence[Band], when: Any) -> list[str]:
    """Ids of those in which a time of the day falls (`knowledge.when.Band`): that in which a clock time lies, else the nearest;
    all that lie in a stretch with more than half of their time."""
    if when.begins == when.ends:
        inside = [band.id for band in bands if band.starts <= when.begins < band.ends]
        nearest = min(bands, key=lambda band: abs(_minutes(band.starts) - _minutes(when.begins)))
        return inside or [nearest.id]
    return [band.id for band in bands if 2 * _overlap(band, when) > _minutes(band.ends) - _minutes(band.starts)]


def phone_in(digits: str) -> str | None:
    """A telephone number, without what parts its digits."""
    joined = re.sub(r"(?<=\d)[ -](?=\d)", "", digits)
    found = re.search(rf"(?<!\d)(?:86)?({words()['phone']})(?!\d)", joined)
    return found[1] if found else None


def _yes(sentence: str, asked: str | None) -> bool | None:
    """Whether it agrees; a question does neither."""
    if asked == "consent":
        return (
            False
            if says("disagrees", sentence) or says("no", sentence)
            else agrees(sentence) or says("yes_whole", sentence) or None
        )
    if says("no", sentence):
        return False
    if says("is_asked", sentence):
        return None
    return says("yes_whole" if asked in ("confirm", "sure", "wait") else "yes", sentence) or None


def _in_words(question: Question, text: str) -> str | None:
    """The answer without a telephone number behind it; None if it is none, such as 改到后天 for an address."""
    told = re.sub(words()["with_phone"], "", text).strip(" ,，。;；")
    sentence = normalise(told)
    if not told or len(told) > LONGEST_WORDS or says("no_words", sentence):
        return None
    if question.id == "address" and not says("address", sentence):
        return None
    return told


def _spoken(service: Service) -> set[str]:
    """Words for it, its places, bands and answers: none of them is anybody's name."""
    named = [(office.name, *office.words) for office in service.offices]
    named += [(band.name, *band.words) for band in service.bands]
    named += [(option.name, *option.words) for question in service.questions for option in question.options]
    return {normalise(word) for many in [*named, (service.name, *service.aliases)] for word in many}


def _answers(service: Service, sentence: str, when: WhenSaid, asked: Question | None) -> dict[str, Answer]:
    """What it says to the service's questions: those with words of their own, and the one that was asked."""
    found: dict[str, Answer] = {}
    rest = when.rest if when else sentence
    for question in service.questions:
        answer = _answer(service, question, sentence, rest, is_asked=question == asked)
        if answer is not None:
            found[question.id] = answer
    return found


def _answer(service: Service, question: Question, sentence: str, rest: str, *, is_asked: bool) -> Answer | None:
    if question.kind is Asks.CHOICE:
        chosen = _chosen(question, sentence)
        if not chosen and is_asked and question.default and says("none", sentence):
            chosen = [question.default]
        if not chosen and is_asked and (nth := _nth(sentence)) is not None and nth < len(question.options):
            chosen = [question.options[nth].id]
        return (tuple(chosen) if question.several else tuple(chosen[:1])) or None
    if question.kind is Asks.COUNT:
        unit = service.dimension[question.dimension or ""].unit
        units = "|".join({unit, *question.words})
        counted = re.search(rf"(?<![\d钱])(\d+)(?:{units})", in_digits(rest))
        bare = re.fullmatch(r"\D{0,4}(\d+)\D{0,3}", in_digits(rest)) if is_asked else None
        found = counted or bare
        if found is None and is_asked and says("none", sentence):
            return 0
        return int(found[1]) if found else None
    if question.kind is Asks.YES_NO and is_asked:
        return _yes(sentence, None)
    if question.said and (told := re.search(question.said, sentence)):
        answer = str(next(filter(None, told.groups()))).strip()
        return answer if len(answer) <= LONGEST_WORDS else None
    return None


def _chosen(question: Question, sentence: str) -> list[str]:
    """Options whose words are said, the longest words first; each stretch of the sentence counts once."""
    spoken = sorted(
        ((normalise(word), option.id) for option in question.options for word in (option.name, *option.words)),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[str, int] = {}
    for word, option in spoken:
        at = sentence.find(word)
        if at >= 0 and not re.search(NEGATED, sentence[:at]):
            found.setdefault(option, at)
            sentence = sentence[:at] + "＿" * len(word) + sentence[at + len(word) :]
    return sorted(found, key=lambda option: found[option])


def _bands(service: Service, sentence: str) -> tuple[str, ...]:
    """By the service's own words for them, the longest words first."""
    spoken = _longest(sentence, {band.id: (band.name, *band.words) for band in service.bands})
    return tuple(band.id for band in service.bands if band.id in spoken)


def _offices(service: Service, sentence: str) -> tuple[str, ...]:
    """By name, or by the district."""
    named = _longest(sentence, {office.id: _names(office) for office in service.offices})
    if named:
        return tuple(office.id for office in service.offices if office.id in named)
    return tuple(
        office.id for office in service.offices if re.search(rf"{office.district.removesuffix('区')}", sentence)
    )


def _names(office: Office) -> tuple[str, ...]:
    return (office.name, *office.words)


def _longest(sentence: str, names: Mapping[str, Sequence[str]]) -> set[str]:
    """Those whose names stand in the sentence, with the longest first, so that 中午饭 is not 午饭 as well."""
    spoken = sorted(
        ((normalise(name), of) for of, many in names.items() for name in many), key=lambda pair: -len(pair[0])
    )
    found = set()
    for name, of in spoken:
        for match in re.finditer(re.escape(name), sentence):
            if not re.search(NEGATED, sentence[: match.start()]):
                found.add(of)
        sentence = sentence.replace(name, "＿" * len(name))
    return found


def _nth(sentence: str) -> int | None:
    if re.search(words()["last_of"], sentence):
        return -1
    if (found := re.search(words()["nth"], sentence)) is None:
        return None
    digit = found[3] or found[5]
    return NTH.index(digit) if digit in NTH else int(digit) - 1


def spoken_digits(sentence: str) -> str:
    """一三八零零…, as it is read out, in digits."""
    values: dict[str, str] = words()["spoken_digits"]
    row = "".join(values)
    return re.sub(
        rf"[{row}\d][{row}\d \-]{{{SHORTEST_SPOKEN - 2},}}[{row}\d]",
        lambda match: "".join(values.get(character, character) for character in match[0]),
        sentence,
    )


def _number(digits: str) -> int | None:
    found = re.search(words()["booking_number"], digits)
    return int("".join(found.groups())) if found else None


def _overlap(band: Band, when: Any) -> int:
    return min(_minutes(band.ends), _minutes(when.ends)) - max(_minutes(band.starts), _minutes(when.begins))


def _minutes(moment: Any) -> int:
    return int(moment.hour) * 60 + int(moment.minute)
