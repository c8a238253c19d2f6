"""Files that cannot be read: each is refused with the reason and what to do instead, quickly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.imports import guard
from knowledge.imports.importing import import_file
from knowledge.imports.shape import UnreadableFile
from tests.knowledge.office_files import HEADER, ROWS, package, page, word, workbook
from tests.knowledge.tiny import Tiny

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def cut_short(path: Path) -> Path:
    workbook(path, [HEADER, *ROWS])
    path.write_bytes(path.read_bytes()[:-200])
    return path


def bomb(path: Path) -> Path:
    return package(path, {"xl/workbook.xml": b"0" * (guard.LARGEST_UNPACKED + 1)})


def vast_merge(path: Path) -> Path:
    sheet = b'<worksheet><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    return package(path, {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": sheet})


def huge(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(100 * guard.MEGABYTE)
    return path


BAD = [
    ("a.xlsx", written(b""), "文件是空的"),
    ("a.csv", written(b""), "文件是空的"),
    ("a.xlsx", written(b"not a zip at all"), "打不开"),
    ("a.docx", written(b"PK\x03\x04 and no more"), "打不开"),
    ("a.xlsx", cut_short, "打不开"),
    ("a.xlsx", bomb, "解开后"),
    ("a.xlsx", vast_merge, "合并单元格"),
    ("a.csv", huge, "100 MB"),
    ("a.xlsx", lambda path: word(path, ["通知"]), "不是一个 .xlsx 文件"),
    ("a.docx", lambda path: package(path, {"word/document.xml": b"<a"}), "打不开"),
    ("a.xlsx", lambda path: package(path, {"xl/workbook.xml": b"<a"}), "打不开"),
    ("a.xlsx", written(OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")), "打开密码"),
    ("a.docx", written(OLE + b"\0" * 500), "旧格式 .doc"),
    ("a.xls", written(OLE), "另存为 .xlsx"),
    ("a.doc", written(OLE), "另存为 .docx"),
    ("a.pdf", written(b"%PDF-1.7"), "PDF"),
    ("a.csv", written(b"%PDF-1.7"), "不是文字"),
    ("a.png", written(b"\x89PNG"), "不认识这种文件"),
    ("a", written(b"x"), "没有扩展名"),
    ("a.csv", written(bytes(range(256)) * 4), "编码"),
    ("a.csv", written("\ufeff名称".encode("utf-16-le") + b"\0"), "编码"),
    ("a.csv", written('名称,标准\n"灯油补贴,35元\n船桨,9元\n'.encode()), "引号"),
    ("a.html", written(b"   "), "没有内容"),
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("name", "make", "reason"), BAD, ids=[f"{name}-{reason}" for name, _, reason in BAD])
def test_a_bad_file_is_refused_with_a_reason(
    tiny: Tiny, tmp_path: Path, name: str, make: Callable[[Path], Path], reason: str
) -> None:
    with pytest.raises(UnreadableFile) as refused:
        import_file(make(tmp_path / name), tiny.load(), "town")
    assert reason in str(refused.value)


def test_files_with_nothing_in_them_give_no_draft(tiny: Tiny, tmp_path: Path) -> None:
    empty = [
        workbook(tmp_path / "a.xlsx", []),
        word(tmp_path / "a.docx", []),
        page(tmp_path / "a.html", [""]),
    ]
    for path in empty:
        assert import_file(path, tiny.load(), "town").made == []


@pytest.mark.timeout(20)
def test_one_endless_line_of_numbers_is_read_in_bearable_time(tiny: Tiny, tmp_path: Path) -> None:
    path = page(tmp_path / "a.html", ["灯油补贴每人每月1元" * 10_000 + "。"])
    assert import_file(path, tiny.load(), "town").made


def test_a_far_away_cell_does_not_make_a_table_vast(tiny: Tiny, tmp_path: Path) -> None:
    rows = [HEADER, *ROWS]
    path = workbook(tmp_path / "a.xlsx", [*rows, *[[None]] * 7000, ["远处"]])
    drafts = import_file(path, tiny.load(), "town")
    assert len([draft for draft in drafts.made if draft.folder == "policies"]) == 2
    assert any("只读了前" in unread.what for unread in drafts.unread)
