"""The commands as programs of their own: streams, exit codes, and how little a check brings in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from engine.files import ledger
from tests.cli.said import YearAt
from tests.cycle import small_year

WUHAO = Path(sys.executable).with_name("wuhao")


def test_a_whole_year_runs_as_a_program_of_its_own(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    (folder / "decisions" / "收口决定.yaml").write_text(small_year.CLOSING, "utf-8")
    for line in ("intake", "review sheets", "review read", "close --decision 收口决定.yaml",
                 "score", "shortlist", "explain 010101 1.1", ""):  # fmt: skip
        done = subprocess.run(
            [WUHAO, *line.split()], cwd=folder, capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode()
        assert done.stdout.decode("utf-8")
    kinds = [entry.kind for entry in ledger.read(folder / "ledger.jsonl")]
    assert kinds == ["locked", "arrivals", "intake", "review", "closing", "run"]


def test_a_check_of_one_workbook_brings_in_nothing_heavy(year_at: YearAt, tmp_path: Path) -> None:
    folder = year_at("handed-in")
    book = shutil.copy(folder / "inbox" / "010101-自评表.xlsx", tmp_path / "自评表.xlsx")
    script = (
        "import sys\n"
        "from engine.cli.main import main\n"
        "if __name__ == '__main__':\n"
        "    assert main(['-C', sys.argv[1], 'check', sys.argv[2]]) in (0, 1)\n"
        "    print(sorted(set(sys.argv[3:]) & set(sys.modules)))\n"
    )
    program = tmp_path / "checked.py"
    program.write_text(script, "utf-8")
    heavy = ("openpyxl", "xlsxwriter", "pandas", "scipy", "jsonschema", "jinja2", "rich")
    done = subprocess.run(
        [sys.executable, program, tmp_path, book, *heavy],
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.decode("utf-8").splitlines()[-1] == "[]"


def test_a_program_says_faults_on_stderr_with_its_exit_code(year_at: YearAt) -> None:
    folder = year_at("handed-in")
    file = "inbox/010102-自评表.xlsx"
    environment = {**os.environ, "PYTHONUTF8": "1"}
    checked = subprocess.run(
        [WUHAO, "check", file], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert checked.returncode == 1
    assert "〔E219〕" in checked.stdout.decode("utf-8")
    early = subprocess.run(
        [WUHAO, "score"], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert (early.returncode, early.stdout) == (2, b"")
    assert "〔L711〕" in early.stderr.decode("utf-8")
