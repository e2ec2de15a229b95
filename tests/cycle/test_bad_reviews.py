"""Sheets that must not count: each is a placed fault, is kept, and touches no other unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from engine.cycle.reviewing import reviewed
from engine.cycle.year import open_year
from engine.files import originals
from engine.files.form_names import (
    STAMP_CYCLE,
    STAMP_ROUND,
    STAMP_STRUCTURE,
    STAMP_UNIT,
    value_of,
    verdict_of,
)
from tests.cycle.several_year import ITEM, Desk, hand_in, marked


@dataclass(frozen=True)
class Bad:
    """A sheet that must not count, and the fault it is."""

    code: str
    unit: str
    assessor: str
    cells: Mapping[str, str | float] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)
    content: bytes = b""


_AMENDED = {verdict_of("1.3"): "核定为", value_of("F131"): 1}
BAD = {
    "an expert not on the list": Bad("V430", "010101", "E09"),
    "a unit given to others": Bad("V431", "010103", "E01"),
    "a unit given to nobody": Bad("V431", "010104", "E01"),
    "a third mark nobody asked for": Bad("V431", "010101", "E03", more={"round_": "third"}),
    "the stamp of another unit than the name": Bad(
        "E234", "010102", "E02", {STAMP_UNIT: "010103"}),
    "the name of another expert than the stamp": Bad(
        "V434", "010101", "E01", more={"name": "评审表-010101-E02.xlsx"}),
    "a sheet of another year": Bad("E226", "010102", "E02", {STAMP_CYCLE: "2024"}, {"name": "年"}),
    "a sheet of another edition": Bad(
        "E226", "010102", "E02", {STAMP_STRUCTURE: "f" * 64}, {"name": "版"}),
    "a round there is not": Bad("E206", "010102", "E02", {STAMP_ROUND: "last"}, {"name": "轮"}),
    "a file that cannot be read": Bad(
        "X116", "010102", "E02", more={"name": "坏"}, content=b"PK\x03\x04\x14"),
    "a mark out of range": Bad("E215", "010103", "E02", marked(4.5)),
    "a mark without a reason": Bad("V404", "010103", "E03", marked(3, "")),
    "another value than was claimed, without a reason": Bad("V437", "010101", "E02", _AMENDED),
}  # fmt: skip


def test_what_must_not_count_is_a_placed_fault_and_touches_no_other_unit(desk: Desk) -> None:
    hand_in(desk.folder, "010102", "E01", marked(3))
    hand_in(desk.folder, "010102", "E03")
    assert desk.read() == []
    sound = reviewed(open_year(desk.folder)).rulings["010102"]
    files = {}
    for name, bad in BAD.items():
        path = hand_in(desk.folder, bad.unit, bad.assessor, bad.cells, **bad.more)
        if not path.suffix:
            path = path.rename(path.with_suffix(".xlsx"))
        path.write_bytes(bad.content or path.read_bytes())
        files[name] = path
    desk.read()
    now = reviewed(open_year(desk.folder))
    assert now.rulings["010102"] == sound
    assert "010104" not in now.rulings
    for name, path in files.items():
        file = path.relative_to(desk.folder / "review").as_posix()
        [fault] = [each for each in now.problems if each.place.file == file]
        assert fault.code == BAD[name].code, name
        assert fault.blocking and fault.mend
        kept = originals.kept(desk.folder / "store", sha256(path.read_bytes()).hexdigest())
        assert kept.read_bytes() == path.read_bytes()
    assert len(now.problems) == len(BAD)
    for unit, assessor, item in (
        ("010103", "E02", ITEM), ("010103", "E03", ITEM), ("010101", "E02", "1.3"),
    ):  # fmt: skip
        [mine] = [e for e in now.reviews if (e.unit, e.assessor) == (unit, assessor)]
        assert item not in mine.rulings and "1.1" in mine.rulings
