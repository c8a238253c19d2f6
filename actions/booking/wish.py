"""What a citizen wants, checked against the service's file and made an order: its amounts, its claims, whose it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from actions.booking.model import Claim, Order, Quota, Slot
from actions.booking.phone import phone_key
from actions.booking.reading import owner_of
from bot.privacy import Cipher
from knowledge.service import Asks, Limit, Question, Service
from knowledge.wish_said import Answer


class BadWish(ValueError):
    """The service does not have it so; the message says in Chinese why."""

    def __init__(self, what: str, message: str) -> None:
        super().__init__(message)
        self.what = what
        """The question, `names` or `phone`: what has to be said otherwise."""


@dataclass(frozen=True)
class Wish:
    """Of one service, for one time."""

    slot: Slot
    names: tuple[str, ...]
    """Of those who come."""
    phone: str
    answers: Mapping[str, Answer]
    """By question; those with a default may be left out."""
    booked_by: str | None = None
    """Who books it for somebody else, such as 女儿."""
    subsidised: bool = False
    quota: Quota = Quota.PUBLIC
    conversation_id: str | None = None
    follows_id: int | None = None
    told: Mapping[str, Any] = field(default_factory=dict)
    """What else stands with the booking: the price as it was told."""


def asked(service: Service, answers: Mapping[str, Answer]) -> list[Question]:
    """The questions that these answers leave to be answered, or have answered; not those that do not arise."""
    return [
        one
        for one in service.questions
        if all(option in _chosen(answers.get(other)) for other, option in one.when.items())
    ]


def missing(service: Service, answers: Mapping[str, Answer]) -> Question | None:
    """The next question without an answer; None when nothing is left to ask."""
    return next((q for q in asked(service, answers) if q.id not in answers and q.default is None), None)


def order_of(cipher: Cipher, service: Service, wish: Wish) -> Order:
    """As the engine takes it. BadWish if something is missing, too much, or not had so."""
    if (left := missing(service, wish.answers)) is not None:
        raise BadWish(left.id, left.ask.format(who=service.person))
    if len(wish.names) != service.persons or not all(wish.names):
        raise BadWish("names", f"请告诉我{service.person}的姓名。")
    for question in asked(service, wish.answers):
        check(question, wish.answers.get(question.id))
    people = [person_key(cipher, name, wish.phone) for name in wish.names]
    claims = [
        Claim(f"{service.id}/{limit.id}", person, period(limit, wish.slot), limit.most)
        for limit in service.limits
        if wish.subsidised or not limit.subsidised
        for person in people
    ]
    who = {
        "names": list(wish.names),
        "phone": wish.phone,
        "booked_by": wish.booked_by,
        "answers": {name: list(a) if isinstance(a, tuple) else a for name, a in wish.answers.items()},
        "subsidised": wish.subsidised,
        **wish.told,
    }
    return Order(
        wish.slot,
        amounts(service, wish.answers),
        people[0],
        who,
        tuple(claims),
        wish.quota,
        wish.conversation_id,
        wish.follows_id,
        phone_key(cipher, wish.phone),
    )


def check(question: Question, answer: Answer | None) -> None:
    """BadWish if the answer ends the booking or is none of the question's."""
    if answer is None:
        return
    if question.must is not None and answer != (question.must == "yes"):
        raise BadWish(question.id, question.otherwise or "")
    if question.kind == Asks.CHOICE and not set(_chosen(answer)) <= {option.id for option in question.options}:
        raise BadWish(question.id, question.ask)


def amounts(service: Service, answers: Mapping[str, Answer]) -> dict[str, int]:
    """How much of each dimension it takes. BadWish if that is more than one booking may."""
    wanted = Counter({one.id: one.least for one in service.dimensions if one.least})
    for question in asked(service, answers):
        answer = answers.get(question.id)
        if question.kind == Asks.COUNT and question.dimension and answer is not None:
            wanted[question.dimension] = int(str(answer))
        for option in question.options:
            if option.id in _chosen(answer):
                wanted.update(option.takes)
    for dimension in service.dimensions:
        if not dimension.least <= wanted[dimension.id] <= dimension.most:
            most = f"{dimension.name}一次最多{dimension.most}{dimension.unit}，最少{dimension.least}{dimension.unit}。"
            asks = next((q.id for q in service.questions if q.dimension == dimension.id), dimension.id)
            raise BadWish(
                asks, dimension.too_many if wanted[dimension.id] > dimension.most and dimension.too_many else most
            )
    return {dimension: amount for dimension, amount in wanted.items() if amount}


def person_key(cipher: Cipher, name: str, phone: str) -> str:
    """The keyed hash by which a person is limited: no identity number is asked for, the office looks at the card."""
    return owner_of(cipher, "person", f"{name}/{phone}")


def period(limit: Limit, slot: Slot) -> str:
    """Within which it is counted."""
    day: date = slot.date
    return {"band": f"{day}/{slot.band}", "day": f"{day}", "month": f"{day:%Y-%m}"}[limit.per]


def _chosen(answer: Answer | None) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()
