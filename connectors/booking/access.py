"""Who may see and change a booking: the conversation in which it was made, or who knows the last four digits of its telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request

from actions.booking import number as numbers
from actions.booking import proof
from actions.booking.errors import Unknown
from actions.booking.model import Appointment
from actions.booking.waiting import Entry, entry
from bot.errors import Refused
from bot.mailbox import Mailbox
from bot.retry import run_async
from connectors.booking.refusals import refusing
from connectors.session import Caller, not_too_often, returning_caller
from connectors.site import Site, site

T = TypeVar("T")
DOOR = "web"
NOT_YOURS = "没有找到您的这个预约。不是在这里订的，请带上预约号和订的时候留的电话的后四位。"
BAD_NUMBER = "这个预约号不对，请您再核对一遍：一共9位数字。"
NO_KEY = "请带上 Idempotency-Key：同一个请求重发时用同一个，办另一件事换一个新的。"
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Required. Your own, the same when the request is repeated: it is done once, and answered alike.",
    ),
]
Last4 = Annotated[
    str | None,
    Header(
        alias="X-Phone-Last4",
        pattern=r"^[0-9]{4}$",
        description="Last four digits of the booking's telephone, for who did not book in this session. 5 wrong tries an hour.",
    ),
]


class Asker:
    """A caller with his session, his address, and what he knows of a booking."""

    def __init__(self, who: Caller, here: Site, address: str, last4: str | None) -> None:
        self._here, self._token, self._last4 = here, who.token, last4
        self.address = address

    def key(self, given: str | None) -> str:
        """The request's key, which is of no use to anybody else. Refused if there is none."""
        if given is None:
            raise Refused("no_key", NO_KEY)
        return f"{self._token}/{given}"

    async def conversation(self) -> str | None:
        """The caller's; None if he has not begun one."""
        found = await run_async(self._here.database, self._here.history.find, DOOR, self._token)
        return found.id if found else None

    async def begun_conversation(self) -> str:
        """The caller's, begun if there is none."""
        mailbox = Mailbox(self._here.cipher)
        if (found := await self.conversation()) is None:
            await run_async(self._here.database, mailbox.begin, DOOR, self._token, self._here.now())
            found = await self.conversation()
        assert found is not None
        return found

    async def appointment(self, given: str, last4: str | None = None) -> Appointment:
        """The booking of that number, if he may see it. Refused in the same words whether it is another's or there is none."""
        number = numbers.parse(given)
        if number is None:
            raise Refused("bad_number", BAD_NUMBER)
        here = self._here
        async with refusing(here):
            conversation = await self.conversation()
            try:
                found = await here.bookings.by_number(number)
                if conversation is not None and found.conversation_id == conversation:
                    return found
            except Unknown:
                pass
            proved = await self._prove(proof.prove, number, last4 or self._last4)
        if proved is None:
            raise Refused("not_yours", NOT_YOURS)
        return proved

    async def entry(self, entry_id: str) -> Entry:
        """The same for an entry of the queue."""
        here = self._here
        async with refusing(here):
            conversation = await self.conversation()
            try:
                found: Entry = await run_async(here.database, entry, here.cipher, entry_id)
                if conversation is not None and found.conversation_id == conversation:
                    return found
            except Unknown:
                pass
            proved = await self._prove(proof.prove_entry, entry_id, self._last4)
        if proved is None:
            raise Refused("not_yours", NOT_YOURS)
        return proved

    async def _prove(self, prove: Callable[..., T | None], what: int | str, last4: str | None) -> T | None:
        """Without the four digits nothing is tried."""
        here = self._here
        if last4 is None:
            return None
        return await run_async(here.database, prove, here.cipher, what, last4, self.address, here.now())


async def looker(
    request: Request,
    who: Annotated[Caller, Depends(returning_caller)],
    here: Annotated[Site, Depends(site)],
    last4: Last4 = None,
) -> Asker:
    """For what only looks, or takes back. Refused for a caller without a token."""
    return Asker(who, here, request.client.host if request.client else "unknown", last4)


async def asker(
    who: Annotated[Caller, Depends(returning_caller)],
    here: Annotated[Site, Depends(site)],
    asking: Annotated[Asker, Depends(looker)],
) -> Asker:
    """Refused also for one who asks too often."""
    await not_too_often(who, here)
    return asking
