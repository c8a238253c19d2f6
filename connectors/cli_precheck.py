"""`minsheng precheck FILE…`: whether photographs and PDFs of papers are legible, right, and valid on the day."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.clock import now, today
from connectors.cli_policies import AsJson, list_or_exit, parse_day

if TYPE_CHECKING:
    from actions.documents.judging import Judged, Purpose
    from actions.documents.page_read import PageRead

MARKS = {"pass": "✓", "fix": "✗", "ask": "?"}


@dataclass(frozen=True)
class FilePage:
    """A page of a file; what could not be opened has no page."""

    file: str
    read: PageRead | None
    cannot: str = ""


def precheck(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Photographs and PDFs.", exists=True)],
    service: Annotated[str | None, typer.Option(help="Id of a service, such as jiehun.")] = None,
    policy: Annotated[str | None, typer.Option(help="Id of a policy, such as canji-huli-butie.")] = None,
    day: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Of the appointment (today).")] = None,
    name: Annotated[list[str] | None, typer.Option(help="Of an applicant; as often as wanted.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check papers for a service or policy on a day. Nothing is kept. Ends with 1 where something must be put right."""
    from actions.documents.judging import judge, worst
    from actions.documents.model import Outcome

    what_for = _purpose(service, policy, parse_day(day) or today(), name or [])
    found = asyncio.run(_read(files))
    judged = judge([page.read for page in found if page.read], what_for)
    typer.echo(json.dumps(_told(found, judged), ensure_ascii=False, indent=2) if as_json else _written(found, judged))
    cannot = any(page.read is None for page in found)
    if cannot or worst(f for page in (*judged.pages, judged.together) for f in page) == Outcome.FIX:
        raise typer.Exit(1)


def _purpose(service: str | None, policy: str | None, day: date, names: Sequence[str]) -> Purpose:
    from actions.documents.checks.holder import Applicant
    from actions.documents.subject import POLICY, SERVICE, Subject, purpose

    policies = list_or_exit()
    subject = Subject(SERVICE, service) if service else Subject(POLICY, policy) if policy else None
    if subject is not None and subject.name(policies) is None:
        raise typer.BadParameter(f"the list has no {subject.sort} {subject.id}")
    asked = purpose(subject, None, policies, now())
    return replace(
        asked,
        day=day,
        asked=subject.asked(policies, day) if subject else None,
        applicants=tuple(Applicant(name) for name in names),
    )


async def _read(files: Sequence[Path]) -> list[FilePage]:
    """Every page, one after the other; who waits sees how far it is."""
    from actions.documents.opening import CannotOpen, Opening
    from actions.documents.reading import Reader

    opening, reader, found = Opening(), Reader(), []
    try:
        for number, file in enumerate(files, 1):
            typer.echo(f"正在看第{number}份，共{len(files)}份……", err=True)
            try:
                for page in await opening.open_pages(file.read_bytes()):
                    found.append(FilePage(file.name, (await reader.read(page)).as_kept()))
            except CannotOpen as problem:
                found.append(FilePage(file.name, None, str(problem)))
    finally:
        reader.close()
    return found


def _told(found: Sequence[FilePage], judged: Judged) -> dict[str, Any]:
    from actions.documents.judging import worst
    from actions.documents.telling import name

    findings = iter(judged.pages)
    pages: list[dict[str, Any]] = []
    for page in found:
        if page.read is None:
            pages.append({"file": page.file, "cannot": page.cannot})
            continue
        here = next(findings)
        pages.append(
            {
                "file": page.file,
                "paper": page.read.recognised.kind,
                "name": name(page.read),
                "outcome": worst(here).value,
                "findings": [{"check": f.check, "outcome": f.outcome.value, "said": f.said} for f in here],
                "fields": {field.id: field.value for field in page.read.fields},
            }
        )
    together = [{"check": f.check, "outcome": f.outcome.value, "said": f.said} for f in judged.together]
    return {"pages": pages, "together": together}


def _written(found: Sequence[FilePage], judged: Judged) -> str:
    told = _told(found, judged)
    lines = []
    for page in told["pages"]:
        if "cannot" in page:
            lines += [page["file"], f"  {MARKS['fix']} {page['cannot']}"]
            continue
        lines.append(f"{page['file']}：{page['name'] or '没认出是什么'}")
        lines += [f"  {MARKS[f['outcome']]} {f['said']}" for f in page["findings"]]
    if told["together"]:
        lines += ["几份一起看", *(f"  {MARKS[f['outcome']]} {f['said']}" for f in told["together"])]
    return "\n".join(lines)
