"""The numbers of a clause, each with its unit and what it is, as far as the words beside it tell."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Any

from knowledge.numbers import numbers_in

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"[\d,]*\d(?:\.\d+)?(?:[百千万亿]+(?:\d+[百千万]*)?)?|[{_CHINESE}]+分之[{_CHINESE}]+|半价|一半|减半|折半|[{_CHINESE}]+(?:点[{_CHINESE}]+)?"
)
_MONEY_PER = re.compile(r"\s*(元(?:[/／·每][人户月年日天次份件]+)*)")
_UNIT = re.compile(
    r"\s*(%|周岁|岁|个工作日|工作日|个月|年|月|日|号|天|小时|分钟|公里|平方米|人次|倍|折|角|元|级|项|次|份|人|户|条|个)"
)
_PER = re.compile(
    r"每(?:(人|户|名|张|套|件|例|具)每)?(人|户|月|年|日|天|次|餐|名|张|套|件|例|具)[^,，。；;：:\d]{0,4}$"
)
_LEAD = re.compile(r"[^,，。；;：:、()（）\n]*$")
_IDLE = re.compile(
    r"^(?:其中|分别|按照|按|自|从|为|至|到|在|于|的|及|和)+|(?:为|按|不超过|不低于|达到|的|至|到|每人每月|每月|每人)+$"
)
_ENUMERATED = re.compile(r"(?:^|[。;:；：,，(])\s*$")
_DAY_BEGUN = re.compile(r"\d{4}年(?:\d{1,2}月)?$|\d{1,2}月$")
_LONGEST = 30
_LONGEST_UNIT = 5
_NEAR = 60
"""Characters around a number that are looked at."""


def figures(text: str, subject: str, unit: str | None = None) -> list[dict[str, Any]]:
    """One entry {value, unit, what} for each number of the text, as the list's check counts them; `unit` is left out where
    neither the words nor `unit`, a column's own, tell it."""
    left = {value for value in numbers_in(text) if not math.isnan(value)}
    plain = unicodedata.normalize("NFKC", text)
    found: list[dict[str, Any]] = []
    for match in _NUMBER.finditer(plain):
        before, after = plain[max(0, match.start() - _NEAR) : match.start()], plain[match.end() : match.end() + _NEAR]
        # Chinese digits count only where a unit follows; an Arabic number must not be read into it.
        follows = re.split(r"\d", after[:_LONGEST_UNIT])[0] if match[0][0] in _CHINESE else ""
        for value in sorted(numbers_in(match[0] + follows) & left):
            left.discard(value)
            said = _unit(before, match[0], after, unit)
            entry = _entry(value, said, _what(before, subject) + _part_of_day(before, match[0], said))
            if (
                before.endswith("、")
                and found
                and entry.get("unit") == "元"
                and found[-1].get("unit", "").startswith("元")
            ):
                entry |= {"unit": found[-1]["unit"], "what": found[-1]["what"]}  # 每人每月2413元、2512元
            found.append(entry)
    return found + [_entry(value, unit, subject) for value in sorted(left)]


def _entry(value: float, unit: str | None, what: str) -> dict[str, Any]:
    number: float | int = int(value) if value.is_integer() else value
    return {"value": number, **({"unit": unit} if unit else {}), "what": what}


def _unit(before: str, number: str, after: str, column: str | None) -> str | None:
    if "分之" in number:
        return "%" if number.startswith("百") else "倍"
    if number in {"半价", "一半", "减半", "折半"}:
        return "倍"
    if money := _MONEY_PER.match(after):
        per = _PER.search(before)
        return money[1] if len(money[1]) > 1 or not per else "/".join(["元", *filter(None, per.groups())])
    if said := _UNIT.match(after):
        return said[1]
    if re.search(r"电话|热线|0\d+-$", before[-6:]) or re.fullmatch(r"0\d{2,3}|\d{7,12}", number):
        return "电话号码"
    if _ENUMERATED.search(before) and re.match(r"[.、)]", after):
        return "序号"
    if after[:1] in {"〕", "]", ":"}:
        return "点" if after[0] == ":" else "年"
    return column


def _part_of_day(before: str, number: str, unit: str | None) -> str:
    """Of 2025年6月1日: which part the number is."""
    if unit == "年" and len(number) == 4:
        return "的年份"
    if unit == "月" and before.endswith("年"):
        return "的月份"
    return "的日子" if unit == "日" and before.endswith("月") else ""


def _what(before: str, subject: str) -> str:
    """The words before the number, back to the last comma; the subject where there are none."""
    lead = _LEAD.search(before)
    words = _DAY_BEGUN.sub("", lead[0].strip() if lead else "")
    words = _IDLE.sub("", words)
    words = _UNIT.sub("", re.split(r"\d[\d.]*", words)[-1], count=1) if re.search(r"\d", words) else words
    words = words.strip(" 《》“”\"'-:〔〕[]")
    return words[-_LONGEST:] if len(words) > 1 else subject[-_LONGEST:]


def tell_apart(clauses: list[dict[str, Any]]) -> None:
    """Gives two values of one name and unit a number each: the list's check takes them for two versions in force."""
    seen: dict[tuple[str, str], dict[float, str]] = {}
    for clause in clauses:
        for figure in clause.get("figures", []):
            key = (figure["what"], figure.get("unit", ""))
            values = seen.setdefault(key, {})
            name = values.get(figure["value"]) or (f"{key[0]}（{len(values) + 1}）" if values else key[0])
            values[figure["value"]] = name
            figure["what"] = name
