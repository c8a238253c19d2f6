"""What every request passes first: a trace id for the logs, a limit to its size, the headers of the answer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import structlog
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = [
    (b"content-security-policy", b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]
BROKEN = "系统出了点问题，请稍后再试，或者打12345。"


class Limit(NamedTuple):
    """How large a request's body may be."""

    most: int
    """Bytes."""
    said: str
    """What is said of a larger one."""


USUAL = Limit(64 * 1024, "您发来的内容太大了，请写短一点，分几次发。")


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, large: Mapping[str, Limit]) -> None:
        """`large`: of the paths that take more than others."""
        self._app = app
        self._large = large

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace_id = uuid.uuid4().hex[:16]
        scope.setdefault("state", {})["trace_id"] = trace_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(trace_id=trace_id)
        internal = scope["path"].startswith("/internal/")

        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *HEADERS, (b"x-trace-id", trace_id.encode())]
            await send(message)

        try:
            await self._app(
                scope,
                receive if internal else _limited(receive, scope["headers"], self._large.get(scope["path"], USUAL)),
                sending,
            )
        except Exception:
            structlog.get_logger().exception("request_failed")
            if started:
                raise
            body = {"error": {"code": "unavailable", "message": BROKEN, "trace_id": trace_id}}
            await JSONResponse(body, 503)(scope, receive, sending)


def _limited(receive: Receive, headers: Iterable[tuple[bytes, bytes]], limit: Limit) -> Receive:
    size = 0
    announced = next((value for name, value in headers if name == b"content-length"), b"0")

    async def receiving() -> Message:
        nonlocal size
        if announced.isdigit() and int(announced) > limit.most:
            raise HTTPException(413, limit.said)
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit.most:
            raise HTTPException(413, limit.said)
        return message

    return receiving
