"""What an interview came to, on the page: the cards, and the sheet to print."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.chat import answers, ask, is_complaint, questions, reaches_by_tab, reload

POLICY = "重度残疾人护理补贴"
BASIS = {
    "clause": "c",
    "title": "<i>办法</i>",
    "number": None,
    "article": "第一条",
    "effective": "2024-01-01",
    "lapses": "2026-06-01",
    "lapsed": True,
}


def one_policy(chat: Page) -> Locator:
    """An interview about one policy, by the page, to its end; the card."""
    for sentence in ("我妈符合重残护理补贴吗", "广州户口，二级残疾", "没有", "都不是"):
        ask(chat, sentence)
    return cards(chat).last


def whole_list(chat: Page) -> None:
    """An interview about the whole list, stopped early."""
    ask(chat, "我妈82岁，广州户口，吃低保，一级残疾，能领什么")
    ask(chat, "先看结果")
    expect(cards(chat).first).to_be_visible()


def cards(chat: Page) -> Locator:
    return chat.locator("details.card")


def group(chat: Page, name: str) -> Locator:
    return chat.locator(f'.results__group[data-group="{name}"]')


def result_card(group: str, **more: Any) -> dict[str, Any]:
    """A card as the server sends it, with markup in its words."""
    stated = {"text": "<b>句子</b>", "basis": BASIS}
    return {
        "policy": group,
        "name": f"<u>{group}</u>",
        "group": group,
        "lapsed": False,
        "heading": "<b>结论</b>",
        "amounts": [stated],
        "conditions": [{"mark": mark, **stated} for mark in "✓✗?"],
        "missing": ["<s>年龄</s>"],
        "near": ["<em>很近</em>"],
        "not_checked": [stated],
        "where": stated,
        "how": stated,
        "issuer": "<b>局</b>",
        "materials": [{"document": "<img src=x onerror=alert(1)>", "who": "本人", "note": "<b>", "basis": BASIS}],
        "contact": {"name": "热线", "phone": "12345"},
        "apply": {"title": "怎么申请", "payload": f"{group}怎么申请"} if group == "can" else None,
        **more,
    }


def answer_with(chat: Page, *results: dict[str, Any]) -> None:
    """The next message is answered with those cards."""
    reply = {
        "seq": 2,
        "from": "bot",
        "id": "x",
        "at": "2026-11-22T10:00:00+08:00",
        "text": "先说\n\n中间\n\n最后说",
        "outcome": "answered",
        "buttons": [],
        "sources": [],
        "results": results,
        "feedback": None,
    }
    body = {"status": "bot", "replies": [reply], "notice": None}

    def fulfill(route: Route) -> None:
        route.fulfill(json=body)

    chat.route("**/api/v1/messages", fulfill, times=1)
    ask(chat, "能领什么")


def test_an_interview_ends_in_a_card_with_every_condition_its_clause_and_its_date(chat: Page) -> None:
    card = one_policy(chat)
    expect(card).to_have_attribute("open", "")
    expect(card.locator("summary")).to_contain_text(POLICY)
    expect(card.locator("summary")).to_contain_text("290元/月")
    conditions = card.get_by_role("listitem").filter(has=chat.locator(".mark"))
    expect(conditions.first).to_be_visible()
    for condition in conditions.all():
        expect(condition.locator(".mark")).to_have_text("✓")
        expect(condition).to_contain_text("符合：")  # what a screen reader says instead of the mark
        expect(condition).to_contain_text("条")
    expect(card.locator(".card__documents")).to_contain_text("年11月16日起施行")
    expect(card.get_by_role("listitem").filter(has_text="收款银行账户")).to_be_visible()
    expect(card).to_contain_text("街道办事处")
    expect(card.get_by_role("link", name="12345")).to_have_attribute("href", "tel:12345")
    expect(answers(chat).last).to_contain_text("可以享受")


def test_the_button_asks_how_to_apply(chat: Page) -> None:
    one_policy(chat).get_by_role("button", name="怎么申请").click()
    expect(questions(chat).last).to_have_text(f"{POLICY}怎么申请")
    expect(answers(chat).last.locator("summary").first).to_contain_text(POLICY)


def test_what_can_be_booked_with_it_is_begun_from_the_card(chat: Page) -> None:
    service = {"title": "预约长者助餐", "payload": "我要预约长者助餐"}
    answer_with(chat, result_card("can", services=[service]))
    chat.get_by_role("button", name="预约长者助餐").click()
    expect(questions(chat).last).to_have_text("我要预约长者助餐")


def test_the_whole_list_comes_in_three_groups_and_what_is_out_of_reach_is_folded(chat: Page) -> None:
    whole_list(chat)
    titles = chat.locator(".results__group .results__title h4, .results__group h4.results__title")
    for title, name in zip(titles.all(), ("可以享受", "还不能确定（还差什么）", "暂时不符合"), strict=True):
        expect(title).to_contain_text(name)
    expect(group(chat, "open").locator(".card__missing").first).to_contain_text("还想知道：")
    out_of_reach = group(chat, "cannot")
    expect(out_of_reach.locator(".card").first).to_be_hidden()
    out_of_reach.locator("summary").first.click()
    expect(out_of_reach.locator(".card").first).to_be_visible()


def test_the_keyboard_alone_opens_a_card_and_reaches_the_print_page(chat: Page) -> None:
    whole_list(chat)
    card = group(chat, "can").locator(".card").first
    summary = card.locator("summary")
    chat.locator("#scroll").focus()
    assert reaches_by_tab(chat, summary)
    assert summary.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    chat.keyboard.press("Enter")
    expect(card).to_have_attribute("open", "")
    expect(card.locator(".card__body")).to_be_visible()
    assert reaches_by_tab(chat, chat.get_by_role("link", name="打印这一页"))


def test_the_cards_stand_again_after_a_reload(chat: Page) -> None:
    whole_list(chat)
    names = chat.locator(".card__name").all_text_contents()
    reload(chat)
    expect(cards(chat).first).to_be_visible()
    assert chat.locator(".card__name").all_text_contents() == names


def test_the_page_to_print_has_all_of_it_and_prints(chat: Page) -> None:
    one_policy(chat)
    chat.context.add_init_script("window.print = () => { document.title = 'printed'; }")
    complaints: list[str] = []
    chat.context.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    with chat.expect_popup() as opened:
        chat.get_by_role("link", name="打印这一页").click()
    sheet = opened.value
    for part in (POLICY, "290元/月", "✓", "收款银行账户", "以受理机关审核为准", "12345", "清单"):
        expect(sheet.locator("body")).to_contain_text(part)
    header = sheet.locator("h1")
    assert header.evaluate("node => getComputedStyle(node).fontWeight") == "700"
    assert header.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") > 25  # the style was let in
    sheet.get_by_role("button", name="打印这一页").click()
    expect(sheet).to_have_title("printed")
    pdf = urlsplit(sheet.url).path.replace(".html", ".pdf")
    expect(sheet.get_by_role("link", name="存成 PDF")).to_have_attribute("href", pdf)
    sheet.emulate_media(media="print")
    expect(sheet.get_by_role("button", name="打印这一页")).to_be_hidden()
    assert complaints == []


@pytest.mark.parametrize("large", [False, True])
def test_a_narrow_phone_shows_the_cards_whole(chat: Page, large: bool) -> None:
    chat.set_viewport_size({"width": 360, "height": 640})
    if large:
        chat.get_by_role("button", name="大字", exact=True).click()
    whole_list(chat)
    chat.evaluate("document.querySelectorAll('.results details').forEach(one => { one.open = true; })")
    for part in ("html", "#scroll"):
        assert chat.locator(part).evaluate("node => node.scrollWidth <= node.clientWidth"), part
    for button in chat.locator(".results :is(button, summary, a.card__call, a.results__print)").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, button.inner_text()


def test_the_marks_are_said_and_a_lapsed_document_is_marked(chat: Page) -> None:
    answer_with(chat, result_card("open", lapsed=True))
    card = cards(chat).first
    spoken = [item.text_content() or "" for item in card.locator(".card__item:has(.mark)").all()]
    assert [words[1:].split("：")[0] for words in spoken] == ["符合", "不符合", "还不知道"]
    expect(card.locator("summary")).to_contain_text("文件已过有效期")
    expect(card.locator(".card__documents")).to_contain_text("2026年6月1日已过有效期")


def test_markup_in_a_card_is_shown_as_text(chat: Page) -> None:
    answer_with(chat, result_card("can"), result_card("open"), result_card("cannot"))
    expect(cards(chat)).to_have_count(3)
    expect(chat.locator("#log :is(img, b, i, u, s, em)")).to_have_count(0)
    expect(cards(chat).first.locator(".card__name")).to_have_text("<u>can</u>")


def test_the_bubble_does_not_say_what_the_cards_say(chat: Page) -> None:
    answer_with(chat, result_card("can"), result_card("cannot"))
    expect(answers(chat).last).to_contain_text("可以享受 1 项，暂时不符合 1 项")
    expect(chat.locator("#log")).not_to_contain_text("中间")
    expect(chat.locator(".results__end")).to_have_text("最后说")


def test_many_that_cannot_be_told_are_folded_and_none_is_lost(chat: Page) -> None:
    answer_with(chat, *(result_card("open", policy=f"p{number}") for number in range(12)))
    expect(cards(chat)).to_have_count(12)
    assert sum(card.is_visible() for card in cards(chat).all()) == 5
    chat.locator(".results__more > summary").click()
    expect(cards(chat).last).to_be_visible()
