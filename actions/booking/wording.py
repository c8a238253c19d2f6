"""How a booking is read back and confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from actions.booking.model import WHOLE_DAY, Slot
from actions.booking.schedule import Vacancy
from actions.booking.texts import texts
from actions.booking.wish import asked
from bot.clock import SHANGHAI
from knowledge.policy import Force, Material
from knowledge.policy_list import PolicyList
from knowledge.service import Asks, Office, Question, Service
from knowledge.when import WEEKDAYS, Band, Days, Option
from knowledge.when_spoken import when_written
from knowledge.wish_said import Answer


def day_written(day: date, today: date) -> str:
    """12月5日（星期六，农历十月廿七）."""
    return when_written(Option(Days(day, day)), today)


def moment_written(moment: datetime, today: date) -> str:
    """12月5日（…）上午9点."""
    here = moment.astimezone(SHANGHAI)
    return when_written(Option(Days(here.date(), here.date()), Band(here.time(), here.time())), today)


def slot_written(service: Service, slot: Slot, today: date) -> str:
    """12月5日（…）午餐，上午11点到12点半; of a batch that lasts the day just the day."""
    day = day_written(slot.date, today)
    if slot.band == WHOLE_DAY:
        return day
    band = service.band[slot.band]
    if "点" in band.name:
        return f"{day}{band.name}"
    return f"{day}{band.name}，{when_written(Option(band=Band(band.starts, band.ends)), today)}"


def short(service: Service, one: Vacancy | Slot, today: date, *, with_office: bool = False) -> str:
    """As a button has it: 12月5日星期六午餐."""
    slot = one.slot if isinstance(one, Vacancy) else one
    day = slot.date
    year = "" if day.year == today.year else f"{day.year}年"
    said = f"{year}{day.month}月{day.day}日星期{WEEKDAYS[day.weekday()]}"
    band = service.band[slot.band].name if slot.band != WHOLE_DAY else ""
    office = f" {office_written(service, service.office[slot.office])}" if with_office else ""
    return f"{said}{band}{office}"


def office_written(service: Service, office: Office) -> str:
    """With the mark where it is made up."""
    return office.name + (texts()["demonstration"] if service.demonstration else "")


def answer_written(service: Service, question: Question, answer: Answer) -> str:
    """低盐、软食; 2份; 是."""
    if question.kind is Asks.CHOICE and isinstance(answer, tuple):
        return "、".join(option.name for option in question.options if option.id in answer)
    if question.kind is Asks.COUNT and question.dimension:
        return f"{answer}{service.dimension[question.dimension].unit}"
    if question.kind is Asks.YES_NO:
        return "是" if answer else "否"
    return str(answer)


def answers_written(service: Service, answers: Mapping[str, Answer]) -> list[str]:
    """A line for each answer that says something: conditions that had to be met do not, nor what was left as usual."""
    return [
        texts()["line_answer"].format(name=one.name, answer=answer_written(service, one, answers[one.id]))
        for one in asked(service, answers)
        if one.id in answers and one.must is None and answers[one.id] != ""
    ]


def menu_lines(service: Service, slot: Slot, answers: Mapping[str, Answer]) -> list[str]:
    """What there is to eat on that day for who eats so, and what he is to be warned of; nothing where there is no menu."""
    of_day = [one for one in service.menu if one.weekday == slot.date.isoweekday() and one.band == slot.band]
    if not of_day:
        return []
    diet, allergies, t = answers.get("diet"), str(answers.get("allergens") or ""), texts()
    wanted = set(diet) if isinstance(diet, tuple) else set()
    dish = next((one for one in of_day if wanted <= set(one.diets)), None)
    lines = []
    if dish is None:
        dish, name = of_day[0], answer_written(service, service.question["diet"], diet or ())
        lines.append(t["line_no_dish"].format(wanted=name, phone=service.office[slot.office].phone))
    lines.insert(0, t["line_dish"].format(dish=dish.dish))
    harmful = [one for one in dish.allergens if one in allergies]
    harmful += [one for one in re.split(r"[、，,和]", allergies) if one and one in dish.dish and one not in harmful]
    if harmful:
        lines.append(t["line_allergic"].format(allergens="、".join(harmful)))
    elif dish.allergens:
        lines.append(t["line_allergens"].format(allergens="、".join(dish.allergens)))
    return lines


def number_written(number: int) -> str:
    """123 456 782."""
    digits = str(number)
    return " ".join(digits[at : at + 3] for at in range(0, len(digits), 3))


def comes_home(service: Service, answers: Mapping[str, Answer]) -> bool:
    """Whether the citizen need not go anywhere."""
    return service.dispatched or bool(answers.get("address"))


def weekdays_written(weekdays: Sequence[int]) -> str:
    """周一、周三."""
    return "、".join(f"周{WEEKDAYS[day]}" for day in weekdays)


def to_bring(policies: PolicyList, service: Service, day: date) -> list[str]:
    """The documents by the rules of that day, each with who brings it."""
    return [*service.bring, *(f"{one.document}（{one.who}）" for _, one in materials(policies, service, day))]


def materials(policies: PolicyList, service: Service, day: date) -> list[tuple[str, Material]]:
    """The policies' documents that are wanted of those who book it, by the rules of that day; each with its policy."""
    return [
        (policy_id, material)
        for policy_id in service.policies
        for material in policies.policies[policy_id].materials
        if not service.materials_of or any(name in material.who for name in service.materials_of)
        if policies.validity(policies.policies[policy_id].clause(material.clause)).on(day) is Force.IN_FORCE
    ]


def basis(policies: PolicyList, policy_id: str, clause_id: str) -> str:
    """穗府办规〔2024〕3号第二十六条; the title where there is no number."""
    clause = policies.policies[policy_id].clause(clause_id)
    source = policies.sources[clause.source]
    return f"{source.number or source.title}{clause.article or ''}"
