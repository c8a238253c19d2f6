"""Lists grown for measuring are as long, and as far away, as they say; and their picture can be drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bench.grown_list import grown
from bench.growth_picture import CURVES, STYLES, picture
from knowledge.index import units
from knowledge.policy_list import PolicyList, load
from tests.knowledge.tiny import TINY_LIST

LIST = load(TINY_LIST)
SHIPPED = set(LIST.policies)


def clauses(policies: PolicyList) -> int:
    return sum(len(policy.clauses) for policy in policies.policies.values())


@pytest.mark.parametrize("wanted", [1, 5, 60, 300])
@pytest.mark.parametrize("own_regions", [False, True])
def test_it_is_as_long_as_was_asked_but_for_the_last_policy(wanted: int, own_regions: bool) -> None:
    longest = max(len(policy.clauses) for policy in LIST.policies.values())
    assert wanted <= clauses(grown(LIST, wanted, own_regions)) < wanted + longest


def test_the_shipped_policies_come_first_and_unchanged() -> None:
    policies = grown(LIST, 200, own_regions=False).policies
    assert list(policies)[: len(SHIPPED)] != []
    assert {id_: policies[id_] for id_ in list(policies)[: len(SHIPPED)]} == LIST.policies


def test_towns_of_their_own_are_told_only_there() -> None:
    for region in LIST.regions:
        away, here = ({u.target for u in units(x) if u.region in x.within(region)} for x in both(200))
        assert away <= SHIPPED
        if away:
            assert here > away


def test_only_the_places_differ() -> None:
    away, here = both(200)
    assert [unit.text for unit in units(away)] == [unit.text for unit in units(here)]
    assert away.regions.keys() > here.regions.keys() == LIST.regions.keys()
    assert all(policy.region in away.regions for policy in away.policies.values())


def test_what_is_made_up_says_other_things_under_other_names() -> None:
    made = grown(LIST, 200, own_regions=False)
    shipped_names = {name for policy in LIST.policies.values() for name in (policy.name, *policy.aliases)}
    texts = {clause.text for policy in LIST.policies.values() for clause in policy.clauses}
    for id_ in made.policies.keys() - SHIPPED:
        assert shipped_names.isdisjoint({made.policies[id_].name, *made.policies[id_].aliases})
        assert texts.isdisjoint(clause.text for clause in made.policies[id_].clauses)
        assert len(made.asked(id_)) == len(LIST.asked(id_.split("-town-")[0]))


def test_the_same_seed_makes_the_same_list() -> None:
    one, same, other = (grown(LIST, 200, own_regions=False, seed=seed) for seed in (1, 1, 2))
    assert one.policies == same.policies != other.policies


def test_the_picture_has_a_line_for_each_curve_and_place() -> None:
    lines = [
        {"clauses": size, "made_up_in": place, **{way: {"median_ms": size / 50} for way, _, _ in CURVES}}
        for size in (100, 1000)
        for place in STYLES
    ]
    drawn = ElementTree.fromstring(picture(lines))  # noqa: S314  our own text
    points = [line.get("points", "") for line in drawn.iter("{http://www.w3.org/2000/svg}polyline")]
    assert all(abs(float(number)) < 1000 for each in points for number in each.replace(",", " ").split())
    dots = list(drawn.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(dots) == len(lines) * len(CURVES)


def both(wanted: int) -> tuple[PolicyList, PolicyList]:
    """With towns of their own, and without."""
    return grown(LIST, wanted, own_regions=True), grown(LIST, wanted, own_regions=False)
