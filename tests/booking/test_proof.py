"""Proving that a booking is one's own, and how often strangers may try."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.booking import proof
from actions.booking.errors import TooManyTries, TooSoon
from actions.booking.model import Booked
from actions.booking.phone import parse, phone_key
from actions.booking.proof import CODE_LASTS, MOST_TRIES, WINDOW
from actions.booking.tables import proof_codes, proof_tries
from bot.retry import run
from tests.booking.canteen import LUNCH, Canteen, session
from tests.booking.together import together

PHONE, OTHER, NOBODYS = "13800000001", "13900000002", "13700000003"
RIGHT, WRONG = PHONE[-4:], "9999"
UNKNOWN = 123456782


@pytest.fixture
def book(canteen: Canteen) -> Callable[[str], Booked]:
    canteen.opens(session(LUNCH, 50))

    def book(phone: str) -> Booked:
        order = canteen.order(LUNCH, phone)
        return canteen.book(replace(order, who={"phone": phone}, phone=phone_key(canteen.cipher, phone)))

    return book


@pytest.fixture
def tries(canteen: Canteen) -> Callable[..., bool]:
    """Whether it was let in."""

    def tries(number: int, last4: str, address: str = "somewhere") -> bool:
        return canteen.reads(proof.prove, canteen.cipher, number, last4, address, canteen.now) is not None

    return tries


def kept(canteen: Canteen) -> list[int]:
    with canteen.engine.connect() as db:
        return sorted(db.scalars(select(proof_tries.c.tries)))


def test_the_right_digits_let_in_again_and_again(book: Any, tries: Any, canteen: Canteen) -> None:
    number = book(PHONE).number
    assert all(tries(number, RIGHT) for _ in range(3 * MOST_TRIES))
    assert kept(canteen) == [0, 0]


def test_wrong_digits_and_an_unknown_number_are_answered_alike(book: Any, tries: Any) -> None:
    assert not tries(book(PHONE).number, WRONG)
    assert not tries(UNKNOWN, RIGHT)


def test_after_so_many_wrong_tries_a_number_is_shut_for_everybody_for_an_hour(
    book: Any, tries: Any, canteen: Canteen
) -> None:
    number, other = book(PHONE).number, book(OTHER).number
    for i in range(MOST_TRIES):
        assert not tries(number, WRONG, f"address {i}")
    with pytest.raises(TooManyTries):
        tries(number, RIGHT, "home")
    assert tries(other, OTHER[-4:], "home")
    canteen.now += WINDOW - timedelta(seconds=1)
    with pytest.raises(TooManyTries):
        tries(number, RIGHT, "home")
    canteen.now += timedelta(seconds=1)
    assert tries(number, RIGHT, "home")


def test_an_address_cannot_go_through_many_numbers(book: Any, tries: Any) -> None:
    number = book(PHONE).number
    for i in range(MOST_TRIES):
        assert not tries(UNKNOWN + i, WRONG)
    with pytest.raises(TooManyTries):
        tries(number, RIGHT)
    assert tries(number, RIGHT, "elsewhere")


def test_one_right_answer_does_not_give_a_guesser_new_tries(book: Any, tries: Any) -> None:
    mine, theirs = book(PHONE).number, book(OTHER).number
    for _ in range(MOST_TRIES):
        assert tries(mine, RIGHT)
        assert not tries(theirs, WRONG)
    with pytest.raises(TooManyTries):
        tries(mine, RIGHT)


def test_of_many_tries_at_the_same_moment_no_more_go_through(book: Any, canteen: Canteen) -> None:
    number = book(PHONE).number

    def attempt() -> Any:
        return run(canteen.engine, proof.prove, canteen.cipher, number, WRONG, "one", canteen.now)

    answers = Counter(type(answer) for answer in together([attempt] * 20))
    assert answers == {type(None): MOST_TRIES, TooManyTries: 20 - MOST_TRIES}


def test_a_clock_that_was_put_back_shuts_nobody_out_for_long(book: Any, tries: Any, canteen: Canteen) -> None:
    number = book(PHONE).number
    canteen.now += timedelta(days=365)
    for _ in range(MOST_TRIES):
        assert not tries(number, WRONG)
    canteen.now -= timedelta(days=365)
    assert tries(number, RIGHT)


def test_an_entry_of_the_queue_is_proved_in_the_same_way(canteen: Canteen) -> None:
    canteen.opens(session(LUNCH, 1))
    canteen.book(canteen.order(LUNCH, "样本甲"))
    entry = canteen.join(replace(canteen.order(LUNCH, "样本乙"), who={"phone": PHONE}))

    def shown(entry_id: str, last4: str) -> Any:
        return canteen.reads(proof.prove_entry, canteen.cipher, entry_id, last4, "somewhere", canteen.now)

    found = shown(entry, RIGHT)
    assert (found.slot, found.status, found.ahead, found.number) == (LUNCH, "waiting", 0, None)
    assert shown(entry, WRONG) is None
    assert shown("0" * 32, RIGHT) is None


@pytest.fixture
def codes(canteen: Canteen) -> Callable[..., str | None]:
    def code(phone: str = PHONE, address: str = "somewhere") -> str | None:
        sent = canteen.reads(proof.new_code, canteen.cipher, phone, address, canteen.now)
        return None if sent is None else str(sent)

    return code


@pytest.fixture
def enters(canteen: Canteen) -> Callable[..., list[int] | None]:
    """The numbers that are shown; None if it is not let in."""

    def enter(code: str, phone: str = PHONE) -> list[int] | None:
        found = canteen.reads(proof.check_code, canteen.cipher, phone, code, canteen.now)
        return None if found is None else [one.number for one in found]

    return enter


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def test_a_code_shows_what_is_booked_under_the_telephone_once(
    book: Any, codes: Any, enters: Any, canteen: Canteen
) -> None:
    one, _other, gone = book(PHONE), book(OTHER), book(PHONE)
    canteen.cancel(gone)
    code = codes()
    assert re.fullmatch(r"\d{6}", code)
    assert enters(code, OTHER) is None
    assert enters(code) == [one.number]
    assert enters(code) is None


def test_wrong_codes_use_it_up(book: Any, codes: Any, enters: Any) -> None:
    book(PHONE)
    code = codes()
    assert [enters(other_than(code)) for _ in range(3)] == [None] * 3
    assert enters(code) is None


def test_a_code_runs_out(book: Any, codes: Any, enters: Any, canteen: Canteen) -> None:
    number = book(PHONE).number
    code = codes()
    canteen.now += CODE_LASTS - timedelta(seconds=1)
    assert enters(code) == [number]
    canteen.now += timedelta(minutes=2)
    code = codes()
    canteen.now += CODE_LASTS
    assert enters(code) is None


def test_there_is_a_code_a_minute_and_the_newest_counts(book: Any, codes: Any, enters: Any, canteen: Canteen) -> None:
    number = book(PHONE).number
    first = codes()
    with pytest.raises(TooSoon):
        codes()
    canteen.now += timedelta(minutes=1)
    second = codes()
    assert first == second or enters(first) is None
    assert enters(second) == [number]


def test_a_telephone_is_not_flooded_with_codes(book: Any, codes: Any, canteen: Canteen) -> None:
    book(PHONE)
    for _ in range(proof.MOST_CODES):
        assert codes() is not None
        canteen.now += timedelta(minutes=2)
    with pytest.raises(TooManyTries):
        codes()


def test_an_address_cannot_have_codes_sent_to_everybody(codes: Any) -> None:
    for i in range(proof.MOST_CODES_ASKED):
        codes(f"138{i:08d}")
    with pytest.raises(TooManyTries):
        codes(OTHER)
    codes(OTHER, "elsewhere")


def test_a_telephone_without_bookings_gets_no_code_and_is_limited_alike(codes: Any, canteen: Canteen) -> None:
    assert codes(NOBODYS) is None
    with pytest.raises(TooSoon):
        codes(NOBODYS)


def test_neither_telephone_nor_code_lies_open_and_all_is_forgotten(
    book: Any, codes: Any, tries: Any, canteen: Canteen
) -> None:
    number = book(PHONE).number
    code = codes()
    tries(number, WRONG, "192.0.2.1")
    with canteen.engine.connect() as db:
        rows = str([tuple(row) for table in (proof_codes, proof_tries) for row in db.execute(select(table))])
    assert not any(word in rows for word in (PHONE, f"'{code}'", str(number), "192.0.2.1"))
    canteen.now += WINDOW
    canteen.reads(proof.forget, canteen.now)
    with canteen.engine.connect() as db:
        assert not [row for table in (proof_codes, proof_tries) for row in db.execute(select(table))]


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("13800000001", "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("008613800000001", "13800000001"),
        ("１３８００００００００１", None),
        ("１３８０００００００１", "13800000001"),
        ("(020) 8100 0000", "02081000000"),
        ("0755-21000000", "075521000000"),
        ("12345", None),
        ("1380000000", None),
        ("23800000001", None),
        ("138000000012", None),
        ("١٣٨٠٠٠٠٠٠٠١", None),
        ("1380000000x", None),
        ("", None),
        ("1" * 100000, None),
    ],
)
def test_a_telephone_number_is_known_however_it_is_written(written: str, digits: str | None) -> None:
    assert parse(written) == digits
