"""Asks a part whether it is healthy. A part that does not answer is not; nothing here raises for that."""

from __future__ import annotations

import socket

import httpx
import redis

SECONDS = 2.0
"""How long an answer may take."""


def http_ok(url: str, token: str | None = None) -> bool:
    """Whether the address answers 200. `token` goes along as a parameter, as Rasa wants it."""
    try:
        parameters = {} if token is None else {"token": token}
        # No proxy of the environment: these are addresses of this machine.
        with httpx.Client(trust_env=False, timeout=SECONDS) as client:
            return client.get(url, params=parameters).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def redis_answers(url: str) -> bool:
    """Whether a Redis answers at the address."""
    try:
        with redis.Redis.from_url(url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError:
        return False
    return True
