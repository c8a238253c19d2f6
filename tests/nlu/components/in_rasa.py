"""Checks of nlu/components, run in Rasa's environment by test_components.py: `python in_rasa.py CHECK,CHECK REDIS_URL`.

Prints one JSON object: the name of each check to null, or to what went wrong.
"""

import asyncio
import json
import logging
import sys
import traceback

import numpy as np
import redis
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix

from nlu.components.lean_turns import run_graph, sentence_features, validate_action_result
from nlu.components.tracker_store import EXPIRY_SECONDS, ShortTrackerStore

PHONE, NAME = "13800138000", "王桂芳"
DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [ask_policy, book]
    entities: [name]
    actions: [action_answer]
    forms: {booking_form: {required_slots: []}}
    slots:
      channel: {type: categorical, values: [phone, web], mappings: [{type: custom}]}
      remark: {type: text, mappings: [{type: custom}]}
    """
)


def turn(intent: str = "ask_policy") -> list[Event]:
    said = f"我叫{NAME}，电话{PHONE}"
    parsed = {"intent": {"name": intent}, "entities": [{"entity": "name", "value": NAME}], "text": said}
    return [
        UserUttered(said, parsed["intent"], parsed["entities"], parsed, metadata={"phone": PHONE}),
        ActionExecuted("action_answer"),
        BotUttered(f"{NAME}您好", metadata={"phone": PHONE}),
        ActionExecuted("action_listen"),
    ]


def tracker(store: ShortTrackerStore, events: list[Event]) -> DialogueStateTracker:
    begun = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    return DialogueStateTracker.from_events("c1", begun + events, store.domain.slots)


async def remembered(store: ShortTrackerStore, events: list[Event]) -> DialogueStateTracker:
    await store.save(tracker(store, events))
    found = await store.retrieve("c1")
    assert found is not None
    return found


async def the_last_turn_is_remembered(url: str) -> None:
    found = await remembered(ShortTrackerStore(DOMAIN, url), turn() + turn("book"))
    assert found.latest_message.intent["name"] == "book"
    assert found.latest_action_name == "action_listen"


async def policies_see_the_same_as_in_the_whole_conversation(url: str) -> None:
    asked = [UserUttered(intent={"name": "book"}), ActionExecuted("action_answer"), ActionExecuted("action_listen")]
    store = ShortTrackerStore(DOMAIN, url)
    whole, found = tracker(store, asked * 3), await remembered(store, asked * 3)
    assert found.past_states(DOMAIN)[-3:] == whole.past_states(DOMAIN)[-3:]


async def a_loop_and_a_closed_slot_outlast_the_turns(url: str) -> None:
    settings = [SlotSet("channel", "web"), SlotSet("channel", "phone"), ActiveLoop("booking_form")]
    found = await remembered(ShortTrackerStore(DOMAIN, url), settings + turn() * 9)
    assert found.get_slot("channel") == "phone"
    assert found.active_loop_name == "booking_form"


async def nothing_a_citizen_said_is_stored(url: str) -> None:
    store = ShortTrackerStore(DOMAIN, url)
    await store.save(tracker(store, [SlotSet("remark", NAME), *turn()]))
    client = redis.Redis.from_url(url, decode_responses=True)
    kept = "".join(client.get(key) for key in client.scan_iter())
    assert "ask_policy" in kept
    for word in (PHONE, NAME, "我叫", "metadata", NAME.encode("unicode-escape").decode()):
        assert word not in kept, word


async def a_long_conversation_takes_no_more_room(url: str) -> None:
    store = ShortTrackerStore(DOMAIN, url)
    client = redis.Redis.from_url(url)
    sizes = []
    for turns in (5, 200):
        await store.save(tracker(store, turn() * turns))
        sizes.append(len(client.get("rasa:tracker:c1")))
    assert abs(sizes[1] - sizes[0]) < 50, sizes


async def it_is_forgotten_after_hours(url: str) -> None:
    store = ShortTrackerStore(DOMAIN, url)
    await store.save(tracker(store, turn()))
    assert 0 < redis.Redis.from_url(url).ttl("rasa:tracker:c1") <= EXPIRY_SECONDS


async def without_redis_it_answers_and_says_so_once(_url: str) -> None:
    logged: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = logged.append  # type: ignore[method-assign]
    logging.getLogger("nlu.components.tracker_store").addHandler(handler)
    store = ShortTrackerStore(DOMAIN, "redis://127.0.0.1:1/0")
    for _ in range(3):
        fresh = await store.get_or_create_tracker("c1")
        fresh.update_with_events(turn(), DOMAIN)
        await store.save(fresh)
    assert [record.levelname for record in logged] == ["ERROR"]


async def an_actions_answer_is_checked_as_rasa_checks_it(_url: str) -> None:
    action = RemoteAction("action_answer", None)
    slot = {"event": "slot", "name": "channel", "value": None}
    answers = [
        {"events": [], "responses": [{"custom": {"text": "好"}}]},
        {"events": [slot], "responses": []},
        {"events": [{"name": "channel"}], "responses": []},
        {"events": [], "responses": "好"},
        {"events": [{"event": "slot"}], "responses": []},
    ]
    assert RemoteAction._validate_action_result is not validate_action_result
    for answer in answers:
        assert accepts(validate_action_result, action, answer) == accepts(
            RemoteAction._validate_action_result, action, answer
        ), answer


async def a_graph_gives_what_rasas_own_runner_gives(_url: str) -> None:
    def node(**needs: str) -> SchemaNode:
        return SchemaNode(needs=needs, uses=GraphComponent, fn="", constructor_name="", config={})

    runner = object.__new__(DaskGraphRunner)
    runner._graph_schema = GraphSchema(
        {"left": node(text="text"), "right": node(text="text"), "both": node(a="left", b="right"), "unneeded": node()}
    )
    runner._instantiated_nodes = {
        "left": lambda text: ("left", text[1] + "低"),
        "right": lambda text: ("right", text[1] + "保"),
        "both": lambda a, b: ("both", a[1] + b[1]),
        "unneeded": None,
    }
    runner._execution_context = None
    assert DaskGraphRunner.run is not run_graph
    for targets in (["both"], ["left", "both"]):
        given = {"text": "问"}
        assert run_graph(runner, given, targets) == DaskGraphRunner.run(runner, given, targets)


async def features_are_what_rasa_makes_of_them(_url: str) -> None:
    classifier = object.__new__(LogisticRegressionClassifier)
    messages = [featurized([1, 0, 2]), featurized([0, 3, 0])]
    for some in (messages[:1], messages, [featurized([1, 0, 2], dense=[0.5])]):
        ours, rasas = sentence_features(classifier, some), LogisticRegressionClassifier._create_X(classifier, some)
        assert (ours.toarray() == rasas.toarray()).all()


def featurized(counts: list[int], dense: list[float] | None = None) -> Message:
    message = Message({TEXT: "低保"})
    for values in [csr_matrix([counts])] + ([np.array([dense])] if dense else []):
        for kind in (FEATURE_TYPE_SEQUENCE, FEATURE_TYPE_SENTENCE):
            message.add_features(Features(values, kind, TEXT, "test"))
    return message


def accepts(check: object, action: RemoteAction, answer: dict[str, object]) -> bool:
    try:
        return bool(check(action, answer))  # type: ignore[operator]
    except ValidationError:
        return False


def outcome(name: str, url: str) -> str | None:
    redis.Redis.from_url(url).flushall()
    try:
        asyncio.run(globals()[name](url))
    except Exception:
        return traceback.format_exc()
    return None


if __name__ == "__main__":
    print(json.dumps({name: outcome(name, sys.argv[2]) for name in sys.argv[1].split(",")}))
