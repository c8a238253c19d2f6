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
BRING_ONE = "请带上访问凭证再来：网页的 Cookie，或者 Authorization: Bearer 加一串自己定的随机字符（至少22个）。"
TOO_MANY = "来访的人太多了，请过一分钟再试。"
TOO_OFTEN = "您发得太快了，请等一会儿再发。"


@dataclass(frozen=True)
class Caller:
    """An anonymous citizen."""

    token: str
    is_new: bool = False
    """Whether the token was given with this very request."""


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
    if _TOKEN.fullmatch(token):
        return Caller(token)
    token = secrets.token_urlsafe(32)
    give(response, token, secure=request.url.scheme == "https")
    return Caller(token, is_new=True)


async def returning_caller(who: Annotated[Caller, Depends(caller)]) -> Caller:
    """Refused for a caller who brought no token: a request of his that is repeated would not be known as his."""
    if who.is_new:
        raise Refused("no_session", BRING_ONE)
    return who


async def not_too_often(who: Caller, here: Site) -> None:
    """Refused if the caller has asked for too much within a minute."""
    if not await here.sender_rate.allows(here.cipher.lookup("rate", who.token)):
        raise Refused("rate_limited", TOO_OFTEN)


def give(response: Response, token: str, *, secure: bool) -> None:
    """Sets the cookie that carries the token."""
    response.set_cookie(COOKIE, token, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
