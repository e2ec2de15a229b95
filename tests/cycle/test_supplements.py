"""A supplement mends what counts field by field, and the whole is what a full form would be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cycle.handing_in import Wish, take_in
from engine.cycle.year import Year, open_year
from engine.files import ledger
from engine.files.book import Book
from engine.files.form_reader import read_form
from engine.files.form_sheet import write_form
from engine.files.sheet_scan import scan
from engine.files.supplement import lay_over
from engine.language.fields import Source
from engine.records.submission import Intake, Piece, Submission
from tests.cycle.small_year import copy_of, pieces_of, tree, workbook
from tests.invented_cohort import GOOD

YearAt = Callable[[str], Path]
DAY = date(2025, 11, 12)


def taken(folder: Path, wish: Wish | None = None) -> Intake:
    """Take in the inbox."""
    return take_in(open_year(folder), lambda _done, _of: None, wish=wish, day=DAY)


def partial(
    year: Year, unit: str, values: dict[str, object], pieces: tuple[Piece, ...] = ()
) -> bytes:
    """A form of a unit in which only `values` and `pieces` are filled in."""
    return write_form(
        year.standard,
        year.units[unit],
        year.outside.shown(unit),
        cycle="2025",
        structure=year.structure,
        hand_in_by=date(2025, 11, 10),
        created=date(2025, 9, 1),
        prefill=values,  # type: ignore[arg-type]
        pieces=pieces,
    )


def good_of(year: Year) -> dict[str, object]:
    """The model answers a school gives."""
    own = year.standard.own_fields
    return {
        code: value
        for code, value in GOOD.items()
        if code in own and own[code].source is Source.SCHOOL and value != ""
    }


def bring(folder: Path, name: str, data: bytes) -> Wish:
    """A supplement into the inbox, and the decision that it is one."""
    (folder / "inbox" / name).write_bytes(data)
    return Wish(Path(name), "补正通知以后交来", "supplement")


def test_what_a_supplement_fills_in_replaces_just_that(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    before = taken(folder).counted["010103"]
    assert any(p.code == "E213" and p.indicator == "1.6" for p in before.problems)
    data = partial(open_year(folder), "010103", {"F161": "2000"})
    found = taken(folder, bring(folder, "010103补正.xlsx", data))
    after = found.counted["010103"]
    changed = {c for c in after.answers if after.answers[c].value != before.answers[c].value}
    assert changed == {"F161"}
    assert after.answers["F161"].place.file == "010103补正.xlsx"
    assert after.answers["F241"].place == before.answers["F241"].place
    assert not any(p.indicator == "1.6" and p.blocking for p in after.problems)
    [one] = after.mended
    assert (one.field, one.before, one.after) == ("F161", "填报差错", "2000")
    assert one.before_place.file == "010103-自评表.xlsx"
    [note] = [p for p in found.problems if p.code == "E287"]
    cells = (one.before_place.cell, one.after_place.cell)
    assert f"F161：填报差错（{cells[0]}）→2000（{cells[1]}）" in note.message
    assert (after.file, after.sha256) == (before.file, before.sha256)


def test_the_decision_is_recorded_once_and_nothing_new_changes_nothing(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    wish = bring(folder, "补.xlsx", partial(open_year(folder), "010103", {"F161": "2000"}))
    first = taken(folder, wish)
    before = tree(folder)
    assert taken(folder) == first
    assert taken(folder, wish) == first
    assert tree(folder) == before
    kinds = [each.kind for each in ledger.read(folder / "ledger.jsonl")]
    assert kinds.count("supplement") == 1


def test_without_the_decision_it_is_a_second_form_and_a_question(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    bring(folder, "补.xlsx", partial(open_year(folder), "010103", {"F161": "2000"}))
    assert taken(folder).blocked == {"010103": "E232"}


def test_what_is_to_count_as_a_whole_form_is_no_supplement(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    data = workbook(open_year(folder), "010103", {"F161": "2000"})
    wish = bring(folder, "全.xlsx", data)
    taken(folder, wish)
    found = taken(folder, Wish(wish.file, "其实是一份完整的表"))
    assert found.counted["010103"].file == "全.xlsx"
    assert found.counted["010103"].mended == ()


def test_checks_across_fields_are_made_over_the_whole(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    year = open_year(folder)
    path = folder / "inbox" / "010101-自评表.xlsx"
    path.write_bytes(workbook(year, "010101", {"F212": "5", "F211": "4"}))
    before = taken(folder).counted["010101"]
    assert [p.indicator for p in before.problems if p.code == "E215"] == ["2.1"]
    found = taken(folder, bring(folder, "补.xlsx", partial(year, "010101", {"F211": "5"})))
    whole = found.counted["010101"]
    assert not any(p.code == "E215" for p in whole.problems)
    assert whole.answers["F212"].value == "5"


def test_evidence_of_an_item_is_replaced_together_and_looked_for_beside_either(
    year_at: YearAt,
) -> None:
    folder = year_at("handed-in")
    year, inbox = open_year(folder), folder / "inbox"
    old = [Piece(number="1", indicator="1.6", kind="凭证", title="旧", file="旧.pdf")]
    new = [*old, Piece(number="2", indicator="1.6", kind="凭证", title="新", file="新.pdf")]
    path = inbox / "010101-自评表.xlsx"
    path.write_bytes(partial(year, "010101", good_of(year), tuple(old)))
    for name, file in (("010101-自评表", "旧.pdf"), ("补", "新.pdf")):
        (inbox / name).mkdir()
        (inbox / name / file).write_bytes(b"%PDF-1.7" + name.encode())
    taken(folder)
    wish = bring(folder, "补.xlsx", partial(year, "010101", {}, tuple(new)))
    whole = taken(folder, wish).counted["010101"]
    assert [(p.number, p.place.file, p.counts) for p in whole.pieces] == [
        ("1", "补.xlsx", True),
        ("2", "补.xlsx", True),
    ]
    assert not any(p.code == "P303" for p in whole.problems)
    [one] = whole.mended
    assert (one.indicator, one.before, one.after) == ("1.6", "1件", "2件")


def test_two_of_one_day_that_mend_the_same_are_not_guessed_between(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    year = open_year(folder)
    one = bring(folder, "一.xlsx", partial(year, "010103", {"F161": "2000"}))
    two = bring(folder, "二.xlsx", partial(year, "010103", {"F161": "3000"}))
    taken(folder, one)
    found = taken(folder, two)
    [fault] = [p for p in found.problems if p.code == "E286"]
    assert (fault.unit, found.counted["010103"].mended) == ("010103", ())


def test_a_supplement_to_nothing_says_so(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    found = taken(
        folder, bring(folder, "补.xlsx", partial(open_year(folder), "010105", {"F241": "1"}))
    )
    assert "010105" not in found.counted
    assert [p.code for p in found.problems if p.unit == "010105"] == ["E286"]


@pytest.fixture(scope="module")
def small_year(year_stages: Path, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The small year, opened once."""
    return open_year(copy_of(year_stages, "locked", tmp_path_factory.mktemp("supplements")))


def read(year: Year, book: Book) -> Submission:
    """What a workbook of 010101 says."""
    found = read_form(
        book,
        year.standard,
        file="表",
        sha256="0" * 64,
        structure=year.structure,
        edition=year.rubric.reference,
        roster=year.units,
        office=year.outside.answers,
    )
    assert isinstance(found, Submission)
    return found


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_form_split_in_two_is_the_form_when_put_together(
    small_year: Year, data: st.DataObject
) -> None:
    year = small_year
    good = good_of(year)
    items = [item.code for item in year.standard.items]
    mine = data.draw(st.sets(st.sampled_from(items)))
    pieces = pieces_of(year, "010101")
    of = {f.code: item.code for item in year.standard.items for f in item.fields}

    def part(chosen: set[str]) -> Book:
        values = {c: v for c, v in good.items() if of[c] in chosen}
        return scan(
            partial(year, "010101", values, tuple(p for p in pieces if p.indicator in chosen))
        )

    laid = lay_over(part(set(items) - mine), part(mine), year.standard, base_file="表", file="补")
    assert laid is not None
    put, whole = read(year, laid.book), read(year, part(set(items)))
    assert put.answers == whole.answers
    assert put.not_applicable == whole.not_applicable

    def known(found: Submission) -> list[tuple[object, ...]]:
        return sorted((p.indicator, p.number, p.kind, p.title, str(p.dated), p.box, p.counts)
                      for p in found.pieces)  # fmt: skip

    assert known(put) == known(whole)
    assert sorted(p.code for p in put.problems) == sorted(p.code for p in whole.problems)
    assert {of[each] for each in laid.fields} <= mine
    assert set(laid.registered) <= mine
