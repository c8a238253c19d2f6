"""Bookings that stand: cancelled, and the one found that is to be changed or shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from actions.booking.draft import YOU, Aim, Draft
from actions.booking.errors import Ended, TooLate
from actions.booking.making import Making
from actions.booking.model import Appointment, Status
from actions.booking.number import parse
from actions.booking.proving import LAST_FOUR, prove
from actions.booking.showing import has_others, line, shown
from actions.booking.texts import texts
from actions.booking.turn import At, Turn, ask, behind, need_person, tell
from actions.booking.wording import moment_written, number_written
from bot.messages import Reply
from bot.retry import Unavailable
from knowledge.booking_words import says, words
from knowledge.service import Service
from knowledge.text import normalise
from knowledge.when_said import listen_when
from knowledge.wish_said import WishSaid, listen_wish, services_named


async def his(at: At, draft: Draft) -> list[Appointment]:
    """What stands of this conversation, and of what was shown to be his."""
    here = await at.bookings.of_conversation(at.conversation_id)
    proven = [await at.bookings.by_number(number) for number in draft.proven]
    return [one for one in {one.number: one for one in (*here, *proven)}.values() if one.status is Status.CONFIRMED]


@dataclass
class Keeping:
    """One turn of it."""

    at: At
    draft: Draft
    elsewhen: bool = False
    """Whether nothing was found for the day that was named."""

    async def turn(self) -> Turn:
        """What is said to the sentence."""
        draft = self.draft
        if draft.aim is Aim.CANCEL and says("every_week", self.at.text):
            return self._over(await self._stop_standing())
        said = listen_wish(self.at.text, None, self.at.here, draft.asked)
        if (
            draft.aim is Aim.CANCEL
            and said.waits
            and (waiting := await self.at.bookings.waiting_of(self.at.conversation_id))
        ):
            for entry in waiting:
                await self.at.bookings.decline(entry.id, self.at.now)
            return self._over(tell(texts()["left_queue"]))
        if draft.asked is not None and self._gives_up(said):
            return self._over(tell(texts()["kept" if draft.aim is Aim.CANCEL else "unchanged"]))
        if draft.asked == "sure" and draft.number is not None and said.yes is None and self._changes():
            draft.aim = Aim.CHANGE
            return await self._change(await self.at.bookings.by_number(draft.number))
        if draft.asked == "sure" and draft.number is not None:
            return await self._sure(said)
        found = await self._which(said)
        if isinstance(found, Reply):
            return Turn([found], draft)
        if draft.aim is Aim.SHOW:
            return self._over(await shown(self.at, found))
        if len(found) > 1:
            return Turn([self._which_one(found)], draft)
        return await (self._cancel(found[0]) if draft.aim is Aim.CANCEL else self._change(found[0]))

    async def _which(self, said: WishSaid) -> list[Appointment] | Reply:
        """Those that are meant, or a question."""
        draft, at = self.draft, self.at
        if draft.asked == LAST_FOUR and draft.number is not None:
            return await self._prove()
        mine = await his(at, draft)
        number = parse(str(said.number)) if said.number else None
        if number is not None:
            own = [one for one in mine if one.number == number]
            if own:
                return own
            draft.number, draft.asked = number, LAST_FOUR
            return ask(texts()["ask_last_four"])
        if draft.listed and said.nth is not None and said.nth < len(draft.listed):
            return [one for one in mine if one.number == int(draft.listed[said.nth])]
        if draft.asked == "number" and said.number is not None:
            return ask(texts()["no_number"])
        if not mine and draft.aim is Aim.SHOW and draft.asked is None and await has_others(at):
            return []
        if not mine and draft.asked == "number" and re.search(words()["forgotten"], normalise(at.text)):
            return need_person(texts()["number_lost"])
        if not mine:
            first = texts()["nothing"] if draft.asked is None else texts()["puzzled"]
            draft.asked = "number"
            return ask(first, texts()["nothing_ask"])
        return self._meant(mine)

    def _meant(self, mine: list[Appointment]) -> list[Appointment]:
        """By the service and the days that the sentence names; all of them where it names none. What stands behind 改 is the
        new time."""
        text = re.split(words()["changes_to"], self.at.text)[0] if self.draft.aim is Aim.CHANGE else self.at.text
        services = services_named(text, self.at.services.values())
        of_service = [one for one in mine if one.slot.service in services] or mine
        when = listen_when(text, self.at.here)
        days = [option.days for option in when.options if option.days]
        of_days = [
            one
            for one in of_service
            if any(day.first <= one.slot.date and (day.last is None or one.slot.date <= day.last) for day in days)
        ]
        bands = [
            one
            for one in of_days or of_service
            if one.slot.band in listen_wish(text, self.at.services[one.slot.service], self.at.here).bands
        ]
        self.elsewhen = bool(days) and not of_days
        return bands or of_days or of_service

    async def _prove(self) -> list[Appointment] | Reply:
        """By the last four digits of the telephone."""
        draft = self.draft
        assert draft.number is not None
        found = await prove(self.at, draft, draft.number)
        if isinstance(found, Reply):
            return found
        if found is None:
            draft.number, draft.asked = None, "number"
            return ask(texts()["not_proven"], texts()["ask_number"])
        draft.proven.append(found.number)
        return [found]

    def _which_one(self, found: list[Appointment]) -> Reply:
        self.draft.asked, self.draft.listed = "which", [str(one.number) for one in found]
        lines = [f"{place}. {line(self.at, one)}" for place, one in enumerate(found, 1)]
        buttons = [number_written(one.number) for one in found]
        return ask(texts()["which_booking"], *lines, buttons=buttons)

    # Cancelled.

    async def _cancel(self, one: Appointment) -> Turn:
        """Asks once more: there is no way back to a place that another has taken."""
        if (reply := self._too_late(one, "cancel")) is not None:
            return self._over(reply)
        draft = self.draft
        draft.number, draft.asked = one.number, "sure"
        buttons = [texts()["cancel_yes"], texts()["keep"]]
        first = texts()["none_that_day"] if self.elsewhen else ""
        lines = [line(self.at, one), texts()["cancel_sure"]] if first else [texts()["cancel_sure"], line(self.at, one)]
        return Turn([ask(first, *lines, buttons=buttons)], draft)

    async def _sure(self, said: WishSaid) -> Turn:
        draft, at = self.draft, self.at
        assert draft.number is not None
        if said.yes is False or says("keeps", at.text):
            return self._over(tell(texts()["kept"]))
        if not said.yes and (not says("cancel", at.text) or says("is_asked", normalise(at.text))):
            return Turn([await self._ask_again()], draft)
        one = await at.bookings.by_number(draft.number)
        try:
            _, linked = await at.bookings.cancel_all(draft.number, f"{at.conversation_id}/{draft.begun}/cancel", at.now)
        except Unavailable:
            return Turn([tell(texts()["unavailable"], outcome="needs_person")], draft)
        except TooLate:
            return self._over(self._too_late(one, "cancel") or tell(texts()["ended"]))
        except Ended:
            return self._over(tell(texts()["ended"]))
        lines = [texts()["cancelled"].format(number=number_written(draft.number))]
        lines += [texts()["cancelled_linked"].format(number=number_written(number)) for number in linked]
        gone = tuple(number_written(number) for number in (draft.number, *linked))
        return self._over(replace(tell(*lines), cancelled=gone))

    async def _ask_again(self) -> Reply:
        assert self.draft.number is not None
        one = await self.at.bookings.by_number(self.draft.number)
        buttons = [texts()["cancel_yes"], texts()["keep"]]
        return ask(texts()["puzzled"], texts()["cancel_sure"], line(self.at, one), buttons=buttons)

    async def _stop_standing(self) -> Reply:
        stopped = await self.at.bookings.stop_standing(self.at.conversation_id, self.at.now)
        return tell(texts()["standing_stopped" if stopped else "standing_none"])

    # Changed.

    async def _change(self, one: Appointment) -> Turn:
        """From here on it is talked about as when it was made, with what it is now as a start."""
        if (reply := self._too_late(one, "change")) is not None:
            return self._over(reply)
        draft, who = self.draft, one.who
        draft.service, draft.office, draft.target = one.slot.service, one.slot.office, one.number
        draft.day, draft.band = one.slot.date.isoformat(), one.slot.band
        draft.who, draft.consents = who.get("booked_by") or YOU, True
        draft.names, draft.phone = list(who["names"]), who["phone"]
        draft.answers = {name: tuple(a) if isinstance(a, list) else a for name, a in who["answers"].items()}
        draft.facts = dict(who.get("facts", {}))
        if one.follows_id is not None:
            first = await self.at.bookings.by_number(one.follows_id)
            draft.follows, draft.first_day = first.number, first.slot.date.isoformat()
        draft.asked, draft.listed = None, []
        parts = re.split(words()["changes_to"], self.at.text, maxsplit=1)
        new = parts[1] if len(parts) > 1 else ""
        said = listen_wish(new, self._service(one), self.at.here)
        if not said.tells:
            draft.asked = "confirm"  # as at a read-back: what is to be changed?
            turn = await Making(replace(self.at, intent=None), draft).turn()
            return Turn([behind(line(self.at, one), turn.replies[0])], draft)
        return await Making(replace(self.at, text=new, intent=None), draft).turn()

    def _too_late(self, one: Appointment, what: str) -> Reply | None:
        service = self._service(one)
        if one.status is not Status.CONFIRMED:
            return tell(texts()["ended"])
        if self.at.now < one.changes_until or one.closure_id is not None:
            return None
        until = moment_written(one.changes_until, self.at.today)
        return need_person(texts()[f"too_late_{what}"].format(until=until, phone=service.office[one.slot.office].phone))

    def _service(self, one: Appointment) -> Service:
        return self.at.services[one.slot.service]

    def _changes(self) -> bool:
        """Whether it is to be another time after all, and not none."""
        return says("change", self.at.text) and not says("cancel", self.at.text) and not says("keeps", self.at.text)

    def _gives_up(self, said: WishSaid) -> bool:
        """Whether everything is to stay as it is."""
        return (self.at.intent == "stop" or says("keeps", self.at.text)) and not said.tells

    def _over(self, reply: Reply) -> Turn:
        self.draft.over = True
        return Turn([reply], self.draft)
