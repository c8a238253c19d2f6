"""Cards of the police: identity card, residence permit, residence permit of Hong Kong and Macao people."""

from __future__ import annotations

from datetime import date, timedelta

from bench.specimens.figures import Emblem, Portrait
from bench.specimens.people import later, term, years_of_identity_card
from bench.specimens.sheet import Case, Facts, Ground, Item, Layout, Style, Text

SIZE = (1011, 638)
"""85.6 × 54 mm at 300 dots an inch."""
BLUE_CAPTIONS = Style(size=34, caption=(58, 112, 168))
GREEN_CAPTIONS = Style(size=34, caption=(40, 122, 96))
PINK = Ground((240, 244, 246), ((206, 226, 240), (242, 214, 218)))
GREEN = Ground((240, 247, 242), ((202, 230, 214), (214, 226, 242)))
GOLD = Ground((244, 245, 240), ((208, 228, 236), (240, 224, 196)))
BLACK_TITLE = "Serif-Bold"


def person_of(case: Case) -> Facts:
    """What the side with the portrait says."""
    person = case.person
    return Facts(
        {
            "name": person.name,
            "sex": person.sex,
            "nation": person.nation,
            "birth": person.birth.isoformat(),
            "address": person.address,
            "number": person.number,
        }
    )


def without_nation(case: Case) -> Facts:
    """The same, on cards that name no ethnic group."""
    fields = person_of(case).fields
    return Facts({name: value for name, value in fields.items() if name != "nation"})


def identity_term(case: Case) -> tuple[date, date | None]:
    """Day of issue and last day (none: for good) of an identity card, by the age at which it was issued."""
    oldest = min(21 * 365, (case.day - case.person.birth).days)
    for _ in range(200):
        issued = case.day - timedelta(days=case.rng.randint(1, oldest))
        years = years_of_identity_card(case.person.age(issued))
        until = later(issued, years) if years else None
        if case.expired == (until is not None and until < case.day):
            return issued, until
    return term(case.rng, case.day, 20, expired=True)  # somebody too old for it, for whom an expired one was asked


def identity_back(case: Case) -> Facts:
    """Who issued it and for how long."""
    issued, until = identity_term(case)
    return Facts(
        {
            "issuer": f"{case.person.lives_in.city.removeprefix('广东省')}公安局{case.person.lives_in.district[:-1]}分局",
            "valid_from": issued.isoformat(),
            "valid_until": until.isoformat() if until else "long",
        }
    )


def permit_back(years: int, case: Case) -> Facts:
    """Who issued it and for how long, for a fixed number of years."""
    issued, until = term(case.rng, case.day, years, expired=case.expired)
    fields = identity_back(case).fields
    return Facts(fields | {"valid_from": issued.isoformat(), "valid_until": until.isoformat()})


def residence_back(case: Case) -> Facts:
    """A residence permit is stamped anew every year."""
    return permit_back(1, case)


def hk_macao_back(case: Case) -> Facts:
    """Five years; the travel permit's number begins with H or M."""
    facts = permit_back(5, case)
    letter = "H" if case.person.number.startswith("81") else "M"
    times = f"{case.rng.randint(1, 3):02d}"
    return Facts(facts.fields | {"pass_number": f"{letter}{case.rng.randint(0, 99_999_999):08d}"}, {"times": times})


def front(nation: bool = True, title: str = "") -> tuple[Item, ...]:
    """The side with the portrait. A title moves everything down a little."""
    down = 34 if title else 0
    second = "性 别  {sex}       民 族  {nation}" if nation else "性 别  {sex}"
    items: tuple[Item, ...] = (
        Portrait(655, 96 + down, 290, 372, ground=None),
        Text(60, 78 + down, "姓 名  {name}", size=38),
        Text(60, 150 + down, second),
        Text(60, 218 + down, "出 生  {birth:Y}  年  {birth:m}  月  {birth:d}  日"),
        Text(60, 290 + down, "住 址"),
        Text(158, 290 + down, "{address}", width=450),
        Text(60, 510 + down / 2, "公民身份号码"),
        Text(330, 506 + down / 2, "{number}", size=46, font="Sans-Bold"),
    )
    return (Text(60, 36, title, size=40, font=BLACK_TITLE, colour=(40, 90, 130)), *items) if title else items


def back(*titles: str, more: tuple[Item, ...] = ()) -> tuple[Item, ...]:
    """The side with the emblem."""
    sizes = (50, 74)
    return (
        Emblem(150, 150, 92),
        *(
            Text(600, 70 + 90 * place, title, size=size, centred=True, font=BLACK_TITLE)
            for place, (title, size) in enumerate(zip(titles, sizes, strict=True))
        ),
        Text(265, 420, "签发机关", font="Sans-Bold"),
        Text(440, 420, "{issuer}"),
        Text(265, 500, "有效期限", font="Sans-Bold"),
        Text(440, 500, "{valid_from:Y.M.D}-{valid_until:Y.M.D}"),
        *more,
    )


PASS = (
    Text(265, 340, "通行证号码", font="Sans-Bold"),
    Text(470, 340, "{pass_number}"),
    Text(60, 566, "签发次数 {times}"),
)

LAYOUTS = {
    ("id-card", "front"): Layout(SIZE, BLUE_CAPTIONS, PINK, person_of, front()),
    ("id-card", "back"): Layout(
        SIZE, Style(34), PINK, identity_back, back("中华人民共和国", "居民身份证"), expires=True
    ),
    ("residence-permit", "front"): Layout(SIZE, GREEN_CAPTIONS, GREEN, person_of, front(title="广东省居住证")),
    ("residence-permit", "back"): Layout(
        SIZE, Style(34), GREEN, residence_back, back("中华人民共和国", "居住证"), expires=True
    ),
    ("hk-macao-residence-permit", "front"): Layout(SIZE, BLUE_CAPTIONS, GOLD, without_nation, front(nation=False)),
    ("hk-macao-residence-permit", "back"): Layout(
        SIZE, Style(34), GOLD, hk_macao_back, back("中华人民共和国", "港澳居民居住证", more=PASS), expires=True
    ),
}
