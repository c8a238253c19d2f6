"""The doors of those who do the work: who gets in, what each sees and may do, and what hostile words do there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from actions.booking import reading
from actions.booking.model import Slot, Status
from actions.dispatch import offers, providers, ratings, visits
from actions.dispatch.due import Dispatching
from actions.dispatch.model import Kind as Event
from actions.doors import keys
from actions.doors.keys import Kind, NewDoor
from knowledge.providers import load
from tests.connectors.bookings import ONE, THURSDAY, Town

Enters = Callable[..., Awaitable["Browser"]]


class Browser:
    """One person's, who follows links and fills in forms."""

    def __init__(self, http: httpx.AsyncClient, made: NewDoor) -> None:
        self.http, self.made, self.page = http, made, ""

    async def enters(self, pin: str | None = None) -> int:
        answer = await self.http.post(f"/desk/enter/{self.made.token}", content=f"pin={pin or self.made.pin}")
        return answer.status_code

    async def sees(self, **query: str) -> str:
        answer = await self.http.get("/desk", params=query)
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self.page

    async def sends(self, path: str, **fields: str) -> httpx.Response:
        form = re.search(r'name="form" value="([^"]+)"', self.page)
        return await self.http.post(f"/desk/{path}", data={"form": form[1] if form else "", **fields})


@pytest.fixture
async def enters(town: Town) -> AsyncIterator[Enters]:
    browsers: list[httpx.AsyncClient] = []

    async def entering(kind: Kind, of: str = "", *, inside: bool = True) -> Browser:
        made = await town.site.database.run(keys.add, town.site.cipher, "样本门", kind, of, town.clock())
        http = httpx.AsyncClient(transport=httpx.ASGITransport(town.transport), base_url="http://test")
        browsers.append(http)
        browser = Browser(http, made)
        if inside:
            assert await browser.enters() == 303
        return browser

    yield entering
    for http in browsers:
        await http.aclose()


CANTEEN = f"zhucan/{ONE}"


async def test_a_canteen_sees_whom_to_cook_for_and_marks_who_came(town: Town, enters: Enters) -> None:
    number = await town.citizen().booked(
        names=["<script>alert(1)</script>"[:0] + "样本甲"],
        answers={"way": "delivery", "address": "样本路1号<b>", "diet": ["low-salt"], "allergens": "花生"},
    )
    canteen = await enters(Kind.CANTEEN, CANTEEN)
    page = await canteen.sees(day=THURSDAY)
    for words in ("样本甲", "送到：样本路1号&lt;b&gt;", "过敏：花生", "低盐 <b>1</b>", "tel:13800000001", "演示数据"):
        assert words in page
    for came, shown in (("yes", "done"), ("no", "missed"), ("yes", "done")):
        assert (await canteen.sends("mark", number=str(number), came=came)).status_code == 303
        assert f'class="{shown}" aria-pressed="true"' in await canteen.sees(day=THURSDAY)


async def test_another_offices_bookings_are_out_of_reach(town: Town, enters: Enters) -> None:
    number = await town.citizen().booked()
    other = await enters(Kind.CANTEEN, "zhucan/yangben-er")
    assert "样本甲" not in await other.sees(day=THURSDAY)
    assert (await other.sends("mark", number=str(number), came="yes")).status_code == 404
    assert (
        await other.sends("close", service="zhucan", office=ONE, day=THURSDAY, why="x", sure="yes")
    ).status_code == 403


async def test_a_form_from_elsewhere_does_nothing(town: Town, enters: Enters) -> None:
    number = await town.citizen().booked()
    canteen = await enters(Kind.CANTEEN, CANTEEN)
    assert (await canteen.sends("mark", number=str(number), came="yes")).status_code == 403
    assert (await town.site.bookings.by_number(number)).status == "confirmed"


async def test_pins_are_limited_and_a_wrong_link_looks_like_a_wrong_pin(town: Town, enters: Enters) -> None:
    browser = await enters(Kind.COUNTER, CANTEEN, inside=False)
    wrong = f"{(int(browser.made.pin) + 1) % 10**6:06d}"
    answers = [await browser.enters(wrong) for _ in range(6)]
    assert answers == [403] * 5 + [429]
    assert await browser.enters() == 429
    town.clock.pass_by(timedelta(minutes=15))
    assert await browser.enters() == 303
    nobody = Browser(browser.http, replace(browser.made, token="x" * 32))
    assert await nobody.enters() == 403


async def test_a_door_taken_back_is_shut_at_once(town: Town, enters: Enters) -> None:
    browser = await enters(Kind.STAFF)
    await browser.sees()
    await town.site.database.run(keys.revoke, browser.made.door.id, town.clock())
    assert (await browser.http.get("/desk")).status_code == 401
    assert await browser.enters() == 403


async def test_half_a_day_later_the_pin_is_asked_for_again(town: Town, enters: Enters) -> None:
    browser = await enters(Kind.STAFF)
    town.clock.pass_by(timedelta(hours=12))
    assert (await browser.http.get("/desk")).status_code == 401


async def test_staff_see_how_full_it_is_and_close_a_band_after_they_were_asked(town: Town, enters: Enters) -> None:
    for name in ("样本甲", "样本乙"):
        await town.citizen().booked(names=[name])
    staff = await enters(Kind.STAFF)
    assert "2/" in await staff.sees(service="zhucan", day=THURSDAY)
    wish = {"service": "zhucan", "office": ONE, "day": THURSDAY, "band": "lunch", "why": "停电"}
    asked = await staff.sends("close", **wish)
    assert (asked.status_code, "现在有 2 个预约" in asked.text) == (200, True)
    assert ">停<" not in await staff.sees(service="zhucan", day=THURSDAY)
    assert (await staff.sends("close", **wish, sure="yes")).status_code == 303
    page = await staff.sees(service="zhucan", day=THURSDAY)
    assert ">停<" in page
    assert "样本一街长者饭堂，午餐：停电" in page
    closure = re.search(r'name="closure" value="([^"]+)"', page)
    assert closure is not None
    unknown = await staff.sends("reopen", closure="0" * 32, service="zhucan", day=THURSDAY)
    assert "told=" in str(unknown.headers["location"])
    await staff.sends("reopen", closure=closure[1], service="zhucan", day=THURSDAY)
    assert ">停<" not in await staff.sees(service="zhucan", day=THURSDAY)
    everybody = await town.site.database.run(
        reading.of_session,
        town.site.cipher,
        Slot("zhucan", ONE, date.fromisoformat(THURSDAY), "lunch"),
        Status.CONFIRMED,
    )
    assert [one.closure_id for one in everybody] == [None, None]


@pytest.fixture
async def dispatching(town: Town) -> Dispatching:
    here = town.site
    dispatching = Dispatching(here.bookings.policies, "guangzhou", here.database, here.cipher)
    town.transport.state.site = replace(here, dispatching=dispatching)
    policies = here.bookings.policies()
    await here.database.run(providers.take_over, here.cipher, load(policies.folder / "guangzhou"))
    return dispatching


async def visit(town: Town) -> int:
    return await town.citizen().booked(
        service="shangmen",
        office="tianhe",
        band="morning",
        answers={"kind": "bathing", "walking": "alone", "address": "样本路9号"},
    )


async def test_a_provider_accepts_comes_and_is_done(town: Town, enters: Enters, dispatching: Dispatching) -> None:
    here = town.site
    number = await visit(town)
    (event,) = await dispatching.do(offers.begin, number, "bathing", "天河区", town.clock())
    provider = await enters(Kind.PROVIDER, event.provider)
    page = await provider.sees(day=THURSDAY)
    assert "助浴" in page
    assert "样本路9号" not in page
    for what, then in (("accept", "样本路9号"), ("arrive", "到了")):
        if what == "arrive":
            slot = Slot("shangmen", "tianhe", (await here.bookings.by_number(number)).slot.date, "morning")
            starts = (await here.bookings.by_number(number)).starts_at
            assert slot.date == starts.date()
            town.clock.pass_by(starts - town.clock() - timedelta(minutes=10))
            assert await provider.enters() == 303
            await provider.sees(day=THURSDAY)
        assert (await provider.sends("order", number=str(number), what=what, day=THURSDAY)).status_code == 303
        assert then in await provider.sees(day=THURSDAY) or what == "arrive"
    await provider.sends("order", number=str(number), what="complete", day=THURSDAY)
    assert "已完成" in await provider.sees(day=THURSDAY)
    assert (await here.bookings.by_number(number)).status == "attended"
    stranger = await enters(Kind.PROVIDER, "sample-08")
    await stranger.sees(day=THURSDAY)
    refused = await stranger.sends("order", number=str(number), what="accept", day=THURSDAY)
    assert "told=" in str(refused.headers["location"])


async def test_what_nobody_accepts_is_given_by_staff_to_who_agreed(
    town: Town, enters: Enters, dispatching: Dispatching
) -> None:
    number = await visit(town)
    events = await dispatching.do(offers.begin, number, "bathing", "天河区", town.clock())
    while events[-1].kind is Event.OFFERED:
        events = await dispatching.do(
            offers.decline, town.site.cipher, number, events[-1].provider, "样本理由", town.clock()
        )
    staff = await enters(Kind.STAFF)
    page = await staff.sees()
    for words in ("没有人接单", "样本路9号", "tel:13800000001", "助浴", "要处理的上门单"):
        assert words in page
    nobody = await staff.sends("assign", number=str(number), provider="nobody")
    assert "told=" in str(nobody.headers["location"])
    (name, _), *_ = await town.site.database.run(providers.active)
    assert (await staff.sends("assign", number=str(number), provider=name)).status_code == 303
    assert "没有人接单" not in await staff.sees()
    provider = await enters(Kind.PROVIDER, name)
    assert "样本路9号" in await provider.sees(day=THURSDAY)


async def test_a_poor_rating_is_seen_to(town: Town, enters: Enters, dispatching: Dispatching) -> None:
    number = await visit(town)
    (event,) = await dispatching.do(offers.begin, number, "bathing", "天河区", town.clock())
    await dispatching.do(offers.accept, number, event.provider, town.clock())
    begins = (await town.site.bookings.by_number(number)).starts_at
    town.clock.pass_by(begins - town.clock())
    await dispatching.do(visits.arrive, number, event.provider, town.clock())
    await dispatching.do(visits.complete, number, event.provider, town.clock())
    await dispatching.do(ratings.rate, town.site.cipher, number, 1, "<i>样本不满意</i>", town.clock())
    staff = await enters(Kind.STAFF)
    page = await staff.sees()
    assert "评价差" in page
    assert "1分 &lt;i&gt;样本不满意" in page
    concern = re.search(r'name="concern" value="([^"]+)"', page)
    assert concern is not None
    await staff.sends("settle", concern=concern[1])
    assert "评价差" not in await staff.sees()


FORM = {
    "day": THURSDAY,
    "band": "lunch",
    "name0": "样本丁",
    "phone": "13800000009",
    "q-way": "dine-in",
    "q-portions": "1",
    "q-diet-low-salt": "on",
    "once": "a",
}


async def test_the_counter_books_from_the_places_kept_for_it(town: Town, enters: Enters) -> None:
    counter = await enters(Kind.COUNTER, CANTEEN)
    counter.page = (await counter.http.get("/desk/book", params={"day": THURSDAY})).text
    assert "低盐" in counter.page
    answers = [await counter.sends("book", **FORM) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "约好了" in answers[0].text
    assert "预约号" in answers[0].text
    assert answers[0].text == answers[1].text
    page = await counter.sees(day=THURSDAY)
    assert page.count("样本丁") == 1
    assert "低盐 <b>1</b>" in page
    free = (await town.citizen().get("services/zhucan/vacancies", {"from": THURSDAY, "office": ONE})).json()
    assert free["sessions"][0]["free"]["portions"] == 40


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name0": ""}, "姓名请只写名字"),
        ({"phone": "12"}, "电话号码不对"),
        ({"q-way": ""}, "还是送到家里？"),
        ({"q-way": "rocket"}, "填得不对"),
        ({"q-portions": "500"}, "一次最多"),
        ({"band": "midnight"}, ""),
        ({"day": "2020-01-01"}, "过了"),
    ],
)
async def test_a_form_filled_in_wrongly_comes_back_as_it_was(
    town: Town, enters: Enters, wrong: dict[str, str], told: str
) -> None:
    counter = await enters(Kind.COUNTER, CANTEEN)
    await counter.sees()
    answer = await counter.sends("book", **{**FORM, **wrong})
    assert answer.status_code == 409
    assert told in answer.text
    assert 'role="alert"' in answer.text
    assert 'value="13800000009"' in answer.text or "phone" in wrong


async def test_only_counters_book_there(town: Town, enters: Enters) -> None:
    staff = await enters(Kind.STAFF)
    assert (await staff.http.get("/desk/book")).status_code == 403
    counter = await enters(Kind.COUNTER, CANTEEN)
    assert (await counter.sends("book", **FORM)).status_code == 403, "without the page's token"
