"""Printed letters: proof of income, diagnosis, signed declaration."""

from __future__ import annotations

from datetime import timedelta

from bench.specimens.figures import Lines, Seal, Signature
from bench.specimens.forms import A4, hospital
from bench.specimens.sheet import DARK, Case, Facts, Ground, Layout, Style, Text

LETTER = Style(size=30, caption_font="Serif-Regular", ink_font="Serif-Regular")
HOSPITAL = Style(size=28, caption_font="Serif-Regular", ink_font="Sans-Regular")
WHITE = Ground((252, 252, 250))
EMPLOYERS = (
    "样本服装有限公司",
    "样本餐饮管理有限公司",
    "样本电子科技有限公司",
    "样本物业服务有限公司",
    "样本运输有限公司",
)
JOBS = ("车工", "服务员", "保安员", "司机", "会计", "仓库管理员", "电工")
DIAGNOSES = (
    *(
        "高血压病3级",
        "2型糖尿病",
        "慢性肾功能衰竭",
        "胃恶性肿瘤",
        "脑梗死后遗症",
        "类风湿性关节炎",
        "精神分裂症",
        "股骨颈骨折",
    ),
    *("帕金森病", "冠状动脉粥样硬化性心脏病"),
)
DEPARTMENTS = ("心血管内科", "内分泌科", "肾内科", "神经内科", "骨科", "肿瘤科")
SUBJECTS = ("家庭经济状况", "婚姻状况", "居住情况", "抚养关系")


def recently(case: Case) -> str:
    """A day in the last three months."""
    return (case.day - timedelta(days=case.rng.randint(1, 85))).isoformat()


def income(case: Case) -> Facts:
    """What an employer confirms."""
    rng = case.rng
    fields = {
        "name": case.person.name,
        "number": case.person.number,
        "employer": case.person.lives_in.city.removeprefix("广东省") + rng.choice(EMPLOYERS),
        "monthly_income": f"{rng.randint(23, 190) * 100 + rng.choice((0, 0, 50, 36))}.{rng.choice(('00', '00', '50'))}",
        "issued": recently(case),
    }
    also = {"sex": case.person.sex, "job": rng.choice(JOBS), "since": str(case.day.year - rng.randint(1, 12))}
    return Facts(fields, also)


def diagnosis(case: Case) -> Facts:
    """What a hospital found."""
    day = case.day - timedelta(days=case.rng.randint(1, 85))
    fields = {
        "name": case.person.name,
        "sex": case.person.sex,
        "age": str(case.person.age(day)),
        "diagnosis": case.rng.choice(DIAGNOSES),
        "issuer": hospital(case),
        "issued": day.isoformat(),
    }
    return Facts(fields, {"department": case.rng.choice(DEPARTMENTS), "visit": str(case.rng.randint(10**7, 10**8 - 1))})


def declaration(case: Case) -> Facts:
    """What somebody declares or promises; ``unsigned`` lacks the signature."""
    kind = case.rng.choice(("声明书", "承诺书"))
    fields = {
        "name": case.person.name,
        "number": case.person.number,
        "text_kind": kind,
        "signed": "no" if case.variant == "unsigned" else "yes",
        "issued": recently(case),
    }
    word = kind.removesuffix("书")
    return Facts(fields, {"word": word, "subject": case.rng.choice(SUBJECTS), "address": case.person.address})


INCOME = (
    Text(620, 190, "收 入 证 明", size=58, centred=True, font="Serif-Bold"),
    Text(
        130,
        360,
        "        兹证明{name}，性别{sex}，身份证号码{number}，系我单位职工，自{since}年起在我单位工作，现任{job}。"
        "该职工近一年月平均收入为人民币{monthly_income}元。",
        width=985,
    ),
    Text(190, 580, "本单位对以上内容的真实性负责。"),
    Text(190, 650, "特此证明。"),
    Text(400, 860, "单位名称（盖章）：{employer}"),
    Seal(870, 1015, 112, "employer", "样本专用章"),
    Text(400, 930, "联系人：样本"),
    Text(400, 1070, "日期：{issued:Y年M月D日}"),
)
DIAGNOSIS = (
    Text(620, 110, "{issuer}", size=46, centred=True, font="Serif-Bold"),
    Text(620, 190, "疾病诊断证明书", size=50, centred=True, font="Serif-Bold"),
    Lines(((100, 290, 1140, 290), (100, 450, 1140, 450)), DARK),
    Text(110, 315, "姓名：{name}"),
    Text(480, 315, "性别：{sex}"),
    Text(800, 315, "年龄：{age}岁"),
    Text(110, 385, "科别：{department}"),
    Text(680, 385, "门诊号：{visit}"),
    Text(110, 490, "临床诊断："),
    Text(170, 560, "{diagnosis}", size=32),
    Text(110, 720, "处理意见："),
    Text(170, 790, "建议按时服药，定期复查，注意休息。", size=30),
    Text(110, 1010, "医师签名："),
    Signature(260, 985, 230, 80),
    Seal(890, 1060, 120, "issuer", "样本诊断专用章"),
    Text(660, 1160, "日期：{issued:Y年M月D日}"),
    Text(110, 1260, "注：本证明书涂改无效，未盖章无效。", size=24),
)
DECLARATION = (
    Text(620, 170, "{text_kind}", size=60, centred=True, font="Serif-Bold"),
    Text(
        130,
        320,
        "        本人{name}，身份证号码{number}，现住{address}。现就办理民政业务所涉及的{subject}作如下{word}：",
        width=985,
    ),
    Text(130, 510, "        一、本人所填写和提交的{subject}材料真实、准确、完整。", width=985),
    Text(130, 600, "        二、本人知悉有关规定，同意民政部门依法核对有关信息。", width=985),
    Text(130, 690, "        三、如有不实，本人愿意承担相应的法律责任。", width=985),
    Text(560, 920, "{word}人（签名）："),
    Signature(830, 880, 280, 110),
    Text(560, 1030, "日期：{issued:Y年M月D日}"),
)
LAYOUTS = {
    ("income-proof", "main"): Layout(A4, LETTER, WHITE, income, INCOME),
    ("diagnosis-certificate", "main"): Layout(A4, HOSPITAL, WHITE, diagnosis, DIAGNOSIS),
    ("declaration", "main"): Layout(A4, LETTER, WHITE, declaration, DECLARATION, variants=("unsigned",)),
}
