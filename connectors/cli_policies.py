"""`minsheng policies …`: looking after the list."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.clock import today
from bot.settings import Settings
from connectors import build, cli_diff, cli_lists
from connectors.progress import progress_line
from knowledge.policy_list import PolicyList
from knowledge.yaml_file import ListError

if TYPE_CHECKING:
    from knowledge.index import Index

app = typer.Typer(no_args_is_help=True, help="The benefit policy list: check, build, search, measure, import, export.")
app.add_typer(cli_lists.app)
app.add_typer(cli_diff.app)

On = Annotated[str | None, typer.Option("--on", metavar="YYYY-MM-DD", help="The day asked about (default: today).")]
InRegion = Annotated[str | None, typer.Option("--region", help="The place asked about.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def parse_day(on: str | None) -> date | None:
    """An ISO date; typer.BadParameter for anything else."""
    if on is None:
        return None
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise typer.BadParameter(f"{on!r} is no date like 2026-01-31") from error


@app.command("check")
def check(
    sources: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of official texts in which every figure is looked up."),
    ] = None,
    drafts: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of drafts to check as if they stood in the list."),
    ] = None,
) -> None:
    """Say everything that is wrong with the list; exit 1 if there is anything."""
    from knowledge.check import problems, unchecked_sources

    policies = list_or_exit()
    if drafts is not None:
        _check_drafts(policies, drafts)
        return
    found = problems(policies, today(), sources)
    for problem in found:
        typer.echo(problem, err=True)
    clauses = [clause for policy in policies.policies.values() for clause in policy.clauses]
    typer.echo(
        f"list {policies.version}: {len(policies.policies)} policies, {len(clauses)} clauses, "
        f"{sum(len(clause.figures) for clause in clauses)} figures, {len(found)} problems"
    )
    if sources is not None and (unchecked := unchecked_sources(policies)):
        typer.echo(f"no official text is kept for {', '.join(unchecked)}: their figures were not looked up")
    if found:
        raise typer.Exit(1)


def _check_drafts(policies: PolicyList, drafts: Path) -> None:
    """The drafts of the region that their folder is named after, else of the one that is set."""
    from knowledge.imports.together import check_drafts

    region = drafts.name if drafts.name in policies.regions else Settings().region
    found = check_drafts(drafts, policies.folder, region, today())
    for problem in found:
        typer.echo(problem, err=True)
    typer.echo(f"drafts in {drafts}: {len(found)} problems")
    if found:
        raise typer.Exit(1)


@app.command("build")
def make_index() -> None:
    """Index the list, so that the next start need not; an index of the same list and encoder is kept."""
    index = index_or_exit()
    folder = build.index_folder(Settings(), index.policies, index.encoder)
    typer.echo(f"index of list {index.policies.version}: {len(index.units)} units, in {folder}")


@app.command("train-encoder")
def train_encoder(
    into: Annotated[Path, typer.Option(file_okay=False, help="Folder to write it to.")] = build.ENCODER,
) -> None:
    """Train the encoder on the list, in about half a minute; `policies calibrate` and `policies eval` come after it."""
    policies = list_or_exit()
    with progress_line("Training the encoder") as progress:
        build.train_encoder(policies, into, progress)
    typer.echo(f"encoder trained on list {policies.version}, in {into}")


@app.command("search")
def find(
    query: str,
    on: On = None,
    region: InRegion = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many to show.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Show what a sentence may be about, best first, with the likelihood of each."""
    from knowledge.search import ranking, search

    index, settings = index_or_exit(), Settings()
    policies = index.policies
    place = policies.region_of(region) if region else settings.region
    hits = search(index, query, place or policies.outermost(settings.region), parse_day(on) or today())[:k]
    rows = [
        {
            "id": hit.target,
            "name": policies.elsewhere[hit.target].topic if hit.elsewhere else policies.policies[hit.target].name,
            "elsewhere": hit.elsewhere,
            "score": round(hit.score, 4),
            "bm25": round(hit.features.lexical, 4),
            "cosine": round(hit.features.semantic, 4),
            "named": bool(hit.features.named),
        }
        for hit in hits
    ]
    if as_json:
        typer.echo(json.dumps({"minimum": ranking().minimum, "hits": rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        office = "  （别的部门）" if row["elsewhere"] else ""
        typer.echo(f"{row['score']:.3f}  {row['id']}  {row['name']}{office}")
    typer.echo(f"(under {ranking().minimum} nothing counts as found)")


@app.command("eval")
def measure(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    region: InRegion = None,
    as_json: AsJson = False,
) -> None:
    """Measure finding and answering over JSON lines {"q", "policies", "on"?, "region"?}."""
    from knowledge.evaluate import BadCases, evaluate, read_cases

    try:
        cases = read_cases(file)
    except BadCases as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    figures = evaluate(index_or_exit(), cases, today(), region or Settings().region)
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=2))
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value}")


@app.command("calibrate")
def fit(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Fit the fusion and the minimum to labelled questions (never to those that are reported)."""
    from knowledge.calibrate import calibrate, calibrate_clauses, calibrate_following
    from knowledge.evaluate import read_cases

    index, cases, region = index_or_exit(), read_cases(file), Settings().region
    typer.echo(calibrate(index, cases, today(), region, file))
    if any(case.before for case in cases):
        typer.echo(calibrate_following(index, cases, today(), region, file))
    if any(case.clauses for case in cases):
        typer.echo(calibrate_clauses(index, cases, today(), region, file))


def list_or_exit() -> PolicyList:
    """The list; what is wrong with it is printed and ends the command."""
    try:
        return build.open_list(Settings())
    except ListError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def index_or_exit() -> Index:
    """The index, kept or new; what keeps it from being made is printed and ends the command."""
    list_or_exit()
    try:
        return build.open_index(Settings())
    except FileNotFoundError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
