"""What the pages of all doors have in common."""

from __future__ import annotations

from datetime import date
from pathlib import Path as File
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from connectors.site import Site
from knowledge.service import Service

PRIVATE = {"Cache-Control": "private, no-store"}
_pages = Environment(
    loader=FileSystemLoader(File(__file__).parent / "pages"), autoescape=True, undefined=StrictUndefined
)


def page(name: str, status: int = 200, **content: Any) -> HTMLResponse:
    """Kept by nobody on the way."""
    return HTMLResponse(_pages.get_template(name).render(content), status, headers=PRIVATE)


def back(day: date, told: str = "") -> RedirectResponse:
    """To the day, where `told` stands above it."""
    return RedirectResponse(f"/desk?day={day}" + (f"&told={told}" if told else ""), 303)


def office_of(here: Site, of: str) -> tuple[Service, str]:
    """The service and the office's id of a counter; 404 if they are gone from the list."""
    service, _, office = of.partition("/")
    found = here.bookings.policies().services.get(service)
    if found is None or office not in found.office:
        raise HTTPException(404)
    return found, office


def day_in(text: str, otherwise: date) -> date:
    """As a form or an address has it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


def number_in(fields: dict[str, str]) -> int:
    """Of a booking; 400 if there is none."""
    number = fields.get("number", "")
    if not (number.isascii() and number.isdigit()):
        raise HTTPException(400)
    return int(number)
