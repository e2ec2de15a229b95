"""Order within groups is the order of pairs, in one sort or in two."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
from hypothesis import given

from engine.records.ordering import in_order

VALUES = st.integers(-3, 3) | st.integers(-(2**60), 2**60)


@given(st.lists(st.tuples(st.integers(0, 3), VALUES)))
def test_pairs_come_in_order_and_changes_are_where_they_differ(
    pairs: list[tuple[int, int]],
) -> None:
    groups = np.array([group for group, _ in pairs], dtype=np.int64)
    values = np.array([value for _, value in pairs], dtype=np.int64)
    order, fresh = in_order(values, groups)
    assert sorted(order.tolist()) == list(range(len(pairs)))
    found = [pairs[at] for at in order]
    assert found == sorted(pairs)
    assert fresh.tolist() == [i == 0 or found[i] != found[i - 1] for i in range(len(pairs))]
