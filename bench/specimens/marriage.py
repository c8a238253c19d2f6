"""Marriage and divorce certificates: an open booklet, the holder's data on the right page."""

from __future__ import annotations

from datetime import timedelta

from bench.specimens.figures import Emblem, Lines, Portrait, Seal
from bench.specimens.people import Person
from bench.specimens.sheet import DARK, RED, Case, Facts, Ground, Layout, Style, Text, numbered

SIZE = (1500, 1050)
FILLED = Style(size=30, caption=(150, 40, 44), caption_font="Serif-Regular", ink_font="Serif-Regular")
PINK = Ground((252, 242, 240), ((244, 214, 212), (246, 226, 206)))
GREENISH = Ground((250, 244, 242), ((236, 218, 222), (226, 232, 214)))


def of(person: Person) -> dict[str, str]:
    """What the paper says of each of the two."""
    return {"name": person.name, "sex": person.sex, "birth": person.birth.isoformat(), "number": person.number}


def tell(case: Case, letter: str) -> Facts:
    """Registered when both were of age, some time before the day."""
    person, spouse = case.person, case.spouse
    youngest = max(person.birth, spouse.birth) + timedelta(days=22 * 366)
    latest = max((case.day - youngest).days, 2)
    registered = case.day - timedelta(days=case.rng.randint(1, min(latest, 12000)))
    code = case.person.lives_in.code
    number = f"{letter}{code}-{registered.year}-{case.rng.randint(1, 9999):06d}"
    fields = {"holder": person.name, "registered": registered.isoformat(), "certificate_number": number}
    office = case.person.lives_in.city.removeprefix("广东省") + case.person.lives_in.district + "民政局"
    return Facts(fields | numbered(of(person), "1") | numbered(of(spouse), "2"), {"office": office})


def marriage(case: Case) -> Facts:
    """Numbers of marriages begin with J."""
    return tell(case, "J")


def divorce(case: Case) -> Facts:
    """Numbers of divorces begin with L."""
    return tell(case, "L")


def block(y: float, which: str) -> tuple[Text, ...]:
    """One of the two people, from y down."""
    return (
        Text(800, y, f"姓    名  {{name_{which}}}"),
        Text(1180, y, f"性    别  {{sex_{which}}}"),
        Text(800, y + 58, "国    籍  中国"),
        Text(1080, y + 58, f"出生日期  {{birth_{which}:Y年M月D日}}"),
        Text(800, y + 116, f"身份证件号  {{number_{which}}}"),
    )


FOLD = Lines(((750, 0, 750, 1050),), (222, 196, 192), 4)
LEFT = (
    Emblem(375, 190, 84),
    Text(90, 660, "登 记 机 关  {office}"),
    Text(90, 760, "婚姻登记员"),
    Seal(520, 800, 108, "office", "样本专用章"),
    FOLD,
)


def right(*, couple: bool) -> tuple[Portrait | Text | Lines, ...]:
    """The page that is filled in; the photograph shows the couple or the holder."""
    width = 300 if couple else 190
    return (
        Text(800, 70, "持  证  人  {holder}"),
        Text(800, 130, "登记日期  {registered:Y年M月D日}"),
        Text(800, 190, f"{'结婚证' if couple else '离婚证'}字号  {{certificate_number}}"),
        Text(800, 250, "备      注"),
        Portrait(975, 310, width, 205, ground=(196, 32, 36) if couple else (255, 255, 255), couple=couple),
        Lines(((790, 560, 1450, 560), (790, 780, 1450, 780)), (226, 178, 176), 2),
        *block(585, "1"),
        *block(805, "2"),
    )


def pages(title: str, sentence: str, couple: bool) -> tuple[Emblem | Text | Seal | Lines | Portrait, ...]:
    """Both pages."""
    return (
        Text(375, 310, title, size=76, centred=True, font="Serif-Bold", colour=RED),
        Text(90, 440, sentence, width=620, colour=DARK),
        *LEFT,
        *right(couple=couple),
    )


MARRIED = "    结婚申请，符合《中华人民共和国民法典》规定，予以登记，发给此证。"
DIVORCED = "    离婚申请，符合《中华人民共和国民法典》规定，予以登记，发给此证。"
LAYOUTS = {
    ("marriage-certificate", "main"): Layout(SIZE, FILLED, PINK, marriage, pages("结 婚 证", MARRIED, couple=True)),
    ("divorce-certificate", "main"): Layout(SIZE, FILLED, GREENISH, divorce, pages("离 婚 证", DIVORCED, couple=False)),
}
