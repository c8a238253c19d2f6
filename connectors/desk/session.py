"""Who is at a door: an encrypted cookie after the PIN, and a token in every form, so that no other page can send one."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from cryptography.fernet import InvalidToken
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from actions.doors import keys
from actions.doors.keys import Door, Kind
from bot.privacy import Cipher
from connectors.site import Site

COOKIE, PATH = "minsheng_door", "/desk"
LASTS = timedelta(hours=12)
NOT_IN = "请打开发给您的链接，再输一次密码。"
NOT_SENT_FROM_HERE = "这一页过期了，请返回刷新后再试。"


@dataclass(frozen=True)
class AtDoor:
    """Somebody who has shown link and PIN."""

    door: Door
    form: str
    """To stand in every form of his."""


def let_in(response: Response, cipher: Cipher, door: Door, now: datetime, *, secure: bool) -> None:
    """From now on for half a day."""
    until = now + LASTS
    token = cipher.encrypt(json.dumps({"door": door.id, "until": until.isoformat()}))
    response.set_cookie(
        COOKIE, token, int(LASTS.total_seconds()), path=PATH, httponly=True, samesite="strict", secure=secure
    )


def let_out(response: Response) -> None:
    """Until the PIN is given again."""
    response.delete_cookie(COOKIE, path=PATH)


async def at_door(request: Request, here: Site, *kinds: Kind) -> AtDoor:
    """401 for who is not in, or whose door was taken back; 403 where that is not his kind of door."""
    try:
        kept = json.loads(here.cipher.decrypt(request.cookies.get(COOKIE, "")))
    except (InvalidToken, ValueError) as error:
        raise HTTPException(401, NOT_IN) from error
    door = await here.database.run(keys.by_id, kept["door"])
    if door is None or datetime.fromisoformat(kept["until"]) <= here.now():
        raise HTTPException(401, NOT_IN)
    if kinds and door.kind not in kinds:
        raise HTTPException(403, NOT_IN)
    return AtDoor(door, here.cipher.lookup("form", door.id, kept["until"]))


async def sent(request: Request, who: AtDoor | None = None) -> dict[str, str]:
    """The fields of a form; 403 if it was not sent from a page of his."""
    body = (await request.body()).decode("utf-8", "replace")
    fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=40))
    if who is not None and not hmac.compare_digest(fields.get("form", ""), who.form):
        raise HTTPException(403, NOT_SENT_FROM_HERE)
    return fields
