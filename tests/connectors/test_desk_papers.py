"""Papers at the desk: what staff see of them, what they say of findings, and what stays when a citizen deletes his photos."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Connection, func, select

from actions.documents import pictures, reviewing, store
from actions.documents.cases import Case
from actions.documents.model import Finding, Outcome
from actions.documents.page_read import PageRead
from actions.documents.prechecks import Prechecks
from actions.documents.reading import Reader
from actions.documents.tables import reveals, reviews
from actions.doors import keys
from actions.doors.keys import Kind
from bot.tables import conversations
from tests.connectors.bookings import ONE, Town
from tests.documents.pages_made import FRONT, WRONG_CHECK, page_of, picture_of, put
from tests.documents.test_cases import personal

ZHUCAN = "service/zhucan"
BLUR = Finding("blur", Outcome.FIX, "照片有点模糊。")
UNREADABLE = Finding("unreadable", Outcome.ASK, "这张没能看完。")


class Desk:
    """Somebody at a door."""

    def __init__(self, http: httpx.AsyncClient, name: str) -> None:
        self.http, self.name, self.form = http, name, ""

    async def sees(self, path: str = "") -> str:
        answer = await self.http.get(f"/desk/papers{path}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "private, no-store"
        form = re.search(r'name="form" value="([^"]+)"', answer.text)
        self.form = form[1] if form else self.form
        return answer.text

    async def sends(self, path: str, **fields: str) -> httpx.Response:
        return await self.http.post(f"/desk/papers/{path}", data={"form": self.form, **fields})

    async def says(self, page: str, check: str, outcome: str, meant: str, field: str = "number") -> int:
        await self.sees(f"/{page}")
        sent = {"check": check, "field": field, "outcome": outcome, "meant": meant}
        return (await self.sends(f"{page}/review", **sent)).status_code


Enters = Callable[..., Awaitable[Desk]]
Shows = Callable[..., Awaitable[list[str]]]


@pytest.fixture
async def enters(town: Town) -> AsyncIterator[Enters]:
    """Opens a door and goes in."""
    everybody: list[httpx.AsyncClient] = []
    here = town.site
    prechecks = Prechecks(here.bookings.policies, here.database, here.cipher, 30, Reader())
    town.transport.state.site = replace(here, prechecks=prechecks)

    async def entering(name: str = "样本工作人员", kind: Kind = Kind.STAFF, of: str = "") -> Desk:
        made = await here.database.run(keys.add, here.cipher, name, kind, of, town.clock())
        http = httpx.AsyncClient(transport=httpx.ASGITransport(town.transport), base_url="http://test")
        everybody.append(http)
        assert (await http.post(f"/desk/enter/{made.token}", content=f"pin={made.pin}")).status_code == 303
        return Desk(http, name)

    yield entering
    for http in everybody:
        await http.aclose()


@pytest.fixture
def shows(town: Town) -> Shows:
    """A citizen's papers, as they would have been read; the pages' ids."""

    async def showing(*reads: PageRead, conversation: str = "a" * 32, subject: str | None = None) -> list[str]:
        def write(db: Connection) -> list[str]:
            if db.scalar(select(func.count()).where(conversations.c.id == conversation)) == 0:
                row = {"id": conversation, "door": "web", "sender_hash": conversation, "sender": "", "status": "bot"}
                db.execute(
                    conversations.insert().values(
                        {**row, "seq": 0, "created_at": town.clock(), "updated_at": town.clock()}
                    )
                )
            return put(db, town.site.cipher, conversation, list(reads), town.clock(), subject)

        return await town.site.database.run(write)

    return showing


def wrong_number() -> PageRead:
    return page_of(fields={**FRONT, "number": WRONG_CHECK})


async def test_what_waits_for_staff_comes_first_and_longest_first(town: Town, enters: Enters, shows: Shows) -> None:
    staff = await enters()
    assert "现在没有要看的" in await staff.sees()
    card = (
        page_of(),
        page_of("id-card", "back", {"issuer": "样本市公安局", "valid_from": "2016-01-01", "valid_until": "long"}),
    )
    orders = []
    for conversation, reads in (
        ("1", card),
        ("2", (wrong_number(),)),
        ("3", (page_of(None, "", {}, (UNREADABLE,)),)),
        ("4", (wrong_number(),)),
        ("5", (page_of(None, "", {}, (UNREADABLE,)),)),
    ):
        subject = ZHUCAN if conversation == "2" else None
        orders.append((await shows(*reads, conversation=conversation * 32, subject=subject))[0])
        town.clock.pass_by(timedelta(minutes=1))
    page = await staff.sees()
    places = [page.index(orders[at]) for at in (2, 4, 1, 3)]
    assert places == sorted(places)
    assert page.index("<details>") < page.index(orders[0]), "in order, or seen already"
    for words in (
        "居民身份证·人像面",
        "没认出是什么",
        "长者助餐",
        "2026-05-20 12:01 传来",
        "要改",
        "工作人员看",
        "合格",
    ):
        assert words in page


async def test_an_appointment_is_named(town: Town, enters: Enters, shows: Shows) -> None:
    number = await town.citizen().booked()
    staff = await enters()
    ids = await shows(wrong_number(), subject=ZHUCAN)
    papers = await town.site.database.run(store.of_conversation, "a" * 32)
    assert papers is not None
    await town.site.database.run(store.meant_for, papers.id, ZHUCAN, number)
    for page in (await staff.sees(), await staff.sees(f"/{ids[0]}")):
        assert f"{str(number)[:3]} {str(number)[3:6]} {str(number)[6:]}" in page
        assert "5月21日" in page


async def test_a_finding_is_confirmed_or_corrected_and_the_last_word_counts(
    town: Town, enters: Enters, shows: Shows
) -> None:
    (page,) = await shows(wrong_number())
    one, other = await enters("样本甲"), await enters("样本乙")
    assert await one.says(page, "number-check-digit", "fix", "fix") == 303
    assert "样本甲，2026-05-20 12:00：对" in await one.sees(f"/{page}")
    assert await other.says(page, "number-check-digit", "fix", "ask") == 303
    seen = await other.sees(f"/{page}")
    assert "样本乙，2026-05-20 12:00：不对，应该是工作人员看" in seen
    assert "样本甲，" not in seen
    assert await town.site.database.run(lambda db: db.scalar(select(func.count()).select_from(reviews))) == 1
    assert len(await kept_cases(town)) == 1
    assert await one.says(page, "number-check-digit", "fix", "fix") == 303
    assert await kept_cases(town) == []


async def test_a_page_that_was_looked_at_waits_no_longer(town: Town, enters: Enters, shows: Shows) -> None:
    (page,) = await shows(wrong_number())
    staff = await enters()
    assert "还有 2 条没看" in await staff.sees()
    assert await staff.says(page, "number-check-digit", "fix", "fix") == 303
    assert "还有 1 条没看" in await staff.sees()
    assert await staff.says(page, "side-there", "fix", "fix", "") == 303
    assert "现在没有要看的" in await staff.sees()


async def test_a_finding_that_is_another_by_now_is_not_reviewed(enters: Enters, shows: Shows) -> None:
    (page,) = await shows(wrong_number())
    staff = await enters()
    for outcome in ("ask", "pass"):
        assert await staff.says(page, "number-check-digit", outcome, "fix") == 409
    assert await staff.says(page, "no-such-check", "fix", "fix") == 409
    assert await staff.says(page, "number-check-digit", "fix", "refuse") == 400


async def kept_cases(town: Town) -> list[tuple[str, Case]]:
    return await town.site.database.run(lambda db: list(reviewing.cases(db, town.site.cipher)))


async def test_deleted_photos_leave_figures_and_a_case_without_anything_of_the_person(
    town: Town, enters: Enters, shows: Shows
) -> None:
    read = wrong_number()
    (page,) = await shows(read)
    staff = await enters()
    await staff.says(page, "number-check-digit", "fix", "pass")
    assert await town.site.database.run(store.remove, "a" * 32) == 1
    for path in (page, f"{page}/picture"):
        assert (await staff.http.get(f"/desk/papers/{path}")).status_code == 404
    sent = {
        "reason": "核对一下号码",
        "check": "number-check-digit",
        "field": "number",
        "outcome": "fix",
        "meant": "fix",
    }
    for path in ("reveal", "review"):
        assert (await staff.sends(f"{page}/{path}", **sent)).status_code == 404
    assert page not in await staff.sees()
    assert "身份证号码最后一位" in await staff.sees("/figures")
    ((_, case),) = await kept_cases(town)
    assert (case.check, case.outcome, case.meant) == ("number-check-digit", "fix", "pass")
    assert [one for one in personal(read) | {WRONG_CHECK, "1953"} if one in case.to_json()] == []


async def test_what_is_kept_of_a_review_is_not_readable(town: Town, enters: Enters, shows: Shows) -> None:
    (page,) = await shows(wrong_number())
    staff = await enters()
    await staff.says(page, "number-check-digit", "fix", "pass")
    await staff.sends(f"{page}/reveal", reason="核对样本号码")
    columns = (select(reviews.c.case), select(reveals.c.reason))
    kept = [await town.site.database.run(lambda db, column=column: str(db.scalar(column))) for column in columns]
    assert all(one.startswith("gAAAA") for one in kept)


def bright(image: bytes, read: PageRead) -> dict[str, int]:
    """The brightest of each field's place."""
    shown = pictures.page(image)
    scale = shown.shape[1] / read.width
    found = {}
    for field in read.fields:
        (left, top), _, (right, bottom), _ = field.box or ()
        part = shown[int(top * scale) : int(bottom * scale), int(left * scale) : int(right * scale)]
        found[field.id] = int(part.max())
    return found


async def test_names_numbers_and_addresses_are_black_and_the_whole_picture_is_for_a_reason(
    town: Town, enters: Enters, shows: Shows
) -> None:
    book = page_of("household-book", "person", {**FRONT, "relation": "户主", "birthplace": "样本市"})
    (page,) = await shows(book)
    staff = await enters("样本甲")
    masked = await staff.http.get(f"/desk/papers/{page}/picture")
    assert (masked.headers["content-type"], masked.headers["cache-control"]) == ("image/jpeg", "private, no-store")
    seen = bright(masked.content, book)
    assert max(seen["name"], seen["number"]) < 40
    assert min(seen["sex"], seen["nation"]) > 200
    assert min(bright(picture_of(book), book).values()) > 200
    assert "还没有人看过" in await staff.sees(f"/{page}")
    for reason in ("", "看看吧", "   看   "):
        refused = await staff.sends(f"{page}/reveal", reason=reason)
        assert (refused.status_code, "至少4个字" in refused.text) == (409, True)
    assert "还没有人看过" in await staff.sees(f"/{page}")
    whole = await staff.sends(f"{page}/reveal", reason="市民说号码<b>没错")
    assert (whole.headers["content-type"], whole.headers["cache-control"]) == ("image/jpeg", "private, no-store")
    assert bright(whole.content, book)["number"] > 200
    assert "样本甲，2026-05-20 12:00：市民说号码&lt;b&gt;没错" in await staff.sees(f"/{page}")
    assert (await staff.http.get(f"/desk/papers/{page}/reveal")).status_code == 405


@pytest.mark.parametrize(
    "read",
    [
        page_of(None, "", FRONT),
        page_of("household-book", "person", {"name": "张样本", "sex": "男"}),
        page_of("id-card", "front"),
    ],
    ids=["unknown kind", "number not found", "face not found"],
)
async def test_all_is_blurred_where_it_is_not_known_what_stands_where(
    enters: Enters, shows: Shows, read: PageRead
) -> None:
    (page,) = await shows(read)
    staff = await enters()
    masked = await staff.http.get(f"/desk/papers/{page}/picture")
    shown = pictures.page(masked.content).astype(int)
    plain = pictures.page(picture_of(read)).astype(int)
    assert abs(plain[:, 1:] - plain[:, :-1]).max() > 100
    assert abs(shown[:, 1:] - shown[:, :-1]).max() < 30


async def test_only_staff_and_only_from_their_own_pages(town: Town, enters: Enters, shows: Shows) -> None:
    (page,) = await shows(wrong_number())
    paths = ("", "/figures", "/figures.csv", f"/{page}", f"/{page}/picture")
    sent = {
        "reason": "核对一下号码",
        "check": "number-check-digit",
        "field": "number",
        "outcome": "fix",
        "meant": "fix",
    }
    others = [await enters(kind=kind, of=f"zhucan/{ONE}") for kind in (Kind.CANTEEN, Kind.COUNTER, Kind.PROVIDER)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(town.transport), base_url="http://test") as nobody:
        for http, status in ((nobody, 401), *((other.http, 403) for other in others)):
            assert {(await http.get(f"/desk/papers{path}")).status_code for path in paths} == {status}
            for path in ("review", "reveal"):
                assert (await http.post(f"/desk/papers/{page}/{path}", data=sent)).status_code == status
    staff = await enters()
    for path in ("review", "reveal"):
        assert (await staff.sends(f"{page}/{path}", **sent)).status_code == 403, "without the page's token"
    for table in (reviews, reveals):
        assert await town.site.database.run(lambda db, t=table: db.scalar(select(func.count()).select_from(t))) == 0


async def test_how_often_each_check_was_right(town: Town, enters: Enters, shows: Shows) -> None:
    staff = await enters()
    assert "还没有人看过" in await staff.sees("/figures")
    for number, meant in enumerate(("fix", "fix", "fix", "pass", "ask")):
        (page,) = await shows(wrong_number(), conversation=f"{number}" * 32)
        assert await staff.says(page, "number-check-digit", "fix", meant) == 303
    assert await staff.says(page, "side-there", "fix", "fix", "") == 303
    table = await staff.sees("/figures")
    cells = "<td>5</td><td>3</td><td>2</td><td>1</td><td>0</td><td>1</td><td>60%</td>"
    assert f'<th scope="row">身份证号码最后一位</th>{cells}' in table
    answer = await staff.http.get("/desk/papers/figures.csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["检查"] for row in rows] == ["身份证号码最后一位", "几面齐不齐"]
    assert list(rows[0].values())[1:] == ["5", "3", "2", "1", "0", "1", "60%"]
    assert list(rows[1].values())[1:] == ["1", "1", "0", "0", "0", "0", "100%"]


async def test_what_papers_say_of_one_another_is_reviewed_where_it_stands(
    town: Town, enters: Enters, shows: Shows
) -> None:
    card = page_of("social-security-card", "front", {"card_number": "A12345678", "name": "李样本"})
    _, page = await shows(page_of(), card, subject=ZHUCAN)
    staff = await enters()
    assert "社保卡的姓名和居民身份证不一样" in await staff.sees(f"/{page}")
    assert await staff.says(page, "name-agrees", "fix", "ask", "name") == 303
    ((_, case),) = await kept_cases(town)
    assert len(case.pages) == 2


async def test_no_picture_is_said_where_none_is_kept(town: Town, enters: Enters, shows: Shows) -> None:
    read = page_of(photograph=(BLUR,))
    (page,) = await shows(read)
    await town.site.database.run(store.keep, town.site.cipher, page, read, None)
    staff = await enters()
    assert "照片没有保存" in await staff.sees(f"/{page}")
    assert (await staff.http.get(f"/desk/papers/{page}/picture")).status_code == 404
    assert (await staff.sends(f"{page}/reveal", reason="核对一下号码")).status_code == 404
    assert await staff.says(page, "blur", "fix", "pass", "") == 303
    assert await kept_cases(town) == [], "only the picture shows it"
