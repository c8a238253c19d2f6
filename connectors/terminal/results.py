"""What an interview came to, as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

GROUPS = {"can": "可以享受", "open": "还不能确定（还差什么）", "cannot": "暂时不符合"}
WAYS = {"where": "去哪里", "how": "怎么办"}


def lines(reply: dict[str, Any]) -> Iterator[str]:
    """A message of the API that carries results: what it says first, the cards in three groups, what it says last. Of one card
    everything is told; of many, what can be had with all of it, and of the others what they hang on."""
    first, *_, last = reply["text"].split("\n\n")
    alone = len(reply["results"]) == 1
    yield first
    for group, title in GROUPS.items():
        cards = [card for card in reply["results"] if card["group"] == group]
        if cards:
            yield f"\n【{title}】{len(cards)} 项"
        for card in cards:
            yield from _whole(card) if alone or group == "can" else _short(card)
    yield f"\n{last}"


def _whole(card: dict[str, Any]) -> Iterator[str]:
    yield f"■ {card['name']}" + ("（文件已过有效期，请先确认）" if card["lapsed"] else "")
    yield from (f"  {amount['text']}" for amount in card["amounts"])
    yield from _missing(card)
    yield from (f"  {one['mark']} {one['text']}（{_basis(one['basis'])}）" for one in card["conditions"])
    yield from (f"  {words}" for words in card["near"])
    for one in card["materials"]:
        yield f"  带：{one['document']}（{'；'.join(filter(None, [one['who'], one['note']]))}）"
    yield from (f"  {title}：{card[name]['text']}" for name, title in WAYS.items() if card[name])
    yield from (f"  要由受理机关核对：{one['text']}" for one in card["not_checked"])


def _short(card: dict[str, Any]) -> Iterator[str]:
    yield f"■ {card['name']}" + ("（文件已过有效期，请先确认）" if card["lapsed"] else "")
    yield from _missing(card)
    decisive = [one for one in card["conditions"] if one["mark"] != "✓"]
    yield from (f"  {one['mark']} {one['text']}（{_basis(one['basis'])}）" for one in decisive)
    yield from (f"  {words}" for words in card["near"])


def _missing(card: dict[str, Any]) -> Iterator[str]:
    if card["missing"]:
        yield f"  还想知道：{'、'.join(card['missing'])}"


def _basis(basis: dict[str, Any]) -> str:
    """穗民规字〔2025〕2号第一条，2025-06-01起."""
    name = basis["number"] or f"《{basis['title']}》"
    return f"{name}{basis['article'] or ''}，{basis['effective']}起" + ("，已过有效期" if basis["lapsed"] else "")
