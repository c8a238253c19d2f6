"""Bookings on the page: made by tapping, a card to keep, moved and cancelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, Route, expect

from knowledge.days import next_working
from tests.e2e.chat import answers, ask, reaches_by_tab, reload
from tests.servers import Whole

PHONE = iter(range(13800000100, 13800000200))
CARD = {
    "number": "123 456 782",
    "service": "<b>长者助餐</b>",
    "when": "11月24日（星期二，农历十月十六）午餐，上午11点到中午12点半",
    "where": "样本一街长者饭堂（演示数据）",
    "address": "越秀区样本一街1号首层",
    "phone": "020-00000001",
    "how_to_get_there": "坐公交到“样本一街”站",
    "lines": ["用餐：来饭堂吃", "用餐的老人：<img src=x onerror=alert(1)>"],
    "bring": ["社会保障卡或者老年优待卡（任选一样）"],
    "until": "来不了，请在11月23日晚上8点前回复“取消预约”，或者打020-00000001。",
    "notes": ["两位要一起到。"],
    "made_up": "地点、时间和名额是演示数据，不能真的去。",
    "calendar": "/api/v1/bookings/123456782/calendar.ics",
    "code": "/api/v1/bookings/123456782/code.svg",
}


@pytest.fixture
def open_days(whole: Whole) -> None:
    """The worker opens them too, within a minute."""
    token = whole.settings.internal_token.get_secret_value()
    with whole.client() as client:
        client.post("/internal/bookings", headers={"X-Internal-Token": token}).raise_for_status()


def cards(chat: Page) -> Locator:
    return chat.locator(".booking")


def tap(chat: Page, words: str | re.Pattern[str]) -> Locator:
    """The first suggestion with these words. Returns the bubble of the answer."""
    before = answers(chat).count()
    chat.locator("#quick").get_by_role("button", name=words).first.click()
    answer = answers(chat).nth(before)
    expect(answer).to_be_visible()
    expect(chat.locator("#typing")).to_be_hidden()
    return answer


def book(chat: Page) -> Locator:
    """A meal, from the first sentence to the card."""
    ask(chat, "我想订长者饭堂的饭")
    tap(chat, "样本一街")
    ask(chat, "越早越好")
    tap(chat, "来饭堂吃")
    ask(chat, f"样本甲，{next(PHONE)}")
    ask(chat, "82")
    tap(chat, re.compile("^是"))
    tap(chat, re.compile("^是"))
    tap(chat, "广州户籍")
    expect(tap(chat, "确认")).to_contain_text("约好了")
    return cards(chat).last


def answer_with(chat: Page, *replies: dict[str, Any]) -> None:
    """The next message is answered with these."""
    plain = {"from": "bot", "id": "x", "at": "2026-11-23T10:00:00+08:00", "outcome": "answered", "buttons": []}
    plain |= {"sources": [], "results": [], "bookings": [], "cancelled": [], "feedback": None}
    body = {"status": "bot", "replies": [{**plain, "seq": 2 + nth, **one} for nth, one in enumerate(replies)]}

    def fulfill(route: Route) -> None:
        route.fulfill(json={**body, "notice": None})

    chat.route("**/api/v1/messages", fulfill, times=1)
    ask(chat, "确认")


def booked(**more: Any) -> dict[str, Any]:
    return {"text": "约好了！\n\n预约号：123 456 782\n时间：明天", "bookings": [{**CARD, **more}]}


@pytest.fixture
def copied(chat: Page) -> Iterator[Page]:
    """A browser that lets a page at its clipboard."""
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield chat
    chat.context.clear_permissions()


@pytest.mark.usefixtures("open_days")
def test_a_meal_is_booked_moved_and_cancelled_by_tapping(chat: Page) -> None:
    card = book(chat)
    number = card.locator(".booking__number").inner_text()
    assert re.fullmatch(r"\d{3} \d{3} \d{3}", number)
    for words in (
        "午餐",
        "样本一街长者饭堂",
        "越秀区样本一街1号",
        "样本甲",
        "您付12元",
        "社会保障卡",
        "取消预约",
        "不能真的去",
    ):
        expect(card).to_contain_text(words)
    code = card.get_by_role("img", name="二维码")
    assert code.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 100
    link = card.get_by_role("link", name="加到日历").get_attribute("href")
    file = chat.request.get(str(link)).body()
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert number in str(event["summary"])

    later = next_working(event.decoded("dtstart").date())
    tap(chat, "改时间")
    ask(chat, f"{later.month}月{later.day}日午餐")
    expect(tap(chat, "确认")).to_contain_text("改好了")
    expect(cards(chat)).to_have_count(2)
    expect(cards(chat).first).to_contain_text("请看下面新的")
    expect(cards(chat).first.locator(".booking__number")).to_be_hidden()
    expect(cards(chat).last.locator(".booking__number")).to_have_text(number)
    (moved,) = Calendar.from_ical(chat.request.get(str(link)).body()).walk("VEVENT")
    assert (moved["uid"], moved["sequence"]) == (event["uid"], 1)
    assert moved.decoded("dtstart") > event.decoded("dtstart")

    tap(chat, "取消预约")
    expect(tap(chat, "确定取消")).to_contain_text(number)
    for _ in range(2):
        expect(cards(chat).first).to_contain_text("已经取消")
        expect(cards(chat).last).to_contain_text("已经取消")
        expect(chat.locator(".booking__code:visible")).to_have_count(0)
        reload(chat)


def test_the_card_has_everything_and_the_bubble_says_it_no_second_time(chat: Page) -> None:
    answer_with(chat, booked())
    card = chat.get_by_role("region", name="预约：<b>长者助餐</b>")
    expect(answers(chat).last.locator(".bubble__text")).to_have_text("约好了！")
    expect(card.locator(".booking__number")).to_have_text("123 456 782")
    expect(card.get_by_role("img", name="二维码")).to_have_attribute("src", str(CARD["code"]))
    expect(card.get_by_role("link", name="加到日历")).to_have_attribute("href", str(CARD["calendar"]))
    expect(card.get_by_role("link", name="拨打 020-00000001")).to_have_attribute("href", "tel:02000000001")
    expect(card.get_by_role("listitem")).to_have_text([str(CARD["bring"][0])])
    for field in ("service", "when", "where", "address", "how_to_get_there", "until", "made_up"):
        expect(card).to_contain_text(str(CARD[field]))
    for words in (*CARD["lines"], *CARD["notes"]):
        expect(card).to_contain_text(words)
    expect(card.locator("b, img:not(.booking__code)")).to_have_count(0)


def test_what_it_has_not_is_not_named(chat: Page) -> None:
    answer_with(chat, booked(address=None, how_to_get_there=None, bring=[], notes=[], made_up=None))
    expect(cards(chat)).to_contain_text("谁来")
    for words in ("地点", "怎么去", "要带"):
        expect(cards(chat)).not_to_contain_text(words)


def test_a_voice_says_the_number_digit_by_digit(chat: Page) -> None:
    answer_with(chat, booked())
    keys = cards(chat).locator(".booking__keys")
    expect(keys.locator(".weui-hidden_abs")).to_have_text("1 2 3 4 5 6 7 8 2")
    expect(keys.locator(".booking__number")).to_have_attribute("aria-hidden", "true")


def test_the_number_is_copied_without_its_gaps(copied: Page) -> None:
    answer_with(copied, booked())
    copied.get_by_role("button", name="复制号码").click()
    expect(copied.get_by_role("button", name="已复制")).to_be_visible()
    assert copied.evaluate("navigator.clipboard.readText()") == "123456782"


def test_without_a_clipboard_the_number_is_marked_to_be_copied(chat: Page) -> None:
    chat.evaluate("navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false")
    answer_with(chat, booked())
    chat.get_by_role("button", name="复制号码").click()
    expect(chat.get_by_role("button", name="长按号码")).to_be_visible()
    assert chat.evaluate("getSelection().toString()") == "123 456 782"


def test_the_last_word_on_a_booking_counts_and_others_stand(chat: Page) -> None:
    other = {"number": "987 654 321", "service": "祭扫"}
    answer_with(chat, booked(), booked(**other), booked(), {"text": "取消好了。", "cancelled": ["987 654 321"]})
    over = [(card.get_attribute("data-booking"), card.get_attribute("data-over")) for card in cards(chat).all()]
    assert over == [("123456782", ""), ("987654321", ""), ("123456782", None)]
    expect(cards(chat).first).to_contain_text("改过了")
    expect(cards(chat).nth(1)).to_contain_text("已经取消")


def test_one_card_is_printed_alone_and_the_page_is_as_before(chat: Page) -> None:
    chat.evaluate("window.print = () => {}")
    answer_with(chat, booked(), booked(number="987 654 321"))
    cards(chat).last.get_by_role("button", name="打印").click()
    chat.emulate_media(media="print")
    expect(cards(chat).last).to_be_visible()
    for hidden in (cards(chat).first, chat.locator(".bar"), chat.locator("#form"), answers(chat).first):
        expect(hidden).to_be_hidden()
    expect(cards(chat).last.get_by_role("button")).to_have_count(0)
    chat.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(cards(chat).first).to_be_visible()
    chat.emulate_media(media="screen")
    expect(chat.locator("#form")).to_be_visible()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_of_it_is_cut_off(chat: Page, width: int, large: bool) -> None:
    chat.set_viewport_size({"width": width, "height": 740})
    if large:
        chat.get_by_role("button", name="大字", exact=True).click()
    answer_with(chat, booked())
    for part in ("html", "#scroll", ".booking", ".booking__keys"):
        assert chat.locator(part).evaluate("node => node.scrollWidth <= node.clientWidth"), part
    for control in cards(chat).locator("button, .card__actions a").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, control.inner_text()


def test_the_keyboard_alone_reaches_all_of_its_controls(chat: Page) -> None:
    answer_with(chat, booked())
    chat.locator("#scroll").focus()
    button, link = partial(cards(chat).get_by_role, "button"), partial(cards(chat).get_by_role, "link")
    for control in (button(name="复制号码"), link(name="加到日历"), link(name="拨打"), button(name="打印")):
        assert reaches_by_tab(chat, control)
