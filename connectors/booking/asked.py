"""What a request wants of a service, read field by field into a wish; what is wrong with it is told in Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StrictBool, StrictInt, StrictStr

from actions.booking import phone
from actions.booking.model import Appointment, Slot
from actions.booking.wish import BadWish, Wish, asked
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


class Wanted(BaseModel):
    """A booking, or a place in the queue."""

    model_config = ConfigDict(json_schema_extra={"examples": [*EXAMPLES]})

    service: Id
    office: Id
    date: Day
    band: Id
    names: Annotated[
        list[Annotated[StrictStr, Field(max_length=64)]],
        Field(min_length=1, max_length=2, description="Of those who come: as many as the service's `persons`."),
    ]
    phone: Phone
    answers: Annotated[
        dict[Annotated[str, Field(max_length=64)], Given],
        Field(
            max_length=50,
            description="By the service's questions: words, a count, yes or no, or ids of options. Those with a default may be"
            " left out.",
        ),
    ] = {}
    booked_by: Annotated[
        StrictStr | None, Field(max_length=64, description="Who books it for somebody else, such as 女儿.")
    ] = None
    subsidised: Annotated[StrictBool, Field(description="Whether the person draws the subsidy for it.")] = False
    follows: Annotated[
        StrictStr | StrictInt | None, Field(description="Number of the first of two linked appointments.")
    ] = None


class Moved(BaseModel):
    """Another time or place for what is booked; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"date": "2026-11-30", "band": "lunch"}]})

    office: Id | None = None
    date: Day | None = None
    band: Id | None = None


class CodeWanted(BaseModel):
    """A telephone to which a code is sent."""

    phone: Phone


class CodeGiven(CodeWanted):
    """The code that came."""

    code: Annotated[StrictStr, Field(pattern=r"^[0-9]{6}$", examples=["042917"])]


def read_wish(service: Service, wanted: Wanted, conversation_id: str | None, follows_id: int | None) -> Wish:
    """BadWish for what cannot be; what the service does not allow is found when it is booked."""
    names = tuple(read_name(name) for name in wanted.names)
    if len(names) != service.persons or len(set(names)) != len(names):
        raise BadWish("names", f"请写明{service.person}的姓名，一共{service.persons}位。")
    if wanted.booked_by is not None and not service.for_others:
        raise BadWish("booked_by", f"{service.name}要本人来约，不能代订。")
    return Wish(
        slot=Slot(service.id, wanted.office, read_day(wanted.date), wanted.band),
        names=names,
        phone=read_phone(wanted.phone),
        answers=read_answers(service, wanted.answers),
        booked_by=read_name(wanted.booked_by, "booked_by") if wanted.booked_by is not None else None,
        subsidised=wanted.subsidised,
        conversation_id=conversation_id,
        follows_id=follows_id,
    )


def moved_wish(found: Appointment, moved: Moved) -> Wish:
    """What was wanted before, at the new time and place."""
    slot, who = found.slot, found.who
    answers = {name: tuple(one) if isinstance(one, list) else one for name, one in who["answers"].items()}
    return Wish(
        slot=Slot(
            slot.service,
            moved.office or slot.office,
            read_day(moved.date) if moved.date is not None else slot.date,
            moved.band or slot.band,
        ),
        names=tuple(who["names"]),
        phone=who["phone"],
        answers=answers,
        booked_by=who["booked_by"],
        subsidised=who["subsidised"],
        quota=found.quota,
        conversation_id=found.conversation_id,
        follows_id=found.follows_id,
    )


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


def read_answers(service: Service, given: Mapping[str, bool | int | str | list[str]]) -> dict[str, Answer]:
    """Those that the service asks for; what does not arise is left out."""
    answers: dict[str, Answer] = {}
    for name, value in given.items():
        question = service.question.get(name)
        if question is None:
            raise BadWish(name, f"{service.name}不用填“{name}”。")
        answers[name] = _answer(question, value)
    return {one.id: answers[one.id] for one in asked(service, answers) if one.id in answers}


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
