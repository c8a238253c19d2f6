"""What a booking costs the citizen: by the conditions and amounts of the policy that its service names, exact in three values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actions.booking.texts import texts
from actions.booking.wish import Wish
from actions.booking.wording import basis
from knowledge.criteria import leaves
from knowledge.eligibility import Eligibility, Outcome, judge
from knowledge.facts import Fact, Known
from knowledge.interview import Interview
from knowledge.policy_list import PolicyList
from knowledge.rule import NoCriteria, rule
from knowledge.service import Service


@dataclass(frozen=True)
class Priced:
    """As it is told."""

    text: str
    subsidised: bool
    """Whether it uses up what the limits of the subsidy allow."""
    clauses: tuple[str, ...] = ()
    """On which it rests, as policy/clause."""


def next_fact(
    policies: PolicyList, service: Service, known: Known, refused: Collection[str], today: date
) -> Fact | None:
    """What is to be asked before the price can be told; None if nothing is left, or nobody pays less."""
    price = service.price
    if price is None or price.policy is None:
        return None
    ask = Interview(policies, [price.policy], today).next(_with_price(service, known), refused)
    if ask is not None:
        return ask.fact
    try:
        one = rule(policies, price.policy, today)
    except NoCriteria:
        return None
    of_amounts = {leaf.fact for a in one.amounts if a.what in price.amounts and a.when for leaf in leaves(a.when)}
    wanted = judge(one, _with_price(service, known)).wanted
    return next((policies.facts[name] for name in wanted if name in of_amounts and name not in refused), None)


def priced(
    policies: PolicyList, service: Service, known: Known, wanted: Mapping[str, int], today: date
) -> Priced | None:
    """For the person so much is known of, and so much of each dimension; None where the service has no price. With nobody's word
    for it nothing is taken off; what is taken off is taken off once, whatever is ordered."""
    price = service.price
    if price is None:
        return None
    count = wanted.get(price.of, 1) if price.of else 1
    whole, t = price.yuan * count, texts()
    yuan = (
        t["yuan"].format(yuan=f"{price.yuan:g}")
        if count == 1
        else t["yuan_of_several"].format(count=count, unit=service.dimension[price.of or ""].unit, yuan=f"{whole:g}")
    )
    found = _judged(policies, service, known, today)
    if found is None:
        return Priced(yuan, subsidised=False)
    if found.outcome is Outcome.NOT_ELIGIBLE:
        return Priced(yuan + t["price_full"], subsidised=False)
    counted = [one for one in found.amounts if one.what in price.amounts and not one.lapsed]
    if found.outcome is Outcome.ELIGIBLE and counted:
        less = sum(one.value for one in counted)
        stands = basis(policies, found.policy, counted[0].clause)
        said = t["price_less"].format(less=f"{less:g}", pays=f"{whole - less:g}", basis=stands)
        clauses = tuple(f"{found.policy}/{one.clause}" for one in counted)
        return Priced(yuan + said, subsidised=True, clauses=clauses)
    may_be = found.outcome is Outcome.CANNOT_TELL or bool(found.wanted)
    return Priced(yuan + t["price_open" if may_be else "price_full"], subsidised=may_be)


def noted(wish: Wish, price: Priced | None, facts: Known) -> Wish:
    """The wish, with what was told of the price and what that hangs on."""
    told = {"price": price.text if price else None, "clauses": list(price.clauses) if price else [], "facts": facts}
    return replace(wish, subsidised=bool(price and price.subsidised), told=told)


def _judged(policies: PolicyList, service: Service, known: Known, today: date) -> Eligibility | None:
    """None where nobody pays less, or no rule says who."""
    if service.price is None or service.price.policy is None:
        return None
    try:
        return judge(rule(policies, service.price.policy, today), _with_price(service, known))
    except NoCriteria:
        return None


def _with_price(service: Service, known: Known) -> Known:
    assert service.price is not None
    return {**known, service.price.fact: service.price.yuan} if service.price.fact else known
