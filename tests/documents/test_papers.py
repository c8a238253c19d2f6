"""The papers' files: every one loads, what is wrong is refused by file and line, and the list's materials mean papers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.paper import PAPERS, Meant, meant_by, papers, read_papers
from knowledge.policy_list import load
from knowledge.yaml_file import ListError

KINDS = {
    *("id-card", "household-book", "marriage-certificate", "divorce-certificate", "disability-certificate"),
    *(
        "dibao-certificate",
        "tekun-certificate",
        "residence-permit",
        "hk-macao-residence-permit",
        "social-security-card",
    ),
    *("death-certificate", "cremation-certificate", "income-proof", "diagnosis-certificate", "elder-card"),
    *("portrait", "declaration"),
}
MATERIALS = yaml.safe_load((Path(__file__).parent / "materials.yaml").read_text(encoding="utf-8"))


def test_every_kind_has_a_file() -> None:
    assert set(papers()) == KINDS


def test_an_identity_card_needs_both_sides() -> None:
    assert [side.id for side in papers()["id-card"].sides if side.required] == ["front", "back"]


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("name: 居民身份证", "name: 居民身份证\ncolour: blue", "colour"),
        ("captions: [民族]}", "captions: [民族], hue: 1}", "hue"),
        ("id: id-card", "id: other", "not the file's name"),
        ("until: valid_until", "until: valid_forever", "valid_forever"),
        ("people:\n  - {name: name", "people:\n  - {name: naem", "naem"),
        ("value: sex", "value: gender", "value"),
        ("'(?<!\\d)8[123]0000(?:19|20)'", "'(8'", "no regular expression"),
        ("{words: [民族], weight: 2}", "{weight: 2}", "words or a pattern"),
        ("checks: [number", "checks: [numbers", "checks"),
        ("id: sex, name", "id: name, name", "twice"),
    ],
)
def test_what_is_wrong_in_a_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = (PAPERS / "id-card.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "id-card.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ListError, match=rf"id-card\.yaml:\d+:[\s\S]*{complaint}"):
        read_papers(tmp_path)


@pytest.mark.parametrize(("material", "kinds"), MATERIALS["meant"].items())
def test_a_material_of_the_list_means_papers(material: str, kinds: list[str]) -> None:
    assert list(meant_by(material).kinds) == kinds


def test_every_material_of_the_list_is_known_to_mean_papers_or_to_be_for_staff() -> None:
    documents = {material.document for policy in load().policies.values() for material in policy.materials}
    unmapped = {document for document in documents if not meant_by(document).kinds}
    assert unmapped == set(MATERIALS["staff"])
    assert documents - unmapped == set(MATERIALS["meant"])


@pytest.mark.parametrize(
    ("material", "either"),
    [
        ("居民户口簿和居民身份证", False),
        ("社会保障卡或者老年优待卡（任选一样）", True),
        ("代办人的身份证原件（或有效的港澳台居民居住证原件）", True),
    ],
)
def test_whether_another_paper_does_as_well(material: str, either: bool) -> None:
    assert meant_by(material).either is either


def test_words_for_papers_mean_one_paper_each() -> None:
    called = [word for paper in papers().values() for word in (paper.name, *paper.called)]
    assert sorted(called) == sorted(set(called))
    assert all(
        meant_by(word).kinds == (paper.id,) for paper in papers().values() for word in (paper.name, *paper.called)
    )


def test_a_paper_nobody_knows_means_nothing() -> None:
    assert meant_by("宇航员证") == Meant((), either=False)
