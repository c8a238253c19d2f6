"""Whether papers say the same of the same person: name, number, day of birth, address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from actions.documents.checks.found import found
from actions.documents.model import Field, Finding, Outcome
from actions.documents.people import Same, Shown, Someone, people, same_address, same_name, same_number
from knowledge.paper import PaperCheck


def _same_text(one: str, other: str) -> Same:
    return Same.YES if one == other else Same.NO


COMPARED: tuple[tuple[str, Callable[[str, str], Same]], ...] = (
    ("name", same_name),
    ("number", same_number),
    ("birth", _same_text),
    ("address", same_address),
)


def check(papers: Sequence[Shown], persons: int = 1) -> list[Finding]:
    """What papers say differently of one person, each paper beside the first that says it; agreement is said once for each.

    The papers of an applicant are compared with one another; those about somebody else (who died), too, on their own. Where
    several `persons` bring papers of their own, a paper that has nothing in common with the others is another person's.
    """
    concerned = [shown for shown in papers if PaperCheck.AGREEMENT in shown.paper.checks]
    own = [shown for shown in concerned if PaperCheck.HOLDER in shown.paper.checks]
    others = [shown for shown in concerned if PaperCheck.HOLDER not in shown.paper.checks]
    return [*_of_group(own, persons), *_of_group(others, 1)]


def _of_group(group: Sequence[Shown], persons: int) -> Iterator[Finding]:
    """Papers of two people are compared last: by then it is known who of them is meant."""
    known: list[list[Someone]] = []
    for shown in sorted(group, key=lambda shown: len(shown.paper.people)):
        here = people(shown)
        if not known and len(here) > 1:
            continue  # whose it is cannot be said
        for someone in sorted(here, key=lambda someone: _likeness(someone, known), reverse=True)[:persons]:
            alike = max(known, key=lambda papers: _alike(someone, papers), default=None)
            if alike is None or (len(known) < persons and _is_another(someone, alike)):
                known.append([someone])
            else:
                yield from _compared(someone, alike)
                alike.append(someone)


def _likeness(someone: Someone, known: Sequence[Sequence[Someone]]) -> int:
    """To whoever of those known is the most alike."""
    return max((_alike(someone, papers) for papers in known), default=0)


def _alike(someone: Someone, papers: Sequence[Someone]) -> int:
    """In how many of the values the person is like the one of the papers."""
    values = ((what, same, _first(papers, what, someone)) for what, same in COMPARED)
    return sum(
        same(_value(someone, what), _value(other, what)) != Same.NO for what, same, other in values if other is not None
    )


def _is_another(someone: Someone, papers: Sequence[Someone]) -> bool:
    """Neither the name nor the number is the same; people of one household share an address."""
    return not any(
        (other := _first(papers, what, someone)) is not None
        and same(_value(someone, what), _value(other, what)) != Same.NO
        for what, same in COMPARED[:2]
    )


def _compared(someone: Someone, known: Sequence[Someone]) -> Iterator[Finding]:
    for what, same in COMPARED:
        other = _first(known, what, someone)
        if other is None:
            continue
        result = same(_value(someone, what), _value(other, what))
        outcome = {Same.YES: Outcome.PASS, Same.LIKELY: Outcome.ASK, Same.NO: Outcome.FIX}[result]
        if what == "address" and outcome == Outcome.FIX:
            outcome = Outcome.ASK  # who has moved has papers with two addresses, each of them right
        text = f"{what}-differs" if result == Same.NO else "other-form" if result == Same.LIKELY else "agrees"
        field: Field = getattr(someone, what)
        words = {"paper": someone.paper.name, "other": other.paper.name, "what": _SAID[what]}
        yield found(f"{what}-agrees", outcome, field, text=text, **words)


def _first(known: Sequence[Someone], what: str, someone: Someone) -> Someone | None:
    """The first who has that value, if the person has it too."""
    if getattr(someone, what) is None:
        return None
    return next((other for other in known if getattr(other, what) is not None), None)


def _value(someone: Someone, what: str) -> str:
    field: Field = getattr(someone, what)
    return field.value


_SAID = {"name": "姓名", "number": "身份证号码", "birth": "出生日期", "address": "地址"}
