"""The numbers that a Chinese sentence states, however they are written: 十五元 = 15元 = １５元."""

from __future__ import annotations

import math
import re
import unicodedata

import cn2an

_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_UNIT = r"(?:元|块钱|周岁|岁|倍|折|角|个工作日|工作日|个月|个自然年度|日|天|小时|分钟|公里|平方米|人次|倍)"
_FRACTION = re.compile(rf"([{_CHINESE}]+)分之([{_CHINESE}]+)")
_HALF = re.compile(r"半价|一半|减半|折半")
_ONE = r"(?:\d+(?:,\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?)"
_ARABIC = re.compile(rf"{_ONE}(?:[百千万亿]+(?:{_ONE}(?:[百千万]+|(?=元)))*)?")
"""One number, also one written in parts: 5万5千."""
_PART = re.compile(rf"({_ONE})([百千万亿]*)")
_TIMES = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(rf"[{_CHINESE}]+")
_CHINESE_WITH_UNIT = re.compile(rf"([{_CHINESE}]+(?:点[{_CHINESE}]+)?)(?={_UNIT})")


def numbers_in(text: str) -> set[float]:
    """Every number of the text: in Arabic digits, a fraction (四分之一 = 0.25, 百分之二十 = 20), half (半价 = 0.5),
    and in Chinese digits where a unit of money, age or time follows. Grades and counts such as 一级 or 两项 are words."""
    text = unicodedata.normalize("NFKC", text)
    found = {_sum(number) for number in _ARABIC.findall(text)}
    text = _ARABIC.sub("", text)
    found |= {0.5 for _ in _HALF.findall(text)}
    for below, above in _FRACTION.findall(text):
        found.add(_value(above) if below == "百" else round(_value(above) / (_value(below) or math.nan), 6))
    found |= {_value(number) for number in _CHINESE_WITH_UNIT.findall(_FRACTION.sub("", text))}
    return found


def numerals_in(text: str) -> set[float]:
    """As `numbers_in`, and every Chinese numeral whatever follows it: for official texts, where 五年 may stand for 5年."""
    return numbers_in(text) | {_value(number) for number in _NUMERAL.findall(text)}


def _sum(number: str) -> float:
    """The value of a number in Arabic digits, by its parts: 3.5万, 5万5千."""
    parts = _PART.findall(number)
    return sum(float(part.replace(",", "")) * math.prod(_TIMES[t] for t in times) for part, times in parts)


def _value(chinese: str) -> float:
    """The value of a Chinese numeral; 百 alone is 100."""
    spoken = chinese.replace("两", "二").replace("〇", "零")
    if spoken[0] in "百千万亿":
        spoken = "一" + spoken
    try:
        return float(cn2an.cn2an(spoken, "smart"))
    except (ValueError, KeyError, OverflowError):
        return math.nan  # 一二三亿亿: characters of numbers that make none
