"""Which workbook counts does not depend on the order in which files came in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.cycle.settling import Arrived, Use, settle
from engine.files.form_stamp import Blocked
from engine.records.problem import Place, problem
from engine.records.submission import Piece, Submission

UNITS = ("01", "02", "03")


def arrived(unit: str, content: int, copy: int, *, sound: bool) -> Arrived:
    """One file: its content decides its digest, `copy` tells identical ones apart by name."""
    name, digest = f"{unit}-{content}-{copy}.xlsx", f"{unit}{content}".rjust(64, "0")
    if sound:
        read = Submission(
            unit=unit, file=name, sha256=digest, edition="", structure="", answers={},
            rows_read=1, rows_expected=1,
        )  # fmt: skip
        return Arrived(Path(name), digest, read)
    fault = problem("X116", Place(name), unit=unit, what="缺目录")
    return Arrived(Path(name), digest, Blocked(name, digest, unit, "X116", (fault,)))


FILES = st.lists(
    st.builds(
        arrived,
        st.sampled_from(UNITS),
        st.integers(0, 2),
        st.integers(0, 1),
        sound=st.booleans(),
    ),
    unique_by=lambda each: each.path,
    max_size=10,
)


@given(FILES)
def test_a_unit_that_handed_in_is_counted_or_blocked_and_never_both(files: list[Arrived]) -> None:
    found = settle(files, {})
    assert set(found.counted) | set(found.blocked) == {each.read.unit for each in files}
    assert not set(found.counted) & set(found.blocked)


@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_decides_nothing(files: list[Arrived], chance: Random) -> None:
    shuffled = list(files)
    chance.shuffle(shuffled)
    first, second = settle(files, {}), settle(shuffled, {})
    assert first.blocked == second.blocked
    assert {u: s.sha256 for u, s in first.counted.items()} == {
        u: s.sha256 for u, s in second.counted.items()
    }


@given(FILES)
def test_only_two_different_sound_files_block_one_another(files: list[Arrived]) -> None:
    found = settle(files, {})
    for unit in UNITS:
        sound = {f.sha256 for f in files if f.read.unit == unit and isinstance(f.read, Submission)}
        assert (unit in found.counted) == (len(sound) == 1)
        assert (found.blocked.get(unit) == "E232") == (len(sound) > 1)


@given(FILES, st.sampled_from(UNITS), st.integers(0, 2))
def test_a_decision_counts_only_over_the_files_it_was_taken_on(
    files: list[Arrived], unit: str, content: int
) -> None:
    chosen = arrived(unit, content, 9, sound=True)
    everything = [*files, chosen]
    rivals = {f.sha256 for f in files if f.read.unit == unit and isinstance(f.read, Submission)} - {
        chosen.sha256
    }
    use = Use(
        unit=unit, sha256=chosen.sha256, file="", reason="示例", not_used=tuple(sorted(rivals))
    )
    assert settle(everything, {unit: use}).counted[unit].sha256 == chosen.sha256
    newcomer = arrived(unit, 7, 0, sound=True)
    assert settle([*everything, newcomer], {unit: use}).blocked[unit] == "E232"


@given(st.permutations([0, 2, 1]))
def test_of_identical_forms_the_one_that_brought_its_evidence_stands(order: list[int]) -> None:
    files = []
    for usable in order:
        each = arrived("01", 0, usable, sound=True)
        assert isinstance(each.read, Submission)
        pieces = tuple(
            Piece(number=str(n), indicator="1.1", kind="文件", counts=n < usable) for n in range(2)
        )
        files.append(replace(each, read=each.read.model_copy(update={"pieces": pieces})))
    found = settle(files, {})
    assert sum(piece.counts for piece in found.counted["01"].pieces) == 2
    assert [each.code for each in found.problems] == ["E235"]
