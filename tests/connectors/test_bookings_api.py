"""Bookings over HTTP: from the services to a number, to change and cancellation; what may be refused, and to whom."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from sqlalchemy.exc import OperationalError

from actions.booking import checks, closures, queue, reading
from actions.booking.bookings import Bookings
from actions.booking.model import Quota, Slot
from bot.db import Database
from bot.engine import RasaEngine
from bot.settings import Settings, fresh_secrets
from connectors.app import create, wire
from connectors.rate import RateLimit
from connectors.site import Site
from tests.connectors.bookings import (
    FRIDAY,
    ONE,
    OTHER_PHONE,
    PHONE,
    SATURDAY,
    THURSDAY,
    TWO,
    Messages,
    Town,
    refused,
    wanted,
)
from tests.fakes import Clock
from tests.servers import Whole

NO_REDIS = "redis://127.0.0.1:1/0"
LUNCH = Slot("zhucan", ONE, date.fromisoformat(THURSDAY), "lunch")


CANNOT_BE: list[tuple[dict[str, Any], str, str]] = [
    ({"date": "2026-02-31"}, "date", "没有2026-02-31这一天"),
    ({"date": "2026-05-19"}, "date", "已经过了"),
    ({"date": "0001-01-01"}, "date", "已经过了"),
    ({"date": "9999-12-31"}, "date", "太远"),
    ({"date": "明天"}, "date", "不是日期"),
    ({"date": "２０２６-05-21"}, "date", "不是日期"),
    ({"date": SATURDAY}, "date", "只在工作日开"),
    ({"office": "nowhere"}, "office", "没有这个地点"),
    ({"office": TWO, "band": "dinner"}, "band", "有的是：午餐"),
    ({"answers": {"way": "dine-in", "portions": 500}}, "portions", "一次最多订2份"),
    ({"answers": {"way": "dine-in", "portions": 0}}, "portions", "最少1份"),
    ({"answers": {"way": "dine-in", "portions": -1}}, "portions", "整数"),
    ({"answers": {"way": "dine-in", "portions": 10**30}}, "portions", "整数"),
    ({"answers": {"way": "dine-in", "portions": True}}, "portions", "整数"),
    ({"answers": {"way": "dine-in", "portions": "2"}}, "portions", "整数"),
    ({"answers": {}}, "way", "来饭堂吃，还是送到家里"),
    ({"answers": {"way": "by-drone"}}, "way", "选项"),
    ({"answers": {"way": ["dine-in", "delivery"]}}, "way", "选项"),
    ({"answers": {"way": []}}, "way", "选项"),
    ({"answers": {"way": "delivery"}}, "address", "送到哪里"),
    ({"answers": {"way": "delivery", "address": "  "}}, "address", "文字"),
    ({"answers": {"way": "delivery", "address": "a\u0000b"}}, "address", "文字"),
    ({"answers": {"way": "dine-in", "price": 0}}, "price", "不用填"),
    ({"names": ["样本甲", "样本乙"]}, "names", "1位"),
    ({"names": ["   "]}, "names", "姓名"),
    ({"names": ["=HYPERLINK(1)"]}, "names", "姓名"),
    ({"names": ["样" * 31]}, "names", "姓名"),
    ({"names": ["<script>"]}, "names", "姓名"),
    ({"booked_by": "'; DROP TABLE"}, "booked_by", "姓名"),
    ({"phone": "12345"}, "phone", "11位"),
    ({"phone": "138000000011"}, "phone", "11位"),
]
WRONG_TYPES: list[dict[str, Any]] = [
    {"names": "样本甲"},
    {"names": []},
    {"names": ["样"] * 500},
    {"phone": 13800000001},
    {"phone": None},
    {"date": 20260521},
    {"service": "../../etc"},
    {"office": "A" * 65},
    {"answers": [1]},
    {"answers": {"way": {"$gt": ""}}},
    {"answers": {"way": 1.5}},
    {"answers": {str(i): 1 for i in range(51)}},
    {"answers": {"address": "长" * 201}},
    {"subsidised": "yes"},
]


@pytest.fixture(scope="module")
def wired(built_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Everything but a database of its own."""
    settings = Settings(state=built_state, **fresh_secrets())
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('wired') / 'unused.db'}")
    yield wire(settings, database, Redis.from_url(NO_REDIS), RasaEngine("http://127.0.0.1:1"))
    database.close()


@pytest.fixture
async def town(
    wired: Site, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsyncIterator[Town]:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    app, messages = create(), Messages()
    bookings = Bookings(wired.bookings.policies, database, wired.cipher)
    here = replace(
        wired,
        database=database,
        bookings=bookings,
        codes=messages,
        now=clock,
        sender_rate=RateLimit(NO_REDIS, "sender", 10**6),
        address_rate=RateLimit(NO_REDIS, "address", 10**6),
    )
    app.state.site = here
    await bookings.open_all(clock())
    town = Town(here, clock, messages, app, [])
    yield town
    for citizen in town.citizens:
        await citizen.aclose()
    assert await database.run(checks.problems) == []


async def test_from_the_services_to_a_number_and_back(town: Town) -> None:
    citizen = town.citizen()
    (service,) = [one for one in (await citizen.get("services")).json() if one["id"] == "zhucan"]
    assert (service["name"], service["demonstration"], service["notice"]) == ("长者助餐", True, "演示数据")
    days = {"from": THURSDAY, "to": FRIDAY, "office": ONE}
    before = (await citizen.get("services/zhucan/vacancies", days)).json()
    assert before["notice"] == "演示数据"
    lunch = before["sessions"][0]
    assert (lunch["date"], lunch["band"]["name"], lunch["free"]) == (
        THURSDAY,
        "午餐",
        {"deliveries": 12, "portions": 40},
    )
    assert lunch["bookable"]

    held = await citizen.post("bookings", wanted(answers={"way": "送到家", "address": "样本路1号", "portions": 2}))
    assert held.status_code == 201, held.text
    body = held.json()
    number = body["number"]
    assert body["held_until"] == "2026-05-20T12:05:00+08:00"
    assert (body["office"]["name"], body["amounts"]) == ("样本一街长者饭堂", {"portions": 2, "deliveries": 1})
    lunch = (await citizen.get("services/zhucan/vacancies", days)).json()["sessions"][0]
    assert lunch["free"] == {"deliveries": 11, "portions": 38}

    confirmed = await citizen.post(f"bookings/{number}/confirm", key="")
    assert (confirmed.status_code, confirmed.json()["held_until"]) == (200, None)
    shown = (await citizen.get(f"bookings/{number}")).json()
    assert (shown["status"], shown["names"], shown["held_until"]) == ("confirmed", ["样*"], None)
    assert "样本路" not in str(shown)
    assert PHONE not in str(shown)
    assert [one["number"] for one in (await citizen.get("bookings")).json()] == [number]

    moved = await citizen.post(f"bookings/{number}/reschedule", {"date": FRIDAY, "band": "dinner"})
    assert (moved.json()["number"], moved.json()["date"], moved.json()["band"]["id"]) == (number, FRIDAY, "dinner")
    gone = await citizen.post(f"bookings/{number}/cancel")
    assert gone.status_code == 200
    assert (await citizen.get(f"bookings/{number}")).json()["status"] == "cancelled"
    assert (await citizen.get("bookings")).json() == []
    after = (await citizen.get("services/zhucan/vacancies", days)).json()
    assert after == before


async def test_a_service_tells_all_that_has_to_be_known(town: Town) -> None:
    told = (await town.citizen().get("services/zhucan")).json()
    assert [one["id"] for one in told["offices"]] == [ONE, TWO]
    assert told["offices"][1]["bands"] == ["lunch"]
    assert [one["id"] for one in told["questions"]] == ["way", "address", "portions", "diet", "allergens"]
    assert told["limits"][0]["basis"]["clause"] == "meals-counted"
    assert told["clauses"][0]["text"]
    assert told["bring"]
    assert all(one["basis"]["title"] for one in told["bring"] if one["who"])
    assert told["notes"]


class TestTheSameRequestAgain:
    async def test_a_hold_is_answered_alike_and_held_once(self, town: Town) -> None:
        citizen = town.citizen()
        first = await citizen.post("bookings", wanted(), "k1")
        await citizen.post(f"bookings/{first.json()['number']}/confirm")
        town.clock.pass_by(timedelta(minutes=30))
        again = await citizen.post("bookings", wanted(), "k1")
        assert (again.status_code, again.json()) == (201, first.json())
        assert len((await citizen.get("bookings")).json()) == 1

    async def test_many_at_the_same_moment_too(self, town: Town) -> None:
        citizen = town.citizen()
        answers = await asyncio.gather(*(citizen.post("bookings", wanted(), "k1") for _ in range(10)))
        assert len({one.text for one in answers}) == 1
        assert answers[0].status_code == 201

    @pytest.mark.parametrize(
        "changes", [{"date": FRIDAY}, {"names": ["样本乙"]}, {"phone": OTHER_PHONE}, {"subsidised": True}]
    )
    async def test_a_key_stands_for_one_thing(self, town: Town, changes: dict[str, Any]) -> None:
        citizen = town.citizen()
        await citizen.post("bookings", wanted(), "k1")
        refused(await citizen.post("bookings", wanted(**changes), "k1"), 422, "other_request")

    async def test_changes_are_answered_alike(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        moved = [await citizen.post(f"bookings/{number}/reschedule", {"date": FRIDAY}, "k2") for _ in range(2)]
        assert moved[0].json() == moved[1].json()
        refused(await citizen.post(f"bookings/{number}/reschedule", {"band": "dinner"}, "k2"), 422, "other_request")
        refused(await citizen.post(f"bookings/{number}/cancel", key="k2"), 422, "other_request")
        gone = [await citizen.post(f"bookings/{number}/cancel", key="k3") for _ in range(2)]
        assert gone[0].json() == gone[1].json()
        refused(await citizen.post("bookings", wanted(), "k3"), 422, "other_request")

    async def test_another_callers_key_is_another_key(self, town: Town) -> None:
        one, two = town.citizen(), town.citizen()
        first = await one.post("bookings", wanted(), "1")
        second = await two.post("bookings", wanted(), "1")
        assert first.json()["number"] != second.json()["number"]

    @pytest.mark.parametrize("path", ["", "/{number}/cancel", "/{number}/reschedule"])
    async def test_without_a_key_nothing_is_done(self, town: Town, path: str) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        body = wanted() if not path else {"date": FRIDAY}
        refused(await citizen.post(f"bookings{path.format(number=number)}", body, ""), 400, "no_key")
        assert [one["date"] for one in (await citizen.get("bookings")).json()] == [THURSDAY]

    async def test_without_a_token_a_repeated_request_would_not_be_known(self, town: Town) -> None:
        refused(await town.citizen(token="").post("bookings", wanted()), 401, "no_session")


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

    async def test_without_sms_it_is_said(self, town: Town) -> None:
        town.transport.state.site = replace(town.site, codes=None)
        refused(await town.citizen().post("bookings/codes", {"phone": PHONE}), 503, "unavailable")

    async def test_an_sms_that_fails_tells_the_asker_nothing(self, town: Town) -> None:
        class Failing:
            async def send_code(self, phone: str, code: str) -> None:
                raise OSError(phone)

        await town.citizen().booked()
        town.transport.state.site = replace(town.site, codes=Failing())
        assert (await town.citizen().post("bookings/codes", {"phone": PHONE})).status_code == 202


class TestRefused:
    async def test_a_full_session_names_what_is_nearest_and_free(self, town: Town) -> None:
        for i in range(20):
            await town.citizen().booked(names=[f"样本{chr(0x4E00 + i)}"], answers={"way": "dine-in", "portions": 2})
        error = refused(await town.citizen().post("bookings", wanted()), 409, "full")
        assert (error["free"], error["queued"]) == ({"portions": 0}, False)
        near = [(one["office"]["id"], one["date"], one["band"]["id"]) for one in error["alternatives"]]
        assert near == [(TWO, THURSDAY, "lunch"), (ONE, FRIDAY, "lunch"), (ONE, THURSDAY, "dinner")]
        assert "样本二街长者饭堂 05月21日 午餐" in error["message"]
        number = await town.citizen().booked(date=FRIDAY)
        answer = await town.citizen().post(
            f"bookings/{number}/reschedule", {"date": THURSDAY}, X_Phone_Last4=PHONE[-4:]
        )
        assert refused(answer, 409, "full")["alternatives"]

    async def test_a_second_meal_with_the_subsidy(self, town: Town) -> None:
        await town.citizen().booked(subsidised=True)
        error = refused(await town.citizen().post("bookings", wanted(subsidised=True)), 409, "already_booked")
        assert error["message"] == "有补贴的餐，每位老人每餐只有一份。这一餐已经订了。"
        assert error.keys() == {"code", "message", "trace_id"}

    async def test_a_hold_that_ran_out(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.held()
        town.clock.pass_by(timedelta(minutes=5))
        refused(await citizen.post(f"bookings/{number}/confirm"), 409, "expired")
        assert (await citizen.post(f"bookings/{await citizen.held()}/confirm")).status_code == 200

    async def test_what_was_cancelled_cannot_be_confirmed_or_moved(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        await citizen.post(f"bookings/{number}/cancel")
        refused(await citizen.post(f"bookings/{number}/confirm"), 409, "ended")
        refused(await citizen.post(f"bookings/{number}/reschedule", {"date": FRIDAY}), 409, "ended")

    async def test_after_the_evening_before_nothing_is_changed(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        town.clock.pass_by(timedelta(hours=8))
        refused(await citizen.post("bookings", wanted()), 409, "too_late")
        refused(await citizen.post(f"bookings/{number}/cancel"), 409, "too_late")

    async def test_a_day_that_opens_later(self, town: Town) -> None:
        error = refused(await town.citizen().post("bookings", wanted(date="2026-06-16")), 409, "too_early")
        assert "2026年06月02日 08:00" in error["message"]

    async def test_a_day_that_was_closed(self, town: Town) -> None:
        citizen = town.citizen()
        number = await citizen.booked()
        await town.site.database.run(closures.close, replace(LUNCH, band=""), "暴雨", town.clock())
        refused(await citizen.post("bookings", wanted()), 409, "closed")
        assert (await citizen.get(f"bookings/{number}")).json()["closed"]
        town.clock.pass_by(timedelta(hours=8))
        moved = await citizen.post(f"bookings/{number}/reschedule", {"date": FRIDAY})
        assert moved.status_code == 200, moved.text
        assert not (await citizen.get(f"bookings/{number}")).json()["closed"]

    async def test_what_cannot_be_is_named(self, town: Town) -> None:
        citizen = town.citizen()
        for changes, field, said in CANNOT_BE:
            error = refused(await citizen.post("bookings", wanted(**changes)), 422, "bad_wish")
            assert (error["field"], said in error["message"]) == (field, True), (changes, error)

    async def test_wrong_types_are_no_request(self, town: Town) -> None:
        citizen = town.citizen()
        for changes in WRONG_TYPES:
            refused(await citizen.post("bookings", wanted(**changes)), 400, "bad_request")

    async def test_a_huge_body(self, town: Town) -> None:
        refused(await town.citizen().post("bookings", wanted(extra="长" * 100_000)), 413, "too_long")

    async def test_no_such_service(self, town: Town) -> None:
        citizen = town.citizen()
        refused(await citizen.post("bookings", wanted(service="none")), 404, "not_found")
        refused(await citizen.get("services/none"), 404, "not_found")
        refused(await citizen.get("services/none/vacancies"), 404, "not_found")

    @pytest.mark.parametrize(
        "days",
        [
            {"from": "2026-02-31"},
            {"from": FRIDAY, "to": THURSDAY},
            {"from": "2026-05-01", "to": "2026-07-02"},
            {"from": "9999-12-31"},
            {"to": "2026-05-01"},
        ],
    )
    async def test_days_that_cannot_be_looked_at(self, town: Town, days: dict[str, str]) -> None:
        refused(await town.citizen().get("services/zhucan/vacancies", days), 422, "bad_wish")

    async def test_sixty_two_days_can_be_looked_at(self, town: Town) -> None:
        days = {"from": "2026-05-01", "to": "2026-07-01"}
        found = (await town.citizen().get("services/zhucan/vacancies", days)).json()["sessions"]
        assert found
        starts = [one["starts_at"] for one in found]
        assert starts == sorted(starts)

    async def test_a_database_that_is_away(self, town: Town) -> None:
        class Away:
            async def run(self, *_work: object) -> object:
                raise OperationalError("SELECT", {}, Exception("gone"))

        gone = Away()
        bookings = replace(town.site.bookings, database=gone)  # type: ignore[arg-type]
        town.transport.state.site = replace(town.site, database=gone, bookings=bookings)  # type: ignore[arg-type]
        error = refused(await town.citizen().post("bookings", wanted()), 503, "unavailable")
        assert "没有办成" in error["message"]


class TestTheQueue:
    async def fill(self, town: Town) -> int:
        """The number of one of those who fill Thursday's lunch."""
        numbers = [
            await town.citizen().booked(names=[f"样本{chr(0x4E00 + i)}"], answers={"way": "dine-in", "portions": 2})
            for i in range(20)
        ]
        return numbers[0]

    async def test_an_offer_is_accepted(self, town: Town) -> None:
        number, citizen = await self.fill(town), town.citizen()
        joined = await citizen.post("bookings/waitlist", wanted(), key="")
        assert joined.status_code == 201
        entry = joined.json()
        assert (entry["status"], entry["ahead"], entry["number"]) == ("waiting", 0, None)
        again = await citizen.post("bookings/waitlist", wanted(), key="")
        assert again.json() == entry
        refused(await citizen.post(f"bookings/waitlist/{entry['id']}/accept"), 409, "expired")
        await town.citizen().post(f"bookings/{number}/cancel", X_Phone_Last4=PHONE[-4:])
        error = refused(await town.citizen().post("bookings", wanted(names=["样本丙"])), 409, "full")
        assert error["queued"]
        await town.site.database.run(queue.offer, LUNCH.id, Quota.PUBLIC, town.clock())
        offered = (await citizen.get(f"bookings/waitlist/{entry['id']}")).json()
        assert (offered["status"], offered["offered_until"]) == ("offered", "2026-05-20T12:30:00+08:00")
        taken = (await citizen.post(f"bookings/waitlist/{entry['id']}/accept")).json()
        assert taken["number"] == offered["number"]
        assert (await citizen.get(f"bookings/{taken['number']}")).json()["status"] == "confirmed"
        found = await town.site.database.run(reading.of_phone, town.site.cipher, PHONE)
        assert taken["number"] in {one.number for one in found}

    async def test_an_offer_is_declined_by_who_knows_the_digits_only(self, town: Town) -> None:
        await self.fill(town)
        entry = (await town.citizen().post("bookings/waitlist", wanted())).json()["id"]
        stranger = town.citizen()
        told = refused(await stranger.post(f"bookings/waitlist/{entry}/decline"), 403, "not_yours")
        unknown = refused(await stranger.post(f"bookings/waitlist/{'0' * 32}/decline"), 403, "not_yours")
        assert told["message"] == unknown["message"]
        refused(await stranger.get(f"bookings/waitlist/{entry}", X_Phone_Last4="9999"), 403, "not_yours")
        declined = await stranger.post(f"bookings/waitlist/{entry}/decline", X_Phone_Last4=PHONE[-4:])
        assert declined.status_code == 204
        found = await stranger.get(f"bookings/waitlist/{entry}", X_Phone_Last4=PHONE[-4:])
        assert found.json()["status"] == "declined"


async def test_the_last_places_are_held_once_each(town: Town) -> None:
    citizens = [town.citizen() for _ in range(30)]
    bodies = [
        wanted(names=[f"样本{chr(0x4E00 + i)}"], answers={"way": "dine-in", "portions": 2})
        for i in range(len(citizens))
    ]
    answers = await asyncio.gather(
        *(citizen.post("bookings", body) for citizen, body in zip(citizens, bodies, strict=True))
    )
    assert Counter(one.status_code for one in answers) == {201: 20, 409: 10}


async def test_the_interface_is_described_with_examples(town: Town) -> None:
    paths = (await town.citizen().http.get("/openapi.json")).json()
    described = paths["paths"]
    assert {"201", "400", "409", "422"} <= described["/api/v1/bookings"]["post"]["responses"].keys()
    assert all(
        operation["summary"] and operation["description"]
        for path, methods in described.items()
        if path.startswith(("/api/v1/bookings", "/api/v1/services"))
        for operation in methods.values()
    )
    (example,) = paths["components"]["schemas"]["Wanted"]["examples"]
    answer = await town.citizen().post("bookings", {**example, "date": THURSDAY})
    assert answer.status_code == 201, answer.text


def test_the_running_system_tells_its_services(whole: Whole) -> None:
    with whole.client("b" * 32) as client:
        service = client.get("/api/v1/services/zhucan").raise_for_status().json()
        assert service["notice"] == "演示数据"
        assert client.get("/api/v1/services/zhucan/vacancies").raise_for_status().json()["service"]["id"] == "zhucan"
        assert client.get("/api/v1/bookings").raise_for_status().json() == []
