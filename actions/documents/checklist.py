"""The papers to bring, as a citizen reads them: short lines, and where they stand once below each group of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from actions.documents.texts import texts
from bot.messages import Button
from knowledge.checklist import Checklist, Item, State
from knowledge.compose import day_text, documents
from knowledge.findings import Basis

PART = "checklist"


def photo_button() -> Button:
    """Begins the pre-check by photograph."""
    return Button(texts(PART)["photo_button"], texts(PART)["photo_payload"])


def photo_line() -> str:
    """That papers can be photographed first."""
    return texts(PART)["photo"]


def can_be_photographed(lists: Iterable[Checklist]) -> bool:
    """Whether there is a paper among them that a photograph tells something of."""
    return any(item.kinds for one in lists for item in one.items)


def say(found: Checklist, *, states: bool = False) -> str:
    """All of it. `states`: with how it stands with each paper, once some have been shown."""
    words = texts(PART)
    brought = [item for item in found.items if item.state is not State.FETCHED]
    lines = [words["heading_shown" if states else "heading"].format(name=found.name), *_brought(brought, states=states)]
    said = {_place(item.basis) for item in brought if item.basis}
    lines += _more(found)
    lines += _stands(one for one in bases(found).values() if _place(one) not in said)
    if found.others and not found.citizen.homes:
        lines.append(words["others"])
    elif found.others and found.two:
        lines.append(words["other_one"])
    return "\n".join(lines)


def bases(found: Checklist) -> dict[tuple[str, str], Basis]:
    """Where all that is said of it stands, by policy and clause, in the order in which it is said."""
    cited = [(item.policy, item.basis) for item in found.items]
    cited += [(gone.policy, gone.basis) for gone in found.no_longer]
    cited += [(told.policy, told.basis) for told in found.also]
    cited += [(one.told.policy, one.told.basis) for one in found.acting if found.citizen.acts]
    return {(policy, one.clause): one for policy, one in cited if policy is not None and one is not None}


def _place(basis: Basis) -> tuple[str, str | None]:
    return basis.title, basis.article


def _brought(items: list[Item], *, states: bool) -> Iterator[str]:
    number = 0
    for _, group in groupby(items, key=lambda item: item.basis and (item.basis.title, item.basis.number)):
        together = list(group)
        for item in together:
            number += 1
            yield _line(number, item, states=states)
        yield from _stands(item.basis for item in together)


def _line(number: int, item: Item, *, states: bool) -> str:
    words = texts(PART)
    note = words["note"].format(note=item.note) if item.note else ""
    line = words["item"].format(number=number, document=item.document, who=item.who, note=note)
    if item.basis is not None and item.basis.lapsed:
        line += words["lapsed_mark"]
    return words["state"].format(state=words[item.state]) + line if states else line


def _more(found: Checklist) -> Iterator[str]:
    """What need not be brought, what else clauses say of it, and whether somebody else may go."""
    words = texts(PART)
    if fetched := [item.document for item in found.items if item.state is State.FETCHED]:
        yield words["fetched"].format(documents="；".join(fetched))
    for gone in found.no_longer:
        yield words["no_longer"].format(document=gone.document, day=day_text(gone.since))
    for told in found.also:
        yield words["also"].format(text=told.text)
    if found.citizen.acts:
        yield from (words["acting"].format(text=one.told.text) for one in found.acting)
        if not found.acting:
            yield words["acting_not_said"]


def _stands(cited: Iterable[Basis | None]) -> Iterator[str]:
    if known := [one for one in cited if one is not None]:
        yield texts(PART)["basis"].format(documents=documents(known))
