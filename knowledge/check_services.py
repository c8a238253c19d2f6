"""What a service's file must satisfy before anything is booked by it. Each problem is `file:line: what`."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from knowledge import check_materials, check_service_days, check_service_papers, providers
from knowledge.policy import Force
from knowledge.policy_list import PolicyList
from knowledge.service import Asks, Capacity, Cites, Office, Question, Service
from knowledge.text import normalise
from knowledge.yaml_file import ListError, line_of

Problem = tuple[str, str]
"""What stands in the line that is wrong, and what is wrong."""
LONGEST = {"service": 64, "office": 64, "band": 32, "dimension": 32, "service with limit": 64}
"""Characters that the tables of bookings keep of an id."""
MADE_UP = ("样本", "演示", "020-0000000")
DIET = "diet"
"""The question whose options a dish's diets are."""
ADDRESS = "address"
"""The question where somebody is sent to."""


def problems(policies: PolicyList, today: date) -> list[str]:
    """Everything wrong with the list's services on `today`."""
    checks: tuple[Callable[[PolicyList, Service, date], Iterator[Problem]], ...] = (
        *(_place, _ids, _cited, _materials, _bands, _capacities, _questions, _words, _menu, _price, _follows, _made_up),
        check_materials.brought,
        check_service_days.problems,
        check_service_papers.problems,
    )
    found = []
    for service in policies.services.values():
        file = _file(service)
        wrong = [problem for check in checks for problem in check(policies, service, today)]
        found += [f"{file}:{_line(policies, file, part)}: {what}" for part, what in dict.fromkeys(wrong)]
    return [*found, *_shared_aliases(policies), *_providers(policies)]


def _providers(policies: PolicyList) -> Iterator[str]:
    """Whether those of each region can do what is booked there."""
    sent = [service for service in policies.services.values() if service.dispatched]
    for region in sorted({service.region for service in sent}):
        here = [service for service in sent if service.region == region]
        districts = {office.district for service in here for office in service.offices}
        skills = {skill for service in here for skill in service.skills}
        try:
            yield from providers.problems(policies.folder / region, districts, skills)
        except ListError as error:
            yield str(error)


def _file(service: Service) -> str:
    return f"{service.region}/services/{service.id}.yaml"


def _line(policies: PolicyList, file: str, part: str) -> int:
    path = policies.folder / file
    return line_of(path, part) if path.exists() else 1


def _place(policies: PolicyList, service: Service, _: date) -> Iterator[Problem]:
    if service.region not in policies.regions:
        yield "region", f"no region {service.region}"
    elif not (policies.folder / _file(service)).exists():
        yield "id", f"service {service.id} must stand in this file, by its id and region"


def _ids(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    kinds: dict[str, list[str]] = {
        "service": [service.id],
        "office": [office.id for office in service.offices],
        "band": [band.id for band in service.bands],
        "dimension": [dimension.id for dimension in service.dimensions],
        "question": [question.id for question in service.questions],
        "limit": [limit.id for limit in service.limits],
        "service with limit": [f"{service.id}/{limit.id}" for limit in service.limits],
    }
    kinds |= {f"option of {q.id}": [option.id for option in q.options] for q in service.questions}
    for kind, ids in kinds.items():
        for one, times in Counter(ids).items():
            if times > 1:
                yield f"id: {one}", f"{kind} {one} stands there twice"
            if len(one) > LONGEST.get(kind, len(one)):
                yield f"id: {one.rpartition('/')[2]}", f"{kind} {one} is longer than {LONGEST[kind]} characters"


def _cited(policies: PolicyList, service: Service, today: date) -> Iterator[Problem]:
    for policy in service.policies:
        if policy not in policies.policies:
            yield policy, f"no policy {policy}"
    cited: list[Cites | None] = [*service.cites, *(question.clause for question in service.questions)]
    cited += [limit.clause for limit in service.limits]
    cited.append(service.follows.clause if service.follows else None)
    for one in filter(None, cited):
        yield from _cite(policies, one, today)


def _cite(policies: PolicyList, one: Cites, today: date) -> Iterator[Problem]:
    policy = policies.policies.get(one.policy)
    clause = next((clause for clause in policy.clauses if clause.id == one.clause), None) if policy else None
    if policy is None:
        yield one.policy, f"no policy {one.policy}"
    elif clause is None:
        yield f"clause: {one.clause}", f"no clause {one.clause} in policy {one.policy}"
    elif (force := policies.validity(clause).on(today)) is not Force.IN_FORCE:
        yield f"clause: {one.clause}", f"clause {one.clause} of policy {one.policy} is {force.value} on {today}"


def _materials(policies: PolicyList, service: Service, today: date) -> Iterator[Problem]:
    """What its policies ask to be brought."""
    for policy in (policies.policies[name] for name in service.policies if name in policies.policies):
        for material in policy.materials:
            for _, what in _cite(policies, Cites(policy=policy.id, clause=material.clause), today):
                yield policy.id, f"to be brought: {material.document}, but {what}"


def _bands(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    named = [(f"id: {office.id}", f"office {office.id}", office.bands) for office in service.offices]
    named += [(part, f"capacity for {one.what}", one.bands) for part, one in _all_capacities(service)]
    for part, where, bands in named:
        for band in bands:
            if band not in service.band:
                yield part, f"{where}: no band {band}"


def _capacities(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    for part, one in _all_capacities(service):
        if one.what not in service.dimension:
            yield part, f"capacity for {one.what}, which is no dimension"
        if one.per == "day" and one.bands:
            yield part, f"capacity for {one.what}: a day's ceiling is over all bands"
    for office in service.offices:
        yield from _given(service, office)


def _all_capacities(service: Service) -> Iterator[tuple[str, Capacity]]:
    """With what stands in their lines."""
    yield from (("capacity", one) for one in service.capacity)
    yield from ((f"id: {office.id}", one) for office in service.offices for one in office.capacity)


def _given(service: Service, office: Office) -> Iterator[Problem]:
    """Each dimension has one capacity in each band of the office, and at most one ceiling over the day."""
    part = f"id: {office.id}"
    given = office.capacity or service.capacity
    for dimension in service.dimensions:
        mine = [one for one in given if one.what == dimension.id]
        if sum(one.per == "day" for one in mine) > 1:
            yield part, f"office {office.id}: {dimension.id} has two ceilings over the day"
        for band in service.bands_of(office):
            count = sum(_in_band(one, band.id) for one in mine)
            if count != 1:
                many = "no capacity" if count == 0 else "two capacities"
                yield part, f"office {office.id}: {dimension.id} has {many} in band {band.id}"


def _in_band(one: Capacity, band: str) -> bool:
    return one.per == "band" and (not one.bands or band in one.bands)


def _questions(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    asked: dict[str, Question] = {}
    for question in service.questions:
        part = f"id: {question.id}"
        for what in (*_dimensions(service, question), *_when(asked, question), *_default(question), *_ask(question)):
            yield part, f"question {question.id}: {what}"
        asked[question.id] = question
    if service.dispatched and not (ADDRESS in asked and asked[ADDRESS].private and asked[ADDRESS].kind == Asks.WORDS):
        yield "dispatched", f"somebody is sent to a home, but no private question {ADDRESS} asks where it is"
    taken = {q.dimension for q in service.questions} | {
        d for q in service.questions for o in q.options for d in o.takes
    }
    for dimension in service.dimensions:
        if dimension.least > dimension.most:
            yield f"id: {dimension.id}", f"dimension {dimension.id}: least is more than most"
        if not dimension.least and dimension.id not in taken:
            yield f"id: {dimension.id}", f"dimension {dimension.id}: nothing takes of it"


def _dimensions(service: Service, question: Question) -> Iterator[str]:
    if question.dimension is not None and question.dimension not in service.dimension:
        yield f"no dimension {question.dimension}"
    for option in question.options:
        for dimension, amount in option.takes.items():
            if dimension not in service.dimension:
                yield f"option {option.id} takes of {dimension}, which is no dimension"
            if amount < 1:
                yield f"option {option.id} takes less than one of {dimension}"


def _when(before: dict[str, Question], question: Question) -> Iterator[str]:
    for other, option in question.when.items():
        if other not in before:
            yield f"when: no question {other} before it"
        elif option not in {one.id for one in before[other].options}:
            yield f"when: {other} has no option {option}"


def _default(question: Question) -> Iterator[str]:
    default = question.default
    if default is None:
        return
    if question.kind == Asks.CHOICE and default not in {option.id for option in question.options}:
        yield f"default: no option {default}"
    if question.kind == Asks.COUNT and not default.isdecimal():
        yield f"default: {default} is no number"
    if question.kind == Asks.YES_NO:
        yield "default: a yes or no has to be said"


def _ask(question: Question) -> Iterator[str]:
    try:
        question.ask.format(who="")
    except (KeyError, IndexError, ValueError):
        yield "ask: the only word in braces is {who}"
    try:
        re.compile(question.said or "")
    except re.error as error:
        yield f"said: {error}"


def _words(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    """The same word for two offices, two bands or two options of a question."""
    named: list[tuple[str, Iterable[tuple[str, tuple[str, ...]]]]] = [
        ("office", [(one.id, (one.name, *one.words)) for one in service.offices]),
        ("band", [(one.id, (one.name, *one.words)) for one in service.bands]),
    ]
    named += [(f"option of {q.id}", [(one.id, (one.name, *one.words)) for one in q.options]) for q in service.questions]
    for kind, ones in named:
        owners: dict[str, str] = {}
        for one, words in ones:
            for word in words:
                if (owner := owners.setdefault(normalise(word), one)) != one:
                    yield f"id: {one}", f"{kind} {one}: the word {word} belongs to {owner} already"


def _menu(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    diets = {option.id for option in service.question[DIET].options} if DIET in service.question else set()
    for dish in service.menu:
        if dish.band not in service.band:
            yield dish.dish, f"menu: no band {dish.band}"
        if not isinstance(service.days.which, str) and dish.weekday not in service.days.which:
            yield dish.dish, f"menu: it is not there on weekday {dish.weekday}"
        for diet in dish.diets:
            if diet not in diets:
                yield dish.dish, f"menu: no option {diet} of a question {DIET}"


def _price(policies: PolicyList, service: Service, _: date) -> Iterator[Problem]:
    price = service.price
    if price is None:
        return
    policy = policies.policies.get(price.policy) if price.policy else None
    if price.policy and policy is None:
        yield price.policy, f"price: no policy {price.policy}"
    if policy is None:
        if price.fact or price.amounts:
            yield "price", "price: fact and amounts are those of a policy"
        return
    if price.fact is not None and price.fact not in {amount.of for amount in policy.amounts}:
        yield price.fact, f"price: no amount of {policy.id} is a share of {price.fact}"
    for what in price.amounts:
        if what not in {amount.what for amount in policy.amounts}:
            yield what, f"price: {policy.id} has no amount {what}"
    if price.of is not None and price.of not in service.dimension:
        yield price.of, f"price: no dimension {price.of}"


def _follows(policies: PolicyList, service: Service, _: date) -> Iterator[Problem]:
    follows = service.follows
    if follows is None:
        return
    first = policies.services.get(follows.service)
    if first is None or first.id == service.id:
        yield "follows", f"follows: no other service {follows.service}"
    elif follows.same_office and (missing := first.office.keys() - service.office.keys()):
        yield "follows", f"follows: {first.id} has offices that are not here: {', '.join(sorted(missing))}"
    if follows.last_day < follows.first_day:
        yield "follows", "follows: the last day is before the first"


def _made_up(_: PolicyList, service: Service, __: date) -> Iterator[Problem]:
    if service.demonstration:
        return
    for office in service.offices:
        text = " ".join((office.name, office.address, office.phone))
        if found := [mark for mark in MADE_UP if mark in text]:
            yield f"id: {office.id}", f"office {office.id} is made up ({found[0]}), but demonstration is false"


def _shared_aliases(policies: PolicyList) -> Iterator[str]:
    owners: dict[str, list[str]] = defaultdict(list)
    for service in policies.services.values():
        for name in {normalise(name): name for name in (service.name, *service.aliases)}.values():
            file = _file(service)
            owners[normalise(name)].append(f"{file}:{_line(policies, file, name)}")
    for name, lines in owners.items():
        if len(lines) > 1:
            yield f"{lines[0]}: the name {name} is claimed at {' and '.join(lines[1:])} too"
