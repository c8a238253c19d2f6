"""Photographs of papers on the chat page: what is handed in, and the rows and cards that come of it."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from bench.specimens import draw
from bench.specimens.damage import photo
from tests.documents import files
from tests.e2e.chat import ask

DOCUMENTS = "**/api/v1/documents"
BUTTON = "拍照或选文件，预审证件"
READ_MS = 120_000
"""Reading a page takes a few seconds on an idle machine."""
CARD = {
    "id": "0" * 32,
    "number": 1,
    "name": "<b>身份证</b>·人像面",
    "outcome": "fix",
    "findings": [
        {"outcome": "pass", "said": "号码没有问题。", "area": [[0.3, 0.8], [0.9, 0.8], [0.9, 0.9], [0.3, 0.9]]},
        {"outcome": "fix", "said": "这里<img src=x>反光。", "area": [[0.1, 0.1], [0.5, 0.1], [0.5, 0.4], [0.1, 0.4]]},
        {"outcome": "ask", "said": "地址看不清。", "area": [[0.1, 0.5], [0.6, 0.5], [0.6, 0.7], [0.1, 0.7]]},
        {"outcome": "fix", "said": "还差居民身份证的国徽面。", "area": None},
    ],
    "picture": f"/api/v1/documents/{'0' * 32}/picture",
}


def photographed(kind: str, side: str, *damages: tuple[str, str], seed: int = 3) -> FilePayload:
    taken = photo(draw(kind, seed=seed, side=side), Random(seed), *damages)
    data = files.saved(Image.fromarray(np.asarray(taken.image)), "JPEG")
    return {"name": f"{kind}-{side}.jpg", "mimeType": "image/jpeg", "buffer": data}


def plain(name: str = "照片.jpg", size: tuple[int, int] = (640, 400)) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": files.saved(files.scene(size), "JPEG")}


def pick(chat: Page, button: Locator, *chosen: FilePayload) -> None:
    with chat.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files(list(chosen))


def hand_in(chat: Page, *chosen: FilePayload) -> None:
    pick(chat, chat.get_by_role("button", name=BUTTON), *chosen)


def sent(chat: Page) -> Locator:
    """The rows of the citizen's files."""
    return chat.locator(".upload")


def cards(chat: Page) -> Locator:
    return chat.locator(".paper")


def read(chat: Page, count: int) -> None:
    """Waits until so many pages have their cards."""
    expect(cards(chat)).to_have_count(count, timeout=READ_MS)


def answer_with(
    chat: Page, *papers: dict[str, Any], text: str = "看完了，1张。\n第1张 旧的：要改\n请您再拍一张。"
) -> None:
    """The next message is answered with cards of these papers; the server keeps their pages."""
    message = {"seq": 2, "from": "bot", "id": "x", "at": "2026-11-23T10:00:00+08:00", "text": text}
    message |= {"outcome": "papers_checked", "buttons": [], "sources": [], "results": [], "bookings": []}
    message |= {"cancelled": [], "papers": papers, "feedback": None}
    pages = [{"id": paper["id"], "number": paper["number"], "state": "read"} for paper in papers]
    body = {"status": "bot", "replies": [message], "notice": None}
    chat.route("**/api/v1/messages", lambda route: route.fulfill(json=body), times=1)
    chat.route(DOCUMENTS, lambda route: route.fulfill(json={"pages": pages}))
    image = files.saved(files.scene(), "JPEG")
    chat.route("**/picture", lambda route: route.fulfill(body=image, content_type="image/jpeg"))
    ask(chat, "看看我的照片")
