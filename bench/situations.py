"""Measure what is understood of people's situations: `python -m bench.situations FILE…` (said, asked, facts, about)."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.facts import Between, Value
from knowledge.facts_said import Said, listen
from knowledge.policy_list import PolicyList, load

DAY = date(2026, 11, 22)


@dataclass
class Heard:
    """How many facts of how many sentences were understood."""

    sentences: int = 0
    whole: int = 0
    """Sentences of which every fact, and no other, was understood."""
    told: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    """Facts understood that were not told so."""
    missed: list[str] = field(default_factory=list)
    signs: Counter[str] = field(default_factory=Counter)
    """Sentences by what else was told (not known, not willing, about whom), `right` or `wrong`."""


def main() -> None:
    """Print the figures of each file; with -v every fact that was not understood as it was told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what was not understood")
    given = parser.parse_args()
    policies = load()
    for path in given.files:
        heard = measure(policies, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
        print(
            f"{path.name}: {heard.sentences} sentences, {heard.told} facts told; understood {heard.right / heard.told:.3f}, "
            f"wrongly {len(heard.wrong)}; whole sentences {heard.whole / heard.sentences:.3f}; {dict(heard.signs)}"
        )
        if given.verbose:
            print(
                "\n".join(
                    [*(f"  wrong  {line}" for line in heard.wrong), *(f"  missed {line}" for line in heard.missed)]
                )
            )


def measure(policies: PolicyList, cases: list[dict[str, Any]]) -> Heard:
    """Each case's sentence, beside what a reader took from it."""
    heard = Heard()
    for case in cases:
        said = listen(case["said"], policies.facts, DAY, policies.facts.get(case.get("asked", "")))
        told = {name: _value(value) for name, value in case["facts"].items()}
        wrong = [name for name, value in said.facts.items() if told.get(name) != value]
        missed = [name for name in told if name not in said.facts]
        heard.sentences += 1
        heard.told += len(told)
        heard.right += len(told) - len(missed) - len([name for name in wrong if name in told])
        heard.whole += not wrong and not missed
        heard.wrong += [
            f"{case['said']} ({case.get('asked')}): {name} {said.facts[name]}, told {told.get(name)}" for name in wrong
        ]
        heard.missed += [f"{case['said']} ({case.get('asked')}): {name} {told[name]}" for name in missed]
        heard.signs.update(_signs(case, said))
    return heard


def _signs(case: dict[str, Any], said: Said) -> list[str]:
    given = {"about": case.get("about"), "unknown": case.get("unknown", False), "refused": case.get("refused", False)}
    return [f"{sign} {'right' if getattr(said, sign) == value else 'wrong'}" for sign, value in given.items() if value]


def _value(value: Any) -> Value | Between:
    return Between(*map(float, value)) if isinstance(value, list) else value


if __name__ == "__main__":
    main()
