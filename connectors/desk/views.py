"""What the pages of the doors show: the day of an office, a provider's visits, how full a service is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from actions.booking import reading
from actions.booking.closures import Closure
from actions.booking.heat import Cell, heat
from actions.booking.model import Appointment, Slot, Status
from actions.booking.wish import asked
from actions.booking.wording import answer_written, day_written, number_written
from bot.privacy import Cipher
from knowledge.service import Office, Service
from knowledge.wish_said import Answer

SHOWN = (Status.CONFIRMED, Status.ATTENDED, Status.NO_SHOW)
DAYS = 14
"""Columns of the heat map."""
STEPS = (0, 50, 80, 100)
"""Percent from which a cell has the next colour."""


@dataclass(frozen=True)
class Person:
    """One booking of a list."""

    number: int
    written: str
    names: str
    phone: str
    status: str
    answers: tuple[str, ...]
    address: str
    allergies: str


@dataclass(frozen=True)
class BandList:
    """Who comes in one band."""

    name: str
    people: tuple[Person, ...]
    counts: tuple[tuple[str, int], ...]
    """How many of each answer of a choice: 普通 12, 低盐 3."""
    deliveries: tuple[Person, ...]


def day_list(db: Connection, cipher: Cipher, service: Service, office: Office, day: date) -> list[BandList]:
    """The bands of an office on a day, those cancelled left out."""
    return [
        _band(service, band.name, reading.of_session(db, cipher, Slot(service.id, office.id, day, band.id), *SHOWN))
        for band in service.bands_of(office)
    ]


@dataclass(frozen=True)
class HeatRow:
    """A band of an office, over the days."""

    office: Office
    band: str
    name: str
    cells: tuple[Cell | None, ...]


def heat_rows(db: Connection, service: Service, first: date) -> tuple[list[date], list[HeatRow]]:
    """The days, and a row for each band of each office; None where it is not open."""
    days = [first + timedelta(days=ahead) for ahead in range(DAYS)]
    cells = heat(db, service.id, days[0], days[-1])
    rows = [
        HeatRow(office, band.id, band.name, tuple(cells.get(Slot(service.id, office.id, day, band.id)) for day in days))
        for office in service.offices
        for band in service.bands_of(office)
    ]
    return days, rows


def closed_written(service: Service, one: Closure, today: date) -> str:
    """Where, when and why."""
    office, band = service.office.get(one.slot.office), service.band.get(one.slot.band)
    place, part = office.name if office else one.slot.office, band.name if band else "整天"
    return f"{day_written(one.slot.date, today)}，{place}，{part}：{one.why}"


def shade(cell: Cell) -> int:
    """0 to 3, by how full it is."""
    return max(step for step, percent in enumerate(STEPS) if cell.percent >= percent)


def _band(service: Service, name: str, found: list[Appointment]) -> BandList:
    people = [(_person(service, one), _answers(one)) for one in found]
    counts: Counter[str] = Counter()
    for one, (_, answers) in zip(found, people, strict=True):
        portions = max(one.amounts.values())
        for question in asked(service, answers):
            answer = answers.get(question.id, (question.default,) if question.default else ())
            if question.options and isinstance(answer, tuple):
                counts.update({o.name: portions for o in question.options if o.id in answer})
    deliveries = tuple(person for person, _ in people if person.address)
    return BandList(name, tuple(person for person, _ in people), tuple(counts.most_common()), deliveries)


def _person(service: Service, one: Appointment) -> Person:
    answers = _answers(one)
    said = [
        f"{question.name}：{answer_written(service, question, answers[question.id])}"
        for question in asked(service, answers)
        if answers.get(question.id) not in (None, "")
        and question.must is None
        and question.id not in ("address", "allergens")
    ]
    return Person(
        one.number,
        number_written(one.number),
        "、".join(one.who["names"]),
        str(one.who["phone"]),
        one.status.value,
        tuple(said),
        str(answers.get("address") or ""),
        str(answers.get("allergens") or ""),
    )


def _answers(one: Appointment) -> Mapping[str, Answer]:
    kept: Mapping[str, Any] = one.who["answers"]
    return {name: tuple(answer) if isinstance(answer, list) else answer for name, answer in kept.items()}
