"""The printed list says what holds on the day, with its documents; nothing of another city, nothing unescaped."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from knowledge.export.pages import as_html, as_pdf
from knowledge.export.printable import PrintedPolicy, UnknownPolicy, printable
from tests.knowledge.tiny import Tiny

IN_FORCE, LAPSED = date(2026, 5, 1), date(2026, 7, 1)


def policy(tiny: Tiny, day: date, policy_id: str = "nuandong") -> PrintedPolicy:
    ((_, (printed,)),) = printable(tiny.load(), "town", day, [policy_id]).categories
    return printed


def amounts(printed: PrintedPolicy) -> list[str]:
    return [clause.text for heading, clauses in printed.aspects for clause in clauses if heading == "能得到什么"]


@pytest.mark.parametrize(("day", "amount"), [(date(2024, 6, 1), "100元"), (IN_FORCE, "120元")])
def test_the_day_decides_what_is_printed(tiny: Tiny, day: date, amount: str) -> None:
    (text,) = amounts(policy(tiny, day))
    assert amount in text


def test_what_has_lapsed_is_marked(tiny: Tiny) -> None:
    assert not policy(tiny, IN_FORCE).lapsed
    printed = policy(tiny, LAPSED)
    assert printed.lapsed
    assert [d.lapsed for d in printed.documents if d.document_number == "临民规〔2024〕1号"] == [True]
    page = as_html(printable(tiny.load(), "town", LAPSED, ["nuandong"]))
    assert page.count('class="lapsed">已到期') > as_html(printable(tiny.load(), "town", IN_FORCE, ["nuandong"])).count(
        'class="lapsed">已到期'
    )


def test_a_place_and_those_around_it_are_printed_and_no_other(tiny: Tiny) -> None:
    content = printable(tiny.load(), "town", IN_FORCE)
    names = [p.name for _, policies in content.categories for p in policies]
    assert names == ["暖冬补贴护工版", "暖冬补贴", "船民登记"]  # its own first, as the list has them
    page = as_html(content)
    assert "望海" not in page
    assert "999" not in page


def test_contacts_of_another_city_are_not_printed(tiny: Tiny) -> None:
    other = "- {id: '999', name: 望海热线, phone: '999', what: 望海的事。, source: 演示数据, confirmed: 2024-01-01}\n"
    (tiny.folder / "sea" / "contacts.yaml").write_text(other, encoding="utf-8")
    assert [contact.name for contact in printable(tiny.load(), "town", IN_FORCE).contacts] == ["12345热线"]
    assert "望海热线" in [contact.name for contact in printable(tiny.load(), "sea", IN_FORCE).contacts]


def test_only_the_policies_asked_for(tiny: Tiny) -> None:
    assert printable(tiny.load(), "town", IN_FORCE, ["chuanmin"]).count == 1
    with pytest.raises(UnknownPolicy, match=r"^sea-nuandong、nothing$"):
        printable(tiny.load(), "town", IN_FORCE, ["chuanmin", "sea-nuandong", "nothing"])


def test_every_clause_names_its_document_article_and_days(tiny: Tiny) -> None:
    text = html.document_fromstring(as_html(printable(tiny.load(), "town", LAPSED, ["nuandong"]))).text_content()
    text = "".join(text.split())
    for part in (
        "也叫：取暖费",
        "暖冬补贴每户每年120元。已到期〔文件2，第二条，2025年1月1日起〕",
        "《暖冬补贴通知》（临民规〔2024〕1号），临江市民政局，2023年12月20日发布，2024年1月1日起施行，2026年6月1日到期。",
        "□居民卡",
        "12345热线",
    ):
        assert part in text, part


def test_every_entry_of_the_contents_leads_somewhere(tiny: Tiny) -> None:
    page = html.document_fromstring(as_html(printable(tiny.load(), "town", IN_FORCE)))
    targets = page.xpath("//nav//a/@href")
    assert len(targets) == 4
    assert {target[1:] for target in targets} <= set(page.xpath("//@id"))


def test_what_stands_in_the_list_is_text_not_markup(tiny: Tiny) -> None:
    tiny.change("town/policies/nuandong.yaml", "冬天发的取暖钱。", "<script>alert(1)</script>&钱。")
    page = as_html(printable(tiny.load(), "town", IN_FORCE))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_pdf_has_the_same_words_in_a_chinese_font_and_page_numbers(tiny: Tiny, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    pages = as_pdf(as_html(printable(tiny.load(), "town", LAPSED)), path)
    assert pages >= 6  # cover, contents, three policies, contacts
    assert path.read_bytes().startswith(b"%PDF")
    said, fonts = (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for command in (["pdftotext", path, "-"], ["pdffonts", path])
    )
    assert f"第 {pages} 页，共 {pages} 页" in said
    assert "暖冬补贴每户每年120元" in said
    assert {line.split("+")[1].split()[0] for line in fonts.splitlines()[2:]} == {
        "Noto-Sans-CJK-SC",
        "Noto-Sans-CJK-SC-Bold",
    }
