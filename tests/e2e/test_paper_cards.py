"""What came of photographs of papers, on the page: seen, taken again, deleted."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.chat import answers, ask, reload
from tests.e2e.papers import CARD, answer_with, cards, hand_in, photographed, pick, plain, read


def test_a_page_taken_again_takes_the_place_of_the_old(chat: Page) -> None:
    hand_in(chat, photographed("id-card", "front", ("glare", "heavy")))
    read(chat, 1)
    expect(cards(chat)).to_contain_text("要改")
    pick(chat, cards(chat).get_by_role("button", name="重拍这张"), photographed("id-card", "front"))
    read(chat, 2)
    expect(cards(chat).first).to_contain_text("已经换成新拍的")
    expect(cards(chat).first.get_by_role("button")).to_have_count(0)
    expect(cards(chat).last.get_by_role("button", name="重拍这张")).to_be_visible()
    assert len(chat.request.get("/api/v1/documents").json()["pages"]) == 1
    reload(chat)
    expect(cards(chat).first).to_contain_text("照片已删除")


def test_a_page_is_deleted_after_a_question(chat: Page) -> None:
    hand_in(chat, plain())
    read(chat, 1)
    remove = cards(chat).get_by_role("button", name="删掉这张")
    remove.click()
    question = chat.get_by_role("dialog", name="要删掉")
    question.get_by_role("button", name="不删").click()
    expect(question).to_be_hidden()
    assert len(chat.request.get("/api/v1/documents").json()["pages"]) == 1
    remove.click()
    question.get_by_role("button", name="删掉这张").click()
    for _ in range(2):
        expect(cards(chat)).to_contain_text("照片已删除")
        expect(cards(chat).get_by_role("img")).to_have_count(0)
        reload(chat)
    assert chat.request.get("/api/v1/documents").json()["pages"] == []


def test_pages_deleted_by_a_word_are_marked(chat: Page) -> None:
    hand_in(chat, plain())
    read(chat, 1)
    expect(ask(chat, "删掉我的照片")).to_contain_text("都删掉了")
    expect(cards(chat)).to_contain_text("照片已删除")


def test_findings_stand_in_groups_with_a_mark_and_a_word(chat: Page) -> None:
    answer_with(chat, CARD)
    card = cards(chat)
    expect(card.locator(".paper__title")).to_have_text("第1张 <b>身份证</b>·人像面")
    expect(card.locator(".paper__tag")).to_have_text(["✎要改", "✎要改", "?工作人员看", "✓合格1项"])
    expect(card.locator("li:visible")).to_have_text(
        ["图上1这里<img src=x>反光。", "还差居民身份证的国徽面。", "图上2地址看不清。"]
    )
    card.locator("summary").click()
    expect(card.get_by_text("号码没有问题。")).to_be_visible()
    expect(chat.locator("#log :is(b, img:not(.picture__image))")).to_have_count(0)
    expect(answers(chat).last.locator(".bubble__text")).to_have_text("看完了，1张。\n请您再拍一张。")


def test_areas_are_outlined_where_they_are_and_numbered(chat: Page) -> None:
    answer_with(chat, CARD)
    image = cards(chat).locator("img")
    image.evaluate("image => image.decode()")
    whole = image.bounding_box()
    drawn = cards(chat).locator(".picture__line").first.bounding_box()
    assert whole is not None
    assert drawn is not None
    assert drawn["x"] - whole["x"] == pytest.approx(0.1 * whole["width"], abs=4)
    assert drawn["y"] - whole["y"] == pytest.approx(0.1 * whole["height"], abs=4)
    assert drawn["width"] == pytest.approx(0.4 * whole["width"], abs=8)
    assert drawn["height"] == pytest.approx(0.3 * whole["height"], abs=8)
    expect(cards(chat).locator(".picture__marks .picture__number")).to_have_text(["1", "2"])


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("width", [320, 360, 768, 1366])
def test_nothing_of_it_is_cut_off(chat: Page, width: int, large: bool) -> None:
    chat.set_viewport_size({"width": width, "height": 740})
    if large:
        chat.get_by_role("button", name="大字", exact=True).click()
    answer_with(chat, CARD)
    hand_in(chat, {"name": f"{'很长的名字' * 12}.jpg", "mimeType": "image/jpeg", "buffer": bytes(20_000_001)})
    for part in ("html", "#scroll", "#form", ".paper", ".upload"):
        assert chat.locator(part).evaluate("node => node.scrollWidth <= node.clientWidth"), part
    for control in (*chat.locator(".paper button, .paper summary, .upload button").all(), chat.locator("#photo")):
        box = control.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44, control.inner_text()
    cards(chat).get_by_role("button", name="点一下看大图").click()
    dialog = chat.get_by_role("dialog").bounding_box()
    assert dialog is not None
    assert dialog["x"] >= 0
    assert dialog["x"] + dialog["width"] <= width
