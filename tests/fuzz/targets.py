"""What is tried with mutated files: read as their users would, and the outcome held to the law.

Every outcome is typed: a value, or problems of the catalogue, which say a place and no content.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.files.evidence_files import check_pieces
from engine.files.review_reader import read_review
from engine.files.roster import read_roster
from engine.files.rubric_book import take
from engine.files.rubric_store import Store, standard_store
from engine.files.sheet_scan import Unreadable, scan
from engine.files.zip_guard import DEFAULT_LIMITS, open_members
from engine.records.catalogue import CATALOGUE
from engine.records.problem import CannotGoOn, Problem, problem
from engine.records.submission import Piece, Submission
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from tests.files import forms
from tests.fuzz import seeds
from tests.fuzz.packages import Mutant, mutated
from tests.fuzz.plain_texts import mutated_bytes, mutated_lines


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one mutated file ended: `read`, or the code it was refused with."""

    ending: str
    past_guard: bool = True


Target = Callable[[random.Random], Outcome]


def _form(seed: str) -> Target:
    def target(chance: random.Random) -> Outcome:
        made = seeds.form_seeds()[seed]
        mutant = mutated(made.data, chance)
        try:
            book = scan(mutant.data)
        except Unreadable as refused:
            return _refused(refused, mutant.data)
        found = made.read(book)
        _hold(found.problems)
        if isinstance(found, Submission):
            assert found.rows_read <= found.rows_expected
            hold_to_what_it_was(seed, found, mutant)
            return Outcome("read with problems" if found.problems else "read")
        return Outcome(found.code)

    return target


def _refused(refused: Unreadable, data: bytes) -> Outcome:
    _hold([problem(refused.code, **refused.words)])
    try:
        open_members(data, DEFAULT_LIMITS)
    except Unreadable:
        return Outcome(refused.code, past_guard=False)
    return Outcome(refused.code)


def hold_to_what_it_was(seed: str, found: Submission, mutant: Mutant) -> None:
    """An answer whose rows no change reached is what it was, or a problem says why not."""
    if mutant.anything:
        return
    was_said = {each.message for each in seeds.sound(seed).problems}
    said = {each.indicator for each in found.problems if each.message not in was_said}
    standard = seeds.form_seeds()[seed].standard
    for code, was in seeds.sound(seed).answers.items():
        reached = seeds.value_rows(seed)[code] & mutant.touched
        item = next(i.code for i in standard.items if any(f.code == code for f in i.fields))
        if not (reached or said & {item, None}):
            now = found.answers[code]
            assert (now.value, now.state) == (was.value, was.state), (
                f"{code} silently became {now}: {mutant.done}"
            )


def _hold(problems: Iterable[Problem]) -> None:
    for each in problems:
        assert each.code in CATALOGUE
        assert each.message and each.mend
        assert seeds.SECRET not in str(each) and "1380000" not in str(each), str(each)


def _review(chance: random.Random) -> Outcome:
    mutant = mutated(seeds.review(), chance)
    try:
        book = scan(mutant.data)
    except Unreadable as refused:
        return _refused(refused, mutant.data)
    found = read_review(
        book,
        forms.standard(),
        file="r.xlsx",
        sha256="",
        structure=forms.structure(),
        edition=forms.standard().rubric.reference,
        roster=forms.ROSTER,
    )
    _hold(found.problems)
    return Outcome("read with problems" if found.problems else "read")


def _on_disk(data: bytes, name: str, read: Callable[[Path], Iterable[Problem]]) -> Outcome:
    """Read a file from a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            problems = list(read(path))
        except CannotGoOn as stopped:
            assert stopped.problems
            _hold(stopped.problems)
            return Outcome(stopped.problems[0].code)
    _hold(problems)
    return Outcome("read with problems" if problems else "read")


def _guarded(outcome: Outcome, data: bytes) -> Outcome:
    try:
        open_members(data, DEFAULT_LIMITS)
    except Unreadable:
        return Outcome(outcome.ending, past_guard=False)
    return outcome


def _roster(path: Path) -> Iterable[Problem]:
    return read_roster(path, seeds.model_rubric())[1]


def _office_workbook(chance: random.Random) -> Outcome:
    data = mutated(seeds.roster_workbook(), chance).data
    return _guarded(_on_disk(data, "roster.xlsx", _roster), data)


def _office_csv(chance: random.Random) -> Outcome:
    return _on_disk(mutated_lines(seeds.roster_csv(), chance), "roster.csv", _roster)


def _rubric_workbook(chance: random.Random) -> Outcome:
    data = mutated(seeds.rubric_workbook(), chance).data
    store = standard_store()
    read = _on_disk(data, "标准.xlsx", lambda path: take(path, store).problems)
    return _guarded(read, data)


def _yaml(chance: random.Random) -> Outcome:
    data = mutated_lines(chance.choice(seeds.yaml_seeds()), chance)
    return _on_disk(data, "标准.yaml", lambda path: _lint(standard_store(), path))


def _lint(store: Store, path: Path) -> Iterable[Problem]:
    loaded = store.load(str(path))
    found = store.problems(loaded)
    if isinstance(loaded.value, Rubric) and not any(each.blocking for each in found):
        prepare(loaded.value)
    return found


def _evidence(chance: random.Random) -> Outcome:
    data = mutated_bytes(seeds.evidence_zip(), chance)
    pieces = [
        Piece(number=str(n), indicator="1.1", kind="文件", file=name)
        for n, name in enumerate(("01 成立文件.pdf", "活动.jpg", "没有.pdf"))
    ]
    return _on_disk(data, "00101.zip", lambda path: check_pieces(pieces, path)[1])


TARGETS: Mapping[str, tuple[Target, int]] = {
    "form": (_form("form"), 5),
    "form-saved-elsewhere": (_form("form-saved-elsewhere"), 3),
    "form-ods": (_form("form-ods"), 4),
    "small-form": (_form("small-form"), 4),
    "small-form-ods": (_form("small-form-ods"), 3),
    "review": (_review, 2),
    "office-workbook": (_office_workbook, 4),
    "office-csv": (_office_csv, 4),
    "rubric-workbook": (_rubric_workbook, 1),
    "yaml": (_yaml, 2),
    "evidence": (_evidence, 3),
}
"""Every target and how many of its cases stand in one round."""
PACKAGES = tuple(name for name in TARGETS if "form" in name or name == "review" or "book" in name)
"""Those whose files must pass the ZIP guard."""
