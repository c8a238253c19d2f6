"""Every check has a name that staff read."""

from __future__ import annotations

import re
from pathlib import Path

from actions.documents.checks.agreement import COMPARED
from actions.documents.texts import texts

DOCUMENTS = Path(__file__).resolve().parents[2] / "actions" / "documents"
SOURCES = (*(DOCUMENTS / "checks").glob("*.py"), DOCUMENTS / "judging.py")


def test_every_check_has_a_name() -> None:
    sources = [path.read_text(encoding="utf-8") for path in SOURCES]
    checks = {check for source in sources for check in re.findall(r'found\(\s*"([a-z-]+)"', source)}
    checks |= {f"{what}-agrees" for what, _ in COMPARED} | set(texts("quality")) | {"unreadable"}
    assert set(texts("check_names")) == checks
