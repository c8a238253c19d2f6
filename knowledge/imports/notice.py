"""A notice becomes a source and one policy with a clause for each of its articles, word for word."""

from __future__ import annotations

import re

from knowledge.imports.articles import cut
from knowledge.imports.drafting import Clauses, Draft, Drafts, kind_of, source_draft
from knowledge.imports.head import Head
from knowledge.imports.naming import Names
from knowledge.imports.shape import Document
from knowledge.policy import Kind

_ABOUT = re.compile(r"^.*?关于(?:(?:修订)?印发|公布|发布|调整|提高|进一步\w{2}|做好|实施|开展)?(?:我市|全市|本市)?")
_END = re.compile(r"(?:的)?(?:通知|公告|通告)$")
_TOO_LONG = 200


def draft_notice(document: Document, head: Head, names: Names, drafts: Drafts) -> None:
    """Adds the notice's policy; one without any sentence is told as unread."""
    body = cut(document.paragraphs, head.used)
    drafts.unread += body.unread
    if not body.articles:
        return
    source = source_draft(head, names, drafts)
    name = short_name(head.title) if head.title else head.name
    policy_id, listed = names.policy(name)
    clauses, long = Clauses(), []
    for article in body.articles:
        kind = Kind.BASIS if article.name in {"前言", "末段"} else kind_of(article.text, "".join(article.headings))
        subject = article.headings[-1] if article.headings else name
        clauses.add(kind, article.text, source, article.place, subject, article=article.name)
        if len(article.text) > _TOO_LONG:
            long.append(article.name or article.place)
    record = {"id": policy_id, "name": name, "region": names.region}
    record |= {"issuer": head.issuer} if head.issuer else {}
    draft = Draft("policies", record | {"clauses": clauses.finished()}, clauses.places)
    draft.advice.append("条款是原文，种类是按字面猜的；一份文件管几项政策的，请拆成几个文件。")
    if long:
        draft.advice.append(f"这些条款太长，请拆开：{'、'.join(long)}。")
    if listed:
        drafts.remarks.append(f"清单里已有政策“{name}”（{policy_id}），请对照着改，不要两份都留。")
    drafts.made.append(draft)


def short_name(title: str) -> str:
    """某市民政局关于印发《某某办法》的通知 → 某某办法."""
    if quoted := re.search(r"《([^》]+)》", title):
        return quoted[1]
    return _END.sub("", _ABOUT.sub("", title)) or title
