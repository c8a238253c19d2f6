"""Files as a bureau would publish them, made for a test: a made-up notice and table of the made-up town 临江市."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import docx
from openpyxl import Workbook

NOTICE = """临江市民政局 临江市财政局关于印发《临江市灯油补贴办法》的通知
临民规字[2025] 7 号
各镇人民政府，市各有关单位：
为了让老人冬夜有灯，现将办法印发给你们，请执行。
临江市民政局　临江市财政局
2025年5月20日
临江市灯油补贴办法
第一章　总则
第一条　年满六十五周岁、具有本市户籍的老人，可以领灯油补贴。
第二条　灯油补贴标准为每人每月35元，其中独居老人每人每月50元、双人户80元。
第三条　申请时提交下列材料：
（一）身份证；
（二）户口簿复印件。
第四条　镇人民政府在收到材料后5个工作日内审核。
有下列情形之一的，停发补贴：
（一）户籍迁出本市的；
（二）骗取补贴的。
第五条　本办法自2025年6月1日起施行，有效期5年。
附件：灯油补贴申请表
公开方式：主动公开""".splitlines()

HEADER = ["序号", "补贴标准（元/户/年）", "政策名称", "补贴对象", "政策依据", "施行日期", "咨询电话"]
ROWS: list[list[Any]] = [
    [
        1,
        "1,309",
        "灯油补贴",
        "年满65周岁的老人",
        "《临江市灯油补贴办法》（临民规字〔2025〕7号）",
        "2025年6月1日",
        "0999-8000001",
    ],
    [2, "40元/人/月", "船桨补贴", "渔民", "临民规字〔2025〕8号", "2025-07-01", ""],
]


def workbook(path: Path, rows: list[list[Any]], *, merged: tuple[str, ...] = (), title: str = "标准") -> Path:
    """One sheet of those rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    book.save(path)
    return path


def word(path: Path, lines: list[str], table: list[list[str]] | None = None) -> Path:
    """Paragraphs, and a table after them."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for cells, row in zip(grid.rows, table, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    document.save(str(path))
    return path


def page(
    path: Path, lines: list[str], *, main: str = 'class="article-content"', head: str = "", encoding: str = "utf-8"
) -> Path:
    """A page of a government site: navigation, the notice, a foot."""
    body = "\n".join(f"<p>{line}</p>" for line in lines)
    text = f"""<!DOCTYPE html>
<!-- saved from url=(0042)https://www.linjiang.example/2025/post_1.html -->
<html><head><meta charset="{encoding}"><title>{lines[0]} - 临江市人民政府门户网站</title>{head}
<script>var x = "第九条　不是条文。";</script></head><body>
<div class="nav"><ul><li>首页</li><li>政务公开</li></ul></div>
<div {main}>{body}</div>
<div class="foot"><p>联系我们：0999-8000000</p><p>版权所有</p></div></body></html>"""
    path.write_bytes(text.encode(encoding))
    return path


def package(path: Path, parts: dict[str, bytes]) -> Path:
    """A zip with those parts, tightly packed."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path
