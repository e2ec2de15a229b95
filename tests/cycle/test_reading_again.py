"""What was read before is read no more, unless anything it was read from has changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from engine.cycle.handing_in import take_in
from engine.cycle.places import INTAKE, READINGS
from engine.cycle.reading_in import with_evidence
from engine.cycle.year import open_year
from engine.files.form_reader import read_form
from engine.files.sheet_scan import scan
from engine.records.submission import Intake, Submission
from tests.cycle.small_year import edit_table

YearAt = Callable[[str], Path]
HANDED_IN = 4


def taken(folder: Path) -> Intake:
    """Take in the inbox."""
    return take_in(open_year(folder), lambda _done, _of: None)


def entries(folder: Path) -> dict[Path, int]:
    """Every reading that is kept, and when it was written."""
    kept = (folder / READINGS).glob("*/*")
    return {path: path.stat().st_mtime_ns for path in kept}


def forge(folder: Path, old: bytes, new: bytes) -> None:
    """Make every kept reading say `new` where it said `old`, whole and well sealed."""
    for path in entries(folder):
        said = zlib.decompress(path.read_bytes()[32:])
        assert said.count(old) == 1
        forged = said.replace(old, new)
        path.write_bytes(sha256(forged).digest() + zlib.compress(forged))


def test_only_what_is_new_is_read(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    before, record = entries(folder), (folder / INTAKE).read_bytes()
    assert len(before) == HANDED_IN
    taken(folder)
    assert entries(folder) == before
    assert (folder / INTAKE).read_bytes() == record
    forge(folder, b'"F115":{"value":"3"', b'"F115":{"value":"8"')
    (folder / "inbox" / "010105-自评表.xlsx").write_bytes(b"")
    again = taken(folder)
    assert {each.answers["F115"].value for each in again.counted.values()} == {"8"}
    assert again.blocked == {"010105": "X116"}


def test_children_and_kept_readings_say_what_plain_reading_says(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    year, first, second = open_year(folder), taken(folder), taken(folder)
    for code, found in first.counted.items():
        path = folder / "inbox" / found.file
        plain = read_form(
            scan(path.read_bytes()),
            year.standard,
            file=found.file,
            sha256=sha256(path.read_bytes()).hexdigest(),
            structure=year.structure,
            edition=year.rubric.reference,
            roster=year.units,
            office=year.outside.answers,
        )
        assert isinstance(plain, Submission)
        answers = year.outside.answers
        whole = with_evidence(plain, path, year.standard, year.units[code], answers)
        assert first.counted[code] == second.counted[code] == whole


def test_office_data_that_bear_on_an_answer_have_it_read_again(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    assert not any(each.code == "E215" for each in taken(folder).counted["010101"].problems)
    before = entries(folder)
    table = folder / "outside" / "局填数据.xlsx"
    book = openpyxl.load_workbook(table)
    rows = list(book.worksheets[0].iter_rows())
    top = next(row for row in rows if row[0].value == "单位编号")
    [column] = [cell.column for cell in top if str(cell.value).startswith("F541")]
    next(row for row in rows if row[0].value == "010101")[column - 1].value = "5"
    book.save(table)
    found = taken(folder)
    assert [p.indicator for p in found.counted["010101"].problems if p.code == "E215"] == ["5.4"]
    assert len(set(before.items()) & set(entries(folder).items())) == HANDED_IN - 1


def test_a_line_of_the_roster_bears_on_every_reading(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    edit_table(folder / "roster.xlsx", 2, "单位编号", "010109")
    found = taken(folder)
    assert sorted(found.counted) == ["010102", "010103", "010104"]
    assert "E233" in {each.code for each in found.problems}


def test_evidence_is_looked_at_every_time(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    evidence = folder / "inbox" / "010101-自评表"
    evidence.mkdir()
    (evidence / "照片.pdf").write_bytes(b"%PDF-1.7")
    assert "P305" in {each.code for each in taken(folder).counted["010101"].problems}
    (evidence / "照片.pdf").unlink()
    assert "P305" not in {each.code for each in taken(folder).counted["010101"].problems}


def test_a_renamed_workbook_is_spoken_of_by_its_new_name(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    (folder / "inbox" / "010103-自评表.xlsx").rename(folder / "inbox" / "云岭.xlsx")
    found = taken(folder).counted["010103"]
    assert {each.place.file for each in found.problems} == {"云岭.xlsx"}
    assert len(entries(folder)) == HANDED_IN


def test_a_workbook_that_changed_is_read_as_it_is_now(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    path = folder / "inbox" / "010101-自评表.xlsx"
    form = openpyxl.load_workbook(path)
    [(sheet, cell)] = form.defined_names["w_v_F115"].destinations
    form[sheet][cell].value = 7
    form.save(path)
    assert taken(folder).counted["010101"].answers["F115"].value == "7"


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "cut off": lambda entry: entry[:-20],
    "not ours": lambda _: b"x" * 500,
    "sealed by another": lambda entry: bytes(32) + entry[32:],
    "of another shape": lambda _: sha256(b"{}").digest() + zlib.compress(b"{}"),
    "no JSON": lambda _: sha256(b"x").digest() + zlib.compress(b"x"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_spoilt_entry_is_read_anew(year_at: YearAt, how: str) -> None:
    folder = year_at("taken-in")
    record = (folder / INTAKE).read_bytes()
    whole = {path: path.read_bytes() for path in entries(folder)}
    for path, entry in whole.items():
        path.write_bytes(SPOILT[how](entry))
    taken(folder)
    assert (folder / INTAKE).read_bytes() == record
    assert {path: path.read_bytes() for path in entries(folder)} == whole


def test_what_lies_in_the_inbox_no_more_is_kept_no_more(year_at: YearAt) -> None:
    folder = year_at("taken-in")
    before = set(entries(folder))
    (folder / "inbox" / "010101-自评表.xlsx").unlink()
    [first] = list((folder / READINGS).iterdir())[:1]
    (first / ".tmp-left-by-a-kill").write_bytes(b"half")
    taken(folder)
    assert len(before - set(entries(folder))) == 1
    assert len(entries(folder)) == HANDED_IN - 1


KILLED = """
import os, signal, sys
from pathlib import Path
from engine.cycle.handing_in import take_in
from engine.cycle.year import open_year

def tell(done, of):
    if done == 1:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    take_in(open_year(Path(sys.argv[1])), tell)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="kills as POSIX has them, and reads /proc")
def test_an_intake_that_is_killed_goes_on_where_it_stood(year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("handed-in")
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    marked = {**os.environ, "WUHAO_TEST": str(script)}
    command = [sys.executable, str(script), str(folder)]
    ended = subprocess.run(command, capture_output=True, check=False, env=marked)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    saved = entries(folder)
    assert 1 <= len(saved) <= HANDED_IN
    assert not (folder / INTAKE).exists()
    found = taken(folder)
    assert sorted(found.counted) == ["010101", "010102", "010103", "010104"]
    assert saved.items() <= entries(folder).items()
    assert len(entries(folder)) == HANDED_IN
    assert _orphans(script) == []


def _orphans(script: Path) -> list[str]:
    """Processes that still run on behalf of `script`, after they had time to notice its end."""
    deadline = time.monotonic() + 10
    while True:
        marks = (
            (path.parent.name, _environment(path)) for path in Path("/proc").glob("[0-9]*/environ")
        )
        left = [process for process, said in marks if f"WUHAO_TEST={script}".encode() in said]
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(0.1)


def _environment(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
