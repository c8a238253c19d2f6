"""Whether a service asks for a paper on a day; and all checks of a paper together."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from actions.documents.checking import check_paper, check_together
from actions.documents.checks.holder import Applicant
from actions.documents.checks.service import asked_by, asked_by_service, check
from actions.documents.fields import fields
from actions.documents.model import Field, Outcome
from actions.documents.people import Shown
from knowledge.paper import papers
from knowledge.policy_list import PolicyList, load
from tests.documents.pages_read import page_read

DAY = date(2026, 10, 8)
CHANGED = date(2025, 5, 10)


@pytest.fixture(scope="module")
def policies() -> PolicyList:
    return load()


@pytest.mark.parametrize(
    ("service", "kind", "outcome", "said"),
    [
        ("jiehun", "id-card", "pass", "要带居民身份证"),
        ("jiehun", "declaration", "pass", "要带签字声明"),
        ("jiehun", "household-book", "fix", "从2025年5月10日起就不用了"),
        ("jiehun", "elder-card", "fix", "不用带"),
        ("lihun-shenqing", "marriage-certificate", "pass", "要带结婚证"),
        ("lihun-shenqing", "household-book", "fix", "从2025年5月10日起就不用了"),
        ("lihun-shenqing", "income-proof", "ask", "工作人员"),
    ],
)
def test_what_a_service_asks_for(policies: PolicyList, service: str, kind: str, outcome: str, said: str) -> None:
    asked = asked_by_service(policies.services[service], policies, DAY)
    finding = check(papers()[kind], asked)
    assert (finding.check, finding.outcome) == ("asked-for", outcome)
    assert said in finding.said


def test_before_the_law_changed_the_household_book_was_not_refused(policies: PolicyList) -> None:
    asked = asked_by_service(policies.services["jiehun"], policies, CHANGED - timedelta(days=1))
    assert check(papers()["household-book"], asked).outcome != Outcome.FIX
    asked = asked_by_service(policies.services["jiehun"], policies, CHANGED)
    assert check(papers()["household-book"], asked).outcome == Outcome.FIX


def test_what_a_policy_asks_for(policies: PolicyList) -> None:
    asked = asked_by(policies, ["laonian-youdai-ka"], DAY)
    assert asked.kinds == {"id-card", "portrait", "residence-permit", "hk-macao-residence-permit", "elder-card"}
    assert not asked.others
    only = asked_by(policies, ["laonian-youdai-ka"], DAY, who=["续期"])
    assert only.kinds == {"elder-card"}


def test_a_real_card_in_order_passes_every_check(policies: PolicyList) -> None:
    front, back = page_read("id-card-front"), page_read("id-card-back")
    read = [*fields(front.lines, "id-card", "front"), *fields(back.lines, "id-card", "back")]
    card = Shown(papers()["id-card"], {field.id: field for field in read}, frozenset({"front", "back"}))
    findings = check_paper(
        card,
        day=DAY,
        today=date(2026, 10, 1),
        applicants=[Applicant("梁健建", "440104198708139331")],
        asked=asked_by_service(policies.services["jiehun"], policies, DAY),
    )
    assert {finding.check for finding in findings} == {"asked-for", "number", "valid-on-the-day", "holder"}
    assert {finding.outcome for finding in findings} == {Outcome.PASS}


def test_each_person_of_a_marriage_certificate_has_their_number_checked() -> None:
    values = page_read("marriage-certificate-main").fields | {"number_2": "440105198208310144"}
    certificate = Shown(
        papers()["marriage-certificate"],
        {id_: Field(id_, value, 0.9) for id_, value in values.items()},
        frozenset({"main"}),
    )
    findings = check_paper(certificate, day=DAY, today=date(2026, 10, 1))
    assert [(finding.check, finding.field) for finding in findings] == [
        ("number", "number_1"),
        ("number-check-digit", "number_2"),
    ]
    assert check_together([certificate]) == []
