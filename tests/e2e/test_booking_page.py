"""A confirmed booking on the page: a card to keep."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.e2e.chat import answers, ask

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


def booked(chat: Page) -> None:
    """The next message is answered with that card."""
    reply: dict[str, Any] = {
        "seq": 2,
        "from": "bot",
        "id": "x",
        "at": "2026-11-23T10:00:00+08:00",
        "text": "约好了！\n预约号：123 456 782",
        "outcome": "answered",
        "buttons": [{"title": "取消预约", "payload": "取消预约"}],
        "sources": [],
        "results": [],
        "bookings": [CARD],
        "feedback": None,
    }

    def fulfill(route: Route) -> None:
        route.fulfill(json={"status": "bot", "replies": [reply], "notice": None})

    chat.route("**/api/v1/messages", fulfill, times=1)
    ask(chat, "确认")


def test_a_booking_is_a_card_with_its_number_code_and_calendar_file(chat: Page) -> None:
    booked(chat)
    card = answers(chat).last.get_by_role("region", name="您的预约")
    expect(card.locator(".booking__number")).to_have_text("123 456 782")
    expect(card.get_by_role("img", name="二维码")).to_have_attribute("src", CARD["code"])
    expect(card.get_by_role("link", name="加到手机日历")).to_have_attribute("href", CARD["calendar"])
    expect(card.get_by_role("link", name="020-00000001").first).to_have_attribute("href", "tel:02000000001")
    for words in (
        "越秀区样本一街1号首层",
        "社会保障卡",
        "晚上8点前",
        "两位要一起到",
        "演示数据，不能真的去",
        "<b>长者助餐</b>",
    ):
        expect(card).to_contain_text(words)


def test_on_a_narrow_telephone_nothing_of_it_is_cut_off(chat: Page) -> None:
    chat.set_viewport_size({"width": 320, "height": 640})
    booked(chat)
    width = chat.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
