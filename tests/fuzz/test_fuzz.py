"""A bounded number of fuzz cases, always the same; `python -m tests.fuzz` goes on for longer."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest

from engine.files.book import Book
from engine.files.reading_child import scan_many
from engine.files.sheet_scan import Unreadable, scan
from engine.records.catalogue import CATALOGUE
from engine.records.submission import Submission
from tests.fuzz import packages, seeds, targets
from tests.fuzz.campaign import Tally, cases, try_case

ROUNDS = 12 * sum(weight for _, weight in targets.TARGETS.values())


def test_every_mutated_file_ends_in_a_value_or_in_problems() -> None:
    tally = Tally()
    for name, number in islice(cases(), ROUNDS):
        try_case(name, number, tally)
    assert tally.tried == ROUNDS
    assert tally.share_past_guard > 0.5
    assert set(tally.endings) == set(targets.TARGETS)
    for name, endings in tally.endings.items():
        assert len(endings) > 1 or name == "evidence", f"{name} ends in one way only"


def test_a_number_is_always_the_same_case() -> None:
    [first, again] = (
        packages.mutated(seeds.form_seeds()["form"].data, random.Random("7")) for _ in range(2)
    )
    assert (first.done, first.touched, first.data) == (again.done, again.touched, again.data)


def test_an_answer_that_changes_without_a_word_is_found_out() -> None:
    """The oracle itself: a value typed over, while the case says that nothing was touched."""
    data = seeds.form_seeds()["form"].data
    changed = seeds.forms.edited(data, {seeds.value_of("F131"): 7})
    found = seeds.form_seeds()["form"].read(scan(changed))
    assert isinstance(found, Submission)
    found = found.model_copy(update={"problems": ()})
    with pytest.raises(AssertionError, match="F131 silently became"):
        targets.hold_to_what_it_was("form", found, packages.Mutant(changed))
    touched = packages.Mutant(changed, touched=set(seeds.value_rows("form")["F131"]))
    targets.hold_to_what_it_was("form", found, touched)


def test_mutated_files_go_through_the_killable_child_too(tmp_path: Path) -> None:
    made = seeds.form_seeds()
    paths = []
    for number in range(60):
        seed = list(made)[number % len(made)]
        path = tmp_path / f"{number}.{'ods' if 'ods' in seed else 'xlsx'}"
        path.write_bytes(packages.mutated(made[seed].data, random.Random(f"child {number}")).data)
        paths.append(path)
    outcomes = list(scan_many(paths, workers=2))
    assert [path for path, _ in outcomes] == paths
    refused = [each.code for _, each in outcomes if isinstance(each, Unreadable)]
    assert set(refused) <= set(CATALOGUE) - {"X119"}
    assert sum(isinstance(each, Book) for _, each in outcomes) > len(paths) / 2
