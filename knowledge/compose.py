"""The words of an answer: the fixed texts, the clauses, and where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TypeAlias

import yaml

from knowledge.draft import Citation, Draft
from knowledge.findings import Basis
from knowledge.policy import HOTLINE, Clause, Policy
from knowledge.policy_list import PolicyList

Cited: TypeAlias = Citation | Basis
"""Where something stands."""
_TEXTS = Path(__file__).parent / "words" / "outcomes.yaml"


@lru_cache(maxsize=1)
def _texts() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    return texts


def fixed(name: str, **parts: str) -> str:
    """The fixed text of an outcome, filled in."""
    return _texts()[name].format(**parts)


def day_text(day: date) -> str:
    """2026年6月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def contact(draft: Draft) -> str:
    """Whom to call when the list does not know: 12345政务服务便民热线."""
    hotline = draft.index.policies.contacts[HOTLINE]
    return hotline.name


def cite(policies: PolicyList, policy: Policy, clause: Clause, day: date) -> Citation:
    """Where the clause stands, and how on that day."""
    source, validity = policies.sources[clause.source], policies.validity(clause)
    return Citation(
        policy=policy.name,
        policy_id=policy.id,
        clause_id=clause.id,
        text=clause.text,
        title=source.title,
        number=source.number,
        issuer=source.issuer,
        article=clause.article,
        published=source.published,
        effective=validity.effective,
        lapses=validity.lapses,
        force=validity.on(day),
        note=source.note,
        url=str(source.url) if source.url else None,
    )


def compose(draft: Draft, citations: tuple[Citation, ...]) -> str:
    """One paragraph a policy; then, for each document that has lapsed, its warning."""
    paragraphs = []
    for policy, group in groupby(citations, key=lambda citation: citation.policy):
        quoted = list(group)
        said = [citation.text + (fixed("lapsed_mark") if citation.lapsed else "") for citation in quoted]
        paragraphs.append("\n".join([_intro(draft, policy), *said, f"依据：{documents(quoted)}。"]))
    return "\n\n".join((*paragraphs, *warnings(citations, contact(draft))))


def warnings(citations: Iterable[Citation], hotline: str) -> list[str]:
    """For each document that has lapsed, its warning."""
    ended = {(c.number or c.title, c.lapses): c.lapses for c in citations if c.lapsed and c.lapses}
    return [fixed("lapsed", source=name, day=day_text(day), contact=hotline) for (name, _), day in ended.items()]


def _intro(draft: Draft, policy: str) -> str:
    if draft.day < draft.question.today:
        return fixed("intro_past", policy=policy, day=day_text(draft.day))
    return fixed("intro_future" if draft.day > draft.question.today else "intro", policy=policy)


def documents(cited: Iterable[Cited]) -> str:
    """Each document once, with the articles quoted from it and the day it holds from."""
    quoted_from: dict[tuple[str, str], list[Cited]] = {}
    for one in cited:
        number = f"（{one.number}）" if one.number else ""
        quoted_from.setdefault((one.title, number), []).append(one)
    return "；".join(
        f"《{title.replace('《', '〈').replace('》', '〉')}》{number}{_articles(quoted)}，{day_text(quoted[0].effective)}起施行"
        for (title, number), quoted in quoted_from.items()
    )


def _articles(quoted: list[Cited]) -> str:
    """Each article once; a clause may rest on several (第三十七条、第六十四条)."""
    named = "、".join(one.article for one in quoted if one.article)
    return "、".join(dict.fromkeys(filter(None, named.split("、"))))
