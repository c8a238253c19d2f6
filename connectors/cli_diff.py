"""`minsheng policies diff`: what changed between two lists, and what rests on it. In Chinese, for clerks."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from sqlalchemy.engine import make_url

from actions.corrections import resting
from actions.corrections.resting import What
from bot.clock import today
from bot.db import connect
from bot.migrations.upgrade import is_current
from bot.privacy import Cipher
from bot.settings import Settings, load
from connectors import versions
from knowledge import policy_list
from knowledge.check import problems
from knowledge.diff import Aspect, ClauseChange, Difference, PolicyChange, Stated, diff
from knowledge.diff_parts import Kind, PartChange
from knowledge.diff_words import words
from knowledge.policy_list import PolicyList
from knowledge.yaml_file import ListError

app = typer.Typer()

HELP = """比较两份清单：哪些政策、条款、条件、金额、材料、电话改了.

旧、新：清单的目录，或者以前用过的清单的版本号。

还会说：以前的回答、对过的条件、存着的情况，有多少是按改了的条款说的。只说有多少，不说是谁。
"""
AT_ONCE = 200
"""Conversations read in one transaction."""
COUNTED = {What.ANSWER: "回答", What.RESULT: "对过的条件", What.PROFILE: "存着的情况"}
Rests = dict[tuple[str, str], dict[What, set[str]]]
"""By policy and clause (none: its conditions as a whole), and by what rests on it: ids of conversations."""


@app.command("diff", help=HELP)
def policies_diff(
    old: Annotated[str, typer.Argument(metavar="旧", help="目录或版本号。")],
    new: Annotated[str, typer.Argument(metavar="新", help="目录或版本号。")],
    as_json: Annotated[bool, typer.Option("--json", help="打印 JSON，带对话的编号。")] = False,
) -> None:
    """Exit 1 for a list that is broken, or a version that is not kept."""
    settings = Settings()
    before, after = _open(settings, old), _open(settings, new, is_new=True)
    found = diff(before, after)
    rests = _rests(settings, found)
    if as_json:
        typer.echo(json.dumps(_plain(found, rests), ensure_ascii=False, indent=2, default=str))
        return
    typer.echo("\n".join(_page(found)))
    typer.echo("\n".join(_counts(found, rests)))


def _open(settings: Settings, given: str, *, is_new: bool = False) -> PolicyList:
    """A folder, or a kept version. What is wrong with a new one is told as `policies check` would."""
    path = Path(given)
    if not path.is_dir() and given not in versions.kept(settings):
        kept = "、".join(versions.kept(settings)) or "没有"
        _give_up(f"没有这个目录，也没有留着这个版本：{given}。留着的版本：{kept}。")
    try:
        policies = policy_list.load(path if path.is_dir() else versions.folder(settings, given))
    except ListError as error:
        _give_up(f"清单本身有错，请先改好：\n{error}")
    if is_new and path.is_dir() and (wrong := problems(policies, today())):
        _give_up("清单本身有错，请先改好：\n" + "\n".join(wrong))
    return policies


def _rests(settings: Settings, found: Difference) -> Rests | None:
    """What rests on that which changed; None where there is no database to look into."""
    address = make_url(settings.database)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return None
    if not is_current(settings.database):
        return None
    secrets = load()
    cipher = Cipher(secrets.keys.get_secret_value(), secrets.lookup_key.get_secret_value())
    rests: Rests = defaultdict(lambda: defaultdict(set))
    for one in _all(settings.database, cipher, found.new):
        for touched in one.touched(found):
            clauses = [change.clause for change in touched.clauses]
            clauses += [change.rests_on or "" for change in touched.parts]
            for clause in clauses:
                rests[touched.change.policy, clause][one.what].add(one.conversation_id)
    return rests


def _all(database: str, cipher: Cipher, version: str) -> Iterator[resting.Resting]:
    """Everything that rests on another list; page by page, so that nobody who writes waits long."""
    engine, after = connect(database), ""
    try:
        while True:
            with engine.begin() as db:
                page = resting.conversations(db, version, after, AT_ONCE)
                rows = resting.rows(db, page)
            if not page:
                return
            for of_one in resting.read(cipher, rows).values():
                yield from (one for one in of_one if one.list_version != version)
            after = page[-1]
    finally:
        engine.dispose()


def _plain(found: Difference, rests: Rests | None) -> dict[str, Any]:
    """For other programs: everything, with ids of conversations and nothing of what was said."""
    policies = [
        asdict(one)
        | {
            "means": one.means,
            "judged_by": sorted(one.judged_by),
            "clauses": [asdict(change) | {"means": change.means} for change in one.clauses],
        }
        for one in found.policies.values()
    ]
    rows = [
        {
            "policy": policy,
            "clause": clause or None,
            **{f"{what}s": sorted(by_what[what]) for what in COUNTED if by_what[what]},
        }
        for (policy, clause), by_what in sorted((rests or {}).items())
    ]
    contacts = [asdict(one) for one in found.contacts]
    others = {kind: list(ids) for kind, ids in found.others.items()}
    return {
        "old": found.old,
        "new": found.new,
        "policies": policies,
        "contacts": contacts,
        "others": others,
        "rests": None if rests is None else rows,
    }


def _page(found: Difference) -> Iterator[str]:
    counts = Counter(one.kind for one in found.policies.values())
    told = "，".join(f"{words()['kinds'][kind]} {counts[kind]} 项" for kind in Kind)
    yield f"清单 {found.old} → {found.new}：政策{told}；电话 {len(found.contacts)} 个"
    for one in found.policies.values():
        yield ""
        yield f"【{one.name}】{one.policy}（{words()['kinds'][one.kind]}）"
        yield from _policy(one)
    for contact in found.contacts:
        yield f"\n【电话】{contact.contact}（{words()['kinds'][contact.kind]}）"
        yield from _two(contact.old, contact.new)
    if found.others:
        yield ""
        yield "【其他】" + "，".join(f"{words()['others'][kind]} {len(ids)} 处" for kind, ids in found.others.items())


def _policy(change: PolicyChange) -> Iterator[str]:
    if change.kind is Kind.ADDED:
        yield f"  {len(change.clauses)} 条条款"
        return
    for clause in change.clauses:
        yield from _clause(clause)
    for part in change.parts:
        yield from _part(part)
    for name in change.names:
        said = [f"{how}“{'、'.join(ones)}”" for how, ones in (("去了", name.old), ("加了", name.new)) if ones]
        yield f"  {words()['names'][name.field]}：{'，'.join(said) or '换了顺序'}"


def _clause(change: ClauseChange) -> Iterator[str]:
    aspects = "、".join(words()["aspects"][aspect] for aspect in change.aspects)
    meaning = "" if change.means or change.kind is Kind.ADDED else "，意思没变"
    yield f"  {words()['kinds'][change.kind]}条款 {change.clause}" + (f"（{aspects}{meaning}）" if aspects else "")
    yield from _two(*(_stated(one, change.aspects) if one else None for one in (change.old, change.new)))
    if change.followed_by:
        yield f"    看来由 {change.followed_by} 接替"


def _stated(one: Stated, aspects: tuple[Aspect, ...]) -> str:
    """With its figures and the note of its document only where these are what changed."""
    document = one.number or f"《{one.title}》"
    days = [f"{one.effective} 起"]
    days += [f"{one.ends} 起不再有效"] if one.ends else []
    note = f"；{one.note}" if one.note and Aspect.SOURCE in aspects else ""
    figures = f"〔{'；'.join(one.figures)}〕" if one.figures and {Aspect.FIGURES, Aspect.WORDING} & {*aspects} else ""
    return f"{one.text}{figures}（{document}{one.article or ''}，{'，'.join(days)}{note}）"


def _part(change: PartChange) -> Iterator[str]:
    where = f"（条款 {change.clause}）" if change.clause else ""
    yield f"  {words()['kinds'][change.kind]}{words()['parts'][change.part]}{where}"
    yield from [f"    {change.new}"] if change.old == change.new else _two(change.old, change.new)


def _two(old: str | None, new: str | None) -> Iterator[str]:
    if old is not None:
        yield f"    原：{old}"
    if new is not None:
        yield f"    现：{new}"


def _counts(found: Difference, rests: Rests | None) -> Iterator[str]:
    yield ""
    if rests is None:
        yield "没有看以前的对话：还没有数据库，或者它的样子不是最新的（启动一次系统就好）。"
        return
    if not rests:
        yield "以前说过的话里，没有按改了的条款说的。"
        return
    yield "以前按改了的条款说过的："
    for (policy, clause), by_what in sorted(rests.items()):
        counted = "，".join(f"{name} {len(by_what[what])} 个对话" for what, name in COUNTED.items() if by_what[what])
        yield f"  {found.policies[policy].name} {clause or '条件整体'}：{counted}"
    told = {one for by_what in rests.values() for what in resting.TOLD for one in by_what[what]}
    yield f"  一共 {len(told)} 个对话要更正。新清单生效以后，用 minsheng corrections list 看。"


def _give_up(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
