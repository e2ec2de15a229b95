"""The invented district: the same seed gives the same schools, and each claim fits its field."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.cohort.answers import Account, account_of
from benchmarks.cohort.build import build, standard
from benchmarks.cohort.district import BLOCK, Role, invent
from benchmarks.cohort.evidence import document, files_of, needs_of, picture
from benchmarks.cohort.hand_in import hand_ins, prepare_hand_in
from benchmarks.cohort.mistakes import INSERT_BELOW, KINDS, mistakes_in
from benchmarks.cohort.office import tables
from benchmarks.cohort.resave import insert_row, resave
from engine.files.book import Book
from engine.files.form_reader import read_form
from engine.files.reading_child import scan_many
from engine.language.fields import Field, Kind
from engine.records.submission import Submission
from engine.rubric.identity import structure_digest

SHORT_OF_EVIDENCE = {Role.UNPROVEN, Role.DATE_OUTSIDE, Role.FILE_MISSING}


def accounts(units: int, seed: int) -> list[Account]:
    return [account_of(school, seed) for school in invent(units, seed)]


def files_in(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("units", range(1, 61))
def test_a_district_of_any_size_has_distinct_labelled_units_that_all_take_part(units: int) -> None:
    schools = invent(units, 7)
    codes = [school.code for school in schools]
    assert len(set(codes)) == units
    assert codes == sorted(codes)
    assert all(code.startswith("0") for code in codes)
    assert len({school.unit.name for school in schools}) == units
    assert all(
        s.unit.name.startswith("虚构区") and s.unit.name.endswith("（示例）") for s in schools
    )
    assert {school.unit.status for school in schools} == {"参评"}


def test_names_stay_distinct_in_a_district_larger_than_the_stock_of_names() -> None:
    schools = invent(2_000, 3)
    assert len({school.unit.name for school in schools}) == len(schools)


@pytest.mark.parametrize("seed", [1, 2, 2025])
def test_a_district_of_forty_nine_holds_every_role_every_area_and_every_stage(seed: int) -> None:
    schools = invent(BLOCK, seed)
    assert {school.role for school in schools} == set(Role)
    assert {school.unit.fields["片区"] for school in schools} == {"东片", "中片", "西片"}
    assert {school.stage for school in schools} == {"幼儿园", "小学", "初中", "高中"}
    assert Counter(each.code for each in mistakes_in(schools).values()) == Counter(
        each.code for each in KINDS.values()
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    build(tmp_path / "once", 9, 5, workers=1)
    build(tmp_path / "again", 9, 5, workers=2)
    build(tmp_path / "other", 9, 6, workers=1)
    once = files_in(tmp_path / "once")
    assert once == files_in(tmp_path / "again")
    assert once["roster.xlsx"] != files_in(tmp_path / "other")["roster.xlsx"]


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6))
def test_every_answer_is_one_its_field_can_take(seed: int) -> None:
    known = standard().scope
    for account in accounts(BLOCK, seed):
        for said in (account.truth, account.claimed):
            for code, value in said.items():
                assert fits(known[code], value), (account.school.code, code, value)
                for other, holds in (
                    (known[code].at_most, "most"),
                    (known[code].at_least, "least"),
                ):
                    if other in said:
                        mine, theirs = Decimal(str(value)), Decimal(str(said[other]))
                        assert mine <= theirs if holds == "most" else mine >= theirs


def fits(field: Field, value: str | tuple[str, ...]) -> bool:
    field.encode(value, {})
    if field.type is Kind.NUMBER:
        assert field.minimum is not None and field.maximum is not None
        return field.minimum <= Decimal(str(value)) <= field.maximum
    return value != ""


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_only_the_schools_meant_to_be_short_of_evidence_are(seed: int) -> None:
    made = accounts(BLOCK, seed)
    for account, needs in zip(made, needs_of(standard(), made), strict=True):
        prepared = prepare_hand_in(account, needs, standard(), seed)
        assert bool(prepared.lacking) == (account.school.role in SHORT_OF_EVIDENCE)


def test_reviewers_find_less_than_some_schools_claim_and_more_than_none() -> None:
    made = accounts(BLOCK, 2025)
    overstated = [(each, item) for each in made for item in each.overstated]
    assert len(overstated) >= 5
    for account, item in overstated:
        changed = [c for c, v in account.claimed.items() if v != account.truth[c]]
        assert any(code[1:].startswith(item.replace(".", "")) for code in changed)


def test_no_two_evidence_files_of_a_district_are_alike() -> None:
    made = accounts(BLOCK, 2025)
    contents: list[bytes] = []
    for account, needs in zip(made, needs_of(standard(), made), strict=True):
        pieces = prepare_hand_in(account, needs, standard(), 2025).pieces
        contents += files_of(account.school, pieces).values()
    assert len(contents) > 300
    assert len(set(contents)) == len(contents)


def test_a_document_is_a_pdf_whose_table_points_at_its_objects() -> None:
    made = document(["ONE", "TWO"])
    table = made.rindex(b"xref\n", 0, made.rindex(b"startxref"))
    assert int(made.split(b"startxref\n")[1].split()[0]) == table
    entries = made[table:].split(b"trailer")[0].splitlines()[3:]
    for number, entry in enumerate(entries, start=1):
        assert made[int(entry.split()[0]) :].startswith(b"%d 0 obj" % number)
    assert made.count(b"/Type/Page/") == 2


def test_a_picture_is_a_png_that_differs_with_what_it_shows() -> None:
    assert picture("a").startswith(b"\x89PNG\r\n\x1a\n")
    assert picture("a") != picture("b")
    assert picture("a") == picture("a")


def test_a_school_that_never_hands_in_leaves_nothing_and_one_leaves_two_workbooks() -> None:
    made = accounts(BLOCK, 2025)
    arrived = {}
    for account, needs in zip(made, needs_of(standard(), made), strict=True):
        if account.school.role in (Role.ABSENT, Role.TWO_FILES):
            prepared = prepare_hand_in(account, needs, standard(), 2025)
            arrived[account.school.role] = hand_ins(prepared, {}, standard())
    assert arrived[Role.ABSENT] == ()
    first, second = arrived[Role.TWO_FILES]
    assert first.workbook != second.workbook


def test_the_closing_decision_names_only_units_of_the_district() -> None:
    made = accounts(BLOCK, 11)
    text = tables(made, standard(), 11)["decisions/收口决定.yaml"]
    assert isinstance(text, str)
    named = {line.split('"')[1] for line in text.splitlines() if "unit:" in line}
    assert named and named <= {account.school.code for account in made}


@pytest.mark.libreoffice
def test_a_row_inserted_in_libreoffice_is_noticed_and_changes_no_answer(tmp_path: Path) -> None:
    made = accounts(BLOCK, 2025)
    [at] = [n for n, each in enumerate(made) if each.school.role is Role.ROW_INSERTED]
    needs = needs_of(standard(), made)[at]
    prepared = prepare_hand_in(made[at], needs, standard(), 2025)
    [arrived] = hand_ins(prepared, {}, standard())
    plain, inserted = tmp_path / "plain.xlsx", tmp_path / "inserted.xlsx"
    for path in (plain, inserted):
        path.write_bytes(arrived.workbook)
    resave([inserted])
    insert_row(inserted, INSERT_BELOW)
    before, after = as_read(plain, made[at]), as_read(inserted, made[at])
    assert [each.code for each in before.problems] == []
    assert [each.code for each in after.problems] == ["E208"]
    assert contents(after) == contents(before)


def as_read(path: Path, account: Account) -> Submission:
    [(_, book)] = scan_many([path], workers=1)
    assert isinstance(book, Book)
    found = read_form(
        book,
        standard(),
        file=path.name,
        sha256="",
        structure=structure_digest(standard().rubric),
        edition=standard().rubric.reference,
        roster={account.school.code: account.school.unit},
    )
    assert isinstance(found, Submission)
    return found


def contents(submission: Submission) -> dict[str, object]:
    return {code: (each.value, each.state) for code, each in submission.answers.items()}
