"""What is wrong with a service's file is told with file and line; the shipped ones are in order."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from knowledge.check import problems as problems_of_the_list
from knowledge.check_services import problems
from knowledge.policy_list import LISTS, PolicyList, load
from knowledge.service import Service
from knowledge.yaml_file import read_record
from tests.knowledge.tiny import Tiny

TODAY = date(2026, 11, 23)
MEALS, WEDDINGS, GRAVES = (f"guangzhou/services/{name}.yaml" for name in ("zhucan", "jiehun", "jisao"))
FETCH, CARE = (f"guangzhou/services/{name}.yaml" for name in ("lihun-lingzheng", "shangmen"))


@dataclass(frozen=True)
class Services(Tiny):
    """A copy of the shipped services, beside the shipped policies."""

    policies: PolicyList

    def problems(self) -> list[str]:
        read = [read_record(path, Service) for path in sorted(self.folder.glob("*/services/*.yaml"))]
        services = {service.id: service for service in read}
        return problems(replace(self.policies, folder=self.folder, services=services), TODAY)


@pytest.fixture(scope="module")
def shipped() -> PolicyList:
    return load()


@pytest.fixture
def services(tmp_path: Path, shipped: PolicyList) -> Services:
    shutil.copytree(LISTS / "guangzhou/services", tmp_path / "guangzhou/services")
    shutil.copy(LISTS / "guangzhou/providers.yaml", tmp_path / "guangzhou")
    return Services(tmp_path, shipped)


@pytest.fixture
def whole(tmp_path: Path) -> Tiny:
    """The shipped list, to be changed."""
    shutil.copytree(LISTS, tmp_path / "list")
    return Tiny(tmp_path / "list")


def test_the_shipped_services_have_no_problems(shipped: PolicyList) -> None:
    assert problems(shipped, TODAY) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "what"),
    [
        (MEALS, "policies: [zhangzhe-zhucan]", "policies: [zhucan-zhe]", "policies: [", "no policy zhucan-zhe"),
        (MEALS, "clause: dining-subsidy}", "clause: dining}", "clause: dining", "no clause dining in policy"),
        (
            WEDDINGS,
            "clause: materials-mainland}",
            "clause: old-materials}",
            "old-materials",
            "is replaced on 2026-11-23",
        ),
        (MEALS, "clause: meals-counted}", "clause: meals}", "clause: meals", "no clause meals in policy"),
        (MEALS, "bands: [lunch]", "bands: [brunch]", "id: yangben-er", "office yangben-er: no band brunch"),
        (
            MEALS,
            "{what: deliveries, all: 12}",
            "{what: parcels, all: 12}",
            "capacity:",
            "parcels, which is no dimension",
        ),
        (MEALS, "{what: deliveries, all: 12}", "{what: deliveries, all: 12, bands: [tea]}", "capacity:", "no band tea"),
        (
            *(MEALS, "{what: deliveries, all: 12}", "{what: deliveries, all: 12, bands: [lunch]}", "id: yangben-yi"),
            "office yangben-yi: deliveries has no capacity in band dinner",
        ),
        (
            GRAVES,
            "per: day, all: 600}",
            "all: 600}",
            "id: yangben-changqing",
            "persons has two capacities in band early",
        ),
        (
            GRAVES,
            "per: day, all: 600}",
            "per: day, all: 600, bands: [noon]}",
            "id: yangben-changqing",
            "over all bands",
        ),
        (MEALS, "takes: {deliveries: 1}", "takes: {boxes: 1}", "id: way", "option delivery takes of boxes"),
        (MEALS, "takes: {deliveries: 1}", "takes: {}", "id: deliveries", "dimension deliveries: nothing takes of it"),
        (MEALS, "dimension: portions", "dimension: meals", "id: portions", "question portions: no dimension meals"),
        (MEALS, "when: {way: delivery}", "when: {how: delivery}", "id: address", "when: no question how before it"),
        (MEALS, "when: {way: delivery}", "when: {way: drone}", "id: address", "when: way has no option drone"),
        (MEALS, "default: plain", "default: any", "id: diet", "default: no option any"),
        (MEALS, 'default: "1"', "default: 一", "id: portions", "default: 一 is no number"),
        (MEALS, "ask: 要几份？", "ask: '{name}要几份？'", "id: portions", "the only word in braces is {who}"),
        (MEALS, "weekday: 1, band: lunch", "weekday: 1, band: tea", "清蒸鱼片", "menu: no band tea"),
        (MEALS, "diets: [plain, soft]", "diets: [plain, vegan]", "番茄炒蛋", "menu: no option vegan"),
        (MEALS, "which: working", "which: [2, 3]", "清蒸鱼片", "menu: it is not there on weekday 1"),
        (MEALS, "  policy: zhangzhe-zhucan\n", "  policy: zhu\n", "policy: zhu", "price: no policy zhu"),
        (MEALS, "fact: meal-price", "fact: age", "fact: age", "price: no amount of zhangzhe-zhucan is a share of age"),
        (MEALS, "amounts: [就餐补贴", "amounts: [吃饭补贴", "吃饭补贴", "zhangzhe-zhucan has no amount 吃饭补贴"),
        (MEALS, "  of: portions", "  of: pieces", "pieces", "no dimension pieces"),
        (
            MEALS,
            "words: [二街,",
            "words: [一街, 二街,",
            "id: yangben-er",
            "the word 一街 belongs to yangben-yi already",
        ),
        (MEALS, "words: [少糖,", "words: [低盐, 少糖,", "id: low-sugar", "the word 低盐 belongs to low-salt already"),
        (MEALS, "id: dinner, name: 晚餐", "id: lunch, name: 晚餐", "id: lunch", "band lunch stands there twice"),
        (MEALS, "- id: meal\n", f"- id: {'m' * 60}\n", "mmm", "service with limit zhucan/mmm"),
        (MEALS, "demonstration: true", "demonstration: false", "id: yangben-yi", "is made up (样本)"),
        (WEDDINGS, "- name: 七夕", "- name: 七夜", "七夜", "popular: no festival 七夜"),
        (WEDDINGS, "- name: 七夕", '- name: 七夜\n    day: "02-30"', '"02-30"', "no year has a day 02-30"),
        (WEDDINGS, "{days: 20, at: ", "{days: 31, at: ", "520", "its waves open one after the other"),
        (WEDDINGS, "{days: 7, at: ", "{days: 0, at: ", "520", "a wave opens after booking closes"),
        (WEDDINGS, "public: 16, counter: 4", "all: 20", "520", "nothing is for the public alone"),
        (GRAVES, "around: 清明", "around: 青明", "around: 青明", "season: no festival 青明"),
        (GRAVES, "opens: {days: 20,", "opens: {days: 0,", "closes", "booking closes before it opens"),
        (GRAVES, "release: {days: 1,", "release: {days: 0,", "release:", "after it closes"),
        (
            GRAVES,
            'closes: {days: 1, at: "20:00"}',
            'closes: {days: 0, at: "08:00"}',
            "id: early",
            "before it can no longer",
        ),
        (WEDDINGS, "papers: [id-card]", "papers: [id]", "precheck:", "no paper id"),
        (
            *(WEDDINGS, "papers: [id-card]", "papers: [id-card, household-book]", "precheck:"),
            "does not ask for 户口簿 (household-book)",
        ),
        (WEDDINGS, "papers: [id-card]", "papers: [id-card, id-card]", "precheck:", "stands there twice"),
        (WEDDINGS, 'until: {days: 1, at: "12:00"}', 'until: {days: 30, at: "09:00"}', "precheck:", "before booking"),
        (WEDDINGS, 'until: {days: 1, at: "12:00"}', 'until: {days: 0, at: "09:30"}', "precheck:", "after a band"),
        (FETCH, "service: lihun-shenqing", "service: lihun", "follows:", "follows: no other service lihun"),
        (FETCH, "last_day: 60", "last_day: 30", "follows:", "the last day is before the first"),
        (FETCH, "- id: haizhu", "- id: panyu", "follows:", "lihun-shenqing has offices that are not here: haizhu"),
        (
            CARE,
            "kind: words, private: true}",
            "kind: words}",
            "dispatched",
            "no private question address asks where it is",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    services: Services, file: str, old: str, new: str, line: str, what: str
) -> None:
    services.change(file, old, new)
    found = services.problems()
    assert any(problem.startswith(f"{file}:{services.line(file, line)}: ") and what in problem for problem in found), (
        found
    )


def test_a_file_under_another_name_is_told(services: Services) -> None:
    services.change(MEALS, "id: zhucan\n", "id: canteen\n")
    assert (
        "guangzhou/services/canteen.yaml:1: service canteen must stand in this file, by its id and region"
        in services.problems()
    )
    services.change(MEALS, "region: guangzhou", "region: foshan")
    assert "foshan/services/canteen.yaml:1: no region foshan" in services.problems()


def test_what_two_services_claim_is_told_at_both(services: Services) -> None:
    services.change(WEDDINGS, "aliases: [", "aliases: [离婚证丢了, ")
    line, other = services.line(WEDDINGS, "离婚证丢了"), services.line("guangzhou/services/buling.yaml", "离婚证丢了")
    assert services.problems() == [
        f"guangzhou/services/buling.yaml:{other}: the name 离婚证丢了 is claimed at {WEDDINGS}:{line} too"
    ]


def test_what_is_to_be_brought_must_still_be_asked_for(whole: Tiny) -> None:
    whole.change(
        "national/policies/jiehun-dengji.yaml",
        "内地居民，双方各带自己的, clause: materials-mainland",
        "内地居民，双方各带自己的, clause: old-materials",
    )
    problem, required = problems(whole.load(), TODAY)
    assert "precheck: the service does not ask for 居民身份证" in required
    assert problem.startswith(f"{WEDDINGS}:{whole.line(WEDDINGS, 'jiehun-dengji')}: to be brought: 居民身份证, but")
    assert "old-materials of policy jiehun-dengji is replaced" in problem


def test_a_clause_that_a_service_cites_is_missed_by_the_check_of_the_list(whole: Tiny) -> None:
    whole.change("national/policies/jiehun-dengji.yaml", "id: where-foreign", "id: where-abroad")
    assert any("no clause where-foreign" in problem for problem in problems_of_the_list(whole.load(), TODAY))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[bathing, ", "[flying, ", "no skill flying"),
        ("天河区", "月球区", "no district 月球区"),
        ("id: ", "identity: ", "identity"),
    ],
)
def test_who_is_sent_is_checked_with_the_services(services: Services, old: str, new: str, what: str) -> None:
    file = services.folder / "guangzhou/providers.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert any("providers.yaml:" in problem and what in problem for problem in services.problems())


def test_a_pattern_that_is_none_is_told(services: Services) -> None:
    file = services.folder / CARE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('said: "(?:', 'said: "(', 1).replace(")|(?<!", "|(?<!", 1), encoding="utf-8")
    assert any("said:" in problem for problem in services.problems())
