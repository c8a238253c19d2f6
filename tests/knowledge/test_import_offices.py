"""A clerk's table of offices and places becomes a draft of the service's file; what is wrong is told with its row."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook

from knowledge.imports.importing import read_file
from knowledge.imports.office_drafts import difference, with_offices
from knowledge.imports.offices import Offices, read_offices
from knowledge.policy_list import LISTS
from knowledge.service import Service
from knowledge.yaml_file import read_record

HEADER = "服务,网点名称,所在区,详细地址,联系电话,怎么去,时段,项目,公众名额,窗口名额,共用名额"
MEALS = LISTS / "guangzhou/services/zhucan.yaml"
NEW = "长者助餐,样本五街长者饭堂,白云区,白云区样本五街5号,020-00000005,坐公交到样本五街。"


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    read = [read_record(path, Service) for path in sorted((LISTS / "guangzhou/services").glob("*.yaml"))]
    return {service.id: service for service in read}


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "名额.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def offices(found: Offices, service: str = "zhucan") -> list[dict[str, Any]]:
    assert [str(one) for one in found.wrong] == []
    return found.records[service]


def test_rows_of_an_office_are_gathered_and_what_they_do_not_say_stays(
    tmp_path: Path, services: dict[str, Service]
) -> None:
    path = table(
        tmp_path,
        "长者助餐,样本一街长者饭堂,,,020-00000009,,午饭,份数,50份,１０,",
        ",,,,,,晚餐,,30,5,",
        ",,,,,,,送餐,,,15",
        ",,,,,,全天,份数,,,70",
    )
    (office,) = offices(read_offices(read_file(path), services))
    before = services["zhucan"].office["yangben-yi"]
    assert office == {
        "id": "yangben-yi",
        "name": before.name,
        "words": list(before.words),
        "district": before.district,
        "address": before.address,
        "phone": "020-00000009",
        "how_to_get_there": before.how_to_get_there,
        "capacity": [
            {"what": "portions", "public": 50, "counter": 10, "bands": ["lunch"]},
            {"what": "portions", "public": 30, "counter": 5, "bands": ["dinner"]},
            {"what": "deliveries", "all": 15},
            {"what": "portions", "per": "day", "all": 70},
        ],
    }


def test_a_new_office_with_one_band_and_the_services_own_capacity(tmp_path: Path, services: dict[str, Service]) -> None:
    path = table(tmp_path, f"{NEW},中饭,份数,40,10,")
    (office,) = offices(read_offices(read_file(path), services))
    assert (office["id"], office["bands"]) == ("yangben-wujie-zhangzhe-fantang", ["lunch"])
    assert "capacity" not in office


def test_a_workbook_may_speak_of_several_services_in_merged_cells(tmp_path: Path, services: dict[str, Service]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["样本市名额表"],
        ["服务", "墓园", "时段", "项目", "公众名额", "窗口名额", "共用名额"],
        ["扫墓", "样本青山墓园", "早上7点到9点", "人数", 200, 50, None],
        [None, None, "上午9点到11点、中午", "人数", 100, 25, None],
        ["结婚登记", "样本越秀婚姻登记处", None, None, 18, 2, None],
    ):
        sheet.append(row)
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "t.xlsx")
    found = read_offices(read_file(tmp_path / "t.xlsx"), services)
    (graves,) = offices(found, "jisao")
    assert graves["bands"] == ["early", "morning", "noon"]
    assert graves["capacity"] == [
        {"what": "persons", "public": 200, "counter": 50, "bands": ["early"]},
        {"what": "persons", "public": 100, "counter": 25, "bands": ["morning", "noon"]},
        {"what": "persons", "per": "day", "all": 1200},
        {"what": "vehicles", "all": 60},
    ]
    assert offices(found, "jiehun")[0]["capacity"] == [{"what": "couples", "public": 18, "counter": 2}]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (["订房,样本街,,,,,,,,,"], "第2行：没有这个服务：订房。有的是：补领婚姻登记证、"),
        ([",样本街,,,,,,,,,"], "第2行：没有写是哪个服务。"),
        (["长者助餐,,越秀区,,,,,,,,"], "第2行：没有写网点的名称。"),
        (["长者助餐,样本五街长者饭堂,白云区,,,,,,,,"], "第2行：“样本五街长者饭堂”没有填地址、电话、怎么去。"),
        ([f"{NEW},早餐,份数,40,10,"], "第2行第7列：长者助餐没有这个时段：早餐。有的是：午餐、晚餐，或者全天。"),
        ([f"{NEW},午餐,车位,40,10,"], "第2行第8列：长者助餐没有这个项目：车位。有的是：份数、送餐。"),
        ([f"{NEW},午餐,份数,四十,10,"], "第2行第9列：名额要写整数，这里是：四十"),
        ([f"{NEW},午餐,份数,-4,10,"], "第2行第9列：名额要写整数，这里是：-4"),
        ([f"{NEW},午餐,份数,4.5,10,"], "第2行第9列：名额要写整数，这里是：4.5"),
        ([f"{NEW},午餐,份数,40,10,50"], "第2行：共用名额和公众名额、窗口名额只能写一样"),
        ([f"{NEW},午餐,份数,,10,"], "第2行：只写了窗口名额，还要写公众名额"),
        ([f"{NEW},午餐,份数,,,"], "第2行：写了时段或项目，没有写名额。"),
        ([f"{NEW},午餐,份数,4,1,", ",,,,,,午饭,份数,4,1,"], "第3行：“样本五街长者饭堂”这个时段的份数上面已经写过了。"),
        (
            [f"{NEW},午餐,份数,4,1,", ",,,,020-1,,晚餐,份数,4,1,"],
            "第3行第5列：“样本五街长者饭堂”的电话和上面写的不一样：020-1",
        ),
        (
            ["骨灰海葬,样本码头,,,,,,,24,6,"],
            "第2行：骨灰海葬要写明是哪个项目的名额：骨灰、家属。",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_row(
    tmp_path: Path, services: dict[str, Service], rows: list[str], what: str
) -> None:
    found = read_offices(read_file(table(tmp_path, *rows)), services)
    assert any(str(one).startswith(what) for one in found.wrong), [str(one) for one in found.wrong]


def test_a_table_without_a_header_is_told(tmp_path: Path, services: dict[str, Service]) -> None:
    found = read_offices(read_file(table(tmp_path, "1,2,3", header="甲,乙,丙")), services)
    assert str(found.wrong[0]).startswith("表格：没有认出表头")


def test_a_table_of_one_service_need_not_name_it(tmp_path: Path, services: dict[str, Service]) -> None:
    path = table(tmp_path, "样本一街长者饭堂,20", header="饭堂,公众名额")
    found = read_offices(read_file(path), {"zhucan": services["zhucan"]})
    assert offices(found)[0]["capacity"][0] == {"what": "portions", "public": 20}


def test_a_column_that_is_not_known_is_told_and_the_rest_is_read(tmp_path: Path, services: dict[str, Service]) -> None:
    found = read_offices(read_file(table(tmp_path, f"{NEW},,份数,9,1,,陈", header=HEADER + ",负责人")), services)
    assert [str(one) for one in found.unread] == ["第1行第12列：不认识列名“负责人”，这一列没有读。"]
    assert len(offices(found)) == 1


@pytest.mark.parametrize("name", ["zhucan", "jisao", "lihun-lingzheng", "haizang"])
def test_the_draft_is_the_file_with_other_offices_and_nothing_else_changed(
    tmp_path: Path, services: dict[str, Service], name: str
) -> None:
    path = tmp_path / "there.yaml"
    shutil.copy(LISTS / f"guangzhou/services/{name}.yaml", path)
    before = services[name]
    row = f"{before.name},样本新点,样本区,样本路1号,020-00000009,坐车。"
    found = read_offices(read_file(table(tmp_path, row)), services)
    text = with_offices(path, offices(found, name), "名额.csv")
    (tmp_path / "draft.yaml").write_text(text, encoding="utf-8")
    draft = read_record(tmp_path / "draft.yaml", Service)
    assert draft.model_copy(update={"offices": before.offices}) == before
    assert [office.name for office in draft.offices] == ["样本新点"]
    assert text.startswith("# 草稿，网点来自 名额.csv")
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert all(line in text.splitlines() for line in kept)
    assert "+  - id: yangben-xindian" in difference(path, text).splitlines()


def test_comments_before_what_follows_the_offices_stay(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    text = MEALS.read_text(encoding="utf-8").replace("\nbands:\n", "\n\n# 时段\nbands:\n")
    path.write_text(text, encoding="utf-8")
    made = with_offices(path, [{"id": "one"}], "t.csv")
    assert "\n  - id: one\n\n# 时段\nbands:\n" in made
    assert yaml.safe_load(made)["offices"] == [{"id": "one"}]
