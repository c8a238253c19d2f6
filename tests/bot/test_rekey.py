"""Throwing an old key away: what was kept is readable under the new one alone, on both databases."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from bot import rekey as module
from bot.history import History
from bot.mailbox import Mailbox
from bot.messages import Reply
from bot.privacy import Cipher, InvalidToken
from bot.rekey import rekey
from tests.fakes import NOON, Transact, said

LOOKUP = "the same for ever"


def test_after_rekeying_the_old_key_can_go(transact: Transact, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    mailbox = Mailbox(Cipher(old, LOOKUP))
    for i in range(5):
        accepted = transact(mailbox.accept, said(f"问{i}", f"m{i}"), NOON)
        transact(mailbox.finish, accepted.task, [Reply(f"答{i}", topic={"policies": ["dibao"]})], NOON)
    after = History(Cipher(new, LOOKUP))
    with pytest.raises(InvalidToken):
        transact(after.after, accepted.conversation_id, 0)
    assert transact(rekey, Cipher(f"{new},{old}", LOOKUP)) == 2 + 5 + 5
    entries = transact(after.after, accepted.conversation_id, 0)
    assert [entry.reply.text for entry in entries] == [text for i in range(5) for text in (f"问{i}", f"答{i}")]


def test_a_value_under_an_unknown_key_changes_nothing(transact: Transact) -> None:
    known, unknown = (Cipher(Fernet.generate_key().decode(), LOOKUP) for _ in range(2))
    accepted = transact(Mailbox(known).accept, said(), NOON)
    with pytest.raises(InvalidToken):
        transact(rekey, unknown)
    assert transact(History(known).after, accepted.conversation_id, 0)
