"""Booklets of those who are helped: minimum living allowance (低保), destitute people (特困), disabled people."""

from __future__ import annotations

from dataclasses import replace

from bench.specimens.figures import Emblem, Lines, Portrait, Seal, table
from bench.specimens.people import person, term
from bench.specimens.sheet import RED, Case, Colour, Facts, Ground, Layout, Style, Text

SIZE = (1500, 1050)
GREEN: Colour = (34, 96, 78)
BOOK = Style(size=29, caption=GREEN, caption_font="Serif-Regular", ink_font="Sans-Regular")
MAROON_BOOK = Style(size=29, caption=(128, 44, 52), caption_font="Serif-Regular", ink_font="Sans-Regular")
MINT = Ground((244, 250, 246), ((206, 232, 218), (232, 232, 206)))
ROSE = Ground((252, 246, 242), ((244, 222, 212), (226, 228, 240)))
SKY = Ground((244, 248, 252), ((204, 222, 240), (222, 236, 220)))
FOLD = Lines(((750, 0, 750, 1050),), (206, 214, 208), 4)
CATEGORIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
GRADES = ("一级", "二级", "三级", "四级")
ROWS = (2, 3, 4)
"""Lines of the members' table after the head's."""


def office(case: Case) -> str:
    """Which office of civil affairs issued it."""
    return f"{case.person.lives_in.city.removeprefix('广东省')}{case.person.lives_in.district}民政局"


def dates(case: Case, years: int) -> dict[str, str]:
    """Issued and valid until."""
    issued, until = term(case.rng, case.day, years, expired=case.expired)
    return {"issued": issued.isoformat(), "valid_until": until.isoformat()}


def dibao(case: Case) -> Facts:
    """A household of one to four; relatives are made up beside the head."""
    head, rng = case.person, case.rng
    members = rng.randint(1, 4)
    also = {"sex": head.sex}
    for row in ROWS:
        one = person(rng, case.day, ages=(6, 22)) if row > 2 else case.spouse
        one = replace(one, name=head.name[0] + one.name[1:]) if row > 2 else one
        child = "子" if one.sex == "男" else "女"
        words = (one.name, "配偶" if row == 2 else child, one.sex, one.number) if row <= members else ("",) * 4
        also |= {f"{name}_{row}": word for name, word in zip(("name", "relation", "sex", "number"), words, strict=True)}
    fields = {
        "head": head.name,
        "number": head.number,
        "address": head.address,
        "members": str(members),
        "certificate_number": f"D{head.lives_in.code}{rng.randint(10_000, 99_999)}",
        "issuer": office(case),
    }
    return Facts(fields | dates(case, 1), also)


def tekun(case: Case) -> Facts:
    """Supported in a home or at home."""
    holder = case.person
    fields = {
        "name": holder.name,
        "number": holder.number,
        "form": case.rng.choice(("集中供养", "分散供养")),
        "certificate_number": f"T{holder.lives_in.code}{case.rng.randint(10_000, 99_999)}",
        "issuer": office(case),
    }
    also = {"sex": holder.sex, "birth": holder.birth.isoformat(), "address": holder.address}
    return Facts(fields | dates(case, 3), also)


def disability(case: Case) -> Facts:
    """The number is the holder's, then a digit for the kind and one for the grade."""
    holder = case.person
    kind, grade = case.rng.randrange(len(CATEGORIES)), case.rng.randrange(len(GRADES))
    fields = {
        "name": holder.name,
        "sex": holder.sex,
        "number": f"{holder.number}{kind + 1}{grade + 1}",
        "category": CATEGORIES[kind],
        "grade": GRADES[grade],
    }
    union = office(case).removesuffix("民政局") + "残疾人联合会"
    also = {"nation": holder.nation, "birth": holder.birth.isoformat(), "address": holder.address, "union": union}
    return Facts(fields | dates(case, 10), also)


def cover(issuer: str, *titles: str) -> tuple[Emblem | Text | Seal | Lines, ...]:
    """The left page: emblem, title, who issued it."""
    return (
        Emblem(375, 190, 80),
        *(
            Text(375, 320 + 80 * place, title, size=50, centred=True, font="Serif-Bold", colour=RED)
            for place, title in enumerate(titles)
        ),
        Text(90, 640, f"发证机关  {{{issuer}}}"),
        Text(90, 720, "发证日期  {issued:Y年M月D日}"),
        Text(90, 800, "有效期至  {valid_until:Y年M月D日}"),
        Seal(560, 850, 105, issuer, "样本专用章"),
        FOLD,
    )


COLUMNS = (130.0, 130.0, 80.0, 330.0)
DIBAO = (
    *cover("issuer", "广东省", "最低生活保障证"),
    Text(800, 90, "证件编号  {certificate_number}"),
    Text(800, 165, "户主姓名  {head}"),
    Text(800, 240, "身份证号码  {number}"),
    Text(800, 315, "家庭住址"),
    Text(940, 315, "{address}", width=500),
    Text(800, 420, "保障人数  {members}人"),
    Text(1105, 510, "享受最低生活保障的家庭成员", centred=True),
    table(790, 570, ((62, COLUMNS),) * 5, GREEN),
    *(
        Text(x, 584, word, size=26, centred=True)
        for x, word in ((855, "姓名"), (985, "与户主关系"), (1090, "性别"), (1295, "身份证号码"))
    ),
    *(
        Text(x, 584 + 62 * row, f"{{{name}}}" if name != "户主" else name, size=26, centred=True, font="Sans-Regular")
        for row, names in enumerate(
            (
                ("head", "户主", "sex", "number"),
                *((f"name_{row}", f"relation_{row}", f"sex_{row}", f"number_{row}") for row in ROWS),
            ),
            start=1,
        )
        for x, name in zip((855, 985, 1090, 1295), names, strict=True)
    ),
)
TEKUN = (
    *cover("issuer", "特困人员", "救助供养证"),
    Portrait(1220, 90, 190, 260),
    Text(800, 100, "姓    名  {name}"),
    Text(800, 190, "性    别  {sex}"),
    Text(800, 280, "出生日期  {birth:Y年M月D日}"),
    Text(800, 400, "身份证号码  {number}"),
    Text(800, 490, "证件编号  {certificate_number}"),
    Text(800, 580, "供养形式  {form}"),
    Text(800, 670, "住    址"),
    Text(940, 670, "{address}", width=500),
)
DISABILITY = (
    *cover("union", "中华人民共和国", "残疾人证"),
    Portrait(1220, 90, 190, 260),
    Text(800, 100, "姓    名  {name}"),
    Text(800, 180, "性    别  {sex}"),
    Text(800, 260, "民    族  {nation}"),
    Text(800, 340, "出生日期  {birth:Y年M月D日}"),
    Text(800, 430, "残疾类别  {category}"),
    Text(1130, 430, "残疾等级  {grade}"),
    Text(800, 520, "残疾人证号"),
    Text(960, 517, "{number}", size=34),
    Text(800, 610, "家庭住址"),
    Text(940, 610, "{address}", width=500),
    Text(800, 740, "监 护 人"),
    Text(800, 820, "联系电话"),
)
LAYOUTS = {
    ("disability-certificate", "main"): Layout(SIZE, MAROON_BOOK, ROSE, disability, DISABILITY, expires=True),
    ("dibao-certificate", "main"): Layout(SIZE, BOOK, MINT, dibao, DIBAO, expires=True),
    ("tekun-certificate", "main"): Layout(SIZE, BOOK, SKY, tekun, TEKUN, expires=True),
}
