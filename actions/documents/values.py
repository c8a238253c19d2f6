"""What was read, as values: dates, numbers, names and so on. A value that is not whole is None, never completed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from actions.documents.layout import simple
from knowledge.paper import PaperField, Value

LONG = "long"
"""The last day of what holds for good."""
_NATION = re.compile(
    r"^(汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇"
    r"|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺)族?$"
)
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_NAME = re.compile(rf"^(?:[{_HAN}]{{1,12}}[·•・.][{_HAN}·•・.]{{1,20}}|[{_HAN}]{{2,6}})$")
_DIGITS = str.maketrans("OoQDIl|i!ZSsBO〇", "000011111255800")
"""Letters that are read for digits."""
_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx×]|\d{15})(?![\dXx])")
_DAY = re.compile(r"(?:(?<!\d)|(?<=\D\d\d))((?:19|20)\d\d)\D([01]?\d)\D([0-3]?\d)(?=\D|$|(?:19|20)\d\d\D)")
_SOLID = re.compile(r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)")
_CHINESE_DAY = re.compile(
    "([〇零○O0一二三四五六七八九]{4})年([元一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_FOR_GOOD = re.compile("长期|長期")
_AMOUNT = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?")
_COUNT = re.compile(r"^(\d{1,2}|[一二三四五六七八九十两])(?!\d)")
_EDGES = ":：;；.,。、·-—_|'\"‘’“”()（）"


def days_in(text: str) -> list[tuple[int, str]]:
    """Every real date of the text with the place where it begins; 长期 is `long`."""
    digits = text.translate(_DIGITS)
    found = [(match.start(), _day(match[1], match[2], match[3])) for match in _DAY.finditer(digits)]
    found += [(match.start(), _day(match[1], match[2], match[3])) for match in _SOLID.finditer(digits)]
    found += [(match.start(), _chinese_day(match)) for match in _CHINESE_DAY.finditer(text)]
    found += [(match.start(), LONG) for match in _FOR_GOOD.finditer(text)]
    return sorted((place, day) for place, day in found if day)


def value_of(text: str, field: PaperField) -> str | None:
    """The field's value in a text without spaces; None if it is not there whole."""
    if field.part:
        return _part(text, field.part)
    return _READERS[field.value](text, field)


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _chinese_day(match: re.Match[str]) -> str | None:
    year = "".join(str("零一二三四五六七八九".find(c)) if c in "一二三四五六七八九" else "0" for c in match[1])
    return _day(year, str(_small(match[2])), str(_small(match[3])))


def _small(text: str) -> int:
    """A Chinese number below a hundred; 元 is one."""
    digit = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"元": 1, "两": 2, "": 1}
    if "十" not in text:
        return digit[text]
    tens, ones = text.split("十", 1)
    return digit[tens] * 10 + (digit[ones] if ones else 0)


def _part(text: str, part: str) -> str | None:
    """The first or last day of a period; where only one was read, the dash beside it tells which it is."""
    days = days_in(text)
    if len(days) == 2:
        return days[0][1] if part == "first" else days[1][1]
    if len(days) != 1:
        return None
    place, day = days[0]
    if day == LONG or re.search(r"[-—一~至]$", text[:place]):
        return day if part == "last" else None
    return day if part == "first" and re.search(r"[-—一~至]", text[place + 10 :]) else None


def _name(text: str, _field: PaperField) -> str | None:
    name = text.strip(_EDGES)
    return name.replace("•", "·").replace("・", "·").replace(".", "·") if _NAME.match(name) else None


def _sex(text: str, _field: PaperField) -> str | None:
    sex = text.strip(_EDGES)[:1]
    return sex if sex in ("男", "女") else None


def _nation(text: str, _field: PaperField) -> str | None:
    match = _NATION.match(simple(text.strip(_EDGES)))
    return match[1] if match else None


def _date(text: str, _field: PaperField) -> str | None:
    days = days_in(text)
    return days[0][1] if len(days) == 1 else None


def _number(text: str, _field: PaperField) -> str | None:
    found = _NUMBER.findall(text.translate(_DIGITS))
    return found[0].upper().replace("×", "X") if len(found) == 1 else None


def _code(text: str, field: PaperField) -> str | None:
    match = re.search(field.pattern or "", text) or re.search(field.pattern or "", text.translate(_DIGITS))
    return match[0].upper() if match else None


def _address(text: str, _field: PaperField) -> str | None:
    address = text.strip(":：;；.,。、·—_|'\"‘’“”")
    return address if len(re.findall(rf"[{_HAN}]", address)) >= 4 else None


def _text(text: str, field: PaperField) -> str | None:
    if field.pattern:
        match = re.search(field.pattern, text)
        return match[0] if match else None
    return text.strip(":：;；.,。、·-—_|'\"‘’“”") or None


def _amount(text: str, _field: PaperField) -> str | None:
    match = _AMOUNT.search(text.translate(_DIGITS))
    return match[0].replace(",", "").replace("，", "") if match else None


def _count(text: str, _field: PaperField) -> str | None:
    match = _COUNT.match(text.strip(_EDGES))
    return None if not match else match[1] if match[1].isdigit() else str(_small(match[1]))


def _choice(text: str, field: PaperField) -> str | None:
    found = [option for option in field.options if option in text]
    return max(found, key=len) if found and all(option in max(found, key=len) for option in found) else None


def _none(_text: str, _field: PaperField) -> None:
    return None


_READERS: dict[Value, Callable[[str, PaperField], str | None]] = {
    Value.NAME: _name,
    Value.SEX: _sex,
    Value.NATION: _nation,
    Value.DATE: _date,
    Value.NUMBER: _number,
    Value.CODE: _code,
    Value.ADDRESS: _address,
    Value.TEXT: _text,
    Value.AMOUNT: _amount,
    Value.COUNT: _count,
    Value.CHOICE: _choice,
    Value.INK: _none,
}
