"""Calendar arithmetic over columns of days since 1970-01-01."""

from __future__ import annotations

from functools import cache
from typing import cast

import numpy as np

from engine.records.exact import Integers

_FEW = 256
_KNOWN = 1 << 15
"""Days whose answer is kept, up to 2059: for more than a few, looking up is much the quicker."""


def months_after(days: Integers, months: int) -> Integers:
    """The same day `months` calendar months on, clamped to the month's end."""
    if days.size < _FEW or days.min() < 0 or days.max() >= _KNOWN:
        return _reckoned(days, months)
    return _kept(months).take(days)


@cache
def _kept(months: int) -> Integers:
    return _reckoned(np.arange(_KNOWN, dtype=np.int64), months)


def _reckoned(days: Integers, months: int) -> Integers:
    date = days.astype("datetime64[D]")
    month = date.astype("datetime64[M]")
    day = (date - month.astype("datetime64[D]")).astype(np.int64)
    target = month + np.timedelta64(months, "M")
    last = (
        (target + np.timedelta64(1, "M")).astype("datetime64[D]") - target.astype("datetime64[D]")
    ).astype(np.int64) - 1
    return cast(Integers, target.astype("datetime64[D]").astype(np.int64) + np.minimum(day, last))
