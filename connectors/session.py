"""Who calls: a random token, in a cookie for the page and in the Authorization header for other clients."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from bot.errors import Refused
from connectors.site import Site, site

COOKIE = "minsheng_session"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}")
_YEAR = 365 * 24 * 3600
TOO_MANY = "来访的人太多了，请过一分钟再试。"
TOO_OFTEN = "您发得太快了，请等一会儿再发。"


@dataclass(frozen=True)
class Caller:
    """An anonymous citizen."""

    token: str


async def caller(request: Request, response: Response, here: Annotated[Site, Depends(site)]) -> Caller:
    """The caller, who gets a token if none was brought. Refused for a token of the wrong form, or too many requests
    from one address."""
    address = request.client.host if request.client else "unknown"
    if not await here.address_rate.allows(here.cipher.lookup("address", address)):
        raise Refused("rate_limited", TOO_MANY)
    header = request.headers.get("authorization")
    if header is not None:
        token = header.removeprefix("Bearer ")
        if not _TOKEN.fullmatch(token):
            raise Refused("bad_request", "访问凭证的格式不对。")
        return Caller(token)
    token = request.cookies.get(COOKIE, "")
    if not _TOKEN.fullmatch(token):
        token = secrets.token_urlsafe(32)
        give(response, token, secure=request.url.scheme == "https")
    return Caller(token)


async def not_too_often(who: Caller, here: Site) -> None:
    """Refused if the caller has asked for too much within a minute."""
    if not await here.sender_rate.allows(here.cipher.lookup("rate", who.token)):
        raise Refused("rate_limited", TOO_OFTEN)


def give(response: Response, token: str, *, secure: bool) -> None:
    """Sets the cookie that carries the token."""
    response.set_cookie(COOKIE, token, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
