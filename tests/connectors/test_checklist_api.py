"""What to bring, over HTTP: for whom, on which day, and what cannot be asked."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors.app import create
from connectors.rate import RateLimit
from connectors.site import Site
from tests.connectors.conftest import NO_REDIS

BASIS = {"clause", "title", "number", "article", "effective", "lapses", "lapsed"}


@pytest.fixture
async def citizen(wired: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("MINSHENG_STATE", str(tmp_path / "state"))
    app = create()
    rates = [RateLimit(NO_REDIS, name, 10**6) for name in ("sender", "address")]
    app.state.site = replace(wired, sender_rate=rates[0], address_rate=rates[1])
    headers = {"Authorization": f"Bearer {uuid.uuid4().hex}"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=headers) as client:
        yield client


async def ask(citizen: httpx.AsyncClient, status: int = 200, **query: Any) -> dict[str, Any]:
    answer = await citizen.get("/api/v1/checklist", params=query)
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


@pytest.mark.parametrize(
    ("query", "documents"),
    [
        (
            {"service": "jiehun"},
            {"居民身份证": "missing", "没有配偶、两人没有近亲关系的签字声明": "missing", "身份和婚姻状况": "fetched"},
        ),
        (
            {"policy": "jiehun-dengji", "residence": "hong-kong"},
            {
                "有效通行证或港澳台居民居住证、身份证": "missing",
                "经居住地公证机构公证的没有配偶、没有近亲关系的声明": "staff",
                "身份和婚姻状况": "fetched",
            },
        ),
        (
            {"policy": "laonian-youdai-ka", "residence": "local", "acts_for_other": "false", "errand": "申领"},
            {"居民身份证原件": "missing", "一寸免冠白底彩色照片（近3个月）": "missing"},
        ),
        (
            {"policy": "laonian-youdai-ka", "residence": "local", "acts_for_other": "true", "errand": "申领"},
            {
                "居民身份证原件": "missing",
                "一寸免冠白底彩色照片（近3个月）": "missing",
                "代办人的身份证原件（或有效的港澳台居民居住证原件）": "missing",
            },
        ),
        (
            {"policy": "gangaotai-hunyin", "residence": ["mainland", "macao"], "errand": "离婚"},
            {
                "居民身份证": "missing",
                "有效通行证或港澳台居民居住证、身份证": "missing",
                "结婚证": "missing",
                "双方签好的书面离婚协议": "staff",
            },
        ),
    ],
)
async def test_the_papers_are_those_of_the_citizen(
    citizen: httpx.AsyncClient, query: dict[str, Any], documents: dict[str, str]
) -> None:
    body = await ask(citizen, **query)
    assert {item["document"]: item["state"] for item in body["items"]} == documents
    assert all(item["basis"].keys() == BASIS for item in body["items"])


async def test_the_answer_is_by_the_rules_of_the_day(citizen: httpx.AsyncClient) -> None:
    now = await ask(citizen, service="jiehun", day="2025-05-10")
    assert [(gone["document"], gone["since"]) for gone in now["no_longer"]] == [("户口簿", "2025-05-10")]
    assert not now["also"]
    before = await ask(citizen, service="jiehun", day="2025-05-09")
    assert (before["items"], before["no_longer"]) == ([], [])
    assert "户口簿" in before["also"][0]["text"]
    assert before["also"][0]["basis"]["number"] == "国务院令第387号"


async def test_each_paper_says_what_the_pre_check_knows_of_it(citizen: httpx.AsyncClient) -> None:
    card, account, *_ = (await ask(citizen, policy="canji-huli-butie"))["items"]
    assert (card["kinds"], card["either"]) == ([{"id": "disability-certificate", "name": "残疾人证"}], True)
    assert (account["kinds"], account["state"]) == ([], "staff")


async def test_whether_somebody_else_may_go_is_told_with_its_clause(citizen: httpx.AsyncClient) -> None:
    (no,) = (await ask(citizen, service="lihun-shenqing"))["acting"]
    assert not no["may"]
    assert "不能叫别人代替" in no["said"]["text"]
    assert no["said"]["basis"]["article"]
    assert (await ask(citizen, service="jisao"))["acting"] == []


@pytest.mark.parametrize(
    ("query", "status", "code", "said"),
    [
        ({}, 422, "bad_checklist", "只写一个"),
        ({"service": "jiehun", "policy": "dibao"}, 422, "bad_checklist", "只写一个"),
        ({"service": "nowhere"}, 404, "not_found", "没有“nowhere”这项服务"),
        ({"policy": "gaoling-jintie"}, 404, "not_found", "没有“gaoling-jintie”这项政策"),
        ({"policy": "dibao", "day": "明天"}, 422, "bad_checklist", "不是日期"),
        ({"policy": "dibao", "residence": "mars"}, 422, "bad_checklist", "hong-kong"),
        ({"policy": "laonian-youdai-ka", "errand": "离婚"}, 422, "bad_checklist", "申领、续期"),
        ({"policy": "dibao", "errand": "离婚"}, 422, "bad_checklist", "不用写 errand"),
        ({"policy": "dibao", "acts_for_other": "maybe"}, 400, "bad_request", "格式不对"),
        ({"policy": "x" * 65}, 400, "bad_request", "格式不对"),
    ],
)
async def test_what_cannot_be_asked_is_said_in_chinese(
    citizen: httpx.AsyncClient, query: dict[str, Any], status: int, code: str, said: str
) -> None:
    error = (await ask(citizen, status, **query))["error"]
    assert error["code"] == code
    assert said in error["message"]


async def test_the_interface_describes_it(citizen: httpx.AsyncClient) -> None:
    api = (await citizen.get("/openapi.json")).json()
    operation = api["paths"]["/api/v1/checklist"]["get"]
    assert {"200", "404", "422", "429"} <= operation["responses"].keys()
    assert operation["summary"]
    assert "hong-kong" in str(operation["parameters"])
    assert {"items", "no_longer", "acting"} <= api["components"]["schemas"]["Papers"]["properties"].keys()
