"""What is refused over HTTP, in which words, and what else is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from actions.booking import closures
from actions.booking.model import Slot
from tests.connectors.bookings import (
    FRIDAY,
    OLD,
    ONE,
    PHONE,
    SATURDAY,
    THURSDAY,
    TWO,
    Town,
    refused,
    wanted,
)

LUNCH = Slot("zhucan", ONE, date.fromisoformat(THURSDAY), "lunch")
CANNOT_BE: list[tuple[dict[str, Any], str, str]] = [
    ({"date": "2026-02-31"}, "date", "没有2026-02-31这一天"),
    ({"date": "2026-05-19"}, "date", "已经过了"),
    ({"date": "0001-01-01"}, "date", "已经过了"),
    ({"date": "9999-12-31"}, "date", "太远"),
    ({"date": "明天"}, "date", "不是日期"),
    ({"date": "２０２６-05-21"}, "date", "不是日期"),
    ({"date": SATURDAY}, "date", "只在工作日开"),
    ({"facts": {"age": 10**400}}, "facts", "年龄要是一个数"),
    ({"facts": {"age": "old"}}, "facts", "年龄要是一个数"),
    ({"facts": {"shoe-size": 38}}, "facts", "没有“shoe-size”这一项"),
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
    {"facts": [1]},
]


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
        await town.citizen().booked(facts=OLD)
        error = refused(await town.citizen().post("bookings", wanted(facts=OLD)), 409, "already_booked")
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
        citizen = town.citizen()
        for answer in (await citizen.post("bookings", wanted()), await citizen.get("bookings/123456782")):
            assert "没有办成" in refused(answer, 503, "unavailable")["message"]
