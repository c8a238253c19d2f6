"""The household book: its first page and a person's page."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bench.specimens.figures import Seal, table
from bench.specimens.people import Person
from bench.specimens.sheet import Case, Colour, Facts, Ground, Item, Layout, Style, Text

SIZE = (1430, 1010)
BROWN: Colour = (120, 84, 60)
BOOK = Style(size=28, caption=BROWN, caption_font="Serif-Regular", ink_font="Serif-Bold")
CREAM = Ground((250, 247, 236), ((236, 228, 206), (226, 234, 220)))
SCHOOLS = ("小学", "初中", "高中", "中专", "大学专科", "大学本科")
WORK = ("广州市样本服装厂", "广州市样本小学", "样本餐饮有限公司", "广州市样本物业公司")


def is_head(person: Person) -> bool:
    """Whether the household is this person's own; the same for every page of theirs."""
    return Random(person.number[:17]).random() < 0.6


def relation(person: Person, head: Person) -> str:
    """What the person is to the head: 户主, 夫, 妻, 子 or 女."""
    if is_head(person):
        return "户主"
    child = (person.birth - head.birth).days > 20 * 365
    return ("子" if child else "夫") if person.sex == "男" else ("女" if child else "妻")


def household(case: Case) -> Facts:
    """What the first page says."""
    person = case.person
    rng = Random(f"household {person.number[:17]}")
    issued = case.day - timedelta(days=case.rng.randint(100, 6000))
    city = person.lives_in.city.removeprefix("广东省")
    return Facts(
        {
            "household_type": rng.choice(("家庭户", "家庭户", "居民家庭户", "集体户")),
            "head": person.name if is_head(person) else case.spouse.name,
            "household_number": f"{rng.randint(0, 999_999_999):09d}",
            "address": person.address,
        },
        {
            "issued": issued.isoformat(),
            "province": "广东省公安厅",
            "police": f"{city}公安局{person.lives_in.district[:-1]}分局",
        },
    )


def member(case: Case) -> Facts:
    """What a person's page says."""
    person, rng = case.person, case.rng
    registered = case.day - timedelta(days=rng.randint(100, 6000))
    married = ("有配偶", "初婚", "未婚") if person.age(case.day) < 60 else ("有配偶", "丧偶")
    city = person.lives_in.city.removeprefix("广东省")
    return Facts(
        {
            "name": person.name,
            "relation": relation(person, case.spouse),
            "sex": person.sex,
            "birthplace": person.born_in.name,
            "nation": person.nation,
            "birth": person.birth.isoformat(),
            "number": person.number,
        },
        {
            "origin": person.born_in.name,
            "school": rng.choice(SCHOOLS),
            "married": rng.choice(married),
            "work": rng.choice(WORK),
            "height": f"{rng.randint(150, 182)}厘米",
            "registered": registered.isoformat(),
            "police": f"{city}公安局{person.lives_in.district[:-1]}分局",
        },
    )


FIRST: tuple[Item, ...] = (
    table(50, 90, ((90, (190, 380, 220, 540)), (130, (190, 380, 220, 540)), (360, (1330,))), BROWN),
    table(50, 700, ((60, (1330,)), (60, (760, 270, 300)), (80, (760, 270, 300)), (80, (760, 270, 300))), BROWN),
    Text(92, 118, "户    别"),
    Text(260, 118, "{household_type}"),
    Text(640, 118, "户主姓名"),
    Text(860, 118, "{head}"),
    Text(92, 228, "户    号"),
    Text(260, 228, "{household_number}"),
    Text(650, 228, "住    址"),
    Text(856, 202, "{address}", width=510),
    Text(120, 330, "省级公安机关户口专用章", size=24),
    Text(800, 330, "户口登记机关户口专用章", size=24),
    Seal(330, 470, 95, "province", "户口专用章样本"),
    Seal(1010, 470, 95, "police", "户口专用章样本"),
    Text(110, 610, "承办人签章："),
    Text(780, 610, "{issued:Y年M月D日}签发"),
    Text(715, 713, "住址变动登记", centred=True),
    Text(430, 773, "变动后的住址", centred=True),
    Text(945, 773, "变动日期", centred=True),
    Text(1230, 773, "承办人签章", centred=True),
)
HALVES = (260.0, 470.0, 260.0, 340.0)
PERSON: tuple[Item, ...] = (
    Text(715, 40, "常 住 人 口 登 记 卡", size=42, centred=True, font="Serif-Bold"),
    table(
        50,
        115,
        (
            *((70, HALVES),) * 5,
            (70, (260, 470, 120, 180, 120, 180)),
            (70, (260, 210, 150, 240, 180, 290)),
            (70, (260, 470, 120, 480)),
            *((70, (440, 890)),) * 2,
        ),
        BROWN,
    ),
    *(
        Text(180, 135 + 70 * row, caption, centred=True)
        for row, caption in enumerate(("姓    名", "曾 用 名", "出 生 地", "籍    贯"))
    ),
    *(
        Text(910, 135 + 70 * row, caption, centred=True)
        for row, caption in enumerate(("户主或与户主关系", "性    别", "民    族", "出生日期", "宗教信仰"))
    ),
    Text(330, 135, "{name}"),
    Text(330, 275, "{birthplace}"),
    Text(330, 345, "{origin}"),
    Text(1060, 135, "{relation}"),
    Text(1060, 205, "{sex}"),
    Text(1060, 275, "{nation}"),
    Text(1060, 345, "{birth:Y年M月D日}"),
    Text(180, 415, "本市(县)其他住址", centred=True),
    Text(180, 485, "公民身份证件编号", centred=True),
    Text(330, 485, "{number}"),
    Text(840, 485, "身 高", centred=True),
    Text(915, 485, "{height}"),
    Text(1140, 485, "血 型", centred=True),
    Text(180, 555, "文化程度", centred=True),
    Text(330, 555, "{school}"),
    Text(595, 555, "婚姻状况", centred=True),
    Text(690, 555, "{married}"),
    Text(1000, 555, "兵役状况", centred=True),
    Text(180, 625, "服务处所", centred=True),
    Text(330, 625, "{work}"),
    Text(840, 625, "职 业", centred=True),
    Text(270, 695, "何时由何地迁来本市(县)", centred=True),
    Text(270, 765, "何时由何地迁来本址", centred=True),
    Text(90, 870, "承办人签章："),
    Seal(520, 920, 72, "police", "户口专用章样本"),
    Text(820, 870, "登记日期：{registered:Y年M月D日}"),
)
LAYOUTS = {
    ("household-book", "first"): Layout(SIZE, BOOK, CREAM, household, FIRST),
    ("household-book", "person"): Layout(SIZE, BOOK, CREAM, member, PERSON),
}
