"""Both nets for danger to life, the words before Rasa and Rasa's own intent, on sentences neither was made from."""

import json
from pathlib import Path

import httpx

from bot.emergency import emergency
from knowledge.text import normalise
from tests.nlu.test_intents import understood

HELD_OUT = Path(__file__).parents[1] / "questions/emergency_held_out.jsonl"
MOST_MISSED = 0.1
MOST_FALSE = 0.1


def test_hardly_a_danger_is_missed_and_hardly_an_alarm_is_false(rasa: httpx.Client) -> None:
    cases = [json.loads(line) for line in HELD_OUT.read_text().splitlines()]
    alarmed = {
        case["q"]: bool(emergency(normalise(case["q"]))) or understood(rasa, case["q"]) == "emergency" for case in cases
    }
    dangers = [case["q"] for case in cases if case["emergency"]]
    harmless = [case["q"] for case in cases if not case["emergency"]]
    missed = [text for text in dangers if not alarmed[text]]
    false = [text for text in harmless if alarmed[text]]
    print(f"\nof {len(dangers)} dangers {len(missed)} missed, of {len(harmless)} others {len(false)} false alarms")
    assert len(missed) <= MOST_MISSED * len(dangers), missed
    assert len(false) <= MOST_FALSE * len(harmless), false
