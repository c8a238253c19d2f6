"""Rasa's tracker store: the last few turns in Redis, with nothing in them that a citizen said.

Rasa's stock Redis store keeps every event of a conversation, texts and all, and reads, writes and sends the
whole of it each turn. Here a conversation costs the same on its 200th turn as on its first, and what Redis
holds names intents and actions only. What was really said is in our own database.
"""

import json
import logging
import time
from collections.abc import Iterable
from typing import Any

import redis.asyncio
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import BooleanSlot, CategoricalSlot
from rasa.shared.core.trackers import DialogueStateTracker
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

KEY_PREFIX = "rasa:tracker:"
KEPT_TURNS = 2
EXPIRY_SECONDS = 4 * 60 * 60
REDIS_TIMEOUT_SECONDS = 0.5
RETRY_SECONDS = 10


class ShortTrackerStore(TrackerStore):
    """Keeps the last turns of each conversation in Redis; answers without memory while Redis is away."""

    def __init__(self, domain: Domain, host: str, event_broker: EventBroker | None = None) -> None:
        """Take the Redis at the URL `host` (endpoints.yml calls it `url`); it is connected to when first asked."""
        super().__init__(domain, event_broker)
        self._redis = redis.asyncio.Redis.from_url(
            host, socket_timeout=REDIS_TIMEOUT_SECONDS, socket_connect_timeout=REDIS_TIMEOUT_SECONDS
        )
        self._away_until: float | None = None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store what the next turn needs of `tracker`."""
        events = short_history(tracker)
        if events:
            value = json.dumps(events)
            await self._ask(self._redis.set, KEY_PREFIX + tracker.sender_id, value, ex=EXPIRY_SECONDS)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation as it was stored, or None when it is not known (or Redis is away)."""
        stored = await self._ask(self._redis.get, KEY_PREFIX + sender_id)
        if stored is None:
            return None
        tracker = self.init_tracker(sender_id)
        tracker.recreate_from_dialogue(Dialogue(sender_id, [_event(bare) for bare in json.loads(stored)]))
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return the ids of the conversations that are remembered."""
        keys = await self._ask(self._redis.keys, KEY_PREFIX + "*")
        return [key.decode().removeprefix(KEY_PREFIX) for key in keys or []]

    async def _ask(self, command: Any, *args: Any, **kwargs: Any) -> Any:
        """Run one Redis command; None while Redis is away, which is logged once and tried again from time to time."""
        if self._away_until and time.monotonic() < self._away_until:
            return None
        try:
            answer = await command(*args, **kwargs)
        except (RedisError, OSError) as error:
            if not self._away_until:
                logger.error("Redis is away (%s): answering without memory of earlier turns.", error)
            self._away_until = time.monotonic() + RETRY_SECONDS
            return None
        if self._away_until:
            logger.warning("Redis is back.")
            self._away_until = None
        return answer


def short_history(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """Return the stored form of `tracker`: its last KEPT_TURNS turns, and the loop and slots set before them."""
    events = [bare for event in tracker.applied_events() if (bare := _bare(event, tracker))]
    listens = [i for i, event in enumerate(events) if event.get("name") == ACTION_LISTEN_NAME]
    cut = listens[-KEPT_TURNS - 1] if len(listens) > KEPT_TURNS else 0
    return [*_last_settings(events[:cut]), *events[cut:]]


def _bare(event: Event, tracker: DialogueStateTracker) -> dict[str, Any] | None:
    """Return what policies read of an event, without a word of the citizen's; None if they read nothing of it."""
    bare = {"event": event.type_name, "timestamp": event.timestamp}
    if isinstance(event, UserUttered):
        return bare | {"intent": event.intent_name}
    if isinstance(event, ActionExecuted | ActiveLoop):
        return bare | {"name": event.as_dict()["name"]}
    if isinstance(event, SlotSet) and isinstance(tracker.slots.get(event.key), BooleanSlot | CategoricalSlot):
        # Only slots whose values stand in the domain: a text slot could hold anything a citizen said.
        return bare | {"name": event.key, "value": event.value}
    return None


def _event(bare: dict[str, Any]) -> Event:
    """Return the event that `_bare` was made of, as far as it was kept."""
    timestamp = bare["timestamp"]
    if bare["event"] == UserUttered.type_name:
        return UserUttered(intent={"name": bare["intent"]}, timestamp=timestamp)
    if bare["event"] == SlotSet.type_name:
        return SlotSet(bare["name"], bare["value"], timestamp=timestamp)
    kinds = {ActionExecuted.type_name: ActionExecuted, ActiveLoop.type_name: ActiveLoop}
    return kinds[bare["event"]](bare["name"], timestamp=timestamp)


def _last_settings(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last event for each slot and for the active loop."""
    last = {}
    for event in events:
        if event["event"] == SlotSet.type_name:
            last[event["name"]] = event
        elif event["event"] == ActiveLoop.type_name:
            last[ActiveLoop.type_name] = event
    return list(last.values())
