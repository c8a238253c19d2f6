"""`minsheng interview-sim`: how many questions the interview saves, measured on made-up citizens."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.clock import today
from bot.settings import Settings
from connectors.cli_policies import AsJson, InRegion, On, list_or_exit, parse_day
from connectors.progress import progress_line
from knowledge.simulate import Compared, compare

WHOLE = "the whole list"


def interview_sim(
    people: Annotated[int, typer.Option("--people", min=1, metavar="N", help="How many citizens to make up.")],
    region: InRegion = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes up the same citizens.")] = 1,
    on: On = None,
    as_json: AsJson = False,
) -> None:
    """Ask made-up citizens in three ways, and count the questions: the interview, a form, and any order.

    Each fact is drawn by itself from what the registry says is usual. The form asks for every fact that the conditions
    compare; any order leaves out what can change nothing any more. Exit 1 if an outcome of the interview differs from the
    outcome with every fact known.
    """
    policies = list_or_exit()
    place, day = region or Settings().region, parse_day(on) or today()
    if place not in policies.regions:
        raise typer.BadParameter(f"no region {place}; there are: {', '.join(policies.regions)}", param_hint="--region")
    with progress_line(f"Asking {people} people") as progress:
        found = compare(policies, place, day, people, seed, progress)
    if as_json:
        asked = {"list": policies.version, "region": place, "on": day.isoformat(), "people": people, "seed": seed}
        typer.echo(json.dumps(asked | {"compared": [asdict(one) for one in found]}, ensure_ascii=False, indent=2))
    else:
        typer.echo(_table(found))
    if any(one.differing for one in found):
        raise typer.Exit(1)


def _table(found: list[Compared]) -> str:
    width = max(len(WHOLE), *(len(one.policy or "") for one in found))
    lines = [f"{'':{width}}  interview      form  any order      interview  outcomes"]
    lines += [f"{'questions':{width}}   mean  p95            mean  p95         / form  differing"]
    for one in found:
        ours, shuffled = (f"{way.mean:6.2f} {way.p95:4}" for way in (one.ours, one.shuffled))
        lines.append(
            f"{one.policy or WHOLE:{width}} {ours}  {one.fixed:8} {shuffled} {one.ratio:14.3f} {one.differing:10}"
        )
    return "\n".join(lines)
