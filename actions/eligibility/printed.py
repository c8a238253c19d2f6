"""What an interview came to, as a sheet to take along: a web page, of which the PDF is made too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from actions.eligibility.texts import texts
from bot.messages import Basis, Contact, ResultCard
from knowledge.export.pages import day_text

TEMPLATES = Path(__file__).parent / "templates"
STYLE = TEMPLATES / "result.css"
FEW = 3
"""Up to so many policies, everything is printed of each."""


@dataclass(frozen=True)
class Sheet:
    """One result as it is printed."""

    day: date
    """The day that it was worked out for."""
    version: str
    """Of the list."""
    cards: tuple[ResultCard, ...]
    """At least one."""

    @property
    def contact(self) -> Contact:
        """Whom to call."""
        return self.cards[0].contact

    @property
    def groups(self) -> list[tuple[str, list[ResultCard]]]:
        """The groups that have cards."""
        groups = [(group, [card for card in self.cards if card.group == group]) for group in ("can", "open", "cannot")]
        return [(group, cards) for group, cards in groups if cards]

    @property
    def is_short(self) -> bool:
        """Whether the policies are so many that each is told in few lines, or in one."""
        return len(self.cards) > FEW


def as_html(sheet: Sheet, links: dict[str, str] | None = None) -> str:
    """A page that stands alone, with its style inside; with `links` (icon, style, script, pdf, back) one for a site that forbids
    that, with buttons."""
    style = Markup(STYLE.read_text(encoding="utf-8"))  # noqa: S704  our own file
    return _environment().get_template("result.html").render(sheet=sheet, words=texts(), style=style, links=links)


def documents(card: ResultCard) -> list[Basis]:
    """Where the card's clauses stand, each document with the same days once, in the order in which they are named."""
    first: dict[tuple[object, ...], Basis] = {}
    for basis in _bases(card):
        first.setdefault(_document(basis), basis)
    return list(first.values())


def cite(card: ResultCard, basis: Basis) -> str:
    """〔1〕第一条: the document's place among those of the card."""
    number = [_document(one) for one in documents(card)].index(_document(basis)) + 1
    return f"〔{number}〕{basis.article or ''}"


def articles(card: ResultCard, document: Basis) -> str:
    """The articles of the document that the card rests on, each once: 第一条、第三条."""
    named = "、".join(one.article for one in _bases(card) if one.article and _document(one) == _document(document))
    return "、".join(dict.fromkeys(filter(None, named.split("、"))))


def _bases(card: ResultCard) -> Iterator[Basis]:
    for one in (*card.amounts, *card.conditions, *card.materials, *card.not_checked, card.where, card.how):
        if one is not None:
            yield one.basis


def _document(basis: Basis) -> tuple[object, ...]:
    return (basis.title, basis.number, basis.effective, basis.lapses)


def _day(day: date | str) -> str:
    return day_text(date.fromisoformat(day) if isinstance(day, str) else day)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = _day
    environment.filters["removeprefix"] = str.removeprefix
    environment.globals.update(documents=documents, articles=articles, cite=cite)
    return environment
