"""The application with the shipped canteen, on a clock that stands still: 演示数据."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from connectors.site import Site
from tests.fakes import Clock

THURSDAY, FRIDAY, SATURDAY = "2026-05-21", "2026-05-22", "2026-05-23"
PHONE, OTHER_PHONE = "13800000001", "13900000002"
TOO_YOUNG, OLD = {"age": 45}, {"age": 82}
"""Who pays the whole price, and who perhaps has the subsidy."""
ONE, TWO = "yangben-yi", "yangben-er"


@dataclass
class Messages:
    """A telephone network that keeps what is sent."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send_code(self, phone: str, code: str) -> None:
        self.sent.append((phone, code))


@dataclass
class Citizen:
    """One session, from one address."""

    http: httpx.AsyncClient

    async def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> httpx.Response:
        """With a key of its own; "" sends none."""
        own = {"Idempotency-Key": uuid.uuid4().hex if key is None else key} if key != "" else {}
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(f"/api/v1/{path}", json=body, headers={**own, **names})

    async def get(self, path: str, params: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(f"/api/v1/{path}", params=params, headers=names)

    async def held(self, **changes: Any) -> int:
        """The number of a hold."""
        response = await self.post("bookings", wanted(**changes))
        assert response.status_code == 201, response.text
        return int(response.json()["number"])

    async def booked(self, **changes: Any) -> int:
        """The number of a confirmed booking."""
        number = await self.held(**changes)
        confirmed = await self.post(f"bookings/{number}/confirm")
        assert confirmed.status_code == 200, confirmed.text
        return number


@dataclass
class Town:
    """The running application, and what a test may turn."""

    site: Site
    clock: Clock
    messages: Messages
    transport: Any
    citizens: list[httpx.AsyncClient]

    def citizen(self, address: str = "192.0.2.1", token: str | None = None) -> Citizen:
        headers = {"Authorization": f"Bearer {token or uuid.uuid4().hex}"} if token != "" else {}
        transport = httpx.ASGITransport(self.transport, client=(address, 1))
        http = httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers)
        self.citizens.append(http)
        return Citizen(http)


def wanted(**changes: Any) -> dict[str, Any]:
    body = {
        "service": "zhucan",
        "office": ONE,
        "date": THURSDAY,
        "band": "lunch",
        "names": ["样本甲"],
        "phone": PHONE,
        "answers": {"way": "dine-in"},
        "facts": TOO_YOUNG,
    }
    return body | changes


def refused(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The error, as promised: in Chinese, with its code and the trace id."""
    assert response.status_code == status, response.text
    error: dict[str, Any] = response.json()["error"]
    assert error["code"] == code
    assert error["trace_id"] == response.headers["x-trace-id"]
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    return error
