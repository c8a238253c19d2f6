"""Masking, encrypting, and finding again what is encrypted."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy import Cipher, InvalidToken, mask


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("身份证11010519491231002X能办吗", "身份证［身份证号］能办吗"),
        ("我的号是440106200002301234", "我的号是［身份证号］"),
        ("440106 20000230 1234是我的号", "［身份证号］是我的号"),
        ("１１０１０５１９４９１２３１００２X", "［身份证号］"),
        ("电话13800138000", "电话［手机号］"),
        ("138 0013 8000", "［手机号］"),
        ("138-0013-8000", "［手机号］"),
        ("+8613800138000", "［手机号］"),
        ("+86 138 0013 8000", "［手机号］"),
        ("１３８００１３８０００", "［手机号］"),
        ("打13800138000或者13900139000", "打［手机号］或者［手机号］"),
        ("卡号6222021234567890123", "卡号［卡号］"),
        ("6222 0212 3456 7890 123", "［卡号］"),
        ("写信给 wang.gui-fang+1@mail.gz.gov.cn 吧", "写信给 ［邮箱］ 吧"),
        ("家里电话020-83373737", "家里电话［电话］"),
        ("02083373737转5", "［电话］转5"),
    ],
)
def test_personal_numbers_and_addresses_are_left_out(said: str, masked: str) -> None:
    assert mask(said) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打12345问",
        "020-12345",
        "急救120，火警119，心理援助12356",
        "每人每月1309元",
        "一共100000元，从2025年1月1日起",
        "2025-01-01到2026-06-01",
        "穗民规字〔2025〕2号",
        "1996年生，80岁",
        "邮政编码510030",
        "",
    ],
)
def test_public_numbers_amounts_and_dates_stay(text: str) -> None:
    assert mask(text) == text


@given(
    st.text(alphabet=st.characters(exclude_categories=["Nd", "L", "Pc", "Pd", "Zs"], exclude_characters="+@.")),
    st.sampled_from(["11010519491231002X", "13800138000", "6222021234567890123", "wang@mail.cn"]),
)
def test_nothing_around_it_keeps_a_number_from_being_masked(around: str, number: str) -> None:
    assert number not in mask(around + number + around)


@given(st.text())
def test_masking_twice_changes_no_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text())
def test_what_is_encrypted_is_read_back_and_hidden(text: str) -> None:
    cipher = Cipher(OLD, "lookup")
    token = cipher.encrypt(text)
    assert cipher.decrypt(token) == text
    assert token.isascii()
    assert cipher.encrypt(text) != token


def test_an_old_key_still_reads_and_the_newest_writes() -> None:
    old, both, new = Cipher(OLD, "lookup"), Cipher(f"{NEW}, {OLD}", "lookup"), Cipher(NEW, "lookup")
    token = old.encrypt("低保")
    assert both.decrypt(token) == "低保"
    assert new.decrypt(both.encrypt("低保")) == "低保"
    assert new.decrypt(both.rotate(token)) == "低保"
    with pytest.raises(InvalidToken):
        new.decrypt(token)


def test_a_forged_token_is_refused() -> None:
    cipher = Cipher(OLD, "lookup")
    token = cipher.encrypt("低保")
    for forged in (token[:-8] + "AAAAAAA=", "", "低保", Cipher(NEW, "lookup").encrypt("低保")):
        with pytest.raises(InvalidToken):
            cipher.decrypt(forged)


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Fernet key"):
        Cipher("too short", "lookup")


def test_a_lookup_is_always_the_same_and_depends_on_key_and_parts() -> None:
    cipher = Cipher(OLD, "lookup")
    found = cipher.lookup("web", "citizen")
    assert len(found) == 64
    assert found == Cipher(NEW, "lookup").lookup("web", "citizen")
    others = [
        cipher.lookup("web", "Citizen"),
        cipher.lookup("terminal", "citizen"),
        cipher.lookup("webc", "itizen"),
        Cipher(OLD, "other").lookup("web", "citizen"),
    ]
    assert len({found, *others}) == 5
