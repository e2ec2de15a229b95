"""An invented year of six units, built by the commands themselves and kept at every stage."""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

import openpyxl

from engine.cli.main import main
from engine.cycle.year import Year, open_year
from engine.files.form_sheet import write_form
from engine.files.review_scope import Scope
from engine.files.review_sheet import write_review_sheet
from engine.judging.alone import alone
from engine.judging.cohort import gather
from engine.language.evaluate import evaluate
from engine.language.fields import Source
from engine.records.states import READABLE, State
from engine.records.submission import Answer, Piece, Ruling, Submission, Verdict
from engine.rubric.standard import Item
from tests.invented_cohort import GOOD, Values

UNITS = {
    "010101": ("青禾路小学（示例）", "小学", "参评"),
    "010102": ("柳溪小学（示例）", "小学", "参评"),
    "010103": ("云岭初级中学（示例）", "初中", "参评"),
    "010104": ("星河幼儿园（示例）", "幼儿园", "首次试评"),
    "010105": ("桐园小学（示例）", "小学", "参评"),
    "010106": ("竹海高级中学（示例）", "高中", "暂不参评"),
}
HANDED_IN: Mapping[str, Values] = {
    "010101": {},
    "010102": {"F125": "", "F551": "13", "F151": ("标牌", "办公室")},
    "010103": {"F161": "约两千", "F241": "3"},
    "010104": {"F231": "4"},
}
"""What each unit fills in otherwise than the model answers; 010105 hands in nothing."""
QUALIFIED = ("010101", "010103")
STAGES = ("new", "filled", "locked", "handed-in", "taken-in", "reviewed", "closed", "scored")
_ASIDE = (".wuhao.lock", "standings.json")
"""Whether a command is at work, and on which calendar day somebody looked."""
CLOSING = """\
kind: closing-decision
number: 示例〔2025〕12号
date: 2025-11-28
role: 评审领导小组
reason: 补正期已满，仍未定的按本决定定分。
rules:
  blank: zero
  faulty: zero
"""


def command(folder: Path, *arguments: str) -> int:
    """Run one command on the year in `folder`; its exit code."""
    return main(["-C", str(folder), *arguments])


@cache
def stages(root: Path) -> Path:
    """A folder that holds the year as it stands after each of `STAGES`; built once."""
    for before, stage in zip((None, *STAGES), STAGES, strict=False):
        year = root / stage / "2025"
        year.parent.mkdir()
        if before is None:
            assert main(["-C", str(year.parent), "new", "2025"]) == 0
        else:
            shutil.copytree(root / before / "2025", year)
            _STEPS[stage](year)
    return root


def copy_of(root: Path, stage: str, target: Path) -> Path:
    """A fresh copy of the year as it stands after `stage`."""
    return Path(shutil.copytree(stages(root) / stage / "2025", target / "2025"))


def tree(folder: Path) -> dict[str, str]:
    """SHA-256 of every file by path, but for what says nothing of the year's result."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in _ASIDE
    }


def edit_table(path: Path, row: int, column: str, value: str) -> None:
    """Change one cell, by 1-based row and heading, as somebody with a spreadsheet would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(row, headings.index(column) + 1, value)
    book.save(path)


def edit_settings(folder: Path, old: str, new: str) -> None:
    """Change the settings by hand."""
    path = folder / "cycle.yaml"
    text = path.read_text("utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), "utf-8")


def workbook(year: Year, unit: str, changed: Values | None = None) -> bytes:
    """A unit's filled self-assessment workbook; a value of "" leaves a field empty."""
    answers = GOOD | dict(HANDED_IN.get(unit, {})) | dict(changed or {})
    own = year.standard.own_fields
    filled = {
        code: value
        for code, value in answers.items()
        if code in own and own[code].source is Source.SCHOOL and value != ""
    }
    return write_form(
        year.standard,
        year.units[unit],
        year.outside.shown(unit),
        cycle="2025",
        structure=year.structure,
        hand_in_by=date(2025, 11, 10),
        created=date(2025, 9, 1),
        prefill=filled,
        pieces=pieces_of(year, unit),
    )


def pieces_of(year: Year, unit: str) -> tuple[Piece, ...]:
    """As much evidence as the model answers ask for, all of it in a box."""
    own = year.standard.own_fields
    claims = {
        code: Answer(value=value, state=State.CLAIMED)
        for code, value in GOOD.items()
        if own[code].source is Source.SCHOOL
    }
    submission = Submission(
        unit=unit, file="", sha256="", edition="", structure="", answers=claims,
        rows_read=0, rows_expected=0,
    )  # fmt: skip
    cohort = gather(alone(year.standard, year.units[unit], submission, year.outside.answers))
    found = []
    for item in year.standard.items:
        for need, expression in item.evidence:
            needed = evaluate(expression, year.standard.scope, cohort.claimed, 1)
            owed = -(-int(needed.values[0]) // 10**needed.places)
            if needed.states[0] <= READABLE:
                under = need.from_item or item.code
                found += [(under, need.kinds[0])] * owed
    return tuple(
        Piece(
            number=str(number),
            indicator=indicator,
            kind=kind,
            title="示例材料",
            dated=date(2025, 3, 1),
            box="第1盒",
            pages="1",
        )
        for number, (indicator, kind) in enumerate(found, start=1)
    )


def review_sheet(
    year: Year,
    unit: str,
    verdicts: Mapping[str, Verdict] | None = None,
    *,
    scope: Scope = Scope(),  # noqa: B008 - frozen
) -> bytes:
    """A unit's filled review sheet: everything accepted but what `verdicts` says."""
    rulings = {
        item.code: _ruling(unit, item, (verdicts or {}).get(item.code, Verdict.ACCEPT))
        for item in year.standard.items
    }
    return write_review_sheet(
        year.standard,
        year.units[unit],
        None,
        {code: ruling for code, ruling in rulings.items() if ruling is not None},
        cycle="2025",
        structure=year.structure,
        created=date(2025, 9, 1),
        role="第一评审组",
        scope=scope,
    )


def _ruling(unit: str, item: Item, verdict: Verdict) -> Ruling | None:
    sources = {field.source for field in item.fields}
    own = {
        field.code: Answer(value=GOOD[field.code], state=State.VERIFIED)
        for field in item.fields
        if field.source is Source.REVIEWER and field.code in GOOD
    }
    if not own and Source.SCHOOL not in sources:
        return None
    chosen = verdict if Source.SCHOOL in sources else None
    return Ruling(unit=unit, indicator=item.code, verdict=chosen, values=own)


def _fill(folder: Path) -> None:
    """Type in roster, honours, and the office's own data."""
    roster = [
        {"单位编号": code, "单位名称": name, "参评状态": status, "学段": stage,
         "单位类型": "幼儿园" if stage == "幼儿园" else "学校", "办学性质": "公办", "片区": "东片",
         "在校生数": "900", "教职工数": "60", "离退休教职工数": "3"}
        for code, (name, stage, status) in UNITS.items()
    ]  # fmt: skip
    _type_in(folder / "roster.xlsx", roster)
    honours = [
        {"单位编号": code, "常态化建设合格年份": "2021" if code in QUALIFIED else "无",
         "巩固提高奖获奖年份": "无"}
        for code in UNITS
    ]  # fmt: skip
    _type_in(folder / "history.xlsx", honours)
    _type_in(folder / "outside" / "局填数据.xlsx", [{"单位编号": c, **GOOD} for c in UNITS])


def _type_in(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Fill a blank table below the row that begins with 单位编号."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows(max_row=3) if row[0].value == "单位编号")
    for number, row in enumerate(rows, start=top[0].row + 1):
        for cell in top:
            heading = str(cell.value)
            value = row.get(heading) or row.get(heading.partition(" ")[0])
            sheet.cell(number, cell.column, value if isinstance(value, str) else None)
    saved = io.BytesIO()
    book.save(saved)
    path.write_bytes(saved.getvalue())


def _lock(folder: Path) -> None:
    assert command(folder, "lock") == 0


def _hand_in(folder: Path) -> None:
    assert command(folder, "sheets") == 0
    year = open_year(folder)
    for unit in HANDED_IN:
        (folder / "inbox" / f"{unit}-自评表.xlsx").write_bytes(workbook(year, unit))


def _take_in(folder: Path) -> None:
    assert command(folder, "intake") == 0


def _review(folder: Path) -> None:
    assert command(folder, "review", "sheets") == 0
    year = open_year(folder)
    for unit in HANDED_IN:
        (folder / "review" / f"评审表-{unit}.xlsx").write_bytes(review_sheet(year, unit))
    assert command(folder, "review", "read") == 0


def _close(folder: Path) -> None:
    (folder / "decisions" / "收口决定.yaml").write_text(CLOSING, "utf-8")
    assert command(folder, "close", "--decision", "收口决定.yaml") == 0


def _score(folder: Path) -> None:
    assert command(folder, "score") == 0


_STEPS = {
    "filled": _fill,
    "locked": _lock,
    "handed-in": _hand_in,
    "taken-in": _take_in,
    "reviewed": _review,
    "closed": _close,
    "scored": _score,
}
