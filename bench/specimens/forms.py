"""Forms about a death: the family's copy of the medical certificate, and the proof of cremation."""

from __future__ import annotations

from datetime import timedelta

from bench.specimens.figures import Seal, table
from bench.specimens.people import GIVEN
from bench.specimens.sheet import Case, Facts, Ground, Item, Layout, Style, Text

A4 = (1240, 1754)
"""150 dots an inch."""
PRINT = Style(size=25, caption_font="Serif-Regular", ink_font="Sans-Regular")
GREY = (70, 70, 74)
PALE_GREEN = Ground((247, 251, 247), ((222, 236, 224),))
PALE_BLUE = Ground((246, 249, 252), ((216, 228, 240),))
CAUSES = (
    "急性心肌梗死",
    "脑出血",
    "肺部感染",
    "呼吸衰竭",
    "肺恶性肿瘤",
    "多器官功能衰竭",
    "慢性肾功能不全",
    "肝恶性肿瘤",
)
HOSPITALS = ("第一人民医院", "第二人民医院", "中医院", "中心医院", "老年病医院")
PARLOURS = ("广州市殡仪馆", "番禺区殡仪馆", "花都区殡仪馆", "增城区殡仪馆")


def hospital(case: Case) -> str:
    """Where somebody of the holder's district is treated."""
    return (
        f"{case.person.lives_in.city.removeprefix('广东省')}{case.person.lives_in.district}{case.rng.choice(HOSPITALS)}"
    )


def death(case: Case) -> Facts:
    """The holder died in the last two months."""
    gone, rng = case.person, case.rng
    died = case.day - timedelta(days=rng.randint(4, 60))
    fields = {
        "name": gone.name,
        "sex": gone.sex,
        "number": gone.number,
        "died": died.isoformat(),
        "cause": rng.choice(CAUSES),
        "issuer": hospital(case),
        "issued": (died + timedelta(days=rng.randint(0, 3))).isoformat(),
    }
    also = {
        "nation": gone.nation,
        "birth": gone.birth.isoformat(),
        "age": str(gone.age(died)),
        "address": gone.address,
        "relative": case.spouse.name,
        "serial": f"4401{rng.randint(10**8, 10**9 - 1)}",
        "doctor": f"{rng.choice('陈李黄张')}{rng.choice(GIVEN['男'])}",
    }
    return Facts(fields, also)


def cremation(case: Case) -> Facts:
    """The holder died and was cremated within days; the spouse applied."""
    gone, rng = case.person, case.rng
    died = case.day - timedelta(days=rng.randint(8, 60))
    cremated = died + timedelta(days=rng.randint(1, 5))
    fields = {
        "name": gone.name,
        "number": gone.number,
        "cremated": cremated.isoformat(),
        "applicant": case.spouse.name,
        "issuer": rng.choice(PARLOURS),
        "issued": (cremated + timedelta(days=rng.randint(0, 2))).isoformat(),
    }
    also = {
        "sex": gone.sex,
        "age": str(gone.age(died)),
        "address": gone.address,
        "died": died.isoformat(),
        "serial": f"{case.day.year}{rng.randint(1, 99_999):06d}",
    }
    return Facts(fields, also)


FOUR, TWO = (170.0, 360.0, 210.0, 360.0), (170.0, 930.0)
ROW = 82
DEATH_ROWS = (
    (FOUR, ("死者姓名", "{name}"), ("性    别", "{sex}")),
    (FOUR, ("民    族", "{nation}"), ("国家或地区", "中国")),
    (FOUR, ("证件类别", "居民身份证"), ("年    龄", "{age}岁")),
    (TWO, ("证件号码", "{number}"), ("", "")),
    (FOUR, ("出生日期", "{birth:Y年M月D日}"), ("婚姻状况", "已婚")),
    (FOUR, ("死亡日期", "{died:Y年M月D日}"), ("死亡地点", "医疗卫生机构")),
    (TWO, ("死亡原因", "{cause}"), ("", "")),
    (TWO, ("常住地址", "{address}"), ("", "")),
    (FOUR, ("家属姓名", "{relative}"), ("与死者关系", "配偶")),
)
"""The widths of a row's cells, and one or two captions with their values."""
DEATH: tuple[Item, ...] = (
    Text(620, 110, "居民死亡医学证明（推断）书", size=50, centred=True, font="Serif-Bold"),
    Text(620, 190, "（第三联  死者家属保存）", centred=True),
    Text(70, 260, "行政区划代码 440100"),
    Text(790, 260, "编号：{serial}"),
    table(70, 310, ((ROW, widths) for widths, _, _ in DEATH_ROWS), GREY),
    *(
        Text(x, 310 + ROW * row + 27, text, centred=centred)
        for row, (_, one, two) in enumerate(DEATH_ROWS)
        for x, text, centred in ((155, one[0], True), (260, one[1], False), (705, two[0], True), (830, two[1], False))
    ),
    Text(70, 1110, "医师签名：{doctor}"),
    Text(620, 1110, "医疗卫生机构盖章：{issuer}"),
    Seal(900, 1260, 115, "issuer", "样本专用章"),
    Text(620, 1340, "填表日期：{issued:Y年M月D日}"),
    Text(70, 1450, "注：① 死者家属持此联到公安机关办理户籍注销及殡葬手续。", size=22),
    Text(70, 1495, "② 无医师及民警签字、医疗卫生机构及派出所盖章无效。", size=22),
)
WIDE = (1400, 990)
CREMATION = (
    Text(700, 80, "火 化 证 明", size=60, centred=True, font="Serif-Bold"),
    Text(1000, 180, "编号：{serial}"),
    Text(110, 250, "逝者姓名：{name}", size=30),
    Text(620, 250, "性别：{sex}", size=30),
    Text(920, 250, "年龄：{age}岁", size=30),
    Text(110, 330, "身份证号码：{number}", size=30),
    Text(110, 410, "生前住址：{address}", size=30),
    Text(110, 490, "死亡日期：{died:Y年M月D日}", size=30),
    Text(720, 490, "火化日期：{cremated:Y年M月D日}", size=30),
    Text(110, 570, "申请人：{applicant}", size=30),
    Text(720, 570, "与逝者关系：配偶", size=30),
    Text(110, 660, "上述逝者的遗体已在我馆火化，特此证明。", size=30),
    Text(820, 760, "殡仪馆（盖章）：{issuer}", size=30),
    Seal(960, 850, 100, "issuer", "样本专用章"),
    Text(820, 880, "{issued:Y年M月D日}", size=30),
)
LAYOUTS = {
    ("death-certificate", "main"): Layout(A4, PRINT, PALE_GREEN, death, DEATH),
    ("cremation-certificate", "main"): Layout(WIDE, PRINT, PALE_BLUE, cremation, CREMATION),
}
