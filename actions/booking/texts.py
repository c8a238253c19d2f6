"""The texts of booking."""

from __future__ import annotations

from functools import partial

from actions.texts import texts_of

texts = partial(texts_of, "booking")
