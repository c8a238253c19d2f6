"""Names of persons in what is said."""

from __future__ import annotations

import re

from knowledge.booking_words import says, words

LONGEST_NAME = 12


def names_in(sentence: str) -> tuple[str, ...]:
    """The names that an answer to the question for them consists of."""
    told = re.sub(words()["name_before"], ",", sentence)
    parts = [re.sub(words()["relative"], "", part) for part in re.split(words()["joins_names"], told)]
    parts = [re.sub(r"^[是系:：的]+|[的了啊呀吧。.!！]+$", "", part) for part in parts]
    return tuple(part for part in parts if is_name(part))


def is_name(text: str) -> bool:
    """Whether it may be somebody's name: two characters or more, no digits, none of the words of a booking."""
    return (
        2 <= len(text) <= LONGEST_NAME
        and re.fullmatch(r"[\u3400-\u9fff·]{2,8}|[a-z][a-z .]+", text) is not None
        and not says("no_name", text)
    )


def name_told(sentence: str) -> str | None:
    """Where it was not asked for: 我叫样本甲."""
    for match in re.finditer(rf"(?:{words()['name_before']})([\u3400-\u9fff·]{{2,4}})(?=$|[,。;，、\s])", sentence):
        if is_name(match[1]):
            return str(match[1])
    return None
