"""Reading and writing profiles. Each function is the work of one transaction."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from actions.profile.tables import profiles
from bot import notices
from bot.privacy import Cipher
from bot.tables import conversations
from knowledge.facts import Between
from knowledge.profile import Told


@dataclass(frozen=True)
class Profile:
    """What somebody has asked us to remember of one person."""

    id: str
    conversation_id: str
    who: str
    facts: dict[str, Told]
    outcomes: dict[str, str]
    """How the person stood with each policy when it was last judged."""
    list_version: str
    judged_on: date
    consented_at: datetime


def read(db: Connection, cipher: Cipher, conversation_id: str) -> list[Profile]:
    """Everybody whom the conversation has a profile of."""
    mine = select(profiles).where(profiles.c.conversation_id == conversation_id).order_by(profiles.c.consented_at)
    return [_profile(cipher, row) for row in db.execute(mine)]


def due(db: Connection, cipher: Cipher, list_version: str, today: date, most: int) -> list[Profile]:
    """Profiles not yet judged by this list today."""
    not_yet = (profiles.c.list_version != list_version) | (profiles.c.judged_on < today)
    rows = db.execute(select(profiles).where(not_yet).order_by(profiles.c.judged_on, profiles.c.id).limit(most))
    return [_profile(cipher, row) for row in rows]


def keep(db: Connection, cipher: Cipher, profile: Profile, until: datetime) -> bool:
    """Writes it, in the place of an earlier one of the same person, with what was to be told because of that; whether there was
    one. The conversation stays until then."""
    same = (profiles.c.conversation_id == profile.conversation_id) & (profiles.c.who == profile.who)
    replaced = _delete(db, same) > 0
    row = {
        "id": uuid.uuid4().hex,
        "conversation_id": profile.conversation_id,
        "who": profile.who,
        "facts": cipher.encrypt(json.dumps({name: _plain(told) for name, told in profile.facts.items()})),
        "outcomes": cipher.encrypt(json.dumps(profile.outcomes)),
        "list_version": profile.list_version,
        "judged_on": profile.judged_on,
        "consented_at": profile.consented_at,
    }
    db.execute(profiles.insert().values(row))
    _keep_conversation(db, profile.conversation_id, until)
    return replaced


def judged(
    db: Connection, cipher: Cipher, profile: Profile, outcomes: dict[str, str], list_version: str, day: date
) -> bool:
    """Notes what it was judged to; False if another worker has, or it was deleted."""
    unchanged = (
        (profiles.c.id == profile.id)
        & (profiles.c.list_version == profile.list_version)
        & (profiles.c.judged_on == profile.judged_on)
    )
    new = {"outcomes": cipher.encrypt(json.dumps(outcomes)), "list_version": list_version, "judged_on": day}
    return db.execute(update(profiles).where(unchanged).values(new)).rowcount == 1


def forget(db: Connection, conversation_id: str) -> int:
    """Deletes everything that was kept, with what was to be told because of it; how many profiles they were."""
    _keep_conversation(db, conversation_id, None)
    return _delete(db, profiles.c.conversation_id == conversation_id)


def forget_old(db: Connection, consented_before: datetime) -> int:
    """Deletes profiles that were kept for as long as was said, with what was to be told; how many they were."""
    return _delete(db, profiles.c.consented_at < consented_before)


def about(profile_id: str) -> str:
    """What notices of its news speak of."""
    return f"profile/{profile_id}"


def _delete(db: Connection, which: ColumnElement[bool]) -> int:
    deleted = db.scalars(delete(profiles).where(which).returning(profiles.c.id)).all()
    for profile_id in deleted:
        notices.erase(db, about(profile_id))
    return len(deleted)


def _keep_conversation(db: Connection, conversation_id: str, until: datetime | None) -> None:
    db.execute(update(conversations).where(conversations.c.id == conversation_id).values(kept_until=until))


def _profile(cipher: Cipher, row: Row[Any]) -> Profile:
    facts = json.loads(cipher.decrypt(row.facts))
    return Profile(
        id=row.id,
        conversation_id=row.conversation_id,
        who=row.who,
        facts={name: _told(**told) for name, told in facts.items()},
        outcomes=json.loads(cipher.decrypt(row.outcomes)),
        list_version=row.list_version,
        judged_on=row.judged_on,
        consented_at=row.consented_at,
    )


def _plain(told: Told) -> dict[str, Any]:
    value = [told.value.least, told.value.most] if isinstance(told.value, Between) else told.value
    return {"value": value, "day": told.day.isoformat()}


def _told(value: Any, day: str) -> Told:
    return Told(Between(*value) if isinstance(value, list) else value, date.fromisoformat(day))
