"""Reading the whole list: what is wrong is told with file and line, and what is right is found again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.policy import Force
from knowledge.policy_list import LISTS, load
from knowledge.yaml_file import ListError
from tests.knowledge.tiny import Tiny

POLICY = "town/policies/nuandong.yaml"


def complaint(tiny: Tiny) -> str:
    with pytest.raises(ListError) as error:
        tiny.load()
    return str(error.value)


def test_the_whole_list_is_read(tiny: Tiny) -> None:
    policies = tiny.load()
    assert set(policies.regions) == {"national", "town", "sea"}
    assert set(policies.policies) == {"nuandong", "nuandong-hugong", "chuanmin", "sea-nuandong"}
    assert set(policies.sources) == {"law", "notice", "sea-notice"}
    assert policies.elsewhere["shuifei"].phone == "96968"
    assert policies.contacts["12345"].name == "12345热线"


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "what"),
    [
        (POLICY, "aliases: [取暖费]", "aliases: [取暖费", 4, "did not find expected ',' or ']'"),
        ("town/region.yaml", "name: 临江市", "name: : 临江市", 2, "mapping values are not allowed"),
        ("town/elsewhere.yaml", "  office: 水务公司\n", "", 1, "office: Field required"),
        ("national/contacts.yaml", "confirmed: 2024-01-01", "confirmed: soon", 6, "confirmed: Input should be"),
        ("town/sources/notice.yaml", "lapses: 2026-06-01", "lapses: 2024-01-01", 1, "lapses 2024-01-01 is not after"),
        (POLICY, "source: law", "source: no-such", 1, "clause who: no source no-such"),
        (POLICY, "effective: 2025-01-01", "effective: 2027-01-01", 24, "lapses 2026-06-01 is not after effective 2027"),
        ("town/region.yaml", "within: national", "within: moon", 1, "no region moon"),
        ("town/region.yaml", "within: national", "within: national\noften: [moon]", 1, "often: no policy moon"),
        (POLICY, "region: town", "region: moon", 1, "policy nuandong must stand in this file"),
        (POLICY, "region: town", "region: sea", 1, "policy nuandong must stand in this file"),
        (POLICY, "id: nuandong", "id: nuandong-2", 1, "policy nuandong-2 must stand in this file"),
        (POLICY, "region: town", "region: town\nname: 别的名字", 6, "the key name stands there twice"),
        ("national/contacts.yaml", "confirmed: 2024-01-01", "confirmed: 2024-02-30", 6, "no such day: 2024-02-30"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(
    tiny: Tiny, file: str, old: str, new: str, line: int, what: str
) -> None:
    path = tiny.change(file, old, new)
    if "must stand in this file" in what:  # the file that should be there is named
        region, policy = ("moon" if "moon" in new else "sea" if "sea" in new else "town"), what.split()[1]
        path = tiny.folder / region / "policies" / f"{policy}.yaml"
    told = complaint(tiny)
    assert told.startswith(f"{path}:{line}: ")
    assert what in told


def test_an_id_that_is_used_twice_is_told_with_its_second_file(tiny: Tiny) -> None:
    copy = tiny.folder / "town/policies/other.yaml"
    copy.write_text((tiny.folder / POLICY).read_text(encoding="utf-8"), encoding="utf-8")
    assert f"{copy}:1: nuandong is defined twice" in complaint(tiny)


@pytest.mark.parametrize("kind", ["sources", "policies"])
def test_ids_are_unique_over_all_regions(tiny: Tiny, kind: str) -> None:
    first, second = ("law", "sea-notice") if kind == "sources" else ("chuanmin", "sea-nuandong")
    path = tiny.change(f"sea/{kind}/{second}.yaml", f"id: {second}", f"id: {first}")
    assert f"{path}:1: {first} is defined twice" in complaint(tiny)


def test_everything_wrong_is_told_at_once(tiny: Tiny) -> None:
    files = [
        tiny.change(POLICY, "kind: who", "kind: colour"),
        tiny.change("town/region.yaml", "name", "title"),
        tiny.change("sea/policies/sea-nuandong.yaml", "source: sea-notice", "source: gone"),
    ]
    told = complaint(tiny)
    assert all(f"{path}:" in told for path in files)


def test_a_list_file_that_is_no_list_is_refused(tiny: Tiny) -> None:
    path = tiny.folder / "town/elsewhere.yaml"
    path.write_text("id: shuifei\n", encoding="utf-8")
    assert f"{path}:1: expected a list of Elsewhere entries" in complaint(tiny)


def test_a_file_that_is_not_utf8_is_refused(tiny: Tiny) -> None:
    path = tiny.folder / "town/region.yaml"
    path.write_bytes("id: town\nname: 临江市\n".encode("gbk"))
    assert f"{path}:1: not UTF-8" in complaint(tiny)


def test_an_empty_file_is_refused(tiny: Tiny) -> None:
    path = tiny.folder / POLICY
    path.write_text("", encoding="utf-8")
    assert f"{path}:1: " in complaint(tiny)


def test_a_folder_without_a_region_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"no region\.yaml in any folder"):
        load(tmp_path)


def test_the_version_follows_every_change_of_a_file(tiny: Tiny) -> None:
    before = tiny.load().version
    assert tiny.load().version == before
    tiny.change(POLICY, "120元", "121元")
    changed = tiny.load().version
    (tiny.folder / POLICY).rename(tiny.folder / "town/policies/renamed.yaml")
    tiny.change("town/policies/renamed.yaml", "id: nuandong", "id: renamed")
    assert len({before, changed, tiny.load().version}) == 3


def test_a_region_lies_within_larger_ones(tiny: Tiny) -> None:
    policies = tiny.load()
    assert policies.within("town") == ["town", "national"]
    assert policies.within("national") == ["national"]
    assert policies.outermost("sea") == "national"
    with pytest.raises(KeyError):
        policies.within("moon")


@pytest.mark.parametrize(
    ("place", "region"),
    [
        ("town", "town"),
        ("临江市", "town"),
        ("临江", "town"),
        ("临江市城东区", "town"),
        ("望海市", "sea"),
        ("深圳", None),
    ],
)
def test_a_place_is_known_by_id_name_or_the_region_it_lies_in(tiny: Tiny, place: str, region: str | None) -> None:
    assert tiny.load().region_of(place) == region


def test_a_clauses_own_days_go_before_those_of_its_source(tiny: Tiny) -> None:
    policies = tiny.load()
    amount, old = (policies.policies["nuandong"].clause(clause) for clause in ("amount", "amount-old"))
    assert policies.validity(amount).effective == date(2025, 1, 1)
    assert policies.validity(amount).lapses == date(2026, 6, 1)
    assert policies.validity(old).effective == date(2024, 1, 1)
    assert policies.validity(old).on(date(2025, 1, 1)) is Force.REPLACED


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2019, 12, 31), []),
        (date(2020, 1, 1), ["who", "card"]),
        (date(2024, 1, 1), ["who", "amount-old", "card"]),
        (date(2024, 12, 31), ["who", "amount-old", "card"]),
        (date(2025, 1, 1), ["who", "amount", "card"]),
        (date(2030, 1, 1), ["who", "amount", "card"]),  # lapsed, and still told
    ],
)
def test_told_are_the_clauses_of_the_day_and_those_that_lapsed(tiny: Tiny, day: date, told: list[str]) -> None:
    assert [clause.id for clause in tiny.load().clauses_on("nuandong", day)] == told


def test_names_are_those_of_the_region_and_of_what_lies_around_it(tiny: Tiny) -> None:
    policies = tiny.load()
    assert policies.names("town") == {
        "暖冬补贴": "nuandong",
        "取暖费": "nuandong",
        "暖冬补贴护工版": "nuandong-hugong",
        "船民登记": "chuanmin",
        "船民证": "chuanmin",
        "交水费": "shuifei",
        "水费单": "shuifei",
    }
    assert policies.names("sea")["暖冬补贴"] == "sea-nuandong"


def test_the_shipped_list_is_read_and_every_local_region_has_one_around_it() -> None:
    policies = load(LISTS)
    assert policies.within("guangzhou") == ["guangzhou", "national"]
    assert policies.contacts["12345"].phone == "12345"
    assert {"dibao", "jiehun-dengji"} <= set(policies.policies)
