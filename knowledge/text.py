"""How a sentence is made comparable: one spelling for the same words, and the tokens that both indexes count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import jieba
import yaml
from opencc import OpenCC

jieba.setLogLevel("WARNING")  # it would tell standard error how it loads its dictionary
_CONTROL = re.compile(r"[\u0000-\u001f\u007f-\u009f\ufffd]+")
_UNSEEN = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]+")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9.]*")
_LETTER = re.compile(r"[\u3400-\u9fffa-z0-9]")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def clean(text: str) -> str:
    """The sentence as it may be kept and shown: no control or invisible characters, single spaces."""
    return _SPACE.sub(" ", _CONTROL.sub(" ", _UNSEEN.sub("", text))).strip()


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """The sentence as it is compared: simplified characters, half width, lower case."""
    simplified: str = _to_simplified().convert(clean(unicodedata.normalize("NFKC", text)).lower())
    return simplified.replace("著", "着")  # OpenCC leaves it: 著 is a word of its own in 著作


@lru_cache(maxsize=1)
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    words = yaml.safe_load((Path(__file__).parent / "words" / "synonyms.yaml").read_text(encoding="utf-8"))
    said = {word: meant for meant, others in words.items() for word in others}
    return re.compile("|".join(sorted(said, key=len, reverse=True))), said


@lru_cache(maxsize=64)  # each question is read several times
def canonical(text: str) -> str:
    """The normalised sentence with one word for those that mean the same (`words/synonyms.yaml`)."""
    pattern, synonyms = _synonyms()
    return pattern.sub(lambda match: synonyms[match[0]], normalise(text))


@lru_cache(maxsize=64)  # each question is cut several times
def tokens(text: str) -> tuple[str, ...]:
    """Words by jieba, and the pairs of neighbouring characters, which forgive a word cut wrongly or mistyped."""
    found: list[str] = []
    for run in _WORD.findall(canonical(text)):
        if run[0] < "\u3400":
            found.append(run)
            continue
        found += jieba.lcut(run)
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return tuple(found)


def has_words(text: str) -> bool:
    """Whether there is anything in it to read: a letter, a digit or a Chinese character."""
    return _LETTER.search(normalise(text)) is not None
