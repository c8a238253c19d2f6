"""A small list to change and to break; the index of the shipped one is in `tests/conftest.py`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.index import Index
from knowledge.policy_list import load
from tests.knowledge.tiny import TINY_LIST, Tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    shutil.copytree(TINY_LIST, tmp_path / "list")
    return Tiny(tmp_path / "list")


@pytest.fixture(scope="session")
def tiny_index(index: Index) -> Index:
    """The small list, unchanged, with the shipped list's encoder."""
    return Index.build(load(TINY_LIST), index.encoder)
