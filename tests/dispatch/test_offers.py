"""Offering a visit: to the right provider, to one at a time, to the next, and to staff in the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from actions.dispatch import tables
from actions.dispatch.errors import Busy, DispatchError, Ended, Gone, Unknown
from actions.dispatch.model import LATEST, OFFER, Why
from actions.dispatch.offers import unordered, waiting
from knowledge.providers import Provider
from tests.booking.together import together as _together  # noqa: F401
from tests.dispatch.town import AFTERNOON, DAY, LATE, MORNING, NEXT_DAY, PLACE, Town, provider, starts, told

MOMENT = timedelta(microseconds=1)
