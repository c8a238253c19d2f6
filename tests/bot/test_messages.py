"""What passes between doors and dialogue comes out as it went in."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Button, Reply, ResultCard, SourceCard

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
OBJECTS = st.none() | st.dictionaries(st.text(), PLAIN, max_size=3)
REPLIES = st.builds(
    Reply,
    text=st.text(),
    outcome=st.none() | st.text(),
    buttons=st.lists(st.builds(Button, st.text(), st.text()), max_size=3).map(tuple),
    sources=st.lists(
        st.builds(
            SourceCard,
            **{field.name: st.text() if field.type == "str" else st.none() | st.text() for field in fields(SourceCard)},
        ),
        max_size=2,
    ).map(tuple),
    results=st.lists(st.from_type(ResultCard), max_size=2).map(tuple),
    topic=OBJECTS,
    trace=OBJECTS,
)


@given(REPLIES)
def test_a_reply_comes_back_from_json_as_it_was(reply: Reply) -> None:
    assert Reply.from_dict(json.loads(json.dumps(reply.to_dict()))) == reply


def test_a_reply_of_a_text_alone_is_one() -> None:
    assert Reply.from_dict({"text": "您好"}) == Reply("您好")


@pytest.mark.parametrize("data", [{}, {"text": "a", "unknown": 1}, {"text": "a", "buttons": [{"title": "only"}]}])
def test_what_is_no_reply_is_refused(data: dict[str, object]) -> None:
    with pytest.raises((TypeError, KeyError)):
        Reply.from_dict(data)
