"""The citizen's chat page in a real browser, before the whole running system."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.e2e.chat import answers, ask, questions, reaches_by_tab, reload, wait_for_history, writing

HOW_MUCH = "低保一个月多少钱"
WHAT_TO_BRING = "那要带什么材料"
MESSAGES = "**/api/v1/messages"
ANSWERED = re.compile("^answered")


def open_source(answer: Locator) -> Locator:
    card = answer.locator("details").first
    card.locator("summary").click()
    return card


def test_the_welcome_offers_questions_that_can_be_picked(chat: Page) -> None:
    offered = chat.get_by_role("group", name="可以点选的问题").get_by_role("button")
    question = offered.first.inner_text()
    offered.first.click()
    expect(questions(chat)).to_have_text([question])
    expect(answers(chat)).to_have_count(2)
    expect(offered.filter(has_text=question)).to_have_count(0)


def test_a_source_card_opens_to_the_clause_and_its_dates(chat: Page) -> None:
    card = open_source(ask(chat, HOW_MUCH))
    expect(card.locator("dt")).to_contain_text(["文件名", "文号", "发文机关", "条款", "施行日期", "原文要点"])
    expect(card).to_contain_text("最低生活保障")
    expect(card.locator("dd", has_text=re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")).first).to_be_visible()


def test_a_lapsed_source_is_marked_before_the_card_is_opened(chat: Page) -> None:
    answer = ask(chat, HOW_MUCH)
    expect(answer).to_have_attribute("data-outcome", "answered_lapsed")
    lapsed = answer.locator("details", has=chat.locator("summary", has_text="已过有效期")).first
    expect(lapsed.get_by_text("已过有效期", exact=True)).to_be_visible()
    lapsed.locator("summary").click()
    expect(lapsed.locator(".source__line", has_text="失效日期")).to_contain_text("2026年6月1日")


def test_a_follow_up_is_answered_for_the_same_benefit(chat: Page) -> None:
    ask(chat, HOW_MUCH)
    answer = ask(chat, WHAT_TO_BRING)
    expect(answer).to_have_attribute("data-outcome", ANSWERED)
    expect(answer.locator("summary").first).to_contain_text("最低生活保障")


def test_out_of_scope_names_the_right_number_and_no_source(chat: Page) -> None:
    answer = ask(chat, "养老金怎么领")
    expect(answer).to_have_attribute("data-outcome", "out_of_scope")
    expect(answer.get_by_role("link", name="12333")).to_have_attribute("href", "tel:12333")
    expect(answer.locator("details")).to_have_count(0)


def test_an_emergency_stands_out_and_can_be_called(chat: Page) -> None:
    answer = ask(chat, "我胸口疼得厉害")
    expect(answer).to_have_attribute("data-outcome", "emergency")
    expect(answer.get_by_role("link", name="拨打 120")).to_have_attribute("href", "tel:120")


def test_a_past_fall_is_a_question_and_no_emergency(chat: Page) -> None:
    answer = ask(chat, "我爸去年摔倒了，能申请护理补贴吗")
    expect(answer).not_to_have_attribute("data-outcome", "emergency")
    expect(answer).to_contain_text("护理补贴")


def test_help_is_always_in_sight(chat: Page) -> None:
    ask(chat, HOW_MUCH)
    for number in ("120", "110"):
        link = chat.get_by_role("group", name="找人帮忙").get_by_role("link", name=number)
        expect(link).to_have_attribute("href", f"tel:{number}")
        expect(link).to_be_in_viewport()
    chat.get_by_role("button", name="转人工", exact=True).first.click()
    expect(questions(chat).last).to_have_text("转人工")
    expect(answers(chat)).to_have_count(3)


@pytest.mark.parametrize(("switch", "attribute", "value"), [("大字", "type", "large"), ("高对比", "contrast", "high")])
def test_a_switch_is_remembered(chat: Page, switch: str, attribute: str, value: str) -> None:
    button = chat.get_by_role("button", name=switch, exact=True)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    reload(chat)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(chat.locator("html")).to_have_attribute(f"data-{attribute}", value)


def test_large_type_is_larger(chat: Page) -> None:
    def size() -> float:
        return float(answers(chat).first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)"))

    before = size()
    chat.get_by_role("button", name="大字", exact=True).click()
    assert size() >= 1.3 * before


def test_the_history_stands_again_after_a_reload(chat: Page) -> None:
    answer = ask(chat, HOW_MUCH)
    said = answer.locator(".bubble__text").inner_text()
    sources = answer.locator("details").count()
    reload(chat)
    expect(questions(chat)).to_have_text([HOW_MUCH])
    expect(answers(chat)).to_have_count(2)
    assert answers(chat).nth(1).locator(".bubble__text").inner_text() == said
    expect(answers(chat).nth(1).locator("details")).to_have_count(sources)


def test_a_thumb_is_kept_and_can_be_taken_back(chat: Page) -> None:
    thumb = chat.get_by_role("button", name="有用").last
    ask(chat, HOW_MUCH)
    for pressed in ("true", "false"):
        with chat.expect_response("**/feedback"):
            thumb.click()
        reload(chat)
        expect(thumb).to_have_attribute("aria-pressed", pressed)


def test_only_one_thumb_is_pressed(chat: Page) -> None:
    ask(chat, HOW_MUCH)
    chat.get_by_role("button", name="有用").click()
    chat.get_by_role("button", name="没用").click()
    expect(chat.get_by_role("button", name="有用")).to_have_attribute("aria-pressed", "false")
    expect(chat.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("large", [False, True])
def test_a_narrow_phone_never_scrolls_sideways(chat: Page, large: bool) -> None:
    chat.set_viewport_size({"width": 360, "height": 640})
    if large:
        chat.get_by_role("button", name="大字", exact=True).click()
    open_source(ask(chat, HOW_MUCH))
    ask(chat, "很长的网址 https://example.com/" + "a" * 200)
    for part in ("html", "#scroll"):
        assert chat.locator(part).evaluate("node => node.scrollWidth <= node.clientWidth"), part


def test_every_button_is_large_enough_for_a_finger(chat: Page) -> None:
    chat.set_viewport_size({"width": 360, "height": 640})
    open_source(ask(chat, HOW_MUCH))
    for button in chat.locator("button:visible, summary:visible, .help a").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, button.inner_text()


def test_the_keyboard_alone_asks_reads_and_rates(chat: Page) -> None:
    assert reaches_by_tab(chat, writing(chat))
    chat.keyboard.insert_text("您好")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.insert_text(HOW_MUCH)
    expect(writing(chat)).to_have_value(f"您好\n{HOW_MUCH}")
    chat.keyboard.press("Enter")
    expect(questions(chat)).to_have_count(1)
    summary = answers(chat).nth(1).locator("summary").first
    assert reaches_by_tab(chat, summary, "Shift+Tab")
    assert summary.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    chat.keyboard.press("Enter")
    expect(answers(chat).nth(1).locator("details").first).to_have_attribute("open", "")


def test_enter_of_an_input_method_does_not_send(chat: Page) -> None:
    writing(chat).fill("dibao")
    composing = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true})"
    assert writing(chat).evaluate(f"node => node.dispatchEvent({composing})")
    expect(writing(chat)).to_have_value("dibao")
    expect(questions(chat)).to_have_count(0)


def test_html_in_a_question_is_shown_as_text(chat: Page) -> None:
    question = "<img src=x onerror=\"document.title='broken'\"><b>低保</b>"
    ask(chat, question)
    reload(chat)
    expect(questions(chat)).to_have_text([question])
    expect(chat.locator("#log :is(img, b)")).to_have_count(0)
    expect(chat).not_to_have_title("broken")


def test_a_text_that_is_too_long_is_counted_and_not_sent(chat: Page) -> None:
    writing(chat).fill("字" * 4012)
    expect(chat.locator("#count")).to_contain_text("超出 12 个字")
    writing(chat).press("Enter")
    expect(questions(chat)).to_have_count(0)
    writing(chat).fill("字" * 3990)
    expect(chat.locator("#count")).to_have_text("还可以写 10 个字")


def test_another_tab_sees_every_message_once_and_in_order(chat: Page) -> None:
    other = chat.context.new_page()
    other.goto("/")
    wait_for_history(other)
    ask(chat, HOW_MUCH)
    ask(chat, WHAT_TO_BRING)
    expect(questions(other)).to_have_text([HOW_MUCH, WHAT_TO_BRING])
    for tab in (chat, other):
        expect(answers(tab)).to_have_count(3)
    assert other.locator(".bubble__text").all_inner_texts() == chat.locator(".bubble__text").all_inner_texts()


def test_a_broken_connection_is_told_and_the_message_sent_again_under_its_id(chat: Page) -> None:
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/messages"):
            sent.append(str(request.post_data))

    chat.on("request", note)
    chat.context.set_offline(True)
    expect(chat.get_by_text("网络断开，正在重连")).to_be_visible()
    writing(chat).fill(HOW_MUCH)
    writing(chat).press("Enter")
    again = chat.get_by_role("button", name="重发")
    expect(again).to_be_visible()
    chat.context.set_offline(False)
    expect(chat.get_by_text("网络断开，正在重连")).to_be_hidden()
    again.click()
    expect(answers(chat)).to_have_count(2)
    expect(questions(chat)).to_have_text([HOW_MUCH])
    expect(again).to_have_count(0)
    assert len(sent) == 2
    assert sent[0] == sent[1]


def test_a_reply_that_was_lost_on_its_way_still_comes_once(chat: Page) -> None:
    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    chat.route(MESSAGES, lose, times=1)
    writing(chat).fill(HOW_MUCH)
    writing(chat).press("Enter")
    expect(answers(chat)).to_have_count(2)
    expect(chat.get_by_role("button", name="重发")).to_have_count(0)
    ask(chat, WHAT_TO_BRING)
    expect(questions(chat)).to_have_text([HOW_MUCH, WHAT_TO_BRING])
    expect(answers(chat)).to_have_count(3)


def test_a_refusal_is_shown_in_the_words_of_the_server(chat: Page) -> None:
    refusal = {"error": {"code": "rate_limited", "message": "您发得太快了，请等一会儿再发。", "trace_id": "0"}}
    chat.route(MESSAGES, lambda route: route.fulfill(status=429, json=refusal), times=1)
    writing(chat).fill(HOW_MUCH)
    writing(chat).press("Enter")
    expect(chat.get_by_text("您发得太快了，请等一会儿再发。")).to_be_visible()
    chat.get_by_role("button", name="重发").click()
    expect(answers(chat)).to_have_count(2)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("请拨打 120，或者拨打110。", ["120", "110"]),
        ("市民热线12345，心理热线 12356", ["12345", "12356"]),
        ("电话020-62839996", ["020-62839996"]),
        ("每月补贴120元，一年12000 元", []),
        ("穗府〔2025〕110号第120条", []),
        ("2026年12月1日前的120个工作日内", []),
        ("拨打120号码", ["120"]),
    ],
)
def test_telephone_numbers_are_told_from_amounts(chat: Page, text: str, numbers: list[str]) -> None:
    found = chat.evaluate("async text => (await import('/static/js/phones.js')).phonesIn(text)", text)
    assert found == numbers
