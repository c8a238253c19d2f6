"""The words of an answer: the fixed texts, the clauses, and where each stands."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import yaml

from knowledge.draft import Citation, Draft
from knowledge.policy import HOTLINE, Clause, Policy
from knowledge.policy_list import PolicyList

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
        paragraphs.append("\n".join([_intro(draft, policy), *said, f"依据：{_documents(quoted)}。"]))
    warned = dict.fromkeys((c.number or c.title, c.lapses) for c in citations if c.lapsed and c.lapses)
    for name, lapses in warned:
        assert lapses is not None
        paragraphs.append(fixed("lapsed", source=name, day=day_text(lapses), contact=contact(draft)))
    return "\n\n".join(paragraphs)


def _intro(draft: Draft, policy: str) -> str:
    if draft.day < draft.question.today:
        return fixed("intro_past", policy=policy, day=day_text(draft.day))
    return fixed("intro_future" if draft.day > draft.question.today else "intro", policy=policy)


def _documents(citations: list[Citation]) -> str:
    """Each document once, with the articles quoted from it and the day it holds from."""
    documents: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        number = f"（{citation.number}）" if citation.number else ""
        documents.setdefault((citation.title, number), []).append(citation)
    return "；".join(
        f"《{title.replace('《', '〈').replace('》', '〉')}》{number}{_articles(quoted)}，{day_text(quoted[0].effective)}起施行"
        for (title, number), quoted in documents.items()
    )


def _articles(quoted: list[Citation]) -> str:
    """Each article once; a clause may rest on several (第三十七条、第六十四条)."""
    named = "、".join(citation.article for citation in quoted if citation.article)
    return "、".join(dict.fromkeys(filter(None, named.split("、"))))
