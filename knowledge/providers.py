"""Who comes to people's homes: the shape of `knowledge/lists/<region>/providers.yaml`, which a clerk edits, and its checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from knowledge.record import Record, Slug, Text
from knowledge.yaml_file import line_of, read_records

MADE_UP = "样本"
"""Stands in the name of whoever is not real."""
NO_PHONE = "020-0000"
"""How a made-up telephone number begins: nobody has such a one."""
LONGEST = 64
"""Characters that the tables keep of an id, a name, a district or a skill."""


def _as_written(value: object) -> object:
    """A mobile number without quotation marks is a number to YAML."""
    return str(value) if isinstance(value, int) else value


class Provider(Record):
    """Somebody, or an organisation, who is sent to people's homes."""

    id: Slug
    name: Text
    phone: Annotated[str, BeforeValidator(_as_written), Field(pattern=r"^(?:1\d{10}|0\d{2,3}-\d{7,8})$")]
    districts: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where, as the services' offices have it: 天河区."""
    skills: Annotated[tuple[Slug, ...], Field(min_length=1)]
    """What for, as the services' choices have it: bathing."""
    most_per_day: Annotated[int, Field(ge=1, le=20)]
    active: bool = True
    """Gets offers; false while on leave."""
    demonstration: bool
    """Made up: 演示数据."""


def load(region: Path) -> list[Provider]:
    """Those of a region's folder; none where it has no file. ListError names file and line of what is wrong."""
    return read_records(_file(region), Provider)


def problems(region: Path, districts: Collection[str], skills: Collection[str]) -> list[str]:
    """What is wrong with a region's providers, as `file:line: what`; `districts` and `skills` are all that there are. ListError
    if the file cannot be read."""
    listed, file = load(region), _file(region)
    checks = (
        *_twice(listed),
        *_unknown(listed, districts, skills),
        *_nobody(listed, districts, skills),
        *_real(listed),
    )
    return [f"{file}:{line_of(file, part)}: {what}" for part, what in checks]


Problem = tuple[str, str]
"""What stands in the line that is wrong, and what is wrong."""


def _file(region: Path) -> Path:
    return region / "providers.yaml"


def _twice(listed: Sequence[Provider]) -> Iterator[Problem]:
    ids, phones = [one.id for one in listed], [one.phone for one in listed]
    yield from ((f"id: {name}", f"{name} stands there twice") for name in sorted({i for i in ids if ids.count(i) > 1}))
    for phone in sorted({p for p in phones if phones.count(p) > 1}):
        yield phone, f"two providers have the number {phone}"


def _unknown(listed: Sequence[Provider], districts: Collection[str], skills: Collection[str]) -> Iterator[Problem]:
    for one in listed:
        if len(one.id) > LONGEST or len(one.name) > LONGEST:
            yield f"id: {one.id}", f"id and name have at most {LONGEST} characters"
        for kind, named, known in (("district", one.districts, districts), ("skill", one.skills, skills)):
            for name in named:
                if name not in known:
                    yield f"id: {one.id}", f"{one.id}: no {kind} {name}"


def _nobody(listed: Sequence[Provider], districts: Collection[str], skills: Collection[str]) -> Iterator[Problem]:
    """What can be booked and nobody can be sent for."""
    served = {(place, skill) for one in listed if one.active for place in one.districts for skill in one.skills}
    for place in sorted(districts):
        for skill in sorted(skills):
            if (place, skill) not in served:
                yield place, f"nobody is sent for {skill} in {place}"


def _real(listed: Sequence[Provider]) -> Iterator[Problem]:
    """Made-up ones look it, and real ones do not look made up."""
    for one in listed:
        looks = (MADE_UP in one.name, one.phone.startswith(NO_PHONE))
        if one.demonstration and not all(looks):
            yield (
                f"id: {one.id}",
                f"{one.id} is a demonstration: {MADE_UP} stands in its name, its number is {NO_PHONE}…",
            )
        if not one.demonstration and any(looks):
            yield f"id: {one.id}", f"{one.id} is no demonstration, but its name or number is made up"
