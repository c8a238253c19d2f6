"""Made-up people, from a seed: names, dates, addresses in and around Guangzhou, and numbers as GB 11643 makes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""GB 11643: the sum of the weighted digits, modulo 11, is the place of the check character."""

SURNAMES = "陈李黄张梁林王吴刘周罗何杨郑谢朱邓叶冯曾许苏卢潘徐彭蔡郭袁赵唐钟江余杜魏孙马胡高"
DOUBLE_SURNAMES = ("欧阳", "司徒", "上官")
GIVEN = {
    "男": "伟强军勇杰涛明超斌辉鹏华平刚建国志文俊宏海波永健家荣德富贵庆龙宇浩天泽晨旭光良松柏山林峰川",
    "女": "芳娟敏静丽艳秀英玉兰霞梅桂珍淑华红燕萍玲雪琴云莲婷佳欣怡雨慧洁美凤娇春蓉月莹晓妍彩仪",
}
NATIONS = ("汉",) * 16 + ("壮", "瑶", "回", "满", "土家", "苗")
STREETS = (
    *("文明", "德政", "东风", "中山", "解放", "环市", "江南", "同福", "宝岗", "工业", "新港", "昌岗"),
    *("龙津", "康王", "天河", "黄埔", "体育", "石牌", "员村", "桥南", "市桥", "云城", "新市", "花城"),
)
PARTS = ("东路", "西路", "南路", "北路", "中路", "大街", "横路", "一巷", "二马路")


@dataclass(frozen=True)
class County:
    """A county or district: its code in GB/T 2260 and its full name."""

    code: str
    name: str
    since: int = 0
    """The year of its code; 0: before there were numbers for citizens."""

    @property
    def city(self) -> str:
        """The name up to the city: 广东省广州市."""
        return self.name[: self.name.index("市") + 1]

    @property
    def district(self) -> str:
        """The name after the city: 越秀区."""
        return self.name[len(self.city) :]


HOME = tuple(
    County(code, "广东省广州市" + name, since)
    for code, name, since in (
        *(("440103", "荔湾区", 0), ("440104", "越秀区", 0), ("440105", "海珠区", 0), ("440106", "天河区", 0)),
        *(("440111", "白云区", 0), ("440112", "黄埔区", 0), ("440113", "番禺区", 2000), ("440114", "花都区", 2000)),
        *(("440115", "南沙区", 2005), ("440117", "从化区", 2014), ("440118", "增城区", 2014)),
    )
)
OF_OLD = HOME[1]
ELSEWHERE = (
    County("440604", "广东省佛山市禅城区", 2002),
    County("441202", "广东省肇庆市端州区", 1988),
    County("430102", "湖南省长沙市芙蓉区", 1996),
    County("450103", "广西壮族自治区南宁市青秀区", 2005),
    County("360102", "江西省南昌市东湖区"),
    County("420106", "湖北省武汉市武昌区"),
    County("510104", "四川省成都市锦江区", 1990),
)
YEARS_TO_REGISTER = 16
HONG_KONG, MACAO = "810000", "820000"


@dataclass(frozen=True)
class Person:
    """Somebody made up. The number is theirs unless it was spoilt on purpose."""

    name: str
    sex: str
    nation: str
    birth: date
    born_in: County
    lives_in: County
    address: str
    number: str

    def age(self, day: date) -> int:
        """Whole years on the day."""
        return day.year - self.birth.year - ((day.month, day.day) < (self.birth.month, self.birth.day))


def check_character(digits: str) -> str:
    """The eighteenth character that belongs to seventeen digits."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11]


def number(rng: Random, code: str, birth: date, sex: str) -> str:
    """A number that is right: region, day of birth, serial (odd for men), check character."""
    serial = rng.randrange(0, 499) * 2 + (1 if sex == "男" else 2)
    digits = f"{code}{birth:%Y%m%d}{serial:03d}"
    return digits + check_character(digits)


def spoilt(person: Person, rng: Random) -> Person:
    """The same person with a wrong check digit."""
    wrong = rng.choice([digit for digit in "0123456789" if digit != person.number[-1]])
    return replace(person, number=person.number[:-1] + wrong)


def person(
    rng: Random, day: date, *, ages: tuple[int, int] = (22, 88), sex: str = "", code: str = "", born: date | None = None
) -> Person:
    """Somebody whose age on the day lies within ``ages`` (both included); ``code`` replaces the place of birth's."""
    sex = sex or rng.choice("男女")
    surname = rng.choice(DOUBLE_SURNAMES) if rng.random() < 0.03 else rng.choice(SURNAMES)
    given = "".join(rng.sample(GIVEN[sex], 1 if rng.random() < 0.2 else 2))
    birth = born or day - timedelta(days=rng.randint(ages[0] * 366, ages[1] * 365))
    lives_in = rng.choice(HOME)
    born_in = lives_in if rng.random() < 0.6 else rng.choice(ELSEWHERE)
    if birth.year + YEARS_TO_REGISTER < born_in.since:
        born_in = OF_OLD
    return Person(
        name=surname + given,
        sex=sex,
        nation=rng.choice(NATIONS),
        birth=birth,
        born_in=born_in,
        lives_in=lives_in,
        address=address(rng, lives_in),
        number=number(rng, code or born_in.code, birth, sex),
    )


def address(rng: Random, county: County) -> str:
    """An address as identity cards print it."""
    street = rng.choice(STREETS) + rng.choice(PARTS)
    ends = (
        f"{rng.randint(1, 399)}号{rng.randint(101, 2808)}房",
        f"{rng.randint(1, 99)}号之{rng.choice('一二三')}{rng.randint(2, 9)}0{rng.randint(1, 6)}房",
        f"{rng.randint(1, 199)}号{rng.randint(1, 12)}栋{rng.randint(1, 3)}单元{rng.randint(101, 906)}房",
    )
    return county.name + street + rng.choice(ends)


def later(day: date, years: int) -> date:
    """The same day some years later (29 February becomes 28 February)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def term(rng: Random, day: date, years: int, *, expired: bool = False) -> tuple[date, date]:
    """Day of issue and last day of a paper that holds for some years: valid on the day, or expired for up to 900 days."""
    if expired:
        until = day - timedelta(days=rng.randint(1, 900))
        return later(until, -years), until
    issued = day - timedelta(days=rng.randint(30, years * 365 - 30))
    return issued, later(issued, years)


def years_of_identity_card(age: int) -> int:
    """For how many years an identity card holds that is issued at this age; 0: for good."""
    return 5 if age < 16 else 10 if age < 26 else 20 if age < 46 else 0
