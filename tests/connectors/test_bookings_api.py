"""Bookings over HTTP: from the services to a number, to change and cancellation; what may be refused, and to whom."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from actions.booking import queue, reading
from actions.booking.model import Quota, Slot
from tests.connectors.bookings import (
    FRIDAY,
    OLD,
    ONE,
    OTHER_PHONE,
    PHONE,
    THURSDAY,
    TWO,
    Town,
    refused,
    wanted,
)
from tests.servers import Whole

LUNCH = Slot("zhucan", ONE, date.fromisoformat(THURSDAY), "lunch")


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
    assert [one["id"] for one in told["offices"]][:2] == [ONE, TWO]
    assert told["offices"][1]["bands"] == ["lunch"]
    assert [one["id"] for one in told["questions"]] == ["way", "address", "portions", "diet", "allergens"]
    assert told["limits"][0]["basis"]["clause"] == "meals-counted"
    assert told["clauses"][0]["text"]
    assert told["bring"]
    assert all(one["basis"]["title"] for one in told["bring"] if one["who"])


async def test_other_people_and_answers_under_the_same_number(town: Town) -> None:
    citizen = town.citizen()
    number = await citizen.booked(facts=OLD)
    assert "有没有补贴，到时候刷卡才知道" in (await citizen.get(f"bookings/{number}")).json()["price"]
    changes = {
        "names": ["样本乙"],
        "phone": OTHER_PHONE,
        "answers": {"way": "送到家", "address": "样本路2号", "portions": 2},
    }
    moved = await citizen.post(f"bookings/{number}/reschedule", changes)
    assert moved.json()["amounts"] == {"portions": 2, "deliveries": 1}
    assert "2份一共30元" in (await citizen.get(f"bookings/{number}")).json()["price"]
    stranger = town.citizen()
    refused(await stranger.get(f"bookings/{number}", X_Phone_Last4=PHONE[-4:]), 403, "not_yours")
    assert (await stranger.get(f"bookings/{number}", X_Phone_Last4=OTHER_PHONE[-4:])).status_code == 200
    kept = await town.site.bookings.by_number(number)
    assert (kept.who["names"], kept.who["answers"]["address"]) == (["样本乙"], "样本路2号")
    refused(await citizen.post(f"bookings/{number}/reschedule", {"names": ["样本乙", "样本丙"]}), 422, "bad_wish")


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
        "changes", [{"date": FRIDAY}, {"names": ["样本乙"]}, {"phone": OTHER_PHONE}, {"facts": OLD}]
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
