"""The words between the doors and the dialogue. Nothing else passes between them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class UserMessage:
    """What a citizen said, as a door hands it in."""

    id: str
    """The door's own id, the same when the same message is delivered again."""
    door: str
    """web, terminal, …"""
    sender: str
    """The address to answer to, as the door knows it."""
    text: str
    at: datetime
    """When it was said, with its time zone."""


@dataclass(frozen=True)
class Button:
    """A suggestion the citizen may tap."""

    title: str
    payload: str
    """The sentence it sends."""


@dataclass(frozen=True)
class SourceCard:
    """A clause an answer rests on. Dates are ISO, or None where not known."""

    policy: str
    text: str
    title: str
    number: str | None
    issuer: str
    article: str | None
    published: str | None
    effective: str
    lapses: str | None
    force: str
    """in_force, lapsed or replaced, on the day asked about."""
    note: str | None
    url: str | None


@dataclass(frozen=True)
class Basis:
    """Where something stands. Dates are ISO, or None where not known."""

    clause: str
    """Its id within the policy."""
    title: str
    """Of the document, to stand between 《 and 》."""
    number: str | None
    article: str | None
    effective: str
    lapses: str | None
    lapsed: bool
    """Whether its time has run out, with no known successor."""


@dataclass(frozen=True)
class Stated:
    """Something that a clause states."""

    text: str
    basis: Basis


@dataclass(frozen=True)
class Condition:
    """A condition as it stands for the person asked about."""

    mark: Literal["✓", "✗", "?"]
    """Met, not met, not known yet."""
    text: str
    basis: Basis


@dataclass(frozen=True)
class Material:
    """A document to bring."""

    document: str
    who: str
    """Who brings it."""
    note: str | None
    basis: Basis


@dataclass(frozen=True)
class Contact:
    """Whom to call."""

    name: str
    phone: str


@dataclass(frozen=True)
class ResultCard:
    """How somebody stands with one policy, and how to go on."""

    policy: str
    """Its id."""
    name: str
    group: Literal["can", "open", "cannot"]
    lapsed: bool
    """Whether a lapsed rule decides, so that the outcome is only the last known one."""
    heading: str
    """The outcome in a sentence."""
    amounts: tuple[Stated, ...]
    conditions: tuple[Condition, ...]
    missing: tuple[str, ...]
    """Names of the facts that the outcome or an amount still hangs on."""
    near: tuple[str, ...]
    """What is so near a line that the office may see it otherwise."""
    not_checked: tuple[Stated, ...]
    """What only the office can check."""
    materials: tuple[Material, ...]
    where: Stated | None
    how: Stated | None
    issuer: str
    contact: Contact
    apply: Button | None
    """Asks how to go about it; None where it is out of reach."""
    services: tuple[Button, ...] = ()
    """What can be booked with it; each begins the booking."""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ResultCard:
        """The card that `dataclasses.asdict` took apart; TypeError or KeyError if it is none."""
        return cls(
            **{
                **data,
                "amounts": tuple(Stated(**_based(one)) for one in data["amounts"]),
                "conditions": tuple(Condition(**_based(one)) for one in data["conditions"]),
                "missing": tuple(data["missing"]),
                "near": tuple(data["near"]),
                "not_checked": tuple(Stated(**_based(one)) for one in data["not_checked"]),
                "materials": tuple(Material(**_based(one)) for one in data["materials"]),
                "where": data["where"] and Stated(**_based(data["where"])),
                "how": data["how"] and Stated(**_based(data["how"])),
                "contact": Contact(**data["contact"]),
                "apply": data["apply"] and Button(**data["apply"]),
                "services": tuple(Button(**one) for one in data.get("services") or ()),
            }
        )


def _based(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "basis": Basis(**data["basis"])}


@dataclass(frozen=True)
class BookingCard:
    """A confirmed booking, to be kept."""

    number: str
    """In groups of three digits, as it is read out."""
    service: str
    when: str
    where: str
    address: str | None
    """None where somebody comes to the citizen's home."""
    phone: str
    how_to_get_there: str | None
    lines: tuple[str, ...]
    """What else was agreed."""
    bring: tuple[str, ...]
    until: str
    """How to cancel it, and until when."""
    notes: tuple[str, ...]
    """What else is good to know."""
    made_up: str | None
    """What is said where the places are made up."""
    calendar: str
    """Address of the calendar file."""
    code: str
    """Address of the QR code's picture, which holds the number."""


@dataclass(frozen=True)
class PaperFinding:
    """What was found on a page that was shown."""

    outcome: Literal["pass", "fix", "ask"]
    """In order, to be put right, or for staff to look at."""
    said: str
    area: tuple[tuple[float, float], ...] | None
    """Four corners as fractions of the picture; None: of the whole page."""


@dataclass(frozen=True)
class PaperCard:
    """A page that was shown, and what was found on it."""

    id: str
    number: int
    """Counts up within the conversation."""
    name: str | None
    """Which paper and side; None where that could not be said."""
    outcome: Literal["pass", "fix", "ask"]
    findings: tuple[PaperFinding, ...]
    picture: str | None
    """Address of a small picture; None where none is kept."""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> PaperCard:
        """The card that `dataclasses.asdict` took apart; TypeError or KeyError if it is none."""
        findings = (
            PaperFinding(one["outcome"], one["said"], one["area"] and tuple((x, y) for x, y in one["area"]))
            for one in data["findings"]
        )
        return cls(**{**data, "findings": tuple(findings)})


@dataclass(frozen=True)
class Reply:
    """One thing the bot says."""

    text: str
    outcome: str | None = None
    """Name of how it ended, such as answered or out_of_scope; None for small talk."""
    buttons: tuple[Button, ...] = ()
    sources: tuple[SourceCard, ...] = ()
    results: tuple[ResultCard, ...] = ()
    """What an interview came to. The paragraphs of `text` between its first and its last say the same in short."""
    bookings: tuple[BookingCard, ...] = ()
    """Bookings that stand now. The paragraphs of `text` after its first say the same."""
    cancelled: tuple[str, ...] = ()
    """Numbers of bookings that stand no longer, in groups of three digits."""
    papers: tuple[PaperCard, ...] = ()
    """Pages that were shown and are now read. The paragraphs of `text` say the same."""
    topic: dict[str, Any] | None = None
    """What a follow-up will be about; None leaves it as it was. Not shown."""
    trace: dict[str, Any] | None = None
    """How the answer came about, for staff. Not shown."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` reads it back."""
        return {
            **vars(self),
            "buttons": [dict(vars(button)) for button in self.buttons],
            "sources": [dict(vars(card)) for card in self.sources],
            "results": [asdict(card) for card in self.results],
            "bookings": [asdict(card) for card in self.bookings],
            "papers": [asdict(card) for card in self.papers],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reply:
        """The reply that `to_dict` gave; TypeError or KeyError if it is none."""
        return cls(
            **{
                **data,
                "buttons": tuple(Button(**button) for button in data.get("buttons") or ()),
                "sources": tuple(SourceCard(**card) for card in data.get("sources") or ()),
                "results": tuple(ResultCard.from_dict(card) for card in data.get("results") or ()),
                "bookings": tuple(
                    BookingCard(**{**card, **{name: tuple(card[name]) for name in ("lines", "bring", "notes")}})
                    for card in data.get("bookings") or ()
                ),
                "cancelled": tuple(data.get("cancelled") or ()),
                "papers": tuple(PaperCard.from_dict(card) for card in data.get("papers") or ()),
            }
        )
