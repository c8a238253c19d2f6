"""The door for the terminal: the same conversation as on the page, line by line."""

from __future__ import annotations

import io
import secrets
import uuid
from contextlib import ExitStack
from typing import Any

import httpx
import segno
from rich.console import Console

from bot.settings import Settings
from connectors.supervisor import parts
from connectors.supervisor.health import http_ok
from connectors.supervisor.layout import Layout
from connectors.supervisor.system import PartFailed, running
from connectors.terminal import results

WELCOME = "您好！我是民声助手。请直接写您想问的，按回车发出。写数字选一个建议，写「来源」看出处，写「再见」结束。"
FORCES = {"in_force": "现行", "lapsed": "已过有效期", "replaced": "已被新规定取代"}


def chat(settings: Settings) -> int:
    """Talks until the citizen says goodbye; starts the system for that long if it is not running. The exit status."""
    layout, console = Layout.of(settings), Console(soft_wrap=True, highlight=False)
    with ExitStack() as stack:
        if not http_ok(f"{layout.gateway_url}/readyz"):
            console.print("系统还没有启动，正在启动……")
            try:
                stack.enter_context(running(layout, parts.of(layout), console.print))
            except PartFailed as failure:
                console.print(str(failure))
                return 1
        headers = {"Authorization": f"Bearer {secrets.token_urlsafe(32)}"}
        client = stack.enter_context(httpx.Client(base_url=layout.gateway_url, headers=headers, timeout=30))
        _talk(Talk(client, console))
    return 0


class Talk:
    """One conversation with the gateway."""

    def __init__(self, client: httpx.Client, console: Console) -> None:
        self._client, self._console = client, console
        self._suggestions: list[str] = []
        self._sources: list[dict[str, Any]] = []

    def say(self, text: str) -> None:
        """Sends a line and prints what is answered."""
        if text == "来源":
            self._print_sources()
            return
        if text.isdigit() and 0 < int(text) <= len(self._suggestions):
            text = self._suggestions[int(text) - 1]
            self._console.print(f"您：{text}", style="dim")
        try:
            response = self._client.post("/api/v1/messages", json={"id": uuid.uuid4().hex, "text": text})
        except httpx.TransportError:
            self._console.print("连不上系统，请稍后再试，或者打12345。", style="red")
            return
        body = response.json()
        if response.is_error:
            self._console.print(body["error"]["message"], style="red")
            return
        for reply in body["replies"]:
            self._print(reply)
        if body["notice"]:
            self._console.print(body["notice"], style="yellow")

    def _print(self, reply: dict[str, Any]) -> None:
        self._suggestions = [button["payload"] for button in reply["buttons"]]
        self._sources = reply["sources"] or self._sources
        style = "bold red" if reply["outcome"] == "emergency" else None
        text = "\n".join(results.lines(reply)) if reply["results"] else reply["text"]
        self._console.print(f"\n民声：{text}", style=style, markup=False)
        for card in reply["bookings"] if self._console.is_terminal and self._console.encoding == "utf-8" else ():
            self._console.print(_code(card["number"]), style="white on black", markup=False)
        for number, button in enumerate(reply["buttons"], 1):
            self._console.print(f"  {number} {button['title']}", style="cyan", markup=False)

    def _print_sources(self) -> None:
        if not self._sources:
            self._console.print("还没有可以看的出处。")
        for card in self._sources:
            number = f"（{card['number']}）" if card["number"] else ""
            lapses = f"，{card['lapses']}失效" if card["lapses"] else ""
            lines = [
                f"《{card['title']}》{number} {card['article'] or ''}  [{FORCES[card['force']]}]",
                f"  {card['issuer']}，{card['effective']}起施行{lapses}",
                f"  {card['text']}",
                *(f"  {more}" for more in (card["note"], card["url"]) if more),
            ]
            self._console.print("\n".join(lines), markup=False)


def _code(number: str) -> str:
    """The QR code that the counter scans, two dots in the height of a letter."""
    code = io.StringIO()
    segno.make_qr(number.replace(" ", ""), error="m").terminal(code, compact=True)
    return code.getvalue().rstrip("\n")


def _talk(talk: Talk) -> None:
    print(WELCOME)
    while True:
        try:
            text = input("\n您：").strip()
        except (EOFError, KeyboardInterrupt):
            text = "再见"
        if text in {"再见", "拜拜", "退出", "exit", "quit"}:
            print("再见，您保重。")
            return
        if text:
            talk.say(text)
