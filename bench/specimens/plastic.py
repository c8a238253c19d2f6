"""Other cards: social security, and the card with which old people travel and are favoured."""

from __future__ import annotations

from datetime import timedelta

from bench.specimens.cards import SIZE
from bench.specimens.figures import Emblem, Panel, Portrait
from bench.specimens.people import term
from bench.specimens.sheet import Case, Facts, Ground, Layout, Style, Text

SOCIAL = Style(size=34, caption=(60, 70, 110))
ELDER = Style(size=34, caption=(120, 66, 20))
LILAC = Ground((240, 242, 250), ((212, 220, 244), (244, 214, 224)))
AMBER = Ground((253, 246, 232), ((246, 222, 184), (240, 232, 200)))


def social_security(case: Case) -> Facts:
    """Ten years; the social security number is the citizen's."""
    issued, until = term(case.rng, case.day, 10, expired=case.expired)
    letter = case.rng.choice("ABCDEFGH")
    return Facts(
        {
            "name": case.person.name,
            "number": case.person.number,
            "card_number": f"{letter}{case.rng.randint(0, 99_999_999):08d}",
            "issued": issued.isoformat(),
            "valid_until": until.isoformat(),
        }
    )


def elder(case: Case) -> Facts:
    """Issued after the sixtieth birthday."""
    days = min(1500, (case.day - case.person.birth).days - 60 * 366)
    issued = case.day - timedelta(days=case.rng.randint(1, max(days, 1)))
    return Facts(
        {
            "name": case.person.name,
            "number": case.person.number,
            "card_number": f"{case.rng.randint(10**9, 10**10 - 1)}",
            "issuer": f"{case.person.lives_in.city.removeprefix('广东省')}{case.person.lives_in.district}民政局",
            "issued": issued.isoformat(),
        }
    )


CARD = (
    Emblem(90, 84, 48),
    Text(560, 44, "中华人民共和国社会保障卡", size=50, centred=True, font="Serif-Bold"),
    Portrait(60, 190, 230, 300),
    Text(330, 196, "姓    名  {name}", size=36),
    Text(330, 276, "社会保障号码  {number}"),
    Text(330, 356, "社会保障卡号  {card_number}"),
    Text(330, 436, "发卡日期  {issued:Y年M月D日}"),
    Text(330, 516, "有效期至  {valid_until:Y年M月D日}"),
    Panel(60, 520, 120, 90, (222, 190, 110), (160, 130, 70), 12),
)
OLD = (
    Panel(0, 0, 1011, 118, (204, 96, 34)),
    Text(505, 30, "广州市老年人优待卡", size=54, centred=True, font="Serif-Bold", colour=(255, 250, 236)),
    Portrait(720, 160, 230, 300),
    Text(60, 170, "姓    名  {name}", size=38),
    Text(60, 255, "公民身份号码"),
    Text(60, 310, "{number}", size=40),
    Text(60, 395, "卡    号  {card_number}"),
    Text(60, 475, "发卡机关  {issuer}"),
    Text(60, 550, "发卡日期  {issued:Y年M月D日}"),
)
LAYOUTS = {
    ("social-security-card", "front"): Layout(SIZE, SOCIAL, LILAC, social_security, CARD, expires=True),
    ("elder-card", "front"): Layout(SIZE, ELDER, AMBER, elder, OLD),
}
