"""Whether a sentence itself says what Rasa takes it for: nothing is kept, or deleted, because a classifier guesses so."""

from __future__ import annotations

import re

_KEEPING = r"记|存|留|登记|通知|告诉|提醒|话我知|讲一?声|说一?声|跟我讲|叫我|联系|订阅|开通"
_FILLED = r"[会能可许准想要用必需好愿同使再有得把将给被帮让收到保我你们您意着急些的这]*"
_WISH = re.compile(rf"{_KEEPING}|同意|愿意")
_NO_WISH = re.compile(
    rf"[不别唔勿甭没冇未]{_FILLED}(?:{_KEEPING}|同意|愿意)|[不唔](?:用了|要了|使喇|要喇)|[吗么嘛呢咩?？]$"
    r"|是不是|会不会|有没有|怎么|哪|多少|几时|没有?$|取消|撤[回销]|退订|删|清[掉空除]|关掉|停止|看|查|睇|我(?:家|啲|的)?(?:什么|乜|咩)|我.{0,2}什么"
)
_SURE = re.compile(r"确定|确认|真的|肯定|没错|^[是对好系要]")
_NOT_SURE = re.compile(r"[不没唔未][太是大想要用好很敢]*(?:确定|确认|肯定|删)|别删|先不|[吗么嘛呢咩?？]")


def wishes_it(text: str) -> bool:
    """Whether it says that something be kept: 记住这些, and neither 不用记 nor 你记住了吗."""
    return bool(_WISH.search(text)) and not _NO_WISH.search(text.rstrip("。！!～~ "))


def is_sure(text: str) -> bool:
    """Whether it says that one is sure: 确定删掉, and neither 不确定 nor 确定要删吗."""
    return bool(_SURE.search(text)) and not _NOT_SURE.search(text)
