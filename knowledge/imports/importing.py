"""From a bureau's file to drafts: read it, find what it says of itself, cut it into policies and clauses."""

from __future__ import annotations

from pathlib import Path

from knowledge.imports import csv_file, spreadsheet, web_page, word_file
from knowledge.imports.columns import above_header
from knowledge.imports.drafting import Drafts
from knowledge.imports.guard import inspect
from knowledge.imports.head import read_head
from knowledge.imports.naming import Names
from knowledge.imports.notice import draft_notice
from knowledge.imports.shape import Document
from knowledge.imports.table import TableDrafting
from knowledge.policy_list import PolicyList

_READERS = {
    ".xlsx": spreadsheet.read,
    ".csv": csv_file.read,
    ".docx": word_file.read,
    ".html": web_page.read,
    ".htm": web_page.read,
}


def read_file(path: Path) -> Document:
    """UnreadableFile if it cannot be read at all."""
    return _READERS[inspect(path)](path)


def import_file(path: Path, policies: PolicyList, region: str) -> Drafts:
    """Drafts for `region`, with everything that is in none of them. UnreadableFile if the file cannot be read at all."""
    return draft(read_file(path), policies, region)


def draft(document: Document, policies: PolicyList, region: str) -> Drafts:
    """Drafts of what a reader made of a file."""
    names = Names(policies, region)
    drafts = Drafts(unread=list(document.unread), remarks=list(document.remarks))
    document.paragraphs += [line for table in document.tables for line in above_header(table)]
    head = read_head(document)
    draft_notice(document, head, names, drafts)
    for table in document.tables:
        TableDrafting(table, head, names, drafts).draft()
    return drafts
