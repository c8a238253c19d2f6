"""Papers that a booking requires, over HTTP and in the calendar."""

from __future__ import annotations

from icalendar import Calendar

from tests.connectors.bookings import Town, wanted
from tests.documents.shown import BOTH, back, show

WEDDING = {
    "service": "jiehun",
    "office": "tianhe",
    "date": "2026-05-28",
    "band": "nine",
    "names": ["样本甲", "样本乙"],
    "answers": {"age": True, "mainland": True},
    "facts": {},
}


async def test_they_are_told_until_when_and_judged_anew_after_a_move(town: Town) -> None:
    citizen = town.citizen()
    held = (await citizen.post("bookings", wanted(**WEDDING))).json()
    assert (held["papers_until"], held["papers"]) == ("2026-05-27T12:00:00+08:00", "missing")
    number = held["number"]
    confirmed = (await citizen.post(f"bookings/{number}/confirm")).json()
    assert "样本乙的居民身份证" in confirmed["papers_said"][0]
    calendar = Calendar.from_ical((await citizen.get(f"bookings/{number}/calendar.ics")).text)
    assert "样本乙的居民身份证" in calendar.events[0]["description"]
    conversation = (await town.site.bookings.by_number(number)).conversation_id
    await town.site.database.run(show, town.site.cipher, conversation, town.clock(), *BOTH[:3], back("2026-06-05"))
    assert (await citizen.get(f"bookings/{number}")).json()["papers"] == "pass"
    moved = (await citizen.post(f"bookings/{number}/reschedule", {"date": "2026-06-10"})).json()
    assert (moved["papers_until"], moved["papers"]) == ("2026-06-09T12:00:00+08:00", "fix")
    assert "2026年6月5日就到期" in moved["papers_said"][0]
    assert [one["papers"] for one in (await citizen.get("bookings")).json()] == ["fix"]
    gone = (await citizen.post(f"bookings/{number}/cancel")).json()
    assert (gone["papers_until"], gone["papers"], gone["papers_said"]) == (None, None, [])


async def test_where_none_are_required_none_are_told(town: Town) -> None:
    citizen = town.citizen()
    number = await citizen.booked()
    shown = (await citizen.get(f"bookings/{number}")).json()
    assert (shown["papers_until"], shown["papers"], shown["papers_said"]) == (None, None, [])
    service = (await citizen.get("services/jiehun")).json()
    assert service["precheck"]["papers"] == ["id-card"]
