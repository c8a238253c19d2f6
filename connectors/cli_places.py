"""Services, offices, bands, days and numbers as a clerk types them; what is none ends the command. In Chinese."""

from __future__ import annotations

from datetime import date
from typing import Any, NoReturn

import typer

from actions.booking import number
from actions.booking.model import WHOLE_DAY, Slot
from knowledge.policy_list import PolicyList
from knowledge.service import Service


def slot_or_exit(policies: PolicyList, service: str, office: str, day: str, band: str | None) -> tuple[Slot, str]:
    """With how it is told."""
    its = service_or_exit(policies, service)
    slot = Slot(its.id, office_or_exit(its, office), day_or_exit(day), band_or_exit(its, band) if band else WHOLE_DAY)
    when = its.band[slot.band].name if slot.band else "整天"
    return slot, f"{its.name} {its.office[slot.office].name} {slot.date} {when}"


def service_or_exit(policies: PolicyList, given: str) -> Service:
    """By id or name."""
    found: Service = _named(policies.services.values(), given, "没有这项服务")
    return found


def office_or_exit(service: Service, given: str) -> str:
    """Its id, by id or name."""
    return str(_named(service.offices, given, f"{service.name}没有这个地点").id)


def band_or_exit(service: Service, given: str) -> str:
    """Its id, by id or name."""
    return str(_named(service.bands, given, f"{service.name}没有这个时段").id)


def _named(those: Any, given: str, none: str) -> Any:
    """By id or name."""
    found = next((one for one in those if given in (one.id, one.name)), None)
    if found is None:
        give_up(f"{none}：{given}。有的是：{'、'.join(f'{one.id}（{one.name}）' for one in those)}。")
    return found


def number_or_exit(given: str) -> int:
    """As it was typed."""
    found = number.parse(given)
    if found is None:
        give_up("号码不对，请再核对一遍：一共9位数字。")
    return found


def day_or_exit(text: str) -> date:
    """As it was typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        give_up(f"“{text}”不是日期，要写成 2026-01-31 这样。")


def give_up(message: str, code: int = 2) -> NoReturn:
    """Ends the command."""
    typer.echo(message, err=True)
    raise typer.Exit(code)
