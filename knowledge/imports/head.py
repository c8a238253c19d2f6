"""What a notice says of itself: title, document number, issuer, and the days on which it begins and ends to hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from knowledge.imports.dates import day_in, days_in, end_in
from knowledge.imports.shape import Document, Paragraph
from knowledge.imports.words import words

_NUMBER = r"[\u4e00-\u9fff]{2,15}\s*[〔\[［（(【]\s*(?:19|20)\d{2}\s*[〕\]］）)】]\s*第?\s*\d+\s*号"
_ORDER = r"[\u4e00-\u9fff]{2,15}令\s*第?\s*\d+\s*号"
_NUMBER_ALONE = re.compile(rf"(?:文\s*号[：:]\s*)?({_NUMBER}|{_ORDER})")
_NUMBER_ANYWHERE = re.compile(_NUMBER)
_TITLE = re.compile(
    r"(?:通知|意见|办法|细则|规定|决定|条例|公告|通告|方案|标准|指南|规程|公示|一览表|清单|目录)(?:[（(].{2,12}[）)])?$"
)
_LABEL = re.compile(r"^([\u4e00-\u9fff\s　]{2,10})[：:]\s*(.*)$")
_SITE = re.compile(r"\s*[-_|–—]+\s*[^-_|–—]*(?:政府|网|民政局|门户)[^-_|–—]*$")
_OWN = r"本(?:通知|办法|细则|规定|意见|方案|标准|公告|通告|规程|制度)"
_FROM = re.compile(r"(?:自|从)([^，。；]{6,24}?日)(?:起)?(?:开始)?(?:正式)?(?:施行|实施|执行|生效)")
_AT_ONCE = re.compile(r"自(?:印发|发布|公布)之日起(?:施行|实施|执行|生效)")
_SIGNED = re.compile(
    r"^(?:\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]+月[一二三四五六七八九十]+日)$"
)
_BODY = re.compile(r"(?:民政|财政|残疾人联合会|残联|人民政府|办公[厅室]|委员会|卫生健康|人力资源|局|厅|部|委|会)$")
_LONGEST_TITLE = 120


@dataclass
class Head:
    """What was found; what was not stays None and is told."""

    name: str = ""
    """What to call it while it has no title: the file's name."""
    title: str | None = None
    number: str | None = None
    issuer: str | None = None
    published: date | None = None
    effective: date | None = None
    lapses: date | None = None
    url: str | None = None
    note: str | None = None
    """Told to citizens: where the page and the text disagree."""
    doubts: list[str] = field(default_factory=list)
    """Told to the clerk."""
    used: set[int] = field(default_factory=set)
    """Indexes of the paragraphs that were read for it."""

    def record(self) -> dict[str, Any]:
        """The fields of a source that were found."""
        names = ("title", "number", "issuer", "url", "published", "effective", "lapses", "note")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


def read_head(document: Document) -> Head:
    """What the labels say, and where they are silent, the text."""
    head = Head(name=document.name.rpartition(".")[0], url=document.labels.get("url"))
    labels = _labels(document, head)
    paragraphs = document.paragraphs
    head.title = _title(document, labels, head)
    head.number = _number(paragraphs, labels, head)
    signer, signed = _signature(paragraphs, head)
    ordered_by = (head.number or "").partition("令")[0] if "令" in (head.number or "") else None
    head.issuer = signer or labels.get("issuer") or _issuer_in(head.title) or ordered_by
    head.published = signed or day_in(labels.get("published", ""))
    _period(paragraphs, labels, head)
    return head


def tidy_number(number: str) -> str:
    """穗民规字[2025] 2号 as the list writes it: 穗民规字〔2025〕2号."""
    number = re.sub(r"\s+", "", number)
    return re.sub(r"[\[［（(【]((?:19|20)\d{2})[\]］）)】]", r"〔\1〕", number)


def number_in(text: str) -> str | None:
    """The first document number of the text."""
    found = _NUMBER_ANYWHERE.search(text)
    return tidy_number(found[0]) if found else None


def _labels(document: Document, head: Head) -> dict[str, str]:
    """By field: what stands after 文号：, or in the line below it, or in a meta element."""
    field_of = {label: name for name, labels in words("labels").items() for label in labels}
    found = {field_of[name]: value for name, value in document.labels.items() if name in field_of and value}
    lines = document.paragraphs
    for index, line in enumerate(lines):
        match = _LABEL.match(line.text)
        name = field_of.get(re.sub(r"\s", "", match[1])) if match else None
        if match is None or name is None:
            continue
        head.used.add(index)
        value = match[2].strip()
        if not value and index + 1 < len(lines) and not _LABEL.match(lines[index + 1].text):
            value = lines[index + 1].text
            head.used.add(index + 1)
        if value:
            found.setdefault(name, value)
    return found


def _title(document: Document, labels: dict[str, str], head: Head) -> str | None:
    lines = document.paragraphs
    like = [i for i, p in enumerate(lines) if 8 <= len(p.text) <= _LONGEST_TITLE and _TITLE.search(p.text)]
    named = labels.get("title") or _SITE.sub("", document.labels.get("title", ""))
    title = named if named and _TITLE.search(named) else None
    if title is None and like:
        first = like[0]
        title = lines[first].text
        if (
            first
            and not title.startswith("关于")
            and "关于" not in title
            and lines[first - 1].text.endswith("关于印发")
        ):
            title = lines[first - 1].text + title
        elif title.startswith("关于") and first and _BODY.search(lines[first - 1].text):
            title = lines[first - 1].text + title  # the issuer stands in a line of its own
            head.used.add(first - 1)
    title = " ".join((title or named).split()) or None
    head.used |= {i for i in like if title and "".join(lines[i].text.split()) in "".join(title.split())}
    return title


def _number(paragraphs: list[Paragraph], labels: dict[str, str], head: Head) -> str | None:
    alone = [(i, m[1]) for i, p in enumerate(paragraphs) if (m := _NUMBER_ALONE.fullmatch(p.text))]
    head.used |= {i for i, _ in alone}
    numbers = dict.fromkeys(tidy_number(n) for n in [*filter(None, [labels.get("number")]), *(n for _, n in alone)])
    if len(numbers) > 1:
        head.doubts.append(f"文中有几个单独成行的文号：{'、'.join(numbers)}，取了第一个。")
    return next(iter(numbers), None)


def _signature(paragraphs: list[Paragraph], head: Head) -> tuple[str | None, date | None]:
    """The bodies and the day at the end of a notice; the first such day stands under the notice itself, before what it issues."""
    for index, line in enumerate(paragraphs):
        if not _SIGNED.match(line.text):
            continue
        head.used.add(index)
        signers: list[str] = []
        for above in range(index - 1, -1, -1):
            names = paragraphs[above].text.split()
            if len(paragraphs[above].text) > 60 or not all(_BODY.search(name) for name in names):
                break
            signers[:0] = names
            head.used.add(above)
        if signers:
            return "、".join(signers), day_in(line.text)
    return None, None


def _issuer_in(title: str | None) -> str | None:
    before, about, _ = (title or "").partition("关于")
    return "、".join(before.split()) if about and before.strip() else None


def _period(paragraphs: list[Paragraph], labels: dict[str, str], head: Head) -> None:
    """The days it begins and ceases to hold: a page's own label first, and a note where the text says otherwise."""
    texts = [p.text for p in paragraphs]
    own = [text for text in texts if re.search(_OWN, text)]
    said = _only_day(own, head) or _only_day(texts, head)
    head.effective = day_in(labels.get("effective", "")) or said
    if head.effective is None and any(_AT_ONCE.search(text) for text in own):
        head.effective = head.published
        if head.published is None:
            head.doubts.append("写的是“自印发之日起施行”，但没有找到印发日期。")
    ends = [end for text in own or texts if (end := end_in(text, head.effective))]
    label = day_in(labels.get("lapses", ""))
    head.lapses = label or next(iter(ends), None)
    if label and ends and abs(label - ends[0]) > timedelta(days=1):
        head.note = f"网页写明失效日期是{_text(label)}，按正文的有效期算是{_text(ends[0])}，办理前请先确认。"


def _only_day(texts: Iterable[str], head: Head) -> date | None:
    """The day that the texts say they hold from, if it is one; several are told, and none is taken."""
    days = dict.fromkeys(day for text in texts for match in _FROM.finditer(text) for day in days_in(match[1])[:1])
    if len(days) > 1:
        doubt = f"文中有几个起始日期：{'、'.join(_text(day) for day in days)}，分不清哪个是整份文件的施行日期。"
        if doubt not in head.doubts:
            head.doubts.append(doubt)
        return None
    return next(iter(days), None)


def _text(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
