"""Who is told what of a visit: events become notices, queued in the transaction that gave them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from actions.booking.phone import parse
from actions.booking.reading import by_number
from actions.booking.wording import moment_written, number_written, slot_written
from actions.dispatch import orders
from actions.dispatch.model import Event, Kind
from actions.dispatch.providers import name_and_phone
from actions.texts import texts_of
from bot import notices
from bot.clock import day_of
from bot.messages import Button, Reply
from bot.notices import Notice
from bot.privacy import Cipher
from knowledge.policy_list import PolicyList
from knowledge.service import Service

texts = partial(texts_of, "dispatch")
TO_CITIZENS = {Kind.ACCEPTED, Kind.SEEKING, Kind.REFUSED_BY_ALL, Kind.ARRIVED, Kind.DONE, Kind.MISSED}
TO_PROVIDERS = {Kind.OFFERED, Kind.WITHDRAWN, Kind.CANCELLED, Kind.MOVED, Kind.ASSIGNED}
KEPT = timedelta(days=1)
"""After the visit nobody is told of it any more, but that it can be rated."""


def tell(db: Connection, cipher: Cipher, policies: PolicyList, events: Iterable[Event], now: datetime) -> None:
    """Queues what follows from them."""
    for event in events:
        said = _said(db, cipher, policies, event, now)
        text = texts().get(event.kind.value, "").format(**said)
        key = f"order/{event.order}/{event.kind.value}/{event.provider or ''}/{said['when']}/{now.isoformat()}"[:160]
        if event.kind in TO_CITIZENS:
            _to_citizen(db, cipher, event, key, text, now)
        elif event.kind in TO_PROVIDERS and event.provider is not None:
            _to_provider(db, cipher, event.provider, f"order/{event.order}", key, text, now)


def item(service: Service, skill: str) -> str:
    """助浴, as the service's file has it."""
    options = [option for question in service.questions for option in question.options]
    return next((option.name for option in options if option.id == skill), skill)


def _to_citizen(db: Connection, cipher: Cipher, event: Event, key: str, text: str, now: datetime) -> None:
    one = by_number(db, cipher, event.number)
    phone = parse(one.who["phone"])
    mobile = phone if phone and phone.startswith("1") else None
    if one.conversation_id is None and mobile is None:
        return
    stars = texts()["stars"] if event.kind is Kind.DONE else ()
    reply = Reply(text, outcome="answered", buttons=tuple(Button(words, words) for words in stars))
    notice = Notice(
        key,
        f"order/{event.order}",
        one.conversation_id,
        mobile,
        reply,
        now,
        one.ends_at + KEPT,
        at_any_hour=event.kind is not Kind.DONE,
    )
    notices.queue(db, cipher, notice, now)


def _to_provider(
    db: Connection, cipher: Cipher, provider_id: str, about: str, key: str, text: str, now: datetime
) -> None:
    _, phone = name_and_phone(db, cipher, provider_id)
    notice = Notice(key, about, None, phone, Reply(text), now, now + KEPT, at_any_hour=True)
    notices.queue(db, cipher, notice, now)


def _said(db: Connection, cipher: Cipher, policies: PolicyList, event: Event, now: datetime) -> dict[str, str]:
    one, order = by_number(db, cipher, event.number), orders.read(db, event.order)
    service = policies.services[one.slot.service]
    name, phone = name_and_phone(db, cipher, event.provider) if event.provider else ("", "")
    return {
        "provider": name,
        "phone": phone,
        "when": slot_written(service, one.slot, day_of(now)),
        "district": order.district,
        "item": item(service, order.skill),
        "number": number_written(event.number),
        "until": moment_written(order.offered_until, day_of(now)) if order.offered_until else "",
    }
