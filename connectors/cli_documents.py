"""`minsheng documents …`: what staff corrected of the checks on papers, as cases for the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
import yaml
from sqlalchemy import Connection

from actions.documents import reviewing
from actions.documents.cases import Case
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.retry import run
from bot.settings import MissingSecret, load

app = typer.Typer(no_args_is_help=True, help="What was found on citizens' papers, and what staff said of it.")
WIDTH = 120
"""Characters of a line of the file."""


@app.command()
def cases(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Made if it is not there; else added to.")],
) -> None:
    """Add the findings that staff corrected to a file of test cases, for a person to look through before it is committed.

    Nothing of the citizen is in a case: names, numbers, addresses, days of birth are made up. What the file has already
    stays as it is. Exit 1 if the file holds something else.
    """
    try:
        settings = load()
        known = _known(out)
    except MissingSecret as error:
        _give_up(str(error))
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        _give_up(f"{out} is no file of cases: {type(error).__name__}")
    upgrade(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())

    def read(db: Connection) -> list[tuple[str, Case]]:
        return list(reviewing.cases(db, cipher))

    new = [(id_, case) for id_, case in run(connect(settings.database), read) if id_ not in known]
    if new:
        with out.open("a", encoding="utf-8") as file:
            file.writelines(written(id_, case) for id_, case in new)
    typer.echo(f"{len(new)} new cases in {out}, {len(known)} were there")


def written(id_: str, case: Case) -> str:
    """A case as it stands in the file, an entry of its list: a field a line."""
    content = case.plain()
    for page in content["pages"]:
        page["recognised"] = _OnOneLine(page["recognised"])
        for part in ("fields", "lines"):
            page[part] = [_OnOneLine(one) for one in page[part]]
    entry = [{"id": id_, "case": content}]
    return yaml.dump(entry, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH)


class _OnOneLine(dict[str, Any]):
    """Written on one line, or as few as it needs."""


class _Dumper(yaml.SafeDumper):
    """Of cases."""


_Dumper.add_representer(
    _OnOneLine, lambda dumper, one: dumper.represent_mapping("tag:yaml.org,2002:map", one.items(), flow_style=True)
)


def _known(out: Path) -> set[str]:
    """The ids of the cases in the file. ValueError, KeyError, TypeError, YAMLError if it holds something else."""
    if not out.exists():
        return set()
    content = yaml.safe_load(out.read_text(encoding="utf-8")) or []
    for entry in content:
        Case.of(entry["case"])
    return {entry["id"] for entry in content}


def _give_up(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
