"""Photographs of papers are handed in on the page: sent, kept, refused; read by the real reader."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.documents import files
from tests.e2e.chat import answers, reaches_by_tab, reload, writing
from tests.e2e.papers import BUTTON, DOCUMENTS, READ_MS, cards, hand_in, photographed, pick, plain, read, sent


@pytest.fixture(scope="module")
def front() -> FilePayload:
    return photographed("id-card", "front")


@pytest.fixture(scope="module")
def back() -> FilePayload:
    return photographed("id-card", "back")


@pytest.fixture
def slow(chat: Page) -> Iterator[Page]:
    """A page on a line of 2 Mbit/s upwards."""
    line = chat.context.new_cdp_session(chat)
    line.send("Network.enable")
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 250_000}
    line.send("Network.emulateNetworkConditions", conditions)
    yield chat
    line.detach()


def test_two_photographs_are_handed_in_read_and_shown(chat: Page, front: FilePayload, back: FilePayload) -> None:
    hand_in(chat, front, back)
    expect(sent(chat)).to_have_count(2)
    read(chat, 2)
    expect(sent(chat)).to_have_text([re.compile("第[12]张.*看完了")] * 2)
    for side in ("人像面", "国徽面"):
        card = cards(chat).filter(has_text=side)
        image = card.get_by_role("img", name=f"居民身份证·{side}的照片")
        assert image.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 300
    expect(answers(chat).last).to_contain_text("看完了")
    expect(answers(chat).last).to_contain_text("自动删除")
    expect(chat.locator("#quick").get_by_role("button", name="删掉我的照片")).to_be_visible()
    reload(chat)
    expect(cards(chat)).to_have_count(2)
    expect(sent(chat)).to_have_count(0)


def test_progress_is_shown_in_percent(slow: Page) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (900, 1200, 3), dtype=np.uint8)
    slow.evaluate(
        """() => {
          window.seen = new Set();
          new MutationObserver(() => window.seen.add(document.querySelector(".upload__percent")?.textContent))
            .observe(document.getElementById("log"), {childList: true, subtree: true, characterData: true});
        }"""
    )
    data = files.saved(Image.fromarray(noise), "PNG")
    hand_in(slow, {"name": "大.png", "mimeType": "image/png", "buffer": data})
    expect(sent(slow)).to_contain_text(re.compile("正在看|看完了"), timeout=READ_MS)
    between = slow.evaluate("[...window.seen].filter(words => words && !['0%', '100%'].includes(words))")
    assert len(between) >= 3
    expect(slow.locator(".upload__bar")).to_be_hidden()


def test_no_more_than_three_are_on_their_way_at_once(chat: Page) -> None:
    held: list[Route] = []
    chat.route(DOCUMENTS, lambda route: held.append(route) if route.request.method == "POST" else route.fallback())
    hand_in(chat, *(plain(f"{number}.jpg") for number in range(5)))
    queued = sent(chat).filter(has_text="排队")
    expect(queued).to_have_count(2)
    chat.wait_for_function("() => document.querySelectorAll('.upload').length === 5")
    assert len(held) == 3
    held[0].fulfill(status=503, json={"error": {"code": "unavailable", "message": "系统出了点问题，请稍后再试。"}})
    expect(queued).to_have_count(1)
    sent(chat).nth(1).get_by_role("button", name="不传了").click()
    expect(queued).to_have_count(0)
    expect(sent(chat)).to_have_count(4)


def test_what_cannot_be_opened_is_refused_in_the_words_of_the_server(chat: Page) -> None:
    hand_in(chat, {"name": "信.txt", "mimeType": "text/plain", "buffer": "您好".encode()})
    expect(sent(chat)).to_contain_text("不是证件的照片")
    expect(sent(chat).get_by_role("button", name="再传一次")).to_have_count(0)
    pick(chat, sent(chat).get_by_role("button", name="重新拍一张"), plain())
    expect(sent(chat)).to_have_count(1)
    expect(sent(chat)).to_contain_text("照片.jpg")
    read(chat, 1)


def test_a_file_that_is_too_large_is_never_sent(chat: Page) -> None:
    requests: list[str] = []
    chat.on("request", lambda request: requests.append(request.method) if "documents" in request.url else None)
    hand_in(chat, {"name": "大.jpg", "mimeType": "image/jpeg", "buffer": bytes(20_000_001)})
    expect(sent(chat)).to_contain_text("21MB，太大了，最多20MB")
    assert "POST" not in requests


def test_what_failed_is_sent_again_at_a_touch(chat: Page) -> None:
    refusal = {"error": {"code": "rate_limited", "message": "您发得太快了，请等一会儿再发。"}}
    chat.route(DOCUMENTS, lambda route: route.fulfill(status=429, json=refusal), times=1)
    hand_in(chat, plain())
    expect(sent(chat)).to_contain_text("您发得太快了")
    sent(chat).get_by_role("button", name="再传一次").click()
    expect(sent(chat)).to_contain_text(re.compile("正在看|看完了"))
    read(chat, 1)


def test_without_a_line_it_is_kept_and_sent_when_the_line_is_back(chat: Page) -> None:
    chat.context.set_offline(True)
    hand_in(chat, plain())
    expect(sent(chat)).to_contain_text("网络不通，连上以后会接着传")
    chat.context.set_offline(False)
    expect(sent(chat)).to_contain_text(re.compile("正在看|看完了"))
    read(chat, 1)


DROPPED = """([name, type, bytes, into]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name, {type}));
  return into === "paste" ? new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}) : data;
}"""


def test_a_photograph_is_dropped_onto_the_conversation(chat: Page) -> None:
    file = plain("拖来.jpg")
    data = chat.evaluate_handle(DROPPED, [file["name"], file["mimeType"], list(file["buffer"]), "drop"])
    zone = chat.get_by_text("松开手，照片就传上来")
    expect(zone).to_be_hidden()
    chat.dispatch_event("#log", "dragenter", {"dataTransfer": data})
    chat.dispatch_event("#log", "dragover", {"dataTransfer": data})
    expect(zone).to_be_visible()
    chat.dispatch_event("#log", "dragleave", {"dataTransfer": data})
    expect(zone).to_be_hidden()
    chat.dispatch_event("#log", "dragenter", {"dataTransfer": data})
    chat.dispatch_event("#log", "drop", {"dataTransfer": data})
    expect(zone).to_be_hidden()
    expect(sent(chat)).to_contain_text("拖来.jpg")
    read(chat, 1)


def test_a_picture_is_pasted(chat: Page) -> None:
    file = plain("贴来.png")
    event = chat.evaluate_handle(DROPPED, [file["name"], file["mimeType"], list(file["buffer"]), "paste"])
    writing(chat).evaluate("(node, event) => node.dispatchEvent(event)", event)
    expect(sent(chat)).to_contain_text("贴来.png")
    read(chat, 1)


def test_the_same_file_again_is_told_to_be_known(chat: Page) -> None:
    hand_in(chat, plain())
    read(chat, 1)
    hand_in(chat, plain())
    expect(sent(chat).last).to_contain_text("已经看过了")
    expect(cards(chat)).to_have_count(1)


def test_what_is_still_read_stands_again_after_a_reload(chat: Page, front: FilePayload, back: FilePayload) -> None:
    hand_in(chat, front, back, photographed("household-book", "first"))
    expect(sent(chat).filter(has_text="正在看")).to_have_count(3)
    reload(chat)
    expect(sent(chat).filter(has_text="正在看").last).to_have_text(re.compile("第3张"))
    read(chat, 3)
    expect(sent(chat).filter(has_text="正在看")).to_have_count(0)


def test_the_keyboard_alone_hands_in_enlarges_and_deletes(chat: Page) -> None:
    chat.locator("#scroll").focus()
    button = chat.get_by_role("button", name=BUTTON)
    # Waited for from the first key on: a key is faster than the browser's being told to hand the choice over.
    with chat.expect_file_chooser() as chooser:
        assert reaches_by_tab(chat, button)
        chat.keyboard.press("Enter")
    chooser.value.set_files([plain()])
    read(chat, 1)
    chat.locator("#scroll").focus()
    picture = cards(chat).get_by_role("button", name="点一下看大图")
    assert reaches_by_tab(chat, picture)
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("dialog").get_by_role("img")).to_be_visible()
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("dialog")).to_have_count(0)
    expect(picture).to_be_focused()
    assert reaches_by_tab(chat, cards(chat).get_by_role("button", name="删掉这张"))
    chat.keyboard.press("Enter")
    assert reaches_by_tab(chat, chat.get_by_role("dialog").get_by_role("button", name="删掉这张"))
    chat.keyboard.press("Enter")
    expect(cards(chat)).to_contain_text("照片已删除")
    expect(cards(chat)).to_be_focused()
