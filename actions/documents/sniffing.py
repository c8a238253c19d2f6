"""What kind of file bytes are, by their content alone: neither a name nor a declared type is asked for."""

from __future__ import annotations

import re

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*")
STILLS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
"""Brands of ISO files that hold pictures; the others hold films."""
ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
FILMS = (b"\x1aE\xdf\xa3", b"OggS", b"FLV", b"\x00\x00\x01\xba")
OFFICE = re.compile(rb"\[Content_Types\]\.xml|mimetypeapplication/vnd\.oasis|(?:word|xl|ppt)/|_rels/\.rels")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNING = 4096


def refused(data: bytes) -> str | None:
    """Why bytes are neither a picture nor a PDF, a name in texts.yaml under ``opening``; None if they may be one."""
    start = data[:BEGINNING]
    if start.startswith(PICTURES) or b"%PDF-" in start[:1024] or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return None
    if start[4:8] == b"ftyp":
        return None if start[8:12] in STILLS else "video"
    if start.startswith(FILMS) or start[:4] == b"RIFF":
        return "video"
    if start.startswith(OLE):
        return "office"
    if start.startswith(ARCHIVES):
        return "office" if OFFICE.search(start) else "archive"
    return _writing(start)


def _writing(start: bytes) -> str:
    """Text, a drawing in text (SVG), or something unknown."""
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\x00" in start:
        return "not_a_picture"
    for encoding in ("utf-16",) if wide else ("utf-8", "gb18030"):
        # The beginning may end in the middle of a character.
        content = start.decode(encoding, errors="ignore")
        if len(content.encode(encoding)) >= len(start) - 4:
            return "svg" if re.search(r"<(?:\w+:)?svg\b", content, re.IGNORECASE) else "text"
    return "not_a_picture"
