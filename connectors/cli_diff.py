"""`minsheng policies diff OLD NEW`: what changed, and how many answers rest on it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from actions.corrections import queue
from actions.profile import store
from bot.db import connect
from bot.migrations.upgrade import upgrade
from bot.privacy import Cipher
from bot.settings import Settings, load
from connectors import versions
from knowledge import policy_list
from knowledge.diff import Kind, PolicyChange, diff
from knowledge.policy_list import PolicyList
from knowledge.yaml_file import ListError

WHAT = {"clause": "条文", "condition": "条件", "amount": "金额"}
KINDS = {Kind.ADDED: "新增", Kind.REMOVED: "删去", Kind.CHANGED: "改动"}
List = Annotated[str, typer.Argument(help="A folder of lists, or the version of one that was answered from.")]


def policies_diff(
    old: List, new: List, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """What changed from one list to another, and whose answers and profiles rested on it."""
    settings = load()
    before, after = _open(settings, old, "OLD"), _open(settings, new, "NEW")
    changes = diff(before, after)
    resting = _resting(settings, before.version, changes)
    if as_json:
        found = [asdict(one) | {"resting": resting.get(one.policy, {})} for one in changes]
        typer.echo(json.dumps({"old": before.version, "new": after.version, "policies": found}, ensure_ascii=False))
        return
    typer.echo(f"{before.version} → {after.version}：{len(changes)} 项政策有变化")
    for one in changes:
        typer.echo(_page(one, resting.get(one.policy, {})))


def _open(settings: Settings, given: str, name: str) -> PolicyList:
    path = Path(given) if Path(given).is_dir() else versions.folder(settings, given)
    if not path.is_dir():
        raise typer.BadParameter(f"{given}: no such folder, and no list of that version is kept", param_hint=name)
    try:
        return policy_list.load(path)
    except ListError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _resting(settings: Settings, version: str, changes: list[PolicyChange]) -> dict[str, dict[str, list[str]]]:
    """By policy, the conversations of which something rests on what changed: what to add for another kind of record."""
    upgrade(settings.database)
    engine = connect(settings.database)
    cipher = Cipher(settings.keys.get_secret_value(), settings.lookup_key.get_secret_value())
    found: dict[str, dict[str, list[str]]] = {}
    with engine.begin() as db:
        for one in queue.told(db, cipher, version):
            for policy, _ in queue.resting_on(one, changes):
                found.setdefault(policy.policy, {}).setdefault("answers", []).append(one.conversation_id)
        for profile in store.judged_by(db, cipher, version):
            for policy in changes:
                if policy.policy in profile.outcomes:
                    resting = found.setdefault(policy.policy, {}).setdefault("profiles", [])
                    resting.append(profile.conversation_id)
    engine.dispose()
    return found


def _page(one: PolicyChange, resting: dict[str, list[str]]) -> str:
    lines = [f"\n{KINDS[one.kind]}　{one.name}（{one.policy}）"]
    for change in one.changes:
        lines.append(f"  {KINDS[change.kind]}{WHAT[change.what]} {change.clause}")
        lines += [f"    旧：{change.old}"] if change.old else []
        lines += [f"    新：{change.new}"] if change.new else []
    counts = Counter({kind: len(set(ids)) for kind, ids in resting.items()})
    names = {"answers": "对话里的回答", "profiles": "留存的资料"}
    told = "，".join(f"{counts[kind]} 个{name}" for kind, name in names.items() if counts[kind])
    return "\n".join([*lines, f"  依据过旧条文的：{told or '没有'}"])
