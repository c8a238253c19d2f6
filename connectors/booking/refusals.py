"""Why a booking was not made, in words and with a name for programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias

from actions.booking import errors
from actions.booking.nearest import find_nearest
from actions.booking.possible import check_possible
from actions.booking.wish import BadWish, Wish, amounts
from bot.clock import SHANGHAI
from bot.errors import Refused
from bot.retry import Unavailable, run_async
from connectors.booking.answer import session_told
from connectors.site import Site
from knowledge.service import Service

SAID: dict[type[Exception], tuple[str, str]] = {
    errors.Closed: ("closed", "这一场临时停了，对不起。请您另选一个时间。"),
    errors.Expired: ("expired", "保留的时间过了，位置已经放开。请您重新订一次。"),
    errors.Ended: ("ended", "这个预约已经结束或者取消了，不能再改。"),
    errors.Unknown: ("not_found", "没有找到您说的这一项。"),
    errors.OtherRequest: ("other_request", "这个 Idempotency-Key 用在别的请求上了，请换一个新的。"),
    errors.TooManyTries: ("too_many_tries", "试的次数太多了，请过一个小时再来，或者打12345。"),
    errors.TooSoon: ("too_soon", "验证码刚刚发过，请过一分钟再要。"),
    Unavailable: ("unavailable", "系统现在忙不过来，这一次没有办成。请您过几分钟再试，或者打12345。"),
}
FULL = "这个时间已经满了。"
QUEUED = "这个时间的位置要先给排队的人。"
OTHERS = "离得最近、还有位置的是：{others}。"
WAITING = "也可以排队等。"
CODES = {
    "bad_number": 422,
    "bad_wish": 422,
    "no_key": 400,
    "no_session": 401,
    "not_yours": 403,
    "wrong_code": 403,
    "not_found": 404,
    "already_booked": 409,
    "closed": 409,
    "ended": 409,
    "expired": 409,
    "full": 409,
    "limit_reached": 409,
    "too_early": 409,
    "too_late": 409,
    "other_request": 422,
    "too_many_tries": 429,
    "too_soon": 429,
}
"""HTTP's status of each."""
Responses: TypeAlias = dict[int | str, dict[str, Any]]
DESCRIBED: Responses = {
    400: {"description": "`bad_request`: no such request; `no_key`: the header `Idempotency-Key` is missing"},
    401: {"description": "`no_session`: neither a cookie nor an Authorization header"},
    403: {"description": "`not_yours`: booked elsewhere, and `X-Phone-Last4` is missing or wrong, or no such number"},
    404: {"description": "`not_found`: no such service or session"},
    409: {
        "description": "`full` (with `alternatives`), `already_booked`, `limit_reached`, `too_early`, `too_late`, `closed`,"
        " `expired`, `ended`"
    },
    413: {"description": "Too large"},
    422: {
        "description": "`bad_wish` (with `field`), `bad_number`: what cannot be; `other_request`: the key stands for something"
        " else"
    },
    429: {"description": "`rate_limited`, `too_many_tries`, `too_soon`"},
    503: {"description": "`unavailable`: nothing was done"},
}


@asynccontextmanager
async def refusing(here: Site, wish: Wish | None = None) -> AsyncIterator[None]:
    """Refused for what the engine refuses; of `wish`, where there is one, it is told what else would be free."""
    try:
        yield
    except BadWish as error:
        raise _bad(error) from error
    except errors.Full as error:
        raise await _full(here, wish, error) from error
    except errors.Unknown as error:
        raise _unknown(here, wish) from error
    except (errors.BookingError, Unavailable) as error:
        raise refusal(error, here.bookings.policies().services.get(wish.slot.service) if wish else None) from error


def refusal(error: Exception, service: Service | None) -> Refused:
    """Of one that needs no looking up."""
    match error:
        case errors.TooEarly():
            return Refused("too_early", f"这个时间还没有开放预约，{_at(error.opens_at)}开始可以约。")
        case errors.TooLate():
            return Refused("too_late", f"已经过了截止时间（{_at(error.since)}），不能再订或者改了。急的话请打电话问。")
        case errors.LimitReached():
            code = "already_booked" if isinstance(error, errors.AlreadyBooked) else "limit_reached"
            limits = {f"{service.id}/{limit.id}": limit.said for limit in service.limits} if service else {}
            return Refused(code, limits.get(error.rule, f"每位最多{error.most}次，已经约满了。"))
    return Refused(*SAID[type(error)])


def _bad(error: BadWish) -> Refused:
    return Refused("bad_wish", str(error), {"field": error.what})


def _unknown(here: Site, wish: Wish | None) -> Refused:
    """Why there is no such session."""
    service = here.bookings.policies().services.get(wish.slot.service) if wish else None
    if wish is None or service is None:
        return Refused(*SAID[errors.Unknown])
    try:
        check_possible(service, wish.slot, here.now())
    except BadWish as error:
        return _bad(error)
    except errors.BookingError as error:
        return refusal(error, service)
    return Refused("not_found", "这个时间还没有放出来，请您过一会儿再试。")


async def _full(here: Site, wish: Wish | None, error: errors.Full) -> Refused:
    if wish is None:
        return Refused("full", FULL)
    service = here.bookings.service(wish.slot.service)
    wanted = amounts(service, wish.answers)
    near = await run_async(here.database, find_nearest, wish.slot, wanted, wish.quota, here.now())
    told = [session_told(service, one, here.now()) for one in near]
    others = "；".join(f"{one.office.name} {one.date:%m月%d日} {one.band.name}" for one in told)
    said = [QUEUED if error.queued else FULL, OTHERS.format(others=others) if others else "", WAITING]
    more = {"free": error.free, "queued": error.queued, "alternatives": [one.model_dump(mode="json") for one in told]}
    return Refused("full", "".join(said), more)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}"
