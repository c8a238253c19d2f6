"""What the papers that a service requires before must satisfy: known, asked for by it, and wanted at a possible moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from knowledge.check_service_days import SOME_DAY
from knowledge.paper import meant_by, papers
from knowledge.policy_list import PolicyList
from knowledge.service import Service
from knowledge.service_days import CHINA, moment


def problems(policies: PolicyList, service: Service, today: date) -> Iterator[tuple[str, str]]:
    """What stands in the line that is wrong, and what is wrong."""
    precheck = service.precheck
    if precheck is None:
        return
    asked = {kind for material in _to_bring(policies, service, today) for kind in meant_by(material).kinds}
    for kind in precheck.papers:
        if kind not in papers():
            yield "precheck", f"precheck: no paper {kind}"
        elif kind not in asked:
            yield "precheck", f"precheck: the service does not ask for {papers()[kind].name} ({kind})"
    if len(set(precheck.papers)) < len(precheck.papers):
        yield "precheck", "precheck: a paper stands there twice"
    until = moment(precheck.until, SOME_DAY)
    if until <= moment(service.booking.opens, SOME_DAY):
        yield "precheck", "precheck: until is before booking opens"
    if any(until > datetime.combine(SOME_DAY, band.starts, CHINA) for band in service.bands):
        yield "precheck", "precheck: until is after a band begins"


def _to_bring(policies: PolicyList, service: Service, day: date) -> Iterator[str]:
    """The documents that are asked for on the day of those who book it."""
    yield from service.bring
    for policy in (policies.policies[name] for name in service.policies if name in policies.policies):
        told = {clause.id for clause in policies.clauses_on(policy.id, day)}
        for material in policy.materials:
            concerned = not service.materials_of or any(word in material.who for word in service.materials_of)
            if material.clause in told and concerned:
                yield material.document
