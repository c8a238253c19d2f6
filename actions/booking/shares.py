"""How a session's places are shared between those who may take them, whatever was taken before the file was changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby

from actions.booking.model import ALL, Quota

Shares = dict[tuple[str, str], int]
"""By dimension and quota."""


def share(
    file: Mapping[tuple[str, str], int],
    taken: Mapping[tuple[str, str], int],
    released: Collection[tuple[str, str]] = (),
    beside: Mapping[str, int] | None = None,
) -> Shares:
    """The capacities: never less than is taken, and together never more than the file has of a dimension, unless more is taken.

    `taken`: of all that is in use or was; a quota that the file has no more gives out nothing. `released`: what these leave is
    the public's. `beside`: how much of a day's dimension was taken before the day had a ceiling. A dimension that is in use
    and was shared in another way (by all, instead of public and counter) is left out: it stays as it is.
    """
    found: Shares = {}
    for dimension, keys in groupby(sorted(file.keys() | taken.keys()), key=lambda key: key[0]):
        wanted = {quota: file[dimension, quota] for _, quota in keys if (dimension, quota) in file}
        used = {quota: amount for (of, quota), amount in taken.items() if of == dimension and amount}
        if wanted and not another_way(wanted, used):
            total = sum(wanted.values()) - (beside or {}).get(dimension, 0)
            open_ones = {quota for quota in wanted if (dimension, quota) not in released}
            found |= {(dimension, quota): much for quota, much in _shared(total, wanted, used, open_ones).items()}
    return found


def another_way(wanted: Collection[str], used: Collection[str]) -> bool:
    """Whether what is in use was shared by all and the file shares it between public and counter, or the other way round."""
    return any((quota == ALL) != (ALL in wanted) for quota in used)


def _shared(total: int, wanted: Mapping[str, int], used: Mapping[str, int], open_ones: set[str]) -> dict[str, int]:
    """The public, or all, has what the others leave; where that would be less than it has taken, the others have less."""
    rest = ALL if ALL in wanted else Quota.PUBLIC.value
    has = {quota: used.get(quota, 0) for quota in wanted.keys() | used.keys()}
    for quota in open_ones - {rest}:
        has[quota] = max(has[quota], wanted[quota])
    has[rest] = max(has.get(rest, 0), total - sum(much for quota, much in has.items() if quota != rest))
    for quota in sorted(has.keys() - {rest}, reverse=True):
        too_much = max(0, sum(has.values()) - total)
        has[quota] = max(used.get(quota, 0), has[quota] - too_much)
    return has
