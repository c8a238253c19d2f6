"""Lists of any length for measuring: the shipped list, and beside it policies of made-up towns, recombined from its own words."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from itertools import count, cycle
from typing import Any

from knowledge.policy import Clause, Policy, Region
from knowledge.policy_list import Asked, PolicyList

_FIRST = "青云石白清双龙凤金玉松竹梅柳桃杏芦荷莲枫榆桐溪泉沙长"
_SECOND = "禾岭桥塘湾坪岗浦洲埠坡垌墩寨堡渡汊圩陂滩涧源峪坳台屏"
_ENDS = ("镇", "乡", "县", "岛", "寨")
_PHRASE = re.compile(r"[^，。；：]+[，。；：]?")
EXCHANGED = 0.4
"""Share of a clause's phrases that another clause of the same kind gives."""


def grown(shipped: PolicyList, clauses: int, own_regions: bool, seed: int = 7) -> PolicyList:
    """A list of at least `clauses` clauses, by less than one policy more.

    It starts with the shipped policies, then come made-up ones, a town's as many as are shipped. With `own_regions` each
    town is a region of its own, so that nobody asks for its policies here; else each policy stands in the region of
    the one it is made from, and is told wherever that is. All have as many names and questions as what they are made from.
    """
    rng = random.Random(seed)
    policies: dict[str, Policy] = {}
    regions = dict(shipped.regions)
    questions = dict(shipped.questions)
    phrases = _phrases(shipped)
    found = 0
    for town, policy in _endless(shipped, rng):
        made = policy if town is None else _made(policy, town, phrases, rng)
        if town is not None:
            questions[made.id] = tuple(
                Asked(town.name + asked.text, asked.clause) for asked in shipped.questions.get(policy.id, ())
            )
            if own_regions:
                regions[town.id] = town
                made = made.model_copy(update={"region": town.id})
        policies[made.id] = made
        found += len(made.clauses)
        if found >= clauses:
            break
    kept = {*policies, *shipped.elsewhere, *(shipped.questions.keys() - shipped.policies.keys())}
    return replace(
        shipped,
        version=f"grown-{clauses}-{own_regions}-{seed}",
        regions={id_: _without(region, policies) for id_, region in regions.items()},
        policies=policies,
        questions={target: said for target, said in questions.items() if target in kept},
    )


def _without(region: Region, policies: dict[str, Policy]) -> Region:
    """The region, naming only policies that are there."""
    return region.model_copy(update={"often": tuple(policy for policy in region.often if policy in policies)})


def _endless(shipped: PolicyList, rng: random.Random) -> Any:
    """Every shipped policy with no town, then again and again with a town of another name: (Region or None, Policy)."""
    names = [a + b + end for end in _ENDS for a in _FIRST for b in _SECOND]
    rng.shuffle(names)
    shuffled = sorted(shipped.policies.values(), key=lambda _: rng.random())
    yield from ((None, policy) for policy in shuffled)
    for number, name in zip(count(1), cycle(names)):
        town = Region(id=f"town-{number}", name=name, within=shipped.outermost(next(iter(shipped.regions))))
        yield from ((town, policy) for policy in shuffled)


def _phrases(shipped: PolicyList) -> dict[str, list[str]]:
    """The phrases of all clauses, by the kind of clause."""
    phrases: dict[str, list[str]] = {}
    for policy in shipped.policies.values():
        for clause in policy.clauses:
            phrases.setdefault(clause.kind, []).extend(_PHRASE.findall(clause.text))
    return phrases


def _made(policy: Policy, town: Region, phrases: dict[str, list[str]], rng: random.Random) -> Policy:
    """The same policy of another town: its name in every name, other phrases in the clauses."""

    def recombined(clause: Clause) -> Clause:
        own = _PHRASE.findall(clause.text)
        text = "".join(rng.choice(phrases[clause.kind]) if rng.random() < EXCHANGED else phrase for phrase in own)
        return clause.model_copy(update={"text": town.name + text})

    return policy.model_copy(
        update={
            "id": f"{policy.id}-{town.id}",
            "name": town.name + policy.name,
            "aliases": tuple(town.name + alias for alias in policy.aliases),
            "summary": town.name + policy.summary,
            "questions": tuple(town.name + question for question in policy.questions),
            "clauses": tuple(recombined(clause) for clause in policy.clauses),
        }
    )
