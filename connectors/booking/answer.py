"""What is answered about services and bookings. Names are masked, and what only the office may know is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from pydantic import BaseModel, ConfigDict, Field

from actions.booking.masked import masked_name
from actions.booking.model import Appointment, Booked, Slot, Status
from actions.booking.schedule import Vacancy
from actions.booking.waiting import Entry
from actions.documents.required import Required, State, said
from bot.clock import SHANGHAI
from knowledge.findings import Basis, Said, basis
from knowledge.policy_list import PolicyList
from knowledge.service import Band, Booking, Cites, Dimension, Precheck, Question, Service

DEMONSTRATION = "演示数据"


class Told(BaseModel):
    """The documentation of a field stands below it."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Named(Told):
    """Something with a name."""

    id: str
    name: str


class OfficeTold(Named):
    """Where people go."""

    district: str
    address: str
    phone: str
    how_to_get_there: str


class OfficeOffered(OfficeTold):
    """With the bands in which it takes people."""

    bands: list[str]


class BandTold(Named):
    """A stretch of the day, in Asia/Shanghai."""

    starts: time
    ends: time


class ToBring(Told):
    """A document, and the clause that asks for it."""

    document: str
    who: str | None
    note: str | None
    basis: Basis | None
    """Null: the office asks for it."""


class LimitTold(Told):
    """How much one person may have."""

    most: int
    per: str
    said: str
    subsidised: bool
    basis: Basis | None


class PriceTold(Told):
    """What it costs."""

    yuan: float
    policy: str | None
    """By whose rules it is cheaper for who meets its conditions."""
    note: str | None


class ServiceNamed(Named):
    """A service, in short."""

    summary: str
    noun: str
    aliases: list[str]
    demonstration: bool
    """Its places are made up."""
    notice: str | None = Field(examples=[DEMONSTRATION])
    """To be shown wherever the places are."""


class ServiceTold(ServiceNamed):
    """All that has to be known to book it."""

    person: str
    persons: int
    """Whose names are needed."""
    for_others: bool
    offices: list[OfficeOffered]
    bands: list[Band]
    dimensions: list[Dimension]
    questions: list[Question]
    booking: Booking
    """From when and until when it can be booked and changed."""
    limits: list[LimitTold]
    price: PriceTold | None
    follows: str | None
    """The service of which this is the second appointment."""
    bring: list[ToBring]
    precheck: Precheck | None
    """Papers that must be shown here in time, or the place goes to others."""
    clauses: list[Said]
    notes: list[str]
    alternative: str | None


class SessionTold(Told):
    """A band of an office on a day, and what is left of it."""

    office: OfficeTold
    date: date
    band: BandTold
    opens_at: datetime
    closes_at: datetime
    starts_at: datetime
    free: dict[str, int]
    capacity: dict[str, int]
    closed: bool
    bookable: bool
    """Now, if it is enough."""


class Vacancies(Told):
    """The sessions of some days, by their start."""

    service: Named
    notice: str | None
    sessions: list[SessionTold]


class BookingTold(Told):
    """A hold, or a booking; the same answer for the same request."""

    number: int = Field(examples=[123456782])
    service: Named
    office: OfficeTold
    date: date
    band: BandTold
    amounts: dict[str, int]
    held_until: datetime | None
    """Until then it must be confirmed; null: it need not be."""
    notice: str | None
    papers_until: datetime | None
    """Until then the papers that it requires must have been shown here in order, or the place goes to others; null: it
    requires none."""
    papers: State | None
    """How they stand. `ask`: staff look, and the place stays."""
    papers_said: list[str]
    """What is to be done about them; after a move also which do not hold on the new day."""


class BookingShown(BookingTold):
    """A booking as it stands."""

    status: Status
    names: list[str]
    """Masked."""
    starts_at: datetime
    ends_at: datetime
    closed: bool
    """It cannot take place, and is to be moved or cancelled."""
    follows: int | None
    price: str | None
    """In words, with the clause by which something is taken off."""
    notes: list[str]


class EntryTold(Told):
    """A place in the queue."""

    id: str
    status: str = Field(examples=["waiting", "offered", "accepted", "declined", "lapsed", "ended"])
    ahead: int | None
    """How many wait before; null: it does not wait any more."""
    service: Named
    office: OfficeTold
    date: date
    band: BandTold
    offered_until: datetime | None
    """Until then the offer must be accepted."""
    number: int | None
    """Of what was offered."""


def service_named(service: Service) -> ServiceNamed:
    """In short."""
    return ServiceNamed(
        id=service.id,
        name=service.name,
        summary=service.summary,
        noun=service.noun,
        aliases=list(service.aliases),
        demonstration=service.demonstration,
        notice=_notice(service),
    )


def service_told(policies: PolicyList, service: Service, day: date) -> ServiceTold:
    """As the list has it on that day."""

    def based(cites: Cites | None) -> Basis | None:
        return None if cites is None else basis(policies, policies.policies[cites.policy].clause(cites.clause), day)

    cited = [(cites, policies.policies[cites.policy].clause(cites.clause)) for cites in service.cites]
    price = service.price
    return ServiceTold(
        **service_named(service).model_dump(),
        person=service.person,
        persons=service.persons,
        for_others=service.for_others,
        offices=[
            OfficeOffered(**_office(service, one.id).model_dump(), bands=[band.id for band in service.bands_of(one)])
            for one in service.offices
        ],
        bands=list(service.bands),
        dimensions=list(service.dimensions),
        questions=list(service.questions),
        booking=service.booking,
        limits=[
            LimitTold(most=one.most, per=one.per, said=one.said, subsidised=one.subsidised, basis=based(one.clause))
            for one in service.limits
        ],
        price=None if price is None else PriceTold(yuan=price.yuan, policy=price.policy, note=price.note),
        follows=service.follows.service if service.follows else None,
        bring=_bring(policies, service, day),
        precheck=service.precheck,
        clauses=[Said(clause.text, basis(policies, clause, day)) for _, clause in cited],
        notes=list(service.notes),
        alternative=service.alternative,
    )


def session_told(service: Service, found: Vacancy, now: datetime) -> SessionTold:
    """What is left of it."""
    enough = all(found.free.get(one.id, 0) >= one.least for one in service.dimensions)
    slot = found.slot
    return SessionTold(
        office=_office(service, slot.office),
        date=slot.date,
        band=_band(service, slot.band),
        opens_at=_here(found.opens_at),
        closes_at=_here(found.closes_at),
        starts_at=_here(found.starts_at),
        free=dict(found.free),
        capacity=dict(found.capacity),
        closed=found.closed,
        bookable=enough and not found.closed and found.opens_at <= now < found.closes_at,
    )


def vacancies_told(service: Service, found: list[Vacancy], now: datetime) -> Vacancies:
    """Those of offices and bands that the service still has."""
    known = [one for one in found if one.slot.office in service.office and one.slot.band in service.band]
    return Vacancies(
        service=Named(id=service.id, name=service.name),
        notice=_notice(service),
        sessions=[session_told(service, one, now) for one in known],
    )


def booked_told(
    service: Service | None, booked: Booked, papers: Required | None, today: date, invalid: Sequence[str] = ()
) -> BookingTold:
    """What was held, confirmed, moved or cancelled; None: the list has the service no more, no papers are required."""
    return BookingTold(
        papers_until=_at(papers.until) if papers else None,
        papers=papers.state if papers else None,
        papers_said=list(filter(None, [*invalid, said(papers, today)])),
        number=booked.number,
        amounts=dict(booked.amounts),
        held_until=_at(booked.held_until),
        **_where(service, booked.slot),
    )


def appointment_shown(
    service: Service | None, found: Appointment, papers: Required | None, today: date
) -> BookingShown:
    """As it stands."""
    held = found.held_until if found.status is Status.HELD else None
    booked = Booked(found.number, found.slot, found.amounts, held)
    return BookingShown(
        **booked_told(service, booked, papers, today).model_dump(),
        status=found.status,
        names=[masked_name(name) for name in found.who["names"]],
        starts_at=_here(found.starts_at),
        ends_at=_here(found.ends_at),
        closed=found.closure_id is not None and found.status is Status.CONFIRMED,
        follows=found.follows_id,
        price=found.who.get("price"),
        notes=list(service.notes) if service else [],
    )


def entry_told(service: Service | None, found: Entry) -> EntryTold:
    """As it stands."""
    where = _where(service, found.slot)
    del where["notice"]
    return EntryTold(
        id=found.id,
        status=found.status,
        ahead=found.ahead,
        offered_until=_at(found.offered_until),
        number=found.number,
        **where,
    )


def _where(service: Service | None, slot: Slot) -> dict[str, object]:
    return {
        "service": Named(id=slot.service, name=service.name if service else slot.service),
        "office": _office(service, slot.office),
        "date": slot.date,
        "band": _band(service, slot.band),
        "notice": _notice(service) if service else None,
    }


def _office(service: Service | None, office_id: str) -> OfficeTold:
    found = service.office.get(office_id) if service else None
    if found is None:
        return OfficeTold(id=office_id, name=office_id, district="", address="", phone="", how_to_get_there="")
    return OfficeTold(
        id=found.id,
        name=found.name,
        district=found.district,
        address=found.address,
        phone=found.phone,
        how_to_get_there=found.how_to_get_there,
    )


def _band(service: Service | None, band_id: str) -> BandTold:
    found = service.band.get(band_id) if service else None
    if found is None:
        return BandTold(id=band_id, name=band_id, starts=time.min, ends=time.max)
    return BandTold(id=found.id, name=found.name, starts=found.starts, ends=found.ends)


def _bring(policies: PolicyList, service: Service, day: date) -> list[ToBring]:
    own = [ToBring(document=one, who=None, note=None, basis=None) for one in service.bring]
    for policy in (policies.policies[name] for name in service.policies):
        told = {clause.id: clause for clause in policies.clauses_on(policy.id, day)}
        own += [
            ToBring(document=one.document, who=one.who, note=one.note, basis=basis(policies, told[one.clause], day))
            for one in policy.materials
            if one.clause in told
        ]
    return own


def _notice(service: Service) -> str | None:
    return DEMONSTRATION if service.demonstration else None


def _here(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI)


def _at(moment: datetime | None) -> datetime | None:
    return None if moment is None else _here(moment)
