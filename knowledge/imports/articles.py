"""A notice's running text, cut into its articles: 第六条（一）1, or 一（一）, or paragraphs without numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.imports.shape import Paragraph, Unread

_HAN = "一二三四五六七八九十百零〇"
_CHAPTER = re.compile(rf"^第[{_HAN}\d]+[章节编]")
_ARTICLE = re.compile(rf"^(第[{_HAN}\d]+条)[\s　：:、]*")
_LEVELS = (
    re.compile(rf"^([{_HAN}]+)、\s*"),
    re.compile(rf"^(（[{_HAN}]+）|\([{_HAN}]+\))\s*[、.]?\s*"),
    re.compile(r"^(\d{1,2})[.．、](?!\d)\s*"),
    re.compile(r"^([（(]\d{1,2}[）)])\s*"),
)
_PROSE = re.compile(r"[。：；！？:;]”?$")
_SALUTATION = re.compile(r"^(?:各|市|区|县|镇|有关|全市)[^。]{1,60}[：:]$")
_CLOSING = re.compile(r"^本(?:通知|办法|细则|规定|意见|方案|标准|公告).{0,40}(?:有效期|施行|实施|执行|废止|解释)")
_LOOSE = 3
_SITE_FOOT = re.compile(r"^(?:公开方式|【|\[返回|扫一扫|分享|相关|打印|关闭|主办|承办|版权)")
_FOOT = re.compile(
    r"^(?:附件|附：|附表|抄送|公开方式|【|\[返回|扫一扫|分享|相关|打印|关闭|主办|承办|版权|网站|（此[页件]|\(此[页件]|来源)"
)


@dataclass
class Article:
    """One numbered unit of the text."""

    name: str | None
    """第六条（一）1; 前言 before the first, 末段 after the last; None where nothing is numbered."""
    place: str
    headings: list[str] = field(default_factory=list)
    """The headings it stands under."""
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its sentences, as they are."""
        return "".join(self.lines)


@dataclass
class _Open:
    """An article that deeper numbers may still belong to."""

    level: int
    number: str
    article: Article
    heading: str = ""
    takes_items: bool = False
    """It ended in a colon: what is numbered below it is its list."""


@dataclass
class Body:
    """The articles, and the lines on either side that are none."""

    articles: list[Article] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def cut(paragraphs: list[Paragraph], used: set[int]) -> Body:
    """Cuts the text; `used` are the paragraphs that the head was read from."""
    with_articles = sum(bool(_ARTICLE.match(p.text)) for p in paragraphs) >= 2
    levels = (_ARTICLE, *_LEVELS[1:]) if with_articles else _LEVELS
    numbered = [i for i, p in enumerate(paragraphs) if _level(p.text, levels) is not None]
    if not numbered:
        return _unnumbered(paragraphs, used)
    last = _end(paragraphs, numbered, used)
    first = _first(paragraphs, numbered[0], used)
    cutting = _Cutting(levels)
    for index in range(first, last + 1):
        if index >= numbered[0]:
            cutting.take(paragraphs[index], is_own=index not in used)
        elif index not in used and not _SALUTATION.match(paragraphs[index].text):
            cutting.preamble(paragraphs[index])
    body = cutting.body
    body.unread += [Unread(place, f"只有标题，下面没有内容：{text}") for text, place in cutting.bare.values()]
    outside = [i for i in (*range(first), *range(last + 1, len(paragraphs))) if i not in used]
    body.unread += _runs(paragraphs, outside)
    return body


class _Cutting:
    """Goes through the lines and keeps the articles that are still open."""

    def __init__(self, levels: tuple[re.Pattern[str], ...]) -> None:
        self.levels = levels
        self.body = Body()
        self.open: list[_Open] = []
        self.bare: dict[str, tuple[str, str]] = {}
        """By number: headings under which nothing has stood yet, with their places."""

    def preamble(self, line: Paragraph) -> None:
        """A sentence before the first number."""
        if not _PROSE.search(line.text):
            return
        if not self.body.articles:
            self.body.articles.append(Article("前言", line.place))
        self.body.articles[0].lines.append(line.text)

    def take(self, line: Paragraph, *, is_own: bool) -> None:
        """A line from the first number on."""
        level = _level(line.text, self.levels)
        if level is None and (_CHAPTER.match(line.text) or not is_own):
            return
        if level is None and _CLOSING.match(line.text):
            for above in self.open:
                self.bare.pop(above.article.name or "", None)
            self.open = []
            self.body.articles.append(Article("末段", line.place, lines=[line.text]))
        elif level is None:
            self._continue(line)
        else:
            self._begin(line, level)

    def _continue(self, line: Paragraph) -> None:
        if self.open and self.open[-1].article.name in self.bare:
            del self.bare[self.open[-1].article.name]
            self.body.articles.append(self.open[-1].article)
        if self.body.articles:
            self.body.articles[-1].lines.append(line.text)

    def _begin(self, line: Paragraph, level: int) -> None:
        while self.open and self.open[-1].level >= level:
            self.open.pop()
        above = self.open[-1] if self.open else None
        if above is not None and (above.takes_items or above.article.text.endswith(("：", ":"))):
            above.takes_items = True
            above.article.lines.append(line.text)
            return
        match = self.levels[level].match(line.text)
        assert match is not None
        text = line.text[match.end() :]
        number = match[1].replace("(", "（").replace(")", "）")
        article = Article("".join([*(o.number for o in self.open), number]), line.place)
        article.headings = [o.heading for o in self.open if o.heading]
        for parent in self.open:
            self.bare.pop(parent.article.name or "", None)
        opened = _Open(level, number, article)
        if _PROSE.search(text) or level == len(self.levels) - 1 or (self.levels[0] is _ARTICLE and level == 0):
            article.lines.append(text)
            self.body.articles.append(article)
        else:
            opened.heading = text
            article.headings = [*article.headings, text]
            self.bare[article.name or ""] = (text, line.place)
        self.open.append(opened)


def _level(text: str, levels: tuple[re.Pattern[str], ...]) -> int | None:
    return next((level for level, pattern in enumerate(levels) if pattern.match(text)), None)


def _first(paragraphs: list[Paragraph], numbered: int, used: set[int]) -> int:
    """Goes back from the first number over sentences, title and signature."""
    index = numbered
    while index and (index - 1 in used or _is_text(paragraphs[index - 1].text)):
        index -= 1
    return index


def _end(paragraphs: list[Paragraph], numbered: list[int], used: set[int]) -> int:
    """The last line of the text: what follows the last number and is a sentence. A page's foot, or several lines in a row
    that are neither numbered nor sentences, are no longer the notice, whatever numbers come after them."""
    last, loose, numbers = numbered[0], 0, set(numbered)
    for index in range(numbered[0], len(paragraphs)):
        text = paragraphs[index].text
        if index in numbers or _PROSE.search(text) or _CHAPTER.match(text):
            if index > numbered[-1] and (loose or index in used or _FOOT.match(text)):
                break
            last, loose = index, 0
        elif index not in used:
            loose += 1
            if loose == _LOOSE or _SITE_FOOT.match(text):
                break
    return last


def _is_text(text: str) -> bool:
    return bool(_PROSE.search(text) or _CHAPTER.match(text)) and not _FOOT.match(text)


def _unnumbered(paragraphs: list[Paragraph], used: set[int]) -> Body:
    """One article a paragraph, without a number."""
    body, outside = Body(), []
    for index, line in enumerate(paragraphs):
        if index in used:
            continue
        if _PROSE.search(line.text) and not _SALUTATION.match(line.text) and not _FOOT.match(line.text):
            body.articles.append(Article(None, line.place, lines=[line.text]))
        else:
            outside.append(index)
    body.unread += _runs(paragraphs, outside)
    return body


def _runs(paragraphs: list[Paragraph], indexes: list[int]) -> list[Unread]:
    """Neighbouring lines told as one."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [_run([paragraphs[index] for index in run]) for run in runs]


def _run(lines: list[Paragraph]) -> Unread:
    first, last = lines[0], lines[-1]
    if first.place == last.place:
        return Unread(first.place, f"不像条款，没有读：{first.text[:30]}")
    return Unread(f"{first.place}到{last.place}", f"不像条款，没有读：{first.text[:15]} …… {last.text[:15]}")
