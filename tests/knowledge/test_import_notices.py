"""A notice becomes a source and a policy with a clause for each article, from Word and from a saved page alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from knowledge.imports.drafting import Draft, Drafts
from knowledge.imports.importing import import_file
from knowledge.numbers import numbers_in
from tests.knowledge.office_files import HEADER, NOTICE, page, word
from tests.knowledge.tiny import Tiny


def read(tiny: Tiny, path: Path) -> Drafts:
    return import_file(path, tiny.load(), "town")


def of(drafts: Drafts, folder: str) -> list[Draft]:
    return [draft for draft in drafts.made if draft.folder == folder]


def clauses(drafts: Drafts) -> dict[str | None, dict[str, Any]]:
    """By article."""
    (policy,) = of(drafts, "policies")
    return {clause.get("article"): clause for clause in policy.record["clauses"]}


def without(*parts: str) -> list[str]:
    return [line for line in NOTICE if not any(part in line for part in parts)]


@pytest.fixture(params=["docx", "html", "gbk.html"])
def notice(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"notice.{request.param}"
    if request.param == "docx":
        return word(path, NOTICE)
    return page(path, NOTICE, encoding="gbk" if "gbk" in request.param else "utf-8")


def test_the_source_has_title_number_issuer_and_days(tiny: Tiny, notice: Path) -> None:
    (source,) = of(read(tiny, notice), "sources")
    assert source.record["title"] == NOTICE[0]
    assert source.record["number"] == "临民规字〔2025〕7号"
    assert source.record["issuer"] == "临江市民政局、临江市财政局"
    days = [source.record[name] for name in ("published", "effective", "lapses")]
    assert days == [date(2025, 5, 20), date(2025, 6, 1), date(2030, 6, 1)]


def test_each_article_is_a_clause_word_for_word(tiny: Tiny, notice: Path) -> None:
    found = clauses(read(tiny, notice))
    assert list(found) == ["前言", "第一条", "第二条", "第三条", "第四条", "第五条"]
    assert found["第一条"]["text"] == "年满六十五周岁、具有本市户籍的老人，可以领灯油补贴。"
    assert found["第三条"]["text"].endswith("（一）身份证；（二）户口簿复印件。")
    assert "骗取补贴的" in found["第四条"]["text"]
    kinds = [clause["kind"] for clause in found.values()]
    assert kinds == ["basis", "who", "amount", "materials", "limits", "basis"]


def test_every_number_of_a_clause_is_among_its_figures(tiny: Tiny, notice: Path) -> None:
    for clause in clauses(read(tiny, notice)).values():
        assert {figure["value"] for figure in clause.get("figures", [])} == numbers_in(clause["text"])


def test_what_is_no_clause_is_named(tiny: Tiny, notice: Path) -> None:
    told = "\n".join(map(str, read(tiny, notice).unread))
    assert "附件：灯油补贴申请表" in told
    assert "第九条" not in told  # a script is not text


def test_numbered_paragraphs_are_named_by_their_path(tiny: Tiny, tmp_path: Path) -> None:
    lines = [
        "临江市民政局关于灯油补贴的通知",
        "各镇：",
        "一、补贴标准",
        "（一）一般老人每人每月35元。",
        "（二）独居老人：",
        "1.住在岸上的，每人每月50元；",
        "2.住在船上的，每人每月60元。",
        "二、其他",
        "补贴按月发放，每月10日前到账。",
        "三、空标题",
        "四、附则",
        "本通知自2025年6月1日起施行。",
    ]
    drafts = read(tiny, word(tmp_path / "n.docx", lines))
    found = clauses(drafts)
    assert list(found) == ["一（一）", "一（二）", "二", "末段"]
    assert "60元" in found["一（二）"]["text"]
    assert any("空标题" in str(unread) for unread in drafts.unread)


def test_paragraphs_without_numbers_are_clauses_without_articles(tiny: Tiny, tmp_path: Path) -> None:
    drafts = read(tiny, word(tmp_path / "n.docx", ["关于灯油补贴的公告", "灯油补贴每人每月35元。", "东街办理"]))
    (policy,) = of(drafts, "policies")
    assert [clause["text"] for clause in policy.record["clauses"]] == ["灯油补贴每人每月35元。"]
    assert "article" not in policy.record["clauses"][0]
    assert [unread.place for unread in drafts.unread] == ["第3段"]


@pytest.mark.parametrize(
    ("lines", "absent"),
    [
        (without("2025年5月20日", "施行"), {"published", "effective", "lapses"}),
        (without("有效期"), {"effective", "lapses"}),
        (without("临民规字"), {"number"}),
    ],
)
def test_what_a_notice_does_not_say_is_left_out(tiny: Tiny, tmp_path: Path, lines: list[str], absent: set[str]) -> None:
    (source,) = of(read(tiny, word(tmp_path / "n.docx", lines)), "sources")
    assert {"published", "effective", "lapses", "number"} - set(source.record) == absent
    assert any("没有找到" in advice for advice in source.advice)


def test_several_first_days_are_told_and_none_is_taken(tiny: Tiny, tmp_path: Path) -> None:
    lines = [*without("有效期"), "第五条　一般标准自2025年1月1日起执行。", "第六条　独居标准自2025年6月1日起执行。"]
    (source,) = of(read(tiny, word(tmp_path / "n.docx", lines)), "sources")
    assert "effective" not in source.record
    assert any("2025年1月1日、2025年6月1日" in advice for advice in source.advice)


def test_a_pages_labels_win_and_a_doubt_is_told_to_citizens(tiny: Tiny, tmp_path: Path) -> None:
    labels = ["实施日期：", "2025年06月01日", "失效日期：2028年1月1日", "发布机关：临江市民政局"]
    (source,) = of(read(tiny, page(tmp_path / "n.html", [NOTICE[0], *labels, *NOTICE])), "sources")
    assert source.record["lapses"] == date(2028, 1, 1)
    assert "2030年6月1日" in source.record["note"]
    assert source.record["url"] == "https://www.linjiang.example/2025/post_1.html"


def test_a_page_without_a_known_main_part_is_cut_at_its_foot(tiny: Tiny, tmp_path: Path) -> None:
    drafts = read(tiny, page(tmp_path / "n.html", NOTICE, main=""))
    assert list(clauses(drafts))[-1] == "第五条"
    assert "版权所有" not in clauses(drafts)["第五条"]["text"]
    assert any("没有认出网页的正文" in remark for remark in drafts.remarks)
    assert any("首页" in str(unread) for unread in drafts.unread)


def test_a_document_that_the_list_has_is_cited_not_drafted_again(tiny: Tiny, tmp_path: Path) -> None:
    lines = [line.replace("临民规字[2025] 7 号", "临民规〔2024〕1号") for line in NOTICE]
    drafts = read(tiny, word(tmp_path / "n.docx", lines))
    assert of(drafts, "sources") == []
    assert {clause["source"] for clause in clauses(drafts).values()} == {"notice"}
    told = "\n".join(drafts.remarks)
    assert "清单里已有文件临民规〔2024〕1号" in told
    assert "施行日期不一样：清单里是 2024-01-01，这份文件里是 2025-06-01" in told


def test_a_notices_table_makes_policies_of_the_same_source(tiny: Tiny, tmp_path: Path) -> None:
    rows = [HEADER[1:4], ["35元", "灯油补贴", "老人"]]
    drafts = read(tiny, word(tmp_path / "n.docx", NOTICE, rows))
    (source,) = of(drafts, "sources")
    policies = of(drafts, "policies")
    assert [policy.record["name"] for policy in policies] == ["临江市灯油补贴办法", "灯油补贴"]
    assert {clause["source"] for policy in policies for clause in policy.record["clauses"]} == {source.id}


def test_spanned_cells_of_a_pages_table_are_filled(tiny: Tiny, tmp_path: Path) -> None:
    table = (
        "<table><tr><th>名称</th><th>对象</th><th>标准</th></tr>"
        "<tr><td rowspan=2>灯油补贴</td><td>老人</td><td>35元</td></tr><tr><td>独居老人</td><td>50元</td></tr></table>"
    )
    drafts = read(tiny, page(tmp_path / "n.html", ["灯油补贴标准一览表", table, "下面的话凑够一百字。" * 10]))
    policy = next(d for d in of(drafts, "policies") if d.record["name"] == "灯油补贴")
    assert [c["text"] for c in policy.record["clauses"] if c["kind"] == "amount"] == [
        "灯油补贴的标准：35元。",
        "灯油补贴的标准：50元。",
    ]
    assert any("合并单元格" in remark for remark in drafts.remarks)


def test_what_word_shows_but_the_text_does_not_hold_is_named(tiny: Tiny, tmp_path: Path) -> None:
    path = word(tmp_path / "n.docx", NOTICE)
    document = docx.Document(str(path))
    numbered = document.add_paragraph("自动编号的一条。")
    numbered._p.get_or_add_pPr().get_or_add_numPr()
    inserted = f'<w:ins {nsdecls("w")} w:id="1" w:author="a"><w:r><w:t>修订加进来的字</w:t></w:r></w:ins>'
    document.paragraphs[0]._p.append(parse_xml(inserted))
    document.save(str(path))
    told = "\n".join(map(str, read(tiny, path).unread))
    assert "修订加进来的字" in told
    assert "用了自动编号" in told
