"""A made-up service of two bands: ten places for the public, two for the counter. 演示数据."""

from __future__ import annotations

from typing import Any

from knowledge.service import Service

OFFICE = {
    "id": "one",
    "name": "样本站",
    "district": "样本区",
    "address": "样本路1号",
    "phone": "020-00000001",
    "how_to_get_there": "坐车。",
}


def service(**other: Any) -> Service:
    """With anything in its file otherwise."""
    before = {"days": 14, "at": "08:00"}
    record: dict[str, Any] = {
        "id": "sample",
        "name": "样本服务",
        "region": "town",
        "demonstration": True,
        "aliases": [],
        "summary": "样本。",
        "noun": "号",
        "person": "来的人",
        "offices": [OFFICE],
        "office_ask": "哪里？",
        "bands": [
            {"id": "am", "name": "上午", "starts": "09:00", "ends": "11:00"},
            {"id": "pm", "name": "下午", "starts": "14:00", "ends": "16:00"},
        ],
        "days": {},
        "booking": {"opens": before, "closes": {"days": 1, "at": "20:00"}, "changes": {"days": 1, "at": "12:00"}},
        "dimensions": [{"id": "persons", "name": "人数", "unit": "位", "least": 1, "most": 3}],
        "capacity": [{"what": "persons", "public": 10, "counter": 2}],
    }
    return Service.model_validate(record | other)
