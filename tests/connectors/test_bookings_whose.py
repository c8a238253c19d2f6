"""Whose a booking is: the session, the last four digits of the telephone, a code; and what strangers may try."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import segno
from icalendar import Calendar

from actions.booking import changes
from bot.retry import run_async
from connectors.booking import files
from tests.connectors.bookings import (
    FRIDAY,
    OTHER_PHONE,
    PHONE,
    Town,
    refused,
)


class TestWhoMay:
    async def test_who_has_the_number_and_the_last_four_digits(self, town: Town) -> None:
        number, other = await town.citizen().booked(), town.citizen()
        digits = {"X_Phone_Last4": PHONE[-4:]}
        assert (await other.get(f"bookings/{number}", **digits)).json()["number"] == number
        moved = await other.post(f"bookings/{number}/reschedule", {"date": FRIDAY}, **digits)
        assert moved.json()["date"] == FRIDAY
        assert (await other.post(f"bookings/{number}/cancel", **digits)).status_code == 200

    @pytest.mark.parametrize(
        ("method", "action"), [("get", ""), ("post", "/confirm"), ("post", "/cancel"), ("post", "/reschedule")]
    )
    async def test_a_stranger_cannot_tell_which_numbers_exist(self, town: Town, method: str, action: str) -> None:
        number, stranger = await town.citizen().booked(), town.citizen()

        async def answers(which: int, **digits: str) -> tuple[int, str, str]:
            path = f"bookings/{which}{action}"
            answer = await (stranger.get(path, **digits) if method == "get" else stranger.post(path, {}, **digits))
            error = refused(answer, 403, "not_yours")
            assert error.keys() == {"code", "message", "trace_id"}
            return answer.status_code, error["message"], str(answer.headers.get("set-cookie"))

        unknown = 123456782
        assert await answers(number) == await answers(unknown)
        assert await answers(number, X_Phone_Last4="9999") == await answers(unknown, X_Phone_Last4="0001")

    async def test_wrong_tries_are_limited_also_after_a_restart(self, town: Town) -> None:
        number = await town.citizen().booked()
        for i in range(5):
            guesser = town.citizen(f"198.51.100.{i}")
            refused(await guesser.get(f"bookings/{number}", X_Phone_Last4=f"000{i + 2}"), 403, "not_yours")
        right = {"X_Phone_Last4": PHONE[-4:]}
        answer = await town.citizen("203.0.113.9").get(f"bookings/{number}", **right)
        refused(answer, 429, "too_many_tries")
        assert answer.headers["retry-after"] == "3600"
        town.clock.pass_by(timedelta(hours=1))
        assert (await town.citizen("203.0.113.9").get(f"bookings/{number}", **right)).status_code == 200

    async def test_an_unknown_number_is_shut_in_the_same_way(self, town: Town) -> None:
        codes = []
        for i in range(6):
            guesser = town.citizen(f"198.51.100.{i}")
            codes.append((await guesser.get("bookings/123456782", X_Phone_Last4="1234")).json()["error"]["code"])
        assert codes == ["not_yours"] * 5 + ["too_many_tries"]

    async def test_his_own_session_is_never_shut_out(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        for i in range(6):
            await town.citizen(f"198.51.100.{i}").get(f"bookings/{number}", X_Phone_Last4="9999")
        assert (await citizen.get(f"bookings/{number}")).status_code == 200

    async def test_a_slip_of_the_tongue_is_told_and_costs_no_try(self, town: Town) -> None:
        citizen = town.citizen()
        for number in ("123456789", "1", "0", "-5", "1e9", "9" * 32, "１２３", "%00"):
            refused(await citizen.get(f"bookings/{number}", X_Phone_Last4="1234"), 422, "bad_number")
        assert (await citizen.get(f"bookings/{'9' * 10000}")).status_code == 400

    async def test_the_number_may_be_grouped(self, town: Town) -> None:
        citizen = town.citizen()
        text = str(await citizen.booked())
        assert (await citizen.get(f"bookings/{text[:3]}-{text[3:6]}-{text[6:]}")).status_code == 200

    @pytest.mark.parametrize("digits", ["1", "00001", "abcd", "'--"])
    async def test_digits_of_the_wrong_form_are_no_try(self, town: Town, digits: str) -> None:
        number = await town.citizen().booked()
        refused(await town.citizen().get(f"bookings/{number}", X_Phone_Last4=digits), 400, "bad_request")


class TestCodes:
    async def test_a_code_shows_what_was_booked_under_the_telephone(self, town: Town) -> None:
        numbers = {await town.citizen().booked(), await town.citizen().booked(date=FRIDAY)}
        await town.citizen().booked(phone=OTHER_PHONE)
        lost = town.citizen()
        answer = await lost.post("bookings/codes", {"phone": "138 0000 0001"})
        assert (answer.status_code, answer.text) == (202, "")
        ((phone, code),) = town.messages.sent
        assert phone == PHONE
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        refused(await lost.post("bookings/codes/check", {"phone": PHONE, "code": wrong}), 403, "wrong_code")
        found = (await lost.post("bookings/codes/check", {"phone": PHONE, "code": code})).json()
        assert {one["number"] for one in found} == numbers
        refused(await lost.post("bookings/codes/check", {"phone": PHONE, "code": code}), 403, "wrong_code")

    async def test_nobody_learns_whether_a_telephone_has_bookings(self, town: Town) -> None:
        await town.citizen().booked()
        answers = [await town.citizen().post("bookings/codes", {"phone": phone}) for phone in (PHONE, OTHER_PHONE)]
        assert len({(one.status_code, one.text) for one in answers}) == 1
        assert [phone for phone, _code in town.messages.sent] == [PHONE]
        for phone in (PHONE, OTHER_PHONE):
            refused(await town.citizen().post("bookings/codes", {"phone": phone}), 429, "too_soon")

    async def test_an_sms_that_fails_tells_the_asker_nothing(self, town: Town) -> None:
        class Failing:
            async def send_code(self, phone: str, code: str) -> None:
                raise OSError(phone)

        await town.citizen().booked()
        town.transport.state.site = replace(town.site, codes=Failing())
        assert (await town.citizen().post("bookings/codes", {"phone": PHONE})).status_code == 202


class TestTakenAlong:
    async def test_a_calendar_has_the_time_the_place_and_two_reminders(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        answer = await citizen.get(f"bookings/{number}/calendar.ics")
        assert answer.headers["content-type"].startswith("text/calendar")
        made = Calendar.from_ical(answer.content)
        (event,) = made.walk("VEVENT")
        assert (event["uid"], event["sequence"]) == (f"{number}@minsheng", 0)
        assert event.decoded("dtstart").isoformat().endswith("11:00:00+08:00")
        assert "演示数据" in str(event["description"])
        assert [alarm.TRIGGER for alarm in event.walk("VALARM")] == [timedelta(days=-1), timedelta(hours=-2)]
        assert [str(zone["tzid"]) for zone in made.walk("VTIMEZONE")] == ["Asia/Shanghai"]

    async def test_a_moved_one_replaces_itself_and_a_cancelled_one_takes_itself_out(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        await citizen.post(f"bookings/{number}/reschedule", {"date": FRIDAY})
        await citizen.post(f"bookings/{number}/cancel")
        (event,) = Calendar.from_ical((await citizen.get(f"bookings/{number}/calendar.ics")).content).walk("VEVENT")
        assert (event["sequence"], event["status"]) == (2, "CANCELLED")
        assert event.walk("VALARM") == []  # nobody is reminded of what he has cancelled

    async def test_one_that_was_kept_is_not_taken_out(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        await run_async(town.site.database, changes.mark, number, True, town.clock())
        (event,) = Calendar.from_ical((await citizen.get(f"bookings/{number}/calendar.ics")).content).walk("VEVENT")
        assert event["status"] == "CONFIRMED"

    async def test_what_is_only_held_may_yet_come_to_nothing(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.held()
        (event,) = Calendar.from_ical((await citizen.get(f"bookings/{number}/calendar.ics")).content).walk("VEVENT")
        assert event["status"] == "TENTATIVE"

    async def test_a_delivered_meal_does_not_send_its_eater_out(self, town: Town) -> None:
        citizen = town.citizen()
        here = await citizen.booked()
        there = await citizen.booked(date=FRIDAY, answers={"way": "delivery", "address": "样本路8号302"})
        files = [(await citizen.get(f"bookings/{number}/calendar.ics")).content for number in (here, there)]
        told = [str(Calendar.from_ical(file).walk("VEVENT")[0]["description"]) for file in files]
        assert ["公交" in one for one in told] == [True, False]

    async def test_a_service_that_the_list_has_no_more_is_told(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        policies = replace(town.site.bookings.policies(), services={})
        town.transport.state.site = replace(town.site, bookings=replace(town.site.bookings, policies=lambda: policies))
        refused(await citizen.get(f"bookings/{number}/calendar.ics"), 404, "not_found")

    async def test_the_code_is_a_picture_of_the_kind_that_telephones_read(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        answer = await citizen.get(f"bookings/{number}/code.svg")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["cache-control"] == "private, no-store"
        expected = segno.make(str(number), version=1, error="m")  # segno makes it stronger where there is room
        width = re.search(r'<svg [^>]*width="(\d+)"', answer.text)
        assert width is not None
        assert int(width[1]) == files.MODULE * expected.symbol_size()[0]
        assert "<text" not in answer.text

    @pytest.mark.parametrize("file", ["calendar.ics", "code.svg"])
    async def test_nobody_else_gets_them(self, town: Town, file: str) -> None:
        number, stranger = await town.citizen().booked(), town.citizen()
        refused(await stranger.get(f"bookings/{number}/{file}"), 403, "not_yours")
        refused(await stranger.get(f"bookings/123456782/{file}"), 403, "not_yours")
