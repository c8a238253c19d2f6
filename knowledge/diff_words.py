"""Conditions, sums and papers in plain Chinese, so that two lists can be told apart by somebody who reads no YAML."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.criteria import Comparison, Leaf, Tree, leaves
from knowledge.facts import FactKind
from knowledge.policy import Acting, Amount, Contact, Figure, Material
from knowledge.policy_list import PolicyList
from knowledge.text import normalise

BOUNDS = ("at_least", "more_than", "at_most", "less_than")


_NOT_SAID = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]")
"""Punctuation; a decimal point is none."""


def bare(text: str) -> str:
    """What is said, without how it is punctuated and written."""
    return _NOT_SAID.sub("", normalise(text))


@cache
def words() -> dict[str, Any]:
    """All of `words/diff.yaml`."""
    content: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "words" / "diff.yaml").read_text(encoding="utf-8")
    )
    return content


def leaf_words(policies: PolicyList, leaf: Leaf, *, wanted: bool = True) -> str:
    """年满60周岁（年龄不少于60岁）; `wanted` is False below a none."""
    compared = _compared(policies, leaf)
    if not wanted:
        compared = words()["not_wanted"].format(compared=compared)
    return str(words()["leaf"].format(text=leaf.text, compared=compared))


def amount_words(policies: PolicyList, amount: Amount) -> str:
    """重度残疾人护理补贴：290元/月."""
    of = policies.facts[amount.of].name if amount.of else ""
    way, value = next(
        (way, number)
        for way, number in (("fixed", amount.fixed), ("up_to", amount.up_to), ("share", amount.share))
        if number is not None
    )
    most = ""
    if amount.at_most is not None:
        most = words()["at_most_so_much"].format(most=number_words(amount.at_most), unit=amount.unit)
    shown = number_words(value * 100 if way == "share" else value)
    said: str = words()[way].format(what=amount.what, value=shown, unit=amount.unit, of=of, most=most)
    return said + (words()["when"].format(when=_tree_words(policies, amount.when)) if amount.when else "")


def material_words(material: Material) -> str:
    """居民卡（本人带）."""
    note = "".join(f"，{more}" for more in (material.errand, material.note) if more)
    return str(words()["material"].format(document=material.document, who=material.who, note=note))


def acting_words(acting: Acting) -> str:
    """Whether somebody else may go."""
    return str(words()["may" if acting.may else "may_not"])


def figure_words(figure: Figure) -> str:
    """290元/月（标准）."""
    return str(words()["figure"].format(value=number_words(figure.value), unit=figure.unit, what=figure.what))


def contact_words(contact: Contact) -> str:
    """Name, number, hours."""
    hours = f"（{contact.hours}）" if contact.hours else ""
    return str(words()["contact"].format(name=contact.name, phone=contact.phone, hours=hours))


def number_words(number: float) -> str:
    """No more digits than it has."""
    return f"{number:.12g}"


def _tree_words(policies: PolicyList, tree: Tree) -> str:
    return "、".join(leaf_words(policies, leaf) for leaf in leaves(tree))


def _compared(policies: PolicyList, leaf: Comparison) -> str:
    fact = policies.facts[leaf.fact]
    if leaf.equals is not None or leaf.one_of is not None:
        values = [leaf.equals] if leaf.equals is not None else list(leaf.one_of or ())
        if fact.kind is FactKind.YES_NO:
            shown = [words()["yes" if value else "no"] for value in values]
        else:
            shown = [fact.choices[str(value)].name for value in values]
        return str(words()["equals"].format(fact=fact.name, value="”或“".join(shown)))
    return "，".join(
        words()[name].format(fact=fact.name, bound=number_words(bound), unit=fact.unit or "")
        for name in BOUNDS
        if (bound := getattr(leaf, name)) is not None
    )
