"""The dialogue engine: which skill has the floor. Rasa today; whatever answers this protocol tomorrow."""

from __future__ import annotations

from typing import Any, Protocol

import aiohttp
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from bot.errors import EngineUnavailable
from bot.messages import Button, Reply

TIMEOUT = aiohttp.ClientTimeout(total=8, connect=1)


class DialogueEngine(Protocol):
    """What the gateway asks for replies."""

    async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
        """At least one reply to a sentence whose personal data is masked. EngineUnavailable if there is none to be had.

        `context` is handed to the actions as it is: plain data, nothing personal.
        """
        ...


class RasaEngine:
    """Speaks to Rasa's REST channel. After three failures it is left alone for five seconds at a time."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/webhooks/rest/webhook"
        self._session: aiohttp.ClientSession | None = None
        self._breakers = AsyncCircuitBreakerFactory(default_threshold=3, default_ttl=5)

    async def handle(self, conversation_id: str, text: str, context: dict[str, Any]) -> list[Reply]:
        """One turn."""
        payload = {"sender": conversation_id, "message": text, "metadata": context}
        try:
            async with await self._breakers.get_breaker("rasa"), self._open().post(self._url, json=payload) as response:
                response.raise_for_status()
                said = await response.json()
                if not said:
                    # Rasa answers 200 with [] when something broke inside.
                    raise EngineUnavailable("Rasa gave an empty reply")
        except (aiohttp.ClientError, TimeoutError, ValueError, OpenedState) as error:
            raise EngineUnavailable(f"Rasa: {error!r}") from error
        return [_reply(part) for part in said]

    async def close(self) -> None:
        """Closes its connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=TIMEOUT, connector=aiohttp.TCPConnector(limit=64))
        return self._session


def _reply(part: dict[str, Any]) -> Reply:
    """A reply of ours comes whole in `custom`; a response of the domain as text and buttons."""
    if "custom" in part:
        return Reply.from_dict(part["custom"])
    buttons = tuple(Button(button["title"], button["payload"]) for button in part.get("buttons", ()))
    return Reply(part.get("text", ""), buttons=buttons)
