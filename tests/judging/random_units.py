"""A few invented units in every state, drawn by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from engine.records.states import State
from tests.judging.builders import GOOD, Unit, mark, ruling

ANSWERS = {code: st.sampled_from([*map(str, range(11)), State.BLANK, State.FAULTY])
           for code in ("A1", "C1", "F1", "H2", "K1", "L1")}  # fmt: skip
ANSWERS |= {code: st.sampled_from(["是", "否", State.BLANK]) for code in ("B1", "G1", "H1")}
VERDICTS = st.sampled_from([None, "accept", "amend", "no-evidence", "disputed"])


@st.composite
def units(draw: st.DrawFn) -> list[Unit]:
    """A few units in every state: handed in or not, half filled, half reviewed."""
    found = []
    for number in range(1, draw(st.integers(1, 5)) + 1):
        told = {**GOOD, **{code: draw(each) for code, each in ANSWERS.items()}}
        marks = [
            mark(points) for points in draw(st.sets(st.sampled_from(["0", "2.5", "4"]), max_size=1))
        ]
        rulings = [ruling(code, draw(VERDICTS)) for code in ("1.1", "2.2", "J1")]
        rulings.append(ruling("2.3", draw(st.sampled_from([None, "na-agreed", "accept"]))))
        found.append(
            Unit(
                f"U{number}",
                told=draw(st.sampled_from([told, told, told, None])),
                status=draw(st.sampled_from(["参评", "参评", "首次试评", "暂不参评"])),
                fields={"学段": draw(st.sampled_from(["小学", "幼儿园"]))},
                pieces={"1.1": draw(st.integers(0, 2)), "J1": 1},
                na=draw(st.sampled_from([(), ("2.2",), ("2.3",)])),
                rulings={each.indicator: each for each in (*rulings, *marks)},
            )
        )
    return found
