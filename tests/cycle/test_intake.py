"""What comes in counts once, for the unit it is of, and nothing that came in goes unsaid."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.handing_in import Wish, last_intake, take_in
from engine.cycle.year import open_year
from engine.files import ledger
from engine.files.form_sheet import write_form
from engine.records.problem import CannotGoOn
from engine.records.submission import Intake
from engine.rubric.identity import structure_digest
from engine.rubric.preparing import prepare
from tests.cycle.small_year import UNITS, command, tree, workbook
from tests.hostile_workbooks import book, packed

YearAt = Callable[[str], Path]


def taken(folder: Path, use: str = "", reason: str = "") -> Intake:
    """Take in the inbox."""
    wish = Wish(Path(use), reason) if use else None
    return take_in(open_year(folder), lambda _done, _of: None, wish=wish)


def codes(intake: Intake) -> list[str]:
    """Codes of what concerns files as a whole."""
    return sorted(each.code for each in intake.problems)


def another(folder: Path, unit: str, name: str, **changed: str) -> Path:
    """One more workbook of a unit in the inbox, with other answers."""
    path = folder / "inbox" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(workbook(open_year(folder), unit, dict(changed)))
    return path


def test_two_different_files_block_their_unit_until_somebody_decides(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    another(folder, "010101", "010101-自评表（改）.xlsx", F241="5")
    before = taken(folder)
    assert before.blocked == {"010101": "E232"}
    assert sorted(before.counted) == ["010102", "010103", "010104"]
    [fault] = [each for each in before.problems if each.code == "E232"]
    assert str(fault.place) == "010101-自评表.xlsx、010101-自评表（改）.xlsx"
    after = taken(folder, "010101-自评表（改）.xlsx", "学校来函说明")
    assert after.counted["010101"].file == "010101-自评表（改）.xlsx"
    assert after.blocked == {}
    assert "E232" not in codes(after)
    [recorded] = [each for each in ledger.read(folder / "ledger.jsonl") if each.kind == "use"]
    assert recorded.body["reason"] == "学校来函说明"


def test_a_decision_is_recorded_once_and_holds_for_the_next_intake(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    another(folder, "010101", "改.xlsx", F241="5")
    for _ in range(2):
        taken(folder, "改.xlsx", "学校来函说明")
    kinds = [each.kind for each in ledger.read(folder / "ledger.jsonl")]
    assert kinds == ["locked", "use", "intake"]
    assert taken(folder).counted["010101"].file == "改.xlsx"


def test_a_third_file_is_a_new_question(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    another(folder, "010101", "改.xlsx", F241="5")
    taken(folder, "改.xlsx", "学校来函说明")
    another(folder, "010101", "再改.xlsx", F241="6")
    assert taken(folder).blocked == {"010101": "E232"}


def test_the_file_that_was_chosen_may_be_changed_only_by_a_new_decision(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    another(folder, "010101", "改.xlsx", F241="5")
    taken(folder, "改.xlsx", "学校来函说明")
    found = taken(folder, "010101-自评表.xlsx", "学校再次来函")
    assert found.counted["010101"].file == "010101-自评表.xlsx"
    assert taken(folder).counted["010101"].file == "010101-自评表.xlsx"


@pytest.mark.parametrize("name", ["没有.xlsx", "../roster.xlsx", "../sheets/010101-自评表.xlsx"])
def test_only_a_file_of_the_inbox_can_be_chosen(year_at: YearAt, name: str) -> None:
    folder = year_at("handed-in")
    before = tree(folder)
    with pytest.raises(CannotGoOn) as refused:
        taken(folder, name, "示例")
    assert (refused.value.problems[0].code, refused.value.exit_code) == ("L715", 2)
    assert tree(folder) == before


def test_a_file_that_cannot_count_cannot_be_chosen(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "010101坏.xlsx").write_bytes(b"PK\x03\x04 cut off")
    assert command(folder, "intake", "--use", "010101坏.xlsx", "--reason", "示例") == 3
    assert not (folder / "decisions" / "采用.json").exists()


def test_identical_copies_count_once(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "微信下载").mkdir()
    copy = folder / "inbox" / "微信下载" / "自评表(1).xlsx"
    shutil.copy(folder / "inbox" / "010101-自评表.xlsx", copy)
    found = taken(folder)
    assert codes(found) == ["E235"]
    assert sorted(found.counted) == ["010101", "010102", "010103", "010104"]


BROKEN = {
    "cut off": ("010105-自评表.xlsx", b"PK\x03\x04\x14", "X116"),
    "a picture": ("010105.xlsx", b"\xff\xd8\xff\xe0\x00\x10JFIF", "X115"),
    "empty": ("010105 桐园小学.xlsx", b"", "X116"),
    "an old format": ("010105.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "X11"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_an_unreadable_file_touches_no_other_unit(year_at: YearAt, what: str) -> None:
    folder = year_at("handed-in")
    sound = taken(folder).counted
    name, data, code = BROKEN[what]
    (folder / "inbox" / name).write_bytes(data)
    found = taken(folder)
    assert found.counted == sound
    assert found.blocked["010105"].startswith(code)
    assert [str(each.place) for each in found.problems] == [name]


def test_an_unreadable_file_of_nobody_is_said_with_whom_to_ask(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "自评表(3).xlsx").write_bytes(b"PK\x03\x04\x14")
    found = taken(folder)
    assert codes(found) == ["E236", "X116"]
    assert found.blocked == {}


def test_where_the_name_tells_whose_it_may_be_that_alone_is_asked(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "桐园小学.xlsx").write_bytes(b"PK\x03\x04\x14")
    assert codes(taken(folder)) == ["E283", "X116"]


def test_rows_read_and_expected_are_always_there(year_at: YearAt) -> None:
    found = taken(year_at("handed-in"))
    assert {(s.rows_read, s.rows_expected) for s in found.counted.values()} == {(55, 55)}


def test_a_unit_that_is_not_on_the_roster_is_named_as_the_trouble(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    year = open_year(folder)
    year.units["990001"] = year.units["010101"].model_copy(update={"code": "990001"})
    (folder / "inbox" / "990001.xlsx").write_bytes(workbook(year, "990001"))
    found = taken(folder)
    assert codes(found) == ["E233"]
    assert "990001" not in found.counted


def test_last_years_form_is_refused_by_edition(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    year = open_year(folder)
    older = year.rubric.model_copy(update={"edition": "2024"})
    form = write_form(
        prepare(older)[0],
        year.units["010105"],
        {},
        cycle="2024",
        structure=structure_digest(older),
        hand_in_by=date(2024, 11, 10),
        created=date(2024, 9, 1),
    )
    (folder / "inbox" / "010105.xlsx").write_bytes(form)
    found = taken(folder)
    assert found.blocked == {"010105": "E226"}
    assert [each.unit for each in found.problems] == ["010105"]


def test_litter_of_programs_is_passed_over_and_anything_else_is_said(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    inbox = folder / "inbox"
    for name in ("~$010101-自评表.xlsx", ".DS_Store", "Thumbs.db"):
        (inbox / name).write_bytes(b"litter")
    for name in ("010105.doc", "照片.jpg", "材料.zip"):
        (inbox / name).write_bytes(b"content")
    (inbox / "010101-自评表.zip").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (inbox / "010102-自评表").mkdir()
    (inbox / "010102-自评表" / "发文.pdf").write_bytes(b"%PDF-1.7")
    (inbox / "010102-自评表" / "名单.xlsx").write_bytes(b"evidence, not a form")
    found = taken(folder)
    said = sorted(str(each.place) for each in found.problems)
    assert said == sorted(("010105.doc", "照片.jpg", "材料.zip"))
    assert codes(found) == ["E237", "E237", "E284"]


def test_a_form_that_lost_its_stamp_is_laid_at_the_door_its_name_says(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "010105-自评表.xlsx").write_bytes(book())
    found = taken(folder)
    assert found.blocked == {"010105": "E206"}
    assert {each.unit for each in found.problems} == {"010105"}


def test_a_form_called_only_a_copy_is_read_like_any_other(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "010101-自评表.xlsx").rename(folder / "inbox" / "（改）.xlsx")
    assert taken(folder).counted["010101"].file == "（改）.xlsx"


def test_endings_in_capitals_are_endings_all_the_same(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    inbox = folder / "inbox"
    (inbox / "010101-自评表.xlsx").rename(inbox / "010101-自评表.XLSX")
    (inbox / "010101-自评表").mkdir()
    (inbox / "010101-自评表" / "名单.xlsx").write_bytes(b"evidence, not a form")
    (inbox / "010102-自评表.ZIP").write_bytes(packed({"a.pdf": b"%PDF-1.7"}))
    found = taken(folder)
    assert codes(found) == []
    assert {"010101", "010102"} <= set(found.counted)
    assert "P305" in {each.code for each in found.counted["010102"].problems}


def test_links_and_endless_folders_of_an_inbox_are_said_and_not_followed(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    inbox = folder / "inbox"
    (inbox / "010105.xlsx").symlink_to(inbox / "010101-自评表.xlsx")
    (inbox / "别处").symlink_to(folder, target_is_directory=True)
    (inbox / Path(*["深"] * 60)).mkdir(parents=True)
    found = taken(folder)
    assert codes(found) == ["E237", "E237", "P316"]
    assert sorted(found.counted) == ["010101", "010102", "010103", "010104"]


def test_a_file_too_large_is_refused_alone_and_not_kept(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    sound = taken(folder).counted
    with (folder / "inbox" / "010105-自评表.xlsx").open("wb") as file:
        file.truncate(60_000_000)
    found = taken(folder)
    assert (found.counted, found.blocked) == (sound, {"010105": "X101"})
    assert all(
        each.stat().st_size < 1_000_000 for each in (folder / "store" / "originals").rglob("*.xlsx")
    )


def test_what_was_decided_against_never_counts_when_the_chosen_file_is_gone(
    year_at: YearAt,
) -> None:
    folder = year_at("handed-in")
    chosen = another(folder, "010101", "010101-自评表（改）.xlsx", F125="否")
    taken(folder, "010101-自评表（改）.xlsx", "示例")
    chosen.unlink()
    assert taken(folder).blocked["010101"] == "E238"
    again = taken(folder, "010101-自评表.xlsx", "学校来函")
    assert "010101" in again.counted


def test_missing_evidence_is_said_with_the_sheet_to_mend(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    path = folder / "inbox" / "010101-自评表.xlsx"
    form = openpyxl.load_workbook(path)
    form["佐证材料目录"].delete_rows(4, 200)
    form.save(path)
    found = taken(folder).counted["010101"].problems
    assert {str(p.place) for p in found if p.code == "P315"} == {f"{path.name}·佐证材料目录"}


def test_taking_in_twice_leaves_the_same_records(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    before = tree(folder)
    taken(folder)
    assert tree(folder) == before
    assert last_intake(open_year(folder), "查看") == taken(folder)


def test_every_original_is_kept_under_its_digest(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    found = taken(folder)
    for submission in found.counted.values():
        [kept] = (folder / "store" / "originals").rglob(f"{submission.sha256}.xlsx")
        assert kept.read_bytes() == (folder / "inbox" / submission.file).read_bytes()


def test_every_unit_of_the_roster_is_counted_blocked_or_absent(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "010105.xlsx").write_bytes(b"")
    found = taken(folder)
    assert set(found.counted) | set(found.blocked) == set(UNITS) - {"010106"}
    assert not set(found.counted) & set(found.blocked)


def test_forms_inside_archives_are_taken_in_with_their_evidence(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    inbox, year = folder / "inbox", open_year(folder)
    first, second = inbox / "010101-自评表.xlsx", inbox / "010102-自评表.xlsx"
    members = {
        "甲校/自评表.xlsx": first.read_bytes(),
        "甲校/发文.pdf": b"%PDF-1.7",
        "乙校/010102.xlsx": second.read_bytes(),
        "乙校/说明.docx": packed({"word/document.xml": ""}),
    }
    (inbox / "微信").mkdir()
    (inbox / "微信" / "两校.zip").write_bytes(packed(members))
    (inbox / "五校.zip").write_bytes(packed({"a.xls": workbook(year, "010105")}))
    first.unlink()
    second.unlink()
    found = taken(folder)
    assert codes(found) == []
    assert found.counted["010101"].file == "微信/两校.zip/甲校/自评表.xlsx"
    assert found.counted["010102"].file == "微信/两校.zip/乙校/010102.xlsx"
    assert {p.place.file for p in found.counted["010101"].problems if p.code == "P305"} == {
        "自评表"
    }
    assert "010105" in found.counted, "the bytes are read, whatever the ending says"
    before = tree(folder)
    taken(folder)
    assert tree(folder) == before
