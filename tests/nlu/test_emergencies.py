"""Both nets for danger to life, the gateway's own and Rasa's intent behind it, on sentences neither was made from."""

import json
from pathlib import Path

import httpx

from bot.alarm import Level, Watch
from knowledge.text import normalise
from tests.nlu.test_intents import understood

HELD_OUT = Path(__file__).parents[1] / "questions/emergency_held_out.jsonl"
MOST_MISSED = 0.05
MOST_FALSE = 0.1


def test_hardly_a_danger_is_missed_and_hardly_an_alarm_is_false(rasa: httpx.Client, watch: Watch) -> None:
    cases = [json.loads(line) for line in HELD_OUT.read_text().splitlines()]
    heard = {case["q"]: watch.hear(normalise(case["q"])) for case in cases}
    behind = {case["q"]: understood(rasa, case["q"]) == "emergency" for case in cases}
    missed = [case["q"] for case in cases if case["emergency"] and not heard[case["q"]] and not behind[case["q"]]]
    alarmed = {text for text, alarm in heard.items() if alarm and alarm.level == Level.DANGER}
    false = [case["q"] for case in cases if not case["emergency"] and (case["q"] in alarmed or behind[case["q"]])]
    dangers = sum(case["emergency"] is not None for case in cases)
    print(f"\nof {dangers} dangers {len(missed)} missed, of {len(cases) - dangers} others {len(false)} false alarms")
    assert len(missed) <= MOST_MISSED * dangers, missed
    assert len(false) <= MOST_FALSE * (len(cases) - dangers), false
