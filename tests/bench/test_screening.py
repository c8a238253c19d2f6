"""What the measuring of the screening counts."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from bench import screening as bench
from knowledge.policy_list import load
from knowledge.screening import Screening
from knowledge.simulate import Person

LIST = load()
SCREENING = Screening(LIST, bench.REGION, bench.DAY)


def test_the_peers_come_to_the_same() -> None:
    peers = bench.OneByOne(LIST)
    whole = bench.measured("whole", bench.known(LIST), 7, bench.by(SCREENING), [peers.evaluated, peers.plainly])
    assert (whole["sample"], whole["differing"]) == (7, 0)
    assert whole["evaluated"] > 0 < whole["plainly"]
    some = bench.measured("a register", bench.register(LIST), 7, bench.by(SCREENING), [peers.evaluated])
    assert (some["sample"], some["differing"]) == (7, 0)
    assert "0 of 7" in bench.table([whole, some])


def test_each_person_who_stands_otherwise_is_counted() -> None:
    def otherwise(person: Person) -> bench.Found:
        standings, settling = bench.by(SCREENING)(person)
        if person["sex"] == "female":
            standings["dibao"] = replace(standings["dibao"], outcome="other")  # type: ignore[arg-type]
        return standings, settling

    women = sum(person["sex"] == "female" for person in islice(bench.known(LIST), 20))
    assert 0 < women < 20
    line = bench.measured("whole", bench.known(LIST), 20, bench.by(SCREENING), [otherwise])
    assert line["differing"] == women


def test_of_a_register_some_cells_are_empty() -> None:
    people = list(islice(bench.register(LIST), 100))
    assert set().union(*people) == set(bench.REGISTER)
    assert 0.8 < sum(map(len, people)) / (100 * len(bench.REGISTER)) < 1
