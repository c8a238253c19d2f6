"""What a request wants of a service, read field by field into a wish; what is wrong with it is told in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictInt, StrictStr

from actions.booking import phone
from actions.booking.model import Appointment, Slot
from actions.booking.wish import BadWish, Wish, asked
from connectors.eligibility.asked import read_value
from knowledge.facts import BadFact, Between, Known, Value
from knowledge.policy_list import PolicyList
from knowledge.service import Asks, Question, Service
from knowledge.wish_said import Answer

LONGEST_NAME, LONGEST_WORDS, LARGEST_COUNT = 30, 200, 10**6
MOST_DAYS = 62
SHOWN_DAYS = 14
NOT_A_DATE = "“{text}”不是日期，要写成 2026-01-31 这样。"
_NAME = re.compile(r"[^\W\d_]+(?:[ ·•.'-][^\W\d_]+)*")
EXAMPLES: list[JsonValue] = [
    {
        "service": "zhucan",
        "office": "yangben-yi",
        "date": "2026-11-27",
        "band": "lunch",
        "names": ["样本甲"],
        "phone": "13800000001",
        "answers": {"way": "dine-in", "portions": 1, "diet": ["low-salt", "soft"]},
        "booked_by": "女儿",
    }
]
Id = Annotated[StrictStr, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9-]+$")]
Day = Annotated[StrictStr, Field(max_length=32, examples=["2026-11-27"])]
Phone = Annotated[StrictStr, Field(max_length=32, examples=["13800000001"])]
Given = (
    StrictBool
    | StrictInt
    | Annotated[StrictStr, Field(max_length=LONGEST_WORDS)]
    | Annotated[list[Annotated[StrictStr, Field(max_length=64)]], Field(max_length=50)]
)
Names = Annotated[list[Annotated[StrictStr, Field(max_length=64)]], Field(min_length=1, max_length=2)]
Answers = Annotated[dict[Annotated[str, Field(max_length=64)], Given], Field(max_length=50)]


class Wanted(BaseModel):
    """A booking, or a place in the queue."""

    model_config = ConfigDict(json_schema_extra={"examples": [*EXAMPLES]})

    service: Id
    office: Id
    date: Day
    band: Id
    names: Annotated[Names, Field(description="Of those who come: as many as the service's `persons`.")]
    phone: Phone
    answers: Annotated[
        Answers,
        Field(
            description="By the service's questions: words, a count, yes or no, or ids of options. Those with a default may be"
            " left out.",
        ),
    ] = {}
    booked_by: Annotated[
        StrictStr | None, Field(max_length=64, description="Who books it for somebody else, such as 女儿.")
    ] = None
    facts: Annotated[
        dict[Annotated[str, Field(max_length=64)], JsonValue],
        Field(
            max_length=50,
            description="What is known of the person, by the ids that `GET /api/v1/facts` tells: the price hangs on it.",
        ),
    ] = {}
    follows: Annotated[
        StrictStr | StrictInt | None, Field(description="Number of the first of two linked appointments.")
    ] = None


class Moved(BaseModel):
    """Another time or place for what is booked, other people or answers; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"date": "2026-11-30", "band": "lunch"}]})

    office: Id | None = None
    date: Day | None = None
    band: Id | None = None
    names: Names | None = None
    phone: Phone | None = None
    answers: Annotated[Answers, Field(description="Only those that change.")] = {}


class CodeWanted(BaseModel):
    """A telephone to which a code is sent."""

    phone: Phone


class CodeGiven(CodeWanted):
    """The code that came."""

    code: Annotated[StrictStr, Field(pattern=r"^[0-9]{6}$", examples=["042917"])]


def read_wish(service: Service, wanted: Wanted, conversation_id: str | None, follows_id: int | None) -> Wish:
    """BadWish for what cannot be; what the service does not allow is found when it is booked."""
    if wanted.booked_by is not None and not service.for_others:
        raise BadWish("booked_by", f"{service.name}要本人来约，不能代订。")
    return Wish(
        slot=Slot(service.id, wanted.office, read_day(wanted.date), wanted.band),
        names=read_names(service, wanted.names),
        phone=read_phone(wanted.phone),
        answers=read_answers(service, wanted.answers),
        booked_by=read_name(wanted.booked_by, "booked_by") if wanted.booked_by is not None else None,
        conversation_id=conversation_id,
        follows_id=follows_id,
    )


def moved_wish(service: Service, found: Appointment, moved: Moved) -> Wish:
    """What was wanted before, with what is new. BadWish as `read_wish`."""
    slot, who = found.slot, found.who
    before = {name: tuple(one) if isinstance(one, list) else one for name, one in who["answers"].items()}
    answers: dict[str, Answer] = {**before, **read_answers(service, moved.answers, before)}
    return Wish(
        slot=Slot(
            slot.service,
            moved.office or slot.office,
            read_day(moved.date) if moved.date is not None else slot.date,
            moved.band or slot.band,
        ),
        names=read_names(service, moved.names) if moved.names is not None else tuple(who["names"]),
        phone=read_phone(moved.phone) if moved.phone is not None else who["phone"],
        answers={one.id: answers[one.id] for one in asked(service, answers) if one.id in answers},
        booked_by=who["booked_by"],
        quota=found.quota,
        conversation_id=found.conversation_id,
        follows_id=found.follows_id,
    )


def read_facts(policies: PolicyList, given: Mapping[str, JsonValue]) -> Known:
    """BadWish for what is no fact, or cannot be."""
    facts: dict[str, Value | Between] = {}
    for name, value in given.items():
        if (fact := policies.facts.get(name)) is None:
            raise BadWish("facts", f"没有“{name}”这一项，请先查有哪些项。")
        try:
            facts[name] = read_value(fact, value)
        except BadFact as error:
            raise BadWish("facts", str(error)) from error
    return facts


def read_names(service: Service, given: Sequence[str]) -> tuple[str, ...]:
    """BadWish if they are not as many as the service needs, each another."""
    names = tuple(read_name(name) for name in given)
    if len(names) != service.persons or len(set(names)) != len(names):
        raise BadWish("names", f"请写明{service.person}的姓名，一共{service.persons}位。")
    return names


def read_day(text: str) -> date:
    """BadWish for a day that is none."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
        raise BadWish("date", NOT_A_DATE.format(text=text))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadWish("date", f"没有{text}这一天，请再看看日历。") from error


def read_days(first: str | None, last: str | None, today: date) -> tuple[date, date]:
    """From the one to the other, both included; without, from today on. BadWish if that is too long, or the wrong way round."""
    begins = read_day(first) if first is not None else today
    if begins > date.max - timedelta(days=MOST_DAYS):
        raise BadWish("from", "这一天太远了，现在还不能约。")
    ends = read_day(last) if last is not None else begins + timedelta(days=SHOWN_DAYS - 1)
    if not begins <= ends < begins + timedelta(days=MOST_DAYS):
        raise BadWish("to", f"结束的日子要在开始的日子之后，一次最多看{MOST_DAYS}天。")
    return begins, ends


def read_phone(text: str) -> str:
    """BadWish for what can be no telephone number."""
    if (digits := phone.parse(text)) is None:
        raise BadWish("phone", "电话号码不对，请您再核对一遍：手机号是11位，座机要加区号。")
    return digits


def read_name(text: str, what: str = "names") -> str:
    """BadWish for what can be no name."""
    name = unicodedata.normalize("NFKC", text).strip()
    if len(name) > LONGEST_NAME or _NAME.fullmatch(name) is None:
        raise BadWish(what, f"姓名请只写名字，不带数字和符号，最多{LONGEST_NAME}个字。")
    return name


def read_answers(
    service: Service, given: Mapping[str, bool | int | str | list[str]], before: Mapping[str, Answer] | None = None
) -> dict[str, Answer]:
    """Those that the service asks for; what does not arise, with what was answered before, is left out."""
    answers: dict[str, Answer] = {}
    for name, value in given.items():
        question = service.question.get(name)
        if question is None:
            raise BadWish(name, f"{service.name}不用填“{name}”。")
        answers[name] = _answer(question, value)
    arise = asked(service, {**(before or {}), **answers})
    return {one.id: answers[one.id] for one in arise if one.id in answers}


def _answer(question: Question, value: bool | int | str | list[str]) -> Answer:
    match question.kind, value:
        case Asks.YES_NO, bool():
            return value
        case Asks.COUNT, int() if not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT:
            return value
        case Asks.WORDS, str() if value.isprintable() and (value.strip() or question.default is not None):
            return value.strip()
        case Asks.CHOICE, (str() | list()):
            chosen = _options(question, [value] if isinstance(value, str) else value)
            if chosen and (question.several or len(chosen) == 1):
                return chosen
    raise BadWish(question.id, f"“{question.name}”这一项填得不对。{HOW[question.kind]}")


HOW = {
    Asks.YES_NO: "要填 true 或者 false。",
    Asks.COUNT: "要填一个整数。",
    Asks.WORDS: f"要填文字，最多{LONGEST_WORDS}个字。",
    Asks.CHOICE: "请从给出的选项里选。",
}


def _options(question: Question, given: list[str]) -> tuple[str, ...]:
    """Ids, told by id or by name; none if one of them is no option."""
    ids = {option.name: option.id for option in question.options} | {one.id: one.id for one in question.options}
    return tuple(dict.fromkeys(ids[one] for one in given)) if all(one in ids for one in given) else ()
