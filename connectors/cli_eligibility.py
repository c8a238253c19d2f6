"""`minsheng eligible …` and `minsheng screen …`: who is entitled, by facts given on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from actions.eligibility.printed import Sheet, as_html
from actions.eligibility.result import card, in_order
from bot.clock import today
from bot.settings import Settings
from connectors.cli_policies import AsJson, InRegion, On, list_or_exit, parse_day
from knowledge.eligibility import evaluate
from knowledge.facts import BadFact, Fact, FactKind, Known, believe
from knowledge.findings import Basis, Finding, describe, words
from knowledge.rule import NoCriteria
from knowledge.screening import Screening

YES_NO = {"是": True, "有": True, "yes": True, "true": True, "否": False, "没有": False, "no": False, "false": False}
Facts = Annotated[
    list[str] | None,
    typer.Option("--facts", metavar="FILE|k=v", help="A YAML or JSON file, or one fact; as often as wanted."),
]
More = Annotated[list[str] | None, typer.Argument(metavar="[FILE|k=v]...", help="More facts, as after --facts.")]


def eligible(
    policy: Annotated[str, typer.Argument(help="Id of a policy, such as canji-huli-butie.")],
    more: More = None,
    facts: Facts = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Whether somebody is entitled to one policy, with every condition and its clause."""
    policies = list_or_exit()
    if policy not in policies.policies:
        raise typer.BadParameter(f"no policy {policy}; `minsheng policies check` counts them", param_hint="POLICY")
    day = parse_day(on) or today()
    try:
        found = evaluate(policies, policy, read_facts(policies.facts, [*(facts or []), *(more or [])]), day)
    except NoCriteria as error:
        typer.echo(
            f"{policies.policies[policy].name}：公布的条文里没有可以逐条核对的条件，请直接问我这项政策。", err=True
        )
        raise typer.Exit(1) from error
    _print([describe(policies, found, day)], as_json=as_json)


def screen(
    more: More = None,
    facts: Facts = None,
    on: On = None,
    region: InRegion = None,
    as_json: AsJson = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page to print.")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it as a PDF.")] = None,
) -> None:
    """The whole list for one person: what there is to get, what cannot be told yet, what not, and why."""
    policies, day = list_or_exit(), parse_day(on) or today()
    place = policies.region_of(region or Settings().region)
    if place is None:
        raise typer.BadParameter(f"no region {region}; there are: {', '.join(policies.regions)}", param_hint="--region")
    found = Screening(policies, place, day).of(read_facts(policies.facts, [*(facts or []), *(more or [])]))
    described = in_order(describe(policies, one, day) for one in found)
    if html is None and pdf is None:
        _print(described, as_json=as_json)
        return
    if not described:
        typer.echo(f"{policies.regions[place].name}：清单里没有可以逐条核对的政策。", err=True)
        raise typer.Exit(1)
    page = as_html(Sheet(day, policies.version, tuple(card(policies, one) for one in described)))
    try:
        _write(page, html, pdf)
    except OSError as error:
        typer.echo(f"写不成：{error}", err=True)
        raise typer.Exit(1) from error


def _write(page: str, html: Path | None, pdf: Path | None) -> None:
    if html is not None:
        html.write_text(page, encoding="utf-8")
        typer.echo(f"写好网页：{html}")
    if pdf is not None:
        from knowledge.export.pages import as_pdf

        typer.echo(f"写好 PDF：{pdf}（{as_pdf(page, pdf)} 页）")


def read_facts(registry: dict[str, Fact], given: list[str]) -> Known:
    """The facts of files and of k=v pairs; typer.BadParameter names what is wrong with one."""
    found: dict[str, Any] = {}
    for one in given:
        if "=" in one:
            name, _, value = one.partition("=")
            found[name.strip()] = value.strip()
        else:
            found |= _file(Path(one))
    known = {}
    for name, value in found.items():
        if name not in registry:
            raise typer.BadParameter(f"no fact {name}; there are: {', '.join(sorted(registry))}", param_hint="--facts")
        try:
            known[name] = believe(registry[name], _value(registry[name], value))
        except BadFact as error:
            raise typer.BadParameter(str(error), param_hint=f"--facts {name}") from error
    return known


def _file(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise typer.BadParameter(f"{path}: {error}", param_hint="--facts") from error
    if not isinstance(content, dict):
        raise typer.BadParameter(f"{path}: expected facts with their values", param_hint="--facts")
    return content


def _value(fact: Fact, value: Any) -> Any:
    """A value as it is typed, as the fact has it: a choice also by its name."""
    if fact.kind is FactKind.NUMBER and isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value
    if fact.kind is FactKind.YES_NO and isinstance(value, str):
        return YES_NO.get(value.lower(), value)
    if fact.kind is FactKind.CHOICE:
        return next((choice for choice, named in fact.choices.items() if value in (choice, named.name)), value)
    return value


def _print(findings: list[Finding], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=2, default=str))
        return
    typer.echo("\n\n".join(map(_page, findings)))


def _page(finding: Finding) -> str:
    lines = [finding.heading, *(f"  {amount.text}" for amount in finding.amounts)]
    lines += [f"  {line.mark} {line.text}（{_basis(line.basis)}）" for line in finding.conditions]
    missing = [words()["missing"].format(facts="、".join(finding.missing))] if finding.missing else []
    unchecked = [words()["not_checked"].format(text=one.text) for one in finding.not_checked]
    return "\n".join([*lines, *(f"  {note}" for note in (*missing, *finding.near, *unchecked))])


def _basis(basis: Basis) -> str:
    return basis.name + ("，已过有效期" if basis.lapsed else "")
