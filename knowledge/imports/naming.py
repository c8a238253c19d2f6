"""Ids of drafts: made of the pinyin of their names, and those of the list where it has the same thing already."""

from __future__ import annotations

import re

import jieba
from pypinyin import lazy_pinyin

from knowledge.policy_list import PolicyList
from knowledge.text import normalise

_LONGEST = 40
_CUT = jieba.Tokenizer()
"""Of its own: the common one learns the list's names, and an id must not hang on whether it has."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def slug(name: str) -> str:
    """重度残疾人护理补贴 → zhongdu-canjiren-huli-butie, cut at a word's end; `unnamed` when nothing of it can be spelled."""
    words = [_spelled(word) for word in _CUT.lcut(normalise(name))]
    made = ""
    for word in filter(None, words):
        if made and len(made) + len(word) >= _LONGEST:
            break
        made = f"{made}-{word}" if made else word[:_LONGEST]
    return made.strip("-") or "unnamed"


def _spelled(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", "".join(lazy_pinyin(word)).lower())


class Names:
    """Which ids are taken, by the list and by the drafts made so far."""

    def __init__(self, policies: PolicyList, region: str) -> None:
        """KeyError for a region that the list does not have."""
        self.policies = policies
        self.region = region
        self._known = policies.names(region)
        self._numbers = {s.number: s.id for s in policies.sources.values() if s.number}
        self._taken: dict[str, str] = {}

    def policy(self, name: str) -> tuple[str, bool]:
        """The id of that policy, and whether the list has it already, by name or alias."""
        known = self._known.get(normalise(name))
        if known in self.policies.policies and self.policies.policies[known].region == self.region:
            return known, True
        return self._free(slug(name), name, {*self.policies.policies, *self.policies.elsewhere}), False

    def source(self, title: str, number: str | None) -> tuple[str, bool]:
        """The id of that document, and whether the list has it already, by its number."""
        if number in self._numbers:
            return self._numbers[number], True
        name = re.sub(r"[字第号]", "", number) if number else title
        return self._free(f"{self.region}-{slug(name)}", number or title, set(self.policies.sources)), False

    def _free(self, wanted: str, owner: str, listed: set[str]) -> str:
        made, number = wanted, 2
        while made in listed or self._taken.get(made, owner) != owner:
            made, number = f"{wanted}-{number}", number + 1
        self._taken[made] = owner
        return made


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _CHINESE.search(text) is not None
