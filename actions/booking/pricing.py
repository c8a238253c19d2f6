"""What a booking costs the citizen: by the conditions and amounts of the policy that its service names, exact in three values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from actions.booking.texts import texts
from actions.booking.wording import basis
from knowledge.criteria import leaves
from knowledge.eligibility import Outcome, judge
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


def priced(policies: PolicyList, service: Service, known: Known, today: date) -> Priced | None:
    """For the person so much is known of; None where the service has no price. With nobody's word for it nothing is taken off."""
    price = service.price
    if price is None:
        return None
    yuan = f"{price.yuan:g}"
    if price.policy is None:
        return Priced(texts()["price"].format(yuan=yuan), subsidised=False)
    found = judge(rule(policies, price.policy, today), _with_price(service, known))
    if found.outcome is Outcome.NOT_ELIGIBLE:
        return Priced(texts()["price_full"].format(yuan=yuan), subsidised=False)
    counted = [one for one in found.amounts if one.what in price.amounts and not one.lapsed]
    if found.outcome is Outcome.ELIGIBLE and counted:
        less = sum(one.value for one in counted)
        said = texts()["price_less"].format(
            yuan=yuan,
            less=f"{less:g}",
            pays=f"{price.yuan - less:g}",
            basis=basis(policies, price.policy, counted[0].clause),
        )
        return Priced(said, subsidised=True)
    open_still = found.outcome is not Outcome.ELIGIBLE or found.wanted
    return Priced(texts()["price_open" if open_still else "price_full"].format(yuan=yuan), subsidised=bool(open_still))


def _with_price(service: Service, known: Known) -> Known:
    assert service.price is not None
    return {**known, service.price.fact: service.price.yuan} if service.price.fact else known
