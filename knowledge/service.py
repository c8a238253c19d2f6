"""What can be booked: the shape of a service's file, `knowledge/lists/<region>/services/<id>.yaml`, which a clerk edits.

Shapes only: the days and sessions that follow from it are in `knowledge/service_days.py`.
"""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knowledge.record import Record, Slug, Text

OnDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""Month and day, such as 04-05."""


class Cites(Record):
    """A clause of the list."""

    policy: Slug
    clause: Slug


class Band(Record):
    """A stretch of the day in which people come."""

    id: Slug
    name: Text
    words: tuple[Text, ...] = ()
    """What else it is called: 中饭, 晌午."""
    starts: time
    ends: time

    @model_validator(mode="after")
    def _in_order(self) -> Band:
        if self.ends <= self.starts:
            raise ValueError("a band ends after it starts")
        return self


class Before(Record):
    """A moment before a day: so many days (or working days) before, at that time."""

    days: Annotated[int, Field(ge=0, le=366)]
    at: time
    working: bool = False


class Wave(Record):
    """Part of a day's places, had only from then on: fair to those who cannot sit at the screen at nine."""

    opens: Before
    percent: Annotated[int, Field(ge=1, le=100)]


class Popular(Record):
    """Days on which many want to come: their places are given out in waves."""

    name: Text
    """A day of words/festivals.yaml, or one given by `day`."""
    day: OnDay | None = None
    waves: Annotated[tuple[Wave, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Popular:
        if sum(wave.percent for wave in self.waves) != 100:
            raise ValueError("the waves of a popular day make 100 percent")
        return self


class Season(Record):
    """Days of every year: from one day to another, or around a festival."""

    starts: OnDay | None = None
    ends: OnDay | None = None
    around: Text | None = None
    """A festival of words/festivals.yaml."""
    before: Annotated[int, Field(ge=0, le=60)] = 0
    after: Annotated[int, Field(ge=0, le=60)] = 0

    @model_validator(mode="after")
    def _one_way(self) -> Season:
        if (self.around is None) == (self.starts is None or self.ends is None):
            raise ValueError("a season has starts and ends, or around")
        return self


class Days(Record):
    """On which days a service is there: all that is given must hold."""

    which: Literal["every", "working"] | tuple[Annotated[int, Field(ge=1, le=7)], ...] = "every"
    """Every day, working days, or weekdays (1 is Monday)."""
    seasons: tuple[Season, ...] = ()
    dates: tuple[date, ...] = ()
    """Just these: batches."""
    also: tuple[date, ...] = ()
    """And on these, whatever else holds: a popular day that is a Sunday."""
    otherwise: Text | None = None
    """What is said of a day that is none of them: it needs no booking, say."""


class Booking(Record):
    """When it can be booked and changed."""

    opens: Before
    closes: Before
    changes: Before
    """Until then it can be moved and cancelled."""
    release: Before | None = None
    """What the counter has not used goes to the public then."""


class Capacity(Record):
    """How much there is of a dimension: of each band, or as a ceiling over the day."""

    what: Slug
    per: Literal["band", "day"] = "band"
    public: Annotated[int, Field(ge=0)] | None = None
    counter: Annotated[int, Field(ge=0)] | None = None
    """Kept for those who come or call; `all` instead of the two where both take from the same."""
    all: Annotated[int, Field(ge=0)] | None = None
    bands: tuple[Slug, ...] = ()
    """Only these; empty: every band."""

    @model_validator(mode="after")
    def _one_way(self) -> Capacity:
        if (self.all is None) == (self.public is None):
            raise ValueError("a capacity is given by all, or by public (and counter)")
        return self


class Dimension(Record):
    """Something that is used up."""

    id: Slug
    name: Text
    unit: Text
    most: Annotated[int, Field(ge=1)]
    """One booking may take."""
    least: Annotated[int, Field(ge=0)] = 0
    """Every booking takes; 0: only if a question says so."""
    too_many: Text | None = None
    """What is said of more."""


class Office(Record):
    """Where people go, or from where somebody comes to them."""

    id: Slug
    name: Text
    words: tuple[Text, ...] = ()
    district: Text
    address: Text
    phone: Text
    how_to_get_there: Text
    bands: tuple[Slug, ...] = ()
    """Empty: all of the service's."""
    capacity: tuple[Capacity, ...] = ()
    """Where it differs from the service's."""


class Asks(StrEnum):
    """What kind of answer a question wants."""

    CHOICE = "choice"
    COUNT = "count"
    YES_NO = "yes_no"
    WORDS = "words"


SKILL = "kind"
"""The question of a dispatched service whose answer says who can do it."""


class Option(Record):
    """One answer of a choice."""

    id: Slug
    name: Text
    words: tuple[Text, ...] = ()
    takes: dict[Slug, int] = Field(default_factory=dict)
    """How much of each dimension it uses up."""


class Question(Record):
    """Something the service has to know."""

    id: Slug
    ask: Text
    """With {who} for the person."""
    name: Text
    """As it stands in the read-back."""
    kind: Asks
    words: tuple[Text, ...] = ()
    """Of a count: other units than the dimension's."""
    said: str | None = None
    """Of words: a regular expression of which the group that matches is the answer where it was not asked for."""
    options: tuple[Option, ...] = ()
    several: bool = False
    """Of a choice: more than one may be said."""
    dimension: Slug | None = None
    """Of a count: what it counts."""
    when: dict[Slug, Slug] = Field(default_factory=dict)
    """Asked only if another question was answered so."""
    must: Literal["yes", "no"] | None = None
    """Of yes or no: any other answer ends the booking, with `otherwise`."""
    otherwise: Text | None = None
    clause: Cites | None = None
    default: str | None = None
    """Taken where nothing is said of it; then it is not asked."""
    private: bool = False
    """Shown to nobody but the office: an address."""

    @model_validator(mode="after")
    def _whole(self) -> Question:
        if (self.kind == Asks.CHOICE) != bool(self.options):
            raise ValueError("a choice, and nothing else, has options")
        if (self.kind == Asks.COUNT) != (self.dimension is not None):
            raise ValueError("a count, and nothing else, has a dimension")
        if (self.must is None) != (self.otherwise is None):
            raise ValueError("must and otherwise go together")
        return self


class Limit(Record):
    """How much one person may have."""

    id: Slug
    most: Annotated[int, Field(ge=1)] = 1
    per: Literal["band", "day", "month"]
    said: Text
    """What is told to who wants more."""
    clause: Cites | None = None
    subsidised: bool = False
    """Only a booking with the subsidy uses it up."""


class Dish(Record):
    """What there is on a weekday (1 is Monday) at a meal."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    band: Slug
    dish: Text
    diets: tuple[Slug, ...] = ()
    """Options of the question `diet` that it suits."""
    allergens: tuple[Text, ...] = ()


class Price(Record):
    """What it costs, and whose rules make it cheaper."""

    yuan: Annotated[float, Field(ge=0)]
    of: Slug | None = None
    """The dimension whose number it is multiplied with; None: for the whole booking."""
    policy: Slug | None = None
    """By its amounts, for who meets its conditions."""
    fact: Slug | None = None
    """The fact of that policy which is the price."""
    amounts: tuple[Text, ...] = ()
    """Names of that policy's amounts by which the citizen pays less."""
    note: Text | None = None


class Follows(Record):
    """The second of two linked appointments: only within some days after the first."""

    service: Slug
    first_day: Annotated[int, Field(ge=1)]
    last_day: Annotated[int, Field(ge=1)]
    """Both counted from the day after the first appointment. A period that ends on a day off ends on the next working day."""
    clause: Cites
    same_office: bool = False
    """Only where the first one was."""


class Precheck(Record):
    """Papers that must have been shown here in order, or the place goes to others."""

    papers: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """Kinds of `knowledge/papers/`; of those that are a person's own each person shows one."""
    until: Before
    """Before the appointment's day."""


class Service(Record):
    """One thing that can be booked."""

    id: Slug
    name: Text
    region: Slug
    demonstration: bool
    """Its places are made up: 演示数据 stands wherever they are shown."""
    aliases: tuple[Text, ...]
    """What people say when they want it."""
    summary: Text
    noun: Text
    """What one has then: 餐, 号, 预约."""
    policies: tuple[Slug, ...] = ()
    """That it goes with: their result cards offer it, their materials are to be brought."""
    cites: tuple[Cites, ...] = ()
    """Clauses told with the confirmation."""
    person: Text
    """Who comes: 用餐的老人, 扫墓的人."""
    persons: Annotated[int, Field(ge=1, le=2)] = 1
    """Whose names are needed."""
    for_others: bool = True
    """Whether somebody else may book it."""
    offices: Annotated[tuple[Office, ...], Field(min_length=1)]
    office_ask: Text
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]
    days: Days
    booking: Booking
    popular: tuple[Popular, ...] = ()
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    capacity: Annotated[tuple[Capacity, ...], Field(min_length=1)]
    questions: tuple[Question, ...] = ()
    limits: tuple[Limit, ...] = ()
    price: Price | None = None
    menu: tuple[Dish, ...] = ()
    standing: bool = False
    """Whether it can be ordered for every Monday, Wednesday and so on."""
    follows: Follows | None = None
    dispatched: bool = False
    """Somebody is sent to the citizen's home."""
    materials_of: tuple[Text, ...] = ()
    """Of the policies' materials only those that one of these brings; empty: all."""
    bring: tuple[Text, ...] = ()
    """What to bring beside the policies' materials."""
    precheck: Precheck | None = None
    """What of it must be shown before; None: nothing need be."""
    notes: tuple[Text, ...] = ()
    """What is said with the confirmation."""
    alternative: Text | None = None
    """What else can be done, when it is full or closed."""

    @property
    def skills(self) -> tuple[str, ...]:
        """What who is sent must be able to do: the options of the question `kind`; without one, the service itself."""
        kind = self.question.get(SKILL)
        return tuple(option.id for option in kind.options) if kind else (self.id,)

    @cached_property
    def office(self) -> dict[str, Office]:
        """By id."""
        return {office.id: office for office in self.offices}

    @cached_property
    def band(self) -> dict[str, Band]:
        """By id."""
        return {band.id: band for band in self.bands}

    @cached_property
    def dimension(self) -> dict[str, Dimension]:
        """By id."""
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def question(self) -> dict[str, Question]:
        """By id."""
        return {question.id: question for question in self.questions}

    def bands_of(self, office: Office) -> tuple[Band, ...]:
        """Those in which the office takes people."""
        return tuple(band for band in self.bands if not office.bands or band.id in office.bands)
