"""The printed list as a web page that stands alone, and as a PDF made of the same page."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from knowledge.export.printable import PrintedList

_TEMPLATES = Path(__file__).parent / "templates"


class NoPdfLibrary(OSError):
    """The libraries that lay out pages are not installed; the message (Chinese) says how to get them."""


def as_html(content: PrintedList) -> str:
    """One page with its style inside: it can be mailed, printed or put on a site as it is."""
    style = (_TEMPLATES / "print.css").read_text(encoding="utf-8")
    return _environment().get_template("list.html").render(content=content, style=Markup(style))  # noqa: S704  our own file


def as_pdf(page: str, into: Path | BinaryIO) -> int:
    """Lays the page out on A4 sheets; the number of sheets. NoPdfLibrary, or OSError if it cannot be written."""
    try:
        from weasyprint import HTML
    except OSError as error:  # WeasyPrint loads Pango when it is imported
        raise NoPdfLibrary(
            f"没有排版用的系统库（{error}）。请运行 make setup，或者先用 --html 写成网页，再在浏览器里打印。"
        ) from error
    document = HTML(string=page).render()
    document.write_pdf(into)
    return len(document.pages)


def day_text(day: date) -> str:
    """2026年6月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day_text
    return environment
