"""When a file came is entered once and held to; what it means is the settings' to say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.cycle.answering import answer, versions
from engine.cycle.handing_in import Wish, take_in
from engine.cycle.places import ARRIVALS, RECEIPTS, REPLIES
from engine.cycle.year import open_year
from engine.files import ledger
from engine.records.problem import CannotGoOn
from engine.records.submission import Intake
from tests.cycle.small_year import command, tree, workbook
from tests.hostile_workbooks import OLE, book, packed

YearAt = Callable[[str], Path]
IN_TIME, MENDING, TOO_LATE = date(2025, 11, 10), date(2025, 11, 20), date(2025, 11, 21)
"""The days of the small year: hand_in_by, mend_by and the day after."""


def taken(folder: Path, day: date | None, approve: Wish | None = None) -> Intake:
    """Take in the inbox as if what is new had come on `day`."""
    year = open_year(folder)
    found = take_in(year, lambda _done, _of: None, wish=approve, day=day)
    answer(year, found)
    return found


def with_settings(year_at: YearAt, *lines: str) -> Path:
    """The small year, locked and filled in with more settings."""
    folder = year_at("filled")
    path = folder / "cycle.yaml"
    path.write_text(path.read_text("utf-8") + "".join(f"{each}\n" for each in lines), "utf-8")
    days = (f"hand_in_by: {IN_TIME}", f"mend_by: {MENDING}")
    text = path.read_text("utf-8")
    assert all(each in text for each in days), text
    assert command(folder, "lock") == 0
    return folder


def hand_in(folder: Path, unit: str, name: str = "", **changed: str) -> Path:
    """A workbook of a unit into the inbox."""
    path = folder / "inbox" / (name or f"{unit}-自评表.xlsx")
    path.write_bytes(workbook(open_year(folder), unit, dict(changed)))
    return path


def test_the_first_day_stays_whatever_the_file_is_called_later(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    first = taken(folder, IN_TIME)
    path = folder / "inbox" / "010101-自评表.xlsx"
    path.rename(path.with_name("改了名.xlsx"))
    before = (folder / ARRIVALS).read_bytes()
    taken(folder, TOO_LATE)
    assert (folder / ARRIVALS).read_bytes() == before
    [known] = versions(open_year(folder), "010101")
    assert (known.seen, known.counts, known.file) == (IN_TIME, True, "改了名.xlsx")
    assert known.sha256 == first.counted["010101"].sha256


def test_nothing_new_changes_nothing(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    taken(folder, IN_TIME)
    before = tree(folder)
    taken(folder, TOO_LATE)
    assert tree(folder) == before


def test_days_are_not_to_be_edited(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    taken(folder, TOO_LATE)
    path = folder / ARRIVALS
    path.write_text(path.read_text("utf-8").replace(str(TOO_LATE), str(IN_TIME)), "utf-8")
    with pytest.raises(CannotGoOn) as refused:
        taken(folder, TOO_LATE)
    assert (refused.value.problems[0].code, refused.value.exit_code) == ("L703", 4)


def test_a_register_that_was_entered_and_not_yet_saved_is_entered_again(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    taken(folder, IN_TIME)
    before = (folder / ARRIVALS).read_bytes()
    hand_in(folder, "010105")
    taken(folder, MENDING)
    after = (folder / ARRIVALS).read_bytes()
    (folder / ARRIVALS).write_bytes(before)
    taken(folder, MENDING)
    assert (folder / ARRIVALS).read_bytes() == after


def test_late_files_count_like_others_where_no_rule_is_set(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    assert sorted(taken(folder, TOO_LATE).counted) == ["010101", "010102", "010103", "010104"]


@pytest.mark.parametrize(("rule", "code"), [("refuse", "E282"), ("approve", "E281")])
def test_a_first_hand_in_after_the_last_day_is_not_taken(
    year_at: YearAt, rule: str, code: str
) -> None:
    folder = with_settings(year_at, f"late: {rule}")
    hand_in(folder, "010101")
    assert sorted(taken(folder, IN_TIME).counted) == ["010101"]
    hand_in(folder, "010102")
    found = taken(folder, MENDING)
    assert (sorted(found.counted), found.blocked) == (["010101"], {"010102": code})
    [known] = versions(open_year(folder), "010102")
    assert known.why == f"{MENDING}收到，已过截止日期{IN_TIME}"


def test_who_handed_in_in_time_may_mend_till_the_last_day_of_mending(year_at: YearAt) -> None:
    folder = with_settings(year_at, "late: refuse")
    first = hand_in(folder, "010101")
    (folder / "inbox" / "010102.et").write_bytes(OLE + bytes(504) + "Workbook".encode("utf-16-le"))
    taken(folder, IN_TIME)
    first.unlink()
    hand_in(folder, "010101", F241="5")
    hand_in(folder, "010102")
    assert sorted(taken(folder, MENDING).counted) == ["010101", "010102"]
    hand_in(folder, "010101", "再改.xlsx", F241="6")
    found = taken(folder, TOO_LATE)
    assert sorted(found.counted) == ["010101", "010102"]
    assert [p.place.file for p in found.problems if p.code == "E282"] == ["再改.xlsx"]


def test_a_late_file_counts_once_somebody_approved_it(year_at: YearAt) -> None:
    folder = with_settings(year_at, "late: approve")
    path = hand_in(folder, "010101")
    taken(folder, TOO_LATE)
    wish = Wish(path, "受台风影响停课", "approve", "领导小组")
    for _ in range(2):
        assert sorted(taken(folder, TOO_LATE, wish).counted) == ["010101"]
    [entry] = [e for e in ledger.read(folder / "ledger.jsonl") if e.kind == "late-approval"]
    assert (entry.body["role"], entry.body["reason"]) == ("领导小组", "受台风影响停课")
    path.rename(path.with_name("又改名.xlsx"))
    assert sorted(taken(folder, TOO_LATE).counted) == ["010101"]


def test_a_corrected_form_counts_by_its_day_only_where_the_settings_say_so(
    year_at: YearAt,
) -> None:
    folder = with_settings(year_at, "newest_counts: true")
    hand_in(folder, "010101")
    hand_in(folder, "010102")
    hand_in(folder, "010102", "同一天.xlsx", F241="5")
    assert taken(folder, IN_TIME).blocked == {"010102": "E232"}, "what came together has no order"
    hand_in(folder, "010101", "改.xlsx", F241="5")
    found = taken(folder, MENDING)
    assert found.counted["010101"].file == "改.xlsx"
    assert [p.code for p in found.problems if p.unit == "010101"] == ["E280"]
    kept = versions(open_year(folder), "010101")
    assert [(v.counts, v.seen) for v in kept] == [(False, IN_TIME), (True, MENDING)]
    hand_in(folder, "010101", "太迟.xlsx", F241="6")
    assert taken(folder, TOO_LATE).blocked["010101"] == "E232"


def test_a_corrected_form_is_a_question_where_they_do_not(year_at: YearAt) -> None:
    folder = with_settings(year_at)
    hand_in(folder, "010101")
    taken(folder, IN_TIME)
    hand_in(folder, "010101", "改.xlsx", F241="5")
    assert taken(folder, MENDING).blocked == {"010101": "E232"}


def test_what_was_moved_out_of_the_inbox_is_still_known(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    taken(folder, IN_TIME)
    (folder / "inbox" / "010101-自评表.xlsx").unlink()
    hand_in(folder, "010101", F241="5")
    taken(folder, MENDING)
    old, new = versions(open_year(folder), "010101")
    assert (old.seen, old.counts, old.why) == (IN_TIME, False, "已不在 inbox 里")
    assert (new.seen, new.counts) == (MENDING, True)


def paragraphs(path: Path) -> list[tuple[str, str]]:
    """The texts of a file to paste from, with whom they are for."""
    text = path.read_bytes().decode("utf-8-sig")
    assert text.count("\n") == text.count("\r\n")
    _, *parts = text.replace("\r\n", "\n").split("\n\n")
    split = (part.partition("\n") for part in parts)
    return [(whom.strip("【】"), words) for whom, _, words in split]


REPLIED = {
    "010105 扫描件.pdf": (b"%PDF-1.7", "请把填好的自评表电子文件（.xlsx）发来"),
    "010105.docx": (packed({"word/document.xml": ""}), "请打开发给您单位的那份自评表"),
    "010105.rar": (b"Rar!\x1a\x07\x00", "压缩成 ZIP 格式（不加密码）"),
    "010105.et": (OLE + bytes(504) + "Workbook".encode("utf-16-le"), "另存为 .xlsx"),
    "010105.xlsx": (book(), "请用发来的表样填写"),
    "010105 压缩.zip": (b"PK\x03\x04", "重新压缩成普通的 ZIP"),
}


def test_what_cannot_be_read_is_answered_in_a_paragraph_to_paste(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    for name, (data, _) in REPLIED.items():
        (folder / "inbox" / name).write_bytes(data)
    (folder / "inbox" / "自评表(3).xlsx").write_bytes(book())
    taken(folder, IN_TIME)
    *known, (whom, _) = paragraphs(folder / REPLIES)
    assert whom == "不知是哪个单位，请先问清"
    assert {whom for whom, _ in known} == {"010105 桐园小学（示例）"}
    assert len(known) == len(REPLIED)
    for name, (_, asked) in REPLIED.items():
        [words] = [words for _, words in known if f"“{name}”收到了" in words]
        assert asked in words
        assert "2025年11月20日前" in words
        assert "inbox" not in words and "wuhao" not in words


def test_every_unit_that_counts_has_its_receipt(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    found = taken(folder, IN_TIME)
    texts = dict(paragraphs(folder / RECEIPTS))
    assert len(texts) == len(found.counted)
    sound = texts["010101 青禾路小学（示例）"]
    assert "2025年11月10日收到" in sound
    assert found.counted["010101"].sha256[:8] in sound
    assert "应有55个填报项，读到55个" in sound
    assert sound.endswith("没有要补正的地方。——评估办公室")
    faulty = texts["010103 云岭初级中学（示例）"]
    assert "请在2025年11月20日前改好重新发来" in faulty


def test_a_copy_that_was_claimed_under_one_name_is_known_under_another(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    inbox = folder / "inbox"
    stolen = inbox / "010101-自评表.xlsx"
    shutil.move(stolen, inbox / "桐园小学 的表.xlsx")
    before = taken(folder, IN_TIME)
    assert "010101" in before.counted, "a stamp goes before a name"
    assert command(folder, "claim", "桐园小学 的表.xlsx", "010105", "--reason", "来电") == 0
    (inbox / "桐园小学 的表.xlsx").rename(inbox / "x.xlsx")
    after = taken(folder, IN_TIME)
    assert sorted(after.counted) == ["010102", "010103", "010104", "010105"]
    assert after.counted["010105"].file == "x.xlsx"
    [entry] = [e for e in ledger.read(folder / "ledger.jsonl") if e.kind == "claim"]
    assert (entry.body["unit"], entry.body["reason"]) == ("010105", "来电")
    assert command(folder, "claim", "x.xlsx", "010101", "--reason", "又来电：是青禾路的") == 0
    assert "010101" in taken(folder, IN_TIME).counted


def test_a_name_is_only_a_guess_for_somebody_to_confirm(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "inbox" / "桐园小学").mkdir()
    (folder / "inbox" / "桐园小学" / "自评.xlsx").write_bytes(book())
    found = taken(folder, IN_TIME)
    assert "010105" not in found.blocked
    [guess] = [p for p in found.problems if p.code == "E283"]
    assert "010105 桐园小学（示例）" in guess.message
    assert command(folder, "claim", "桐园小学/自评.xlsx", "010105", "--reason", "来电") == 0
    assert taken(folder, IN_TIME).blocked == {"010105": "E206"}


@pytest.mark.parametrize(
    "arguments",
    [("没有.xlsx", "010105"), ("010101-自评表.xlsx", "999999"), ("../roster.xlsx", "010105")],
)
def test_only_a_file_of_the_inbox_is_claimed_for_a_unit_of_the_roster(
    year_at: YearAt, arguments: tuple[str, str]
) -> None:
    folder = year_at("handed-in")
    before = tree(folder)
    assert command(folder, "claim", *arguments, "--reason", "示例") == 2
    assert tree(folder) == before


def test_a_day_by_hand_is_the_day_that_counts(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    assert command(folder, "intake", "--received", "2025-12-09") == 0
    [known] = versions(open_year(folder), "010101")
    assert known.seen == date(2025, 12, 9)
