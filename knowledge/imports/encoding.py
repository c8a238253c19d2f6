"""Bytes to text: UTF-8, or the Chinese encodings that Excel and older sites still write."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from knowledge.imports.shape import UnreadableFile

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LIKELY = ["gb18030", "big5", "utf_16_le", "utf_16_be"]
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_COMMON = frozenset("的一是在不了有和人这中大为上个国民政元年月日名称补贴标准申请办理条件规定本市区县社会保障老残疾")
_NONSENSE = re.compile(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text and the encoding it was in. UnreadableFile when it makes sense in none."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    for stated in filter(None, ("utf-8", declared)):
        if (text := _try(content, _widest(stated))) is not None:
            return text, stated
    found = from_bytes(content, cp_isolation=_LIKELY, threshold=1.0)
    readable = [(str(match), match.encoding) for match in found if _is_chinese(str(match))]
    if not readable:
        raise UnreadableFile("认不出文件的文字编码。请用 Excel 或记事本打开，另存为 UTF-8 编码再导入。")
    return max(readable, key=lambda candidate: _familiarity(candidate[0]))


def _widest(encoding: str) -> str:
    """A page that says gb2312 may hold characters that only its successor has."""
    return "gb18030" if encoding.lower().replace("-", "") in {"gb2312", "gbk"} else encoding


def _try(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text


def _strictly(content: bytes, encoding: str) -> str:
    text = _try(content, encoding)
    if text is None:
        raise UnreadableFile(f"文件开头说是 {encoding} 编码，里面的字却不是。请另存为 UTF-8 编码再导入。")
    return text


def _is_chinese(text: str) -> bool:
    return _CHINESE.search(text) is not None and _NONSENSE.search(text) is None


def _familiarity(text: str) -> float:
    """The share of the Chinese characters that are everyday ones: a wrong encoding gives rare ones."""
    characters = _CHINESE.findall(text)
    return sum(character in _COMMON for character in characters) / len(characters)
