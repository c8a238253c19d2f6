"""Days as notices write them, and how long a notice says it holds."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

import cn2an

_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_DAY = re.compile(r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?:\s*日|(?!\d))")
_CHINESE_DAY = re.compile(
    r"([〇零○Ｏ一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_TERM = re.compile(r"有效期(?:限)?(?:为|是)?\s*(\d+|[一二两三四五六七八九十]+)\s*年")
_BARE_TERM = re.compile(r"\s*(\d+|[一二两三四五六七八九十]+)\s*年\s*")
_UNTIL = re.compile(r"(?:有效期(?:限)?)?(?:至|到|截至)(.{8,14}?日)")
_SPAN = re.compile(r"自(.{8,14}?日)起?(?:施行|实施|执行|生效)?.{0,6}?(?:至|到)(.{8,14}?日)")


def days_in(text: str) -> list[date]:
    """Every day that the text names, in their order; what is no day of the calendar (2025年2月30日) is left out."""
    text = unicodedata.normalize("NFKC", _CHINESE_DAY.sub(_in_digits, text))
    return [day for match in _DAY.finditer(text) if (day := _day(*map(int, match.groups()))) is not None]


def day_in(text: str) -> date | None:
    """The first day that the text names."""
    return next(iter(days_in(text)), None)


def end_in(text: str, effective: date | None, *, bare: bool = False) -> date | None:
    """The first day on which it no longer holds, from 有效期5年 or 有效期至2030年5月31日; with `bare`, a cell's 5年 does too."""
    if (span := _SPAN.search(text)) and (last := day_in(span[2])):
        return last + timedelta(days=1)
    term = _TERM.search(text) or (_BARE_TERM.fullmatch(text) if bare else None)
    if term:
        return later(effective, _number(term[1])) if effective else None
    if ("有效期" in text or bare) and (until := _UNTIL.search(text)) and (last := day_in(until[1])):
        return last + timedelta(days=1)
    return None


def later(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _in_digits(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    return f"{year.translate(_DIGITS)}年{_number(month)}月{_number(day)}日"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(cn2an.cn2an(text.replace("两", "二"), "smart"))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
