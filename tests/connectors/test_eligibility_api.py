"""Who is entitled, over HTTP, in the really running system; and the page to print of an interview's result."""

from __future__ import annotations

import json
import secrets
import subprocess
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest
from lxml import html

from tests.servers import Whole

ON = "2026-11-22"
CARE, AIDS, LOW_INCOME = "canji-huli-butie", "canji-fuju", "canji-shenghuo-butie"
GRANDMOTHER = {
    "age": 82,
    "hukou": "guangzhou",
    "household-status": "dibao",
    "disability-grade": "grade-1",
    "work-injury-care": False,
}
ENTITLEMENT_FIELDS = {
    *("policy", "name", "outcome", "as_last_known", "heading", "met", "failed", "open", "amounts"),
    *("missing", "wanted", "near", "not_checked", "clauses"),
}
BASIS_FIELDS = {"clause", "title", "number", "article", "effective", "lapses", "lapsed"}


@pytest.fixture
def client(whole: Whole) -> Iterator[httpx.Client]:
    """A citizen who was never here before."""
    with whole.client(secrets.token_urlsafe(32)) as client:
        yield client


def ask(
    client: httpx.Client, facts: Any, policy: str | None = None, on: str | None = ON, **more: Any
) -> httpx.Response:
    return client.post("/api/v1/eligibility", json={"facts": facts, "policy": policy, "on": on, **more})


def found(client: httpx.Client, facts: Any, policy: str, on: str | None = ON) -> dict[str, Any]:
    """The finding about one policy."""
    (finding,) = ask(client, facts, policy, on).raise_for_status().json()["findings"]
    return dict(finding)


def refusal(response: httpx.Response, status: int, code: str) -> str:
    """What is said with an error that is as promised: in Chinese, with its code and the trace id."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["code"] == code
    assert error["trace_id"] == response.headers["x-trace-id"]
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    return str(error["message"])


@pytest.mark.parametrize(
    ("facts", "policy", "on", "outcome", "as_last_known"),
    [
        (GRANDMOTHER, CARE, ON, "eligible", None),
        ({**GRANDMOTHER, "hukou": "elsewhere"}, CARE, ON, "not_eligible", None),
        ({"hukou": "guangzhou"}, CARE, ON, "cannot_tell", None),
        ({}, CARE, ON, "cannot_tell", None),
        (GRANDMOTHER, AIDS, "2023-12-31", "eligible", None),
        (GRANDMOTHER, AIDS, ON, "cannot_tell", "eligible"),
    ],
)
def test_the_outcome_is_told_for_the_day(
    client: httpx.Client, facts: dict[str, Any], policy: str, on: str, outcome: str, as_last_known: str | None
) -> None:
    finding = found(client, facts, policy, on)
    assert (finding["outcome"], finding["as_last_known"]) == (outcome, as_last_known)


def test_an_answer_has_the_promised_shape(client: httpx.Client) -> None:
    body = ask(client, {**GRANDMOTHER, "household-status": "tekun"}, CARE).raise_for_status().json()
    assert body.keys() == {"list_version", "on", "region", "findings", "next"}
    assert (body["on"], body["region"], body["next"]) == (ON, "guangzhou", None)
    assert body["list_version"] == client.get("/readyz").json()["list"]
    (finding,) = body["findings"]
    assert finding.keys() == ENTITLEMENT_FIELDS
    (failed,) = finding["failed"]
    assert (failed["fact"], failed["text"]) == ("household-status", "没有纳入特困供养")
    assert failed["basis"].keys() == BASIS_FIELDS
    assert failed["basis"]["article"] == "第二条（二）"
    assert date.fromisoformat(failed["basis"]["effective"])
    assert {one["basis"]["clause"] for one in finding["clauses"]} >= {failed["basis"]["clause"]}
    assert all(one["text"] for one in finding["clauses"])


@pytest.mark.parametrize(("on", "amount"), [("2026-11-22", 290), ("2025-06-01", 280)])
def test_the_amount_is_that_of_the_day_with_its_clause(client: httpx.Client, on: str, amount: float) -> None:
    (paid,) = found(client, GRANDMOTHER, CARE, on)["amounts"]
    assert (paid["value"], paid["unit"]) == (amount, "元/月")
    assert paid["basis"]["effective"] <= on


def test_what_is_not_known_is_missing_and_asked_for_until_it_is_settled(client: httpx.Client) -> None:
    known: dict[str, Any] = {}
    for _ in range(10):
        body = ask(client, known, CARE).raise_for_status().json()
        if body["next"] is None:
            break
        fact = body["next"]["fact"]
        assert fact["id"] in {one["id"] for one in body["findings"][0]["missing"]}
        assert fact["ask"]
        assert body["next"]["policies"] == [CARE]
        known[fact["id"]] = GRANDMOTHER[fact["id"]]
    assert body["findings"][0]["outcome"] == "eligible"
    assert len(known) < len(GRANDMOTHER)


def test_a_number_known_roughly_decides_only_where_both_ends_say_the_same(client: httpx.Client) -> None:
    for span, outcome in (
        ([60, 80], "eligible"),
        ([50, 70], "cannot_tell"),
        ([20, 40], "not_eligible"),
        ([70, 70], "eligible"),
    ):
        assert found(client, {"age": span, "hukou": "guangzhou"}, "laonian-youdai-ka")["outcome"] == outcome, span


def test_without_a_policy_the_whole_list_is_gone_through(client: httpx.Client) -> None:
    body = ask(client, GRANDMOTHER).raise_for_status().json()
    outcomes = [one["as_last_known"] or one["outcome"] for one in body["findings"]]
    assert len(outcomes) > 30
    assert outcomes == sorted(outcomes, key=["eligible", "cannot_tell", "not_eligible"].index)
    assert {CARE, AIDS} <= {one["policy"] for one in body["findings"] if one["outcome"] != "not_eligible"}
    assert body["next"]["fact"]["id"] not in GRANDMOTHER


def test_todays_rules_hold_where_no_day_is_named(client: httpx.Client) -> None:
    body = client.post("/api/v1/eligibility", json={"facts": {}, "policy": CARE}).raise_for_status().json()
    assert date.fromisoformat(body["on"]) >= date(2026, 11, 22)


def test_a_choice_may_be_told_by_its_name_and_a_region_too(client: httpx.Client) -> None:
    answer = (
        ask(client, {"hukou": "广州户籍", "disability-grade": "一级"}, CARE, region="广州市").raise_for_status().json()
    )
    assert [one["fact"] for one in answer["findings"][0]["met"]] == ["hukou", "disability-grade"]


BAD = {
    "no-such-fact": (1, "没有“no-such-fact”这一项"),
    "age": (500, "年龄500岁不太对"),
    "income-per-head": ("很多", "人均月收入要是一个数"),
    "hukou": ("moon", "户籍只能是"),
    "work-injury-care": ("maybe", "要答“是”或“不是”"),
    "disability-grade": ([1, 2], "残疾等级只能是"),
    "lives-at-home": (None, "要答“是”或“不是”"),
    "partner-age": ([30, 20], "最少多少，最多多少"),
    "household-size": (2.5, "要是整数"),
    "own-income": ({"a": 1}, "要是一个数"),
    "meal-price": ([1, 2, 3], "最少多少，最多多少"),
}


@pytest.mark.parametrize("fact", BAD)
def test_a_fact_that_cannot_be_is_refused(client: httpx.Client, fact: str) -> None:
    value, reason = BAD[fact]
    assert reason in refusal(ask(client, {fact: value}), 422, "bad_facts")


def test_everything_wrong_is_named_at_once(client: httpx.Client) -> None:
    facts = {fact: value for fact, (value, _) in BAD.items()}
    message = refusal(ask(client, facts, "no-such-policy", "2026-02-30", region="望海市"), 422, "bad_facts")
    for reason in (*(reason for _, reason in BAD.values()), "no-such-policy", "2026-02-30", "望海市"):
        assert reason in message, reason


def test_what_contradicts_itself_is_refused(client: httpx.Client) -> None:
    assert "对不上" in refusal(ask(client, {"age": 17, "marriage": "divorced"}), 422, "bad_facts")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "[1, NaN]", "[1, 1e999]"])
def test_a_number_that_is_none_is_refused(client: httpx.Client, number: str) -> None:
    content = f'{{"facts": {{"age": {number}}}, "policy": "{CARE}"}}'
    response = client.post("/api/v1/eligibility", content=content, headers={"Content-Type": "application/json"})
    assert "年龄要是一个数" in refusal(response, 422, "bad_facts")


def test_a_policy_without_conditions_is_not_there(client: httpx.Client) -> None:
    assert "信访" in refusal(ask(client, {}, "xinfang"), 404, "no_criteria")


def test_a_day_before_all_rules_has_no_conditions(client: httpx.Client) -> None:
    refusal(ask(client, {}, CARE, "1900-01-01"), 404, "no_criteria")
    assert ask(client, {}, None, "1900-01-01").raise_for_status().json()["findings"] == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"facts": []}',
        '{"facts": null}',
        '{"facts": {}, "policy": 7}',
        '{"facts": {}, "on": 20261122}',
        json.dumps({"facts": {"x" * 65: 1}}),
        json.dumps({"facts": {f"f{number}": 1 for number in range(501)}}),
        "[" * 50_000,
    ],
)
def test_what_is_no_question_is_refused(client: httpx.Client, body: str) -> None:
    response = client.post("/api/v1/eligibility", content=body, headers={"Content-Type": "application/json"})
    refusal(response, 400, "bad_request")


def test_a_huge_body_is_refused(client: httpx.Client) -> None:
    refusal(ask(client, {"age": "9" * 100_000}), 413, "too_long")


def test_a_flood_is_held_back(client: httpx.Client, whole: Whole) -> None:
    responses = (ask(client, {}, CARE) for _ in range(2 * whole.settings.rate_per_sender + 2))
    refused = next(response for response in responses if response.status_code != 200)
    refusal(refused, 429, "rate_limited")
    assert int(refused.headers["retry-after"]) > 0


def test_nothing_of_it_is_kept(client: httpx.Client, whole: Whole) -> None:
    ask(client, {**GRANDMOTHER, "income-per-head": 1307.77}).raise_for_status()
    assert client.get("/api/v1/messages").json()["messages"] == []
    files = [
        path for path in whole.layout.state.rglob("*") if path.is_file() and path.suffix in {".db", ".log", ".db-wal"}
    ]
    assert files
    assert [path for path in files if b"1307.77" in path.read_bytes()] == []


def test_the_facts_that_may_be_told_are_told(client: httpx.Client) -> None:
    facts = {fact["id"]: fact for fact in client.get("/api/v1/facts").raise_for_status().json()}
    assert facts.keys() >= GRANDMOTHER.keys()
    assert facts["hukou"]["choices"]["guangzhou"] == "广州户籍"
    assert (facts["age"]["kind"], facts["age"]["unit"]) == ("number", "岁")
    assert all("{" not in fact["ask"] for fact in facts.values())


def test_the_interface_describes_it_with_examples_that_work(client: httpx.Client) -> None:
    api = client.get("/openapi.json").raise_for_status().json()
    operation = api["paths"]["/api/v1/eligibility"]["post"]
    assert {"200", "404", "422", "429"} <= operation["responses"].keys()
    schemas = api["components"]["schemas"]
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert len(schemas[name]["examples"]) >= 2
    for example in schemas[name]["examples"]:
        assert client.post("/api/v1/eligibility", json=example).status_code == 200
    assert {"/api/v1/results/{seq}.html", "/api/v1/results/{seq}.pdf", "/api/v1/facts"} <= api["paths"].keys()
    assert "results" in schemas["Message"]["properties"]
    assert {"conditions", "materials", "missing"} <= schemas["ResultCard"]["properties"].keys()


def say(client: httpx.Client, text: str) -> dict[str, Any]:
    """The last reply to a sentence."""
    body = {"id": uuid.uuid4().hex, "text": text}
    return dict(client.post("/api/v1/messages", json=body).raise_for_status().json()["replies"][-1])


@pytest.fixture(scope="module")
def interviewed(whole: Whole) -> Iterator[tuple[httpx.Client, dict[str, Any]]]:
    """A citizen who has been told a result, and the reply that tells it."""
    with whole.client(secrets.token_urlsafe(32)) as client:
        for text in ("我妈符合重残护理补贴吗", "广州户口，二级残疾", "没有"):
            say(client, text)
        yield client, say(client, "都不是")


Interviewed = tuple[httpx.Client, dict[str, Any]]


def test_a_result_carries_its_cards_and_so_does_the_history(interviewed: Interviewed) -> None:
    client, reply = interviewed
    (card,) = reply["results"]
    assert (card["policy"], card["group"]) == (CARE, "can")
    assert [one["text"] for one in card["amounts"]] == ["重度残疾人护理补贴：290元/月"]
    assert {one["mark"] for one in card["conditions"]} == {"✓"}
    assert card["materials"]
    assert client.get("/api/v1/messages", params={"after": reply["seq"] - 1}).json()["messages"] == [reply]


def test_a_result_is_printed_as_a_page(interviewed: Interviewed) -> None:
    client, reply = interviewed
    response = client.get(f"/api/v1/results/{reply['seq']}.html").raise_for_status()
    assert "no-store" in response.headers["cache-control"]
    page = html.document_fromstring(response.content.decode())
    text = "".join(page.find("body").text_content().split())
    for part in ("可以享受", "重度残疾人护理补贴", "290元/月", "以受理机关审核为准", "12345", "起施行"):
        assert part in text, part
    assert client.get("/readyz").json()["list"] in text
    assert "母亲" not in text
    assert not page.xpath("//style | //script[not(@src)] | //@style | //@onclick")  # the policy forbids them
    for address in page.xpath("//@href | //@src"):
        assert client.get(address).status_code == 200, address


def test_a_result_is_printed_as_a_pdf(interviewed: Interviewed) -> None:
    client, reply = interviewed
    response = client.get(f"/api/v1/results/{reply['seq']}.pdf").raise_for_status()
    assert response.headers["content-type"] == "application/pdf"
    said = subprocess.run(
        ["pdftotext", "-", "-"], input=response.content, capture_output=True, check=True
    ).stdout.decode()
    text = "".join(said.split())
    assert "重度残疾人护理补贴" in text
    assert "以受理机关审核为准" in text


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_nobody_else_sees_it(interviewed: Interviewed, whole: Whole, kind: str) -> None:
    client, reply = interviewed
    seq = reply["seq"]
    for missing in (seq - 1, seq - 2, seq + 1, 2**31 - 1):
        refusal(client.get(f"/api/v1/results/{missing}.{kind}"), 404, "bad_request")
    for wrong in ("x", "0", "-1", "1e3", str(2**63)):
        refusal(client.get(f"/api/v1/results/{wrong}.{kind}"), 400, "bad_request")
    with whole.client(secrets.token_urlsafe(32)) as stranger:
        refusal(stranger.get(f"/api/v1/results/{seq}.{kind}"), 404, "bad_request")
        answer = say(stranger, "低保怎么申请？")
        for own in (answer["seq"], seq):
            refusal(stranger.get(f"/api/v1/results/{own}.{kind}"), 404, "bad_request")
    with whole.client() as nobody:
        refusal(nobody.get(f"/api/v1/results/{seq}.{kind}"), 404, "bad_request")
