"""A table becomes one policy an item, whatever the order of its columns; what it cannot read is named by its place."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from knowledge.imports.drafting import Drafts
from knowledge.imports.importing import import_file
from tests.knowledge.office_files import HEADER, ROWS, workbook
from tests.knowledge.tiny import Tiny


def read(tiny: Tiny, path: Path) -> Drafts:
    return import_file(path, tiny.load(), "town")


def policies(drafts: Drafts) -> dict[str, dict[str, Any]]:
    """By name."""
    return {draft.record["name"]: draft.record for draft in drafts.made if draft.folder == "policies"}


def texts(policy: dict[str, Any]) -> dict[str, str]:
    return {clause["id"]: clause["text"] for clause in policy["clauses"]}


def unread(drafts: Drafts) -> dict[str, str]:
    return {one.place: one.what for one in drafts.unread}


def as_csv(path: Path, rows: list[list[Any]], encoding: str, delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.fixture(params=["xlsx", "utf-8", "utf-8-sig", "gbk", "utf-16", "tab"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same table in every format and encoding."""
    rows = [HEADER, *ROWS]
    if request.param == "xlsx":
        return workbook(tmp_path / "t.xlsx", rows)
    if request.param == "tab":
        return as_csv(tmp_path / "t.csv", rows, "gbk", "\t")
    return as_csv(tmp_path / "t.csv", rows, request.param)


def test_each_item_is_a_policy_with_a_clause_for_each_column(tiny: Tiny, table: Path) -> None:
    found = policies(read(tiny, table))
    assert list(found) == ["灯油补贴", "船桨补贴"]
    assert texts(found["灯油补贴"]) == {
        "amount-1": "灯油补贴的补贴标准：1,309元/户/年。",
        "who-1": "灯油补贴的补贴对象：年满65周岁的老人。",
        "where-1": "灯油补贴的咨询电话：0999-8000001。",
    }
    assert found["灯油补贴"]["clauses"][0]["figures"] == [
        {"value": 1309, "unit": "元/户/年", "what": "灯油补贴补贴标准"}
    ]


def test_each_document_that_a_row_rests_on_is_a_source(tiny: Tiny, table: Path) -> None:
    sources = {d.record["number"]: d.record for d in read(tiny, table).made if d.folder == "sources"}
    assert list(sources) == ["临民规字〔2025〕7号", "临民规字〔2025〕8号"]
    assert sources["临民规字〔2025〕7号"]["title"] == "临江市灯油补贴办法"
    assert [source["effective"] for source in sources.values()] == [date(2025, 6, 1), date(2025, 7, 1)]


@pytest.mark.parametrize("order", [[2, 1, 3], [3, 2, 1], [1, 3, 2]])
def test_columns_may_stand_in_any_order(tiny: Tiny, tmp_path: Path, order: list[int]) -> None:
    rows = [[row[i] for i in order] for row in [HEADER, *ROWS]]
    found = policies(read(tiny, workbook(tmp_path / "t.xlsx", rows)))
    assert {clause["kind"] for clause in found["灯油补贴"]["clauses"]} == {"amount", "who"}


def test_titles_above_merged_cells_and_category_rows_are_understood(tiny: Tiny, tmp_path: Path) -> None:
    rows = [
        ["临江市惠民政策一览表", None, None],
        ["政策名称", "标准", "对象"],
        ["一、老人福利", None, None],
        ["灯油补贴", "35元/月", "老人"],
        [None, "50元/月", "独居老人"],
    ]
    drafts = read(tiny, workbook(tmp_path / "t.xlsx", rows, merged=("A1:C1", "A3:C3", "A4:A5")))
    found = policies(drafts)
    assert found["灯油补贴"]["category"] == "老人福利"
    assert len(found["灯油补贴"]["clauses"]) == 4
    assert any("A1:C1" in remark for remark in drafts.remarks)
    assert [d.record["title"] for d in drafts.made if d.folder == "sources"] == ["临江市惠民政策一览表"]


def test_a_header_of_two_rows_is_read_as_one(tiny: Tiny, tmp_path: Path) -> None:
    rows = [["政策名称", "补贴标准（元）", None], [None, "城镇", "农村"], ["灯油补贴", 35, 30]]
    found = policies(read(tiny, workbook(tmp_path / "t.xlsx", rows, merged=("A1:A2", "B1:C1"))))
    assert [clause["text"] for clause in found["灯油补贴"]["clauses"]] == [
        "灯油补贴的补贴标准城镇：35元。",
        "灯油补贴的补贴标准农村：30元。",
    ]


def test_two_rows_of_one_policy_are_one_draft(tiny: Tiny, tmp_path: Path) -> None:
    rows = [
        ["名称", "等级", "标准"],
        ["灯油补贴", "一级", "50元"],
        ["船桨补贴", "", "9元"],
        ["灯油补贴", "二级", "35元"],
    ]
    drafts = read(tiny, workbook(tmp_path / "t.xlsx", rows))
    assert list(texts(policies(drafts)["灯油补贴"]).values()) == [
        "灯油补贴（一级）的标准：50元。",
        "灯油补贴（二级）的标准：35元。",
    ]
    assert any("第2行" in remark and "第4行" in remark for remark in drafts.remarks)


def test_rows_and_columns_that_are_not_read_are_named(tiny: Tiny, tmp_path: Path) -> None:
    rows = [
        ["名称", "标准", "填表人签字"],
        ["", "35元", ""],
        ["灯油补贴", "35元", "甲"],
        ["合计", "70元", ""],
        ["船桨补贴", "", ""],
    ]
    told = unread(read(tiny, workbook(tmp_path / "t.xlsx", rows)))
    assert "填表人签字" in told.pop("工作表“标准”第1行C列")
    assert "没有政策名称" in told.pop("工作表“标准”第2行")
    assert "合计" in told.pop("工作表“标准”第4行")
    assert "除了名称什么也没有" in told.pop("工作表“标准”第5行")
    assert told == {}


def test_a_sheet_without_a_known_header_is_named_with_the_words_that_are_known(tiny: Tiny, tmp_path: Path) -> None:
    drafts = read(tiny, workbook(tmp_path / "t.xlsx", [["甲", "乙"], ["1", "2"]], title="说明"))
    assert drafts.made == []
    assert "政策名称" in unread(drafts)["工作表“说明”"]


def test_numbers_are_read_as_excel_shows_them(tiny: Tiny, tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", [["名称", "标准", "施行日期"], *[[f"{n}补贴", 0, None] for n in "甲乙丙"]])
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for row, value, shown in ((2, 0.6, "0%"), (3, 1963.5, '#,##0.00"元/月"'), (4, 1309.0000000002, "0")):
        sheet.cell(row, 2, value).number_format = shown
    sheet.cell(2, 3, date(2025, 6, 1))
    book.save(path)
    drafts = read(tiny, path)
    said = [texts(policy)["amount-1"] for policy in policies(drafts).values()]
    assert said == ["甲补贴的标准：60%。", "乙补贴的标准：1963.5元/月。", "丙补贴的标准：1309。"]
    assert drafts.made[0].record["effective"] == date(2025, 6, 1)


def test_formulas_errors_and_hidden_things_are_named(tiny: Tiny, tmp_path: Path) -> None:
    rows = [
        ["名称", "标准", "对象"],
        ["灯油补贴", "=1+1", "老人"],
        ["船桨补贴", "#REF!", "渔民"],
        ["藏起补贴", "9元", "人"],
    ]
    path = workbook(tmp_path / "t.xlsx", rows)
    book = load_workbook(path)
    book["标准"].row_dimensions[4].hidden = True
    book["标准"]["B3"].data_type = "e"
    book.create_sheet("旧表").sheet_state = "hidden"
    book.save(path)
    told = unread(read(tiny, path))
    assert "公式" in told["工作表“标准”第2行B列"]
    assert "#REF!" in told["工作表“标准”第3行B列"]
    assert "隐藏" in told["工作表“标准”第4行"]
    assert "隐藏" in told["工作表“旧表”"]


def test_a_policy_that_the_list_has_keeps_its_id_and_is_told(tiny: Tiny, tmp_path: Path) -> None:
    drafts = read(tiny, workbook(tmp_path / "t.xlsx", [["名称", "标准"], ["取暖费", "150元"]]))
    assert policies(drafts)["取暖费"]["id"] == "nuandong"
    assert any("清单里已有政策" in remark for remark in drafts.remarks)


def test_another_policys_id_is_never_taken(tiny: Tiny, tmp_path: Path) -> None:
    rows = [["名称", "标准"], ["水费", "1元"], ["税费", "2元"]]  # both are spelled shuifei, which a topic has
    ids = [p["id"] for p in policies(read(tiny, workbook(tmp_path / "t.xlsx", rows))).values()]
    assert ids == ["shuifei-2", "shuifei-3"]


@pytest.mark.parametrize(
    ("term", "end"), [("5年", date(2030, 6, 1)), ("至2027年12月31日", date(2028, 1, 1)), ("长期", None)]
)
def test_a_column_may_say_how_long(tiny: Tiny, tmp_path: Path, term: str, end: date | None) -> None:
    rows = [["名称", "标准", "施行日期", "有效期"], ["灯油补贴", "35元", "2025-06-01", term]]
    source = read(tiny, workbook(tmp_path / "t.xlsx", rows)).made[0].record
    assert source.get("lapses") == end


def test_rows_of_one_document_that_begin_on_other_days_say_so(tiny: Tiny, tmp_path: Path) -> None:
    rows = [["名称", "标准", "施行日期"], ["灯油补贴", "35元", "2025-06-01"], ["船桨补贴", "9元", "2025-07-01"]]
    drafts = read(tiny, workbook(tmp_path / "t.xlsx", rows))
    assert drafts.made[0].record["effective"] == date(2025, 6, 1)
    days = [policy["clauses"][0].get("effective") for policy in policies(drafts).values()]
    assert days == [None, date(2025, 7, 1)]
