"""Rows 38–46: whose a file is and what came with it, read by `check` and `intake` in a year."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.cycle.checking import check
from engine.cycle.handing_in import take_in
from engine.cycle.looking_across import look_across
from engine.cycle.year import Year, open_year
from engine.files.evidence_store import LARGEST, MOST_FILES
from engine.files.form_sheet import write_form
from engine.files.form_stamp import Blocked
from engine.files.sheet_scan import scan
from engine.files.unit_codes import codes_in
from engine.judging.mending import to_mend
from engine.language.fields import Source
from engine.records.problem import Problem, Severity
from engine.records.submission import Intake, Piece, Submission
from tests.bad_inputs.workbooks import UNIT, Workbook
from tests.cycle.conftest import year_at, year_stages
from tests.cycle.small_year import workbook
from tests.invented_cohort import GOOD
from tests.opendocument import as_ods

__all__ = ["year_at", "year_stages"]

YearAt = Callable[[str], Path]
PDF = b"%PDF-1.7\nx"


def taken(folder: Path) -> Intake:
    return take_in(open_year(folder), lambda _done, _of: None)


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    """The one problem with that code."""
    [found] = [each for each in problems if each.code == code]
    return found


def blocked(found: Submission | Blocked) -> Problem:
    assert isinstance(found, Blocked), found
    [said] = found.problems
    return said


def test_row_38_what_cannot_be_seen_is_taken_away_and_said(tmp_path: Path) -> None:
    found = Workbook().typed("F433", "讲堂\u200b").read(tmp_path)
    said = only(found.problems, "E230")
    assert (said.severity, bool(said.place.cell)) == (Severity.WARNING, True)
    unit = Workbook().put("w_s_unit", "<is><t>\ufeff00101\u200b</t></is>", "inlineStr")
    assert unit.read(tmp_path).unit == UNIT.code


def test_row_38_a_file_name_that_turns_its_text_round_is_refused(tmp_path: Path) -> None:
    said = blocked(Workbook().read(tmp_path, "自评表\u202excod.xlsx"))
    assert (said.code, said.severity) == ("X120", Severity.REJECT)
    assert "\u202e" not in str(said)


@pytest.mark.parametrize("code", ["О0101", "OO101", "0〇101", "00l01", "00101а", "零零101"])
def test_row_39_a_code_with_signs_that_only_look_right_is_blocked(
    tmp_path: Path, code: str
) -> None:
    book = Workbook().put("w_s_unit", f"<is><t>{code}</t></is>", "inlineStr")
    said = blocked(book.read(tmp_path))
    assert (said.code, said.severity, str(said.place)) == ("E231", Severity.BLOCK, "a.xlsx")
    assert ("00101" in said.message) is (code not in ("00101а", "零零101"))
    assert code not in str(said)


def test_row_39_names_are_compared_without_regard_to_their_shape(tmp_path: Path) -> None:
    found = Workbook().typed("F121", "⽆").typed("F122", "").typed("F123", "").read(tmp_path)
    assert isinstance(found, Submission)
    assert found.answers["F121"].value == "无"
    assert not any(each.blocking for each in found.problems)


def test_row_40_two_different_files_of_one_unit_both_wait(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    other = workbook(open_year(folder), "010101", {"F241": "5"})
    (folder / "inbox" / "010101-自评表(1).xlsx").write_bytes(other)
    same = (folder / "inbox" / "010102-自评表.xlsx").read_bytes()
    (folder / "inbox" / "010102-自评表 - 副本.xlsx").write_bytes(same)
    intake = taken(folder)
    assert intake.blocked == {"010101": "E232"}
    assert "010102" in intake.counted
    said = only(intake.problems, "E232")
    assert (said.severity, said.unit) == (Severity.BLOCK, "010101")
    assert "010101-自评表(1).xlsx" in str(said.place)
    assert only(intake.problems, "E235").severity is Severity.NOTE


def test_row_41_a_unit_of_no_roster_is_blocked_and_a_missing_one_is_listed(
    year_at: YearAt,
) -> None:
    folder = year_at("handed-in")
    year = open_year(folder)
    data = _form(year, "010101", code="999999")
    (folder / "inbox" / "别处.xlsx").write_bytes(data)
    intake = taken(folder)
    said = only(intake.problems, "E233")
    assert (said.severity, said.unit, str(said.place)) == (Severity.BLOCK, None, "别处.xlsx")
    missing = [each.unit for each in to_mend(year.standard, year.roster, intake) if not each.place]
    assert missing == ["010105"]


def test_row_42_a_name_of_one_unit_on_the_sheet_of_another_counts_for_neither(
    year_at: YearAt,
) -> None:
    folder = year_at("handed-in")
    inbox = folder / "inbox"
    (inbox / "010101-自评表.xlsx").rename(inbox / "010105-自评表.xlsx")
    intake = taken(folder)
    assert intake.blocked == {"010101": "E234"}
    assert not {"010101", "010105"} & intake.counted.keys()
    said = only(intake.problems, "E234")
    assert (said.severity, str(said.place)) == (Severity.BLOCK, "010105-自评表.xlsx")
    checked = check(inbox / "010105-自评表.xlsx", folder, None)
    assert [each.code for each in checked.problems] == ["E234"]


def test_row_42_a_name_that_says_both_or_none_is_no_contradiction(tmp_path: Path) -> None:
    for name in ("自评表.xlsx", "00101.xlsx", "00102代交00101.xlsx", "2025年自评表.xlsx"):
        roster = {code: UNIT.model_copy(update={"code": code}) for code in ("00101", "00102")}
        assert isinstance(Workbook().read(tmp_path, name, roster), Submission), name


NAMES = [
    ("010101-自评表.xlsx", {"010101"}),
    ("评审表-010101.xlsx", {"010101"}),
    ("999-自评表.xlsx", {"999"}),
    ("7-自评表(1).xlsx", {"7"}),
    ("自评表(1).xlsx", set()),
    ("2025年自评表.xlsx", set()),
    ("示例2025.xlsx", {"2025"}),
    ("010101 示例小学（改）.xlsx", {"010101"}),
    ("A-01示例.xlsx", {"A-01"}),
    ("20250101011.xlsx", set()),
]


@pytest.mark.parametrize(("name", "said"), NAMES)
def test_row_42_a_file_name_says_a_code_where_people_write_one(name: str, said: set[str]) -> None:
    assert codes_in(name, {"1", "7", "2025", "010101", "A-01"}) == said


def test_an_open_document_is_handed_in_like_any_other_workbook(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    path = folder / "inbox" / "010101-自评表.xlsx"
    path.with_suffix(".ods").write_bytes(as_ods(scan(path.read_bytes())))
    was = taken(folder).counted["010102"]
    path.unlink()
    found = taken(folder)
    assert found.counted["010102"] == was
    assert found.counted["010101"].file == "010101-自评表.ods"
    assert found.counted["010101"].problems == ()


def _form(year: Year, unit: str, pieces: tuple[Piece, ...] = (), code: str = "") -> bytes:
    """A filled form of a unit with this evidence, or of a unit with another code."""
    own = year.standard.own_fields
    answers = {c: v for c, v in GOOD.items() if c in own and own[c].source is Source.SCHOOL}
    return write_form(
        year.standard,
        year.units[unit].model_copy(update={"code": code or unit}),
        year.outside.shown(unit),
        cycle="2025",
        structure=year.structure,
        hand_in_by=date(2025, 11, 10),
        created=date(2025, 9, 1),
        prefill=answers,
        pieces=pieces,
    )


def _piece(number: int, file: str, indicator: str = "1.1") -> Piece:
    return Piece(
        number=str(number),
        indicator=indicator,
        kind="文件",
        title="成立文件",
        dated=date(2025, 3, 1),
        file=file,
        pages="1",
    )


def _checked(folder: Path, *pieces: Piece) -> tuple[Problem, ...]:
    """What `check` says of the evidence of 010105."""
    path = folder / "inbox" / "010105-自评表.xlsx"
    path.write_bytes(_form(open_year(folder), "010105", pieces))
    found = check(path, folder, None).problems
    return tuple(each for each in found if each.code.startswith("P3") and each.code != "P315")


UNSAFE = (
    *("..\\a.pdf", "../a.pdf", "．．／a.pdf", "/etc/a.pdf", "C:a.pdf", "C:\\a.pdf"),
    *("\\\\server\\share\\a.pdf", "a.pdf:stream", "CON", "NUL.pdf"),
)


def test_row_43_unsafe_evidence_paths_are_never_looked_for(year_at: YearAt) -> None:
    folder = year_at("locked")
    (folder / "a.pdf").write_bytes(PDF)
    (folder / "inbox" / "010105-自评表").mkdir()
    found = _checked(folder, *(_piece(n, name) for n, name in enumerate(UNSAFE, start=1)))
    unsafe = [each for each in found if each.code == "P301"]
    assert len(unsafe) == len(UNSAFE)
    assert {each.severity for each in unsafe} == {Severity.REJECT}
    assert all(each.place.cell and each.unit == "010105" for each in unsafe)


def test_row_44_a_link_in_the_evidence_is_not_followed(year_at: YearAt) -> None:
    folder = year_at("locked")
    evidence = folder / "inbox" / "010105-自评表"
    evidence.mkdir()
    (folder / "secret.pdf").write_bytes(PDF)
    (evidence / "a.pdf").symlink_to(folder / "secret.pdf")
    found = _checked(folder, _piece(1, "a.pdf"))
    assert [each.code for each in found] == ["P302", "P303"]
    assert only(found, "P302").severity is Severity.REJECT


def test_row_45_evidence_that_cannot_be_used_is_said_piece_by_piece(year_at: YearAt) -> None:
    folder = year_at("locked")
    evidence = folder / "inbox" / "010105-自评表"
    evidence.mkdir()
    (evidence / "空.pdf").write_bytes(b"")
    (evidence / "假.pdf").write_bytes(b"\x89PNG\r\n")
    with (evidence / "大.pdf").open("wb") as file:
        file.write(PDF)
        file.truncate(LARGEST + 1)
    names = ("没有.pdf", "空.pdf", "假.pdf", "大.pdf")
    found = _checked(folder, *(_piece(n, name) for n, name in enumerate(names, start=1)))
    assert [each.code for each in found] == ["P303"] * 4
    for each, word in zip(found, ("没有找到", "0 字节", "扩展名", "50 MB"), strict=True):
        assert word in each.message and each.severity is Severity.BLOCK and each.place.cell


def test_row_45_too_many_files_are_not_all_listed(year_at: YearAt) -> None:
    folder = year_at("locked")
    with zipfile.ZipFile(folder / "inbox" / "010105-自评表.zip", "w") as archive:
        for number in range(MOST_FILES + 1):
            archive.writestr(f"{number}.txt", "x")
    assert only(_checked(folder), "P313").severity is Severity.BLOCK


def test_row_46_a_file_two_units_share_or_one_numbers_twice_is_said_by_across_alone(
    year_at: YearAt,
) -> None:
    folder = year_at("locked")
    for unit, name in (("010105", "a.pdf"), ("010102", "另名.pdf")):
        evidence = folder / "inbox" / f"{unit}-自评表"
        evidence.mkdir()
        (evidence / name).write_bytes(PDF)
    one_number, another = _piece(1, "a.pdf", "1.2"), _piece(2, "a.pdf", "1.3")
    assert _checked(folder, _piece(1, "a.pdf"), one_number, another) == ()
    data = _form(open_year(folder), "010102", (_piece(1, "另名.pdf"),))
    (folder / "inbox" / "010102-自评表.xlsx").write_bytes(data)
    found = taken(folder)
    in_files = [p for each in found.counted.values() for p in each.problems]
    assert not any(each.code.startswith("S") for each in (*found.problems, *in_files))
    shared, numbered = look_across(open_year(folder)).flags
    assert (shared.said.code, shared.said.severity) == ("S610", Severity.WARNING)
    assert {shared.one.unit, shared.other.unit} == {"010102", "010105"}
    assert (numbered.said.code, numbered.said.severity) == ("S611", Severity.NOTE)
    assert (numbered.one.indicator, numbered.other.indicator) == ("1.1", "1.3")
