"""Of whom a sentence speaks, and which of its clauses tell of that person as he is now."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.answer_said import in_digits, saying

CLAUSE = re.compile(r"[，。！？；：,!?;:、\s]+")


@dataclass(frozen=True)
class Told:
    """The clauses of a sentence, joined with commas, without what is only supposed or was so once."""

    of_him: str
    """Those about the person."""
    of_all: str
    """Those about others too."""


def about(sentence: str) -> str | None:
    """How the person spoken of is called, such as 您母亲; None if it is nobody but the speaker. The sentence is normalised."""
    words, digits = saying(), in_digits(sentence)
    mentions = [
        (match.start(), match.end(), who)
        for who, called in words["persons"].items()
        for match in re.finditer(called, digits)
    ]
    for start, end, who in sorted(mentions):
        before, after = digits[:start], CLAUSE.split(digits[end:])[0]
        if re.search(rf"(?:{words['asks_about']})$", before):
            return str(who)
        if re.search(rf"(?:{words['for']})$", before) and re.match(words["applies"], after):
            return str(who)
    if re.search(words["own_matter"], digits):
        return None
    himself = re.search(words["himself"], digits)
    for start, end, who in sorted(mentions):
        before, after = digits[:start], digits[end:]
        if re.search(rf"(?:{words['beside']})$", before) or re.match(words["no_subject"], after):
            continue
        if not himself or re.match(words["own_age"], after):
            return str(who)
    return None


def told(sentence: str, of: str | None) -> Told:
    """The clauses that speak of that person: 我今年30，想帮我妈问，她82岁 is about her. The sentence is normalised."""
    words, him, everybody, speaking_of = saying(), [], [], of
    for clause in filter(None, CLAUSE.split(sentence)):
        if re.match(words["supposed"], clause) or re.search(words["once"], clause):
            continue
        everybody.append(clause)
        his = of is not None and re.search(words["persons"][of], clause)
        if of is not None:
            others = [who for who, called in words["persons"].items() if who != of and re.search(called, clause)]
            if his or (not others and re.search(words["herself"], clause)):
                speaking_of = of
            elif re.search(words["self"], clause) or (others and re.search(words["age_of"], in_digits(clause))):
                speaking_of = "somebody else"
        if speaking_of == of and (his or not re.match(words["other_subject"], clause)):
            him.append(clause)
    return Told(",".join(him), ",".join(everybody))
