"""What is looked at before a file is opened: its size, its true format, and whether it would swell up."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from openpyxl.utils import range_boundaries

from knowledge.imports.shape import UnreadableFile

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 40 * MEGABYTE
LARGEST_MERGED = 100_000
"""Cells of one merged area; a whole sheet merged would fill all memory."""

READ = (".xlsx", ".csv", ".docx", ".html", ".htm")
INSTEAD = {
    ".xls": "这是旧版 Excel 格式。请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。",
    ".et": "这是 WPS 表格格式。请用 WPS 打开，另存为 .xlsx 再导入。",
    ".doc": "这是旧版 Word 格式。请用 Word 或 WPS 打开，另存为 .docx 再导入。",
    ".wps": "这是 WPS 文字格式。请用 WPS 打开，另存为 .docx 再导入。",
    ".pdf": "PDF 里的表格和段落读不准。请向发文单位要 Word 或 Excel 原件；或者打开公开这份文件的网页，另存为 .html 再导入。",
    ".ofd": "OFD 版式文件读不了。请向发文单位要 Word 或 Excel 原件，或者把公开它的网页另存为 .html 再导入。",
    ".mhtml": "请在浏览器里把网页另存为“仅网页，HTML”（.html）再导入。",
    ".txt": "纯文本分不出标题和段落。请把网页另存为 .html，或者粘贴到 Word 里存为 .docx 再导入。",
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z0-9:]+)"')
_MAIN_PART = {".xlsx": "xl/workbook.xml", ".docx": "word/document.xml"}


def inspect(path: Path) -> str:
    """The file's format, one of READ. UnreadableFile, with what to do instead, for everything that should not be opened."""
    suffix = path.suffix.lower()
    if suffix in INSTEAD:
        raise UnreadableFile(INSTEAD[suffix])
    if suffix not in READ:
        raise UnreadableFile(f"不认识这种文件（{suffix or '没有扩展名'}）。能读的是 {'、'.join(READ)}。")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("文件是空的，一个字也没有。")
    if size > LARGEST_FILE:
        limit = LARGEST_FILE // MEGABYTE
        raise UnreadableFile(f"文件有 {size / MEGABYTE:.0f} MB，超过 {limit} MB。请删掉图片，或者分成几个文件再导入。")
    if suffix in _MAIN_PART:
        _inspect_package(path, suffix)
    else:
        _inspect_text(path, suffix)
    return suffix


def _inspect_package(path: Path, suffix: str) -> None:
    """An Office file is a zip; what is inside says how large it would become."""
    with path.open("rb") as file:
        start = file.read(len(_OLE))
    if start == _OLE:
        if _ENCRYPTED in path.read_bytes():
            raise UnreadableFile("文件设了打开密码。请用 Excel、Word 或 WPS 打开，去掉密码，另存后再导入。")
        old = ".xls" if suffix == ".xlsx" else ".doc"
        raise UnreadableFile(f"扩展名是 {suffix}，内容却是旧格式 {old}。请打开它，另存为 {suffix} 再导入。")
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            # Python's reader stops at the size that is declared, so a false declaration only breaks the file.
            unpacked = sum(part.file_size for part in parts)
            if unpacked > LARGEST_UNPACKED:
                limit = LARGEST_UNPACKED // MEGABYTE
                raise UnreadableFile(f"文件解开后有 {unpacked / MEGABYTE:.0f} MB，超过 {limit} MB，不打开。")
            if _MAIN_PART[suffix] not in package.namelist():
                raise UnreadableFile(f"这不是一个 {suffix} 文件：里面没有 {_MAIN_PART[suffix]}。请重新另存一次。")
            for part in parts:
                if part.filename.startswith("xl/worksheets/"):
                    _refuse_vast_merges(package.read(part))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFile(f"文件打不开，可能没有下载完整或者已经损坏（{error}）。请重新下载或另存一次。") from error


def _refuse_vast_merges(sheet: bytes) -> None:
    for area in _MERGED.findall(sheet):
        left, top, right, bottom = (edge or 0 for edge in range_boundaries(area.decode()))
        if (right - left + 1) * (bottom - top + 1) > LARGEST_MERGED:
            raise UnreadableFile(f"有一个合并单元格大得不正常（{area.decode()}）。请取消合并，另存后再导入。")


def _inspect_text(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((_OLE, _ZIP, b"%PDF")):
        raise UnreadableFile(f"扩展名是 {suffix}，内容却不是文字。请用原来的程序打开，另存为 .xlsx 或 .docx 再导入。")
