"""How a sentence sounds: a speech recogniser, and a hasty typist, write 底保 or 伍保户 for what they heard."""

from __future__ import annotations

import re
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg

SHORTEST_HEARD = 3
"""Syllables that a name needs to be known by its sound alone: 低保 sounds like 地暴."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MERGED = [(re.compile(pattern), sound) for pattern, sound in [("^([zcs])h", r"\1"), ("^n", "l"), ("g$", "")]]
"""Sounds that southern speakers do not tell apart: 四/是, 你/里, 因/英."""


def syllables(text: str) -> list[list[str]]:
    """The toneless syllables of each run of Chinese characters, near sounds made one."""
    return [[sound for word in seg.cut(run) for sound in _sounds(word)] for run in _HAN.findall(text)]


@lru_cache(maxsize=20_000)
def _sounds(word: str) -> list[str]:
    """The syllables of a word as pypinyin cuts them: a character's sound depends on its word."""
    return [_merged(syllable) for syllable in lazy_pinyin(word)]


def _merged(syllable: str) -> str:
    for pattern, sound in _MERGED:
        syllable = pattern.sub(sound, syllable)
    return syllable


def as_heard(text: str, names: dict[str, str]) -> str:
    """The text with what sounds like a name written as the name; `names` is by sound, the syllables with spaces between."""
    return _HAN.sub(lambda run: _named(run[0], names), text)


def _named(run: str, names: dict[str, str]) -> str:
    """One run of characters: its longest stretch that sounds like a name is that name."""
    sounds = syllables(run)[0]
    if len(sounds) != len(run):
        return run
    for length in range(len(run), SHORTEST_HEARD - 1, -1):
        for first in range(len(run) - length + 1):
            if name := names.get(" ".join(sounds[first : first + length])):
                return run[:first] + name + run[first + length :]
    return run
