"""What sounds alike is written alike."""

from __future__ import annotations

from pypinyin import lazy_pinyin

from knowledge.index import Index
from knowledge.sound import syllables


def test_near_sounds_are_one() -> None:
    assert syllables("四") == syllables("是")
    assert syllables("你") == syllables("里")
    assert syllables("底保") == syllables("低保") != syllables("医保")


def test_a_character_sounds_as_in_its_word(index: Index) -> None:
    """Word by word is the same as the sentence at once: as many syllables, and the first and last letters that are kept."""
    for unit in index.units[::50]:
        runs = syllables(unit.text)
        assert len([s for run in runs for s in run]) == sum("\u3400" <= c <= "\u9fff" for c in unit.text)
    assert syllables("银行") != syllables("行人")
    assert lazy_pinyin("银行行人") == [s for word in ("银行", "行人") for s in lazy_pinyin(word)]
