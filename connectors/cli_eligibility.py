"""`minsheng eligible …` and `minsheng screen …`: who is entitled, by facts given on the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.clock import today
from bot.settings import Settings
from connectors.cli_policies import AsJson, InRegion, On, list_or_exit, parse_day
from knowledge.eligibility import Eligibility, evaluate
from knowledge.facts import BadFact, Fact, FactKind, Known, believe
from knowledge.findings import Finding, describe
from knowledge.policy_list import PolicyList
from knowledge.rule import NoCriteria
from knowledge.screening import Screening

YES_NO = {"是": True, "有": True, "yes": True, "true": True, "否": False, "没有": False, "no": False, "false": False}
Facts = Annotated[
    list[str] | None,
    typer.Option("--facts", metavar="FILE|k=v", help="A YAML or JSON file, or one fact; as often as wanted."),
]


def eligible(
    policy: Annotated[str, typer.Argument(help="Id of a policy, such as canji-huli-butie.")],
    facts: Facts = None,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Whether somebody is entitled to one policy, with every condition and its clause."""
    policies = list_or_exit()
    if policy not in policies.policies:
        raise typer.BadParameter(f"no policy {policy}; `minsheng policies check` counts them", param_hint="POLICY")
    try:
        found = evaluate(policies, policy, read_facts(policies.facts, facts or []), parse_day(on) or today())
    except NoCriteria as error:
        typer.echo(
            f"{policies.policies[policy].name}：公布的条文里没有可以逐条核对的条件，请直接问我这项政策。", err=True
        )
        raise typer.Exit(1) from error
    _print(policies, [found], as_json=as_json)


def screen(facts: Facts = None, on: On = None, region: InRegion = None, as_json: AsJson = False) -> None:
    """The whole list for one person: what there is to get, what cannot be told yet, what not, and why."""
    policies = list_or_exit()
    screening = Screening(policies, region or Settings().region, parse_day(on) or today())
    _print(policies, screening.of(read_facts(policies.facts, facts or [])), as_json=as_json)


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


def _print(policies: PolicyList, found: list[Eligibility], *, as_json: bool) -> None:
    findings = [describe(policies, one) for one in found]
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=2))
        return
    typer.echo("\n\n".join(map(_page, findings)))


def _page(finding: Finding) -> str:
    lines = [finding.heading, *(f"  {amount}" for amount in finding.amounts)]
    lines += [f"  {line.mark} {line.text}（{line.basis}）" for line in finding.conditions]
    return "\n".join([*lines, *(f"  {note}" for note in finding.notes)])
