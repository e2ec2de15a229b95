"""新建评估年度 and 发表: a folder with everything to fill in, and a workbook for every unit."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from engine.cycle.decision_blanks import BLANKS
from engine.cycle.places import DECISIONS, FOLDERS, HISTORY, OUTSIDE, ROSTER, SHEETS
from engine.cycle.settings import FILE
from engine.cycle.year import Year
from engine.files.atomic import folder, write_file
from engine.files.form_sheet import write_form
from engine.files.office_forms import blank_table
from engine.files.outside import CONCLUSIONS, DATE, DOCUMENT, EXCLUSION, OUTSIDE_NOTE
from engine.files.paper_codes import CHECK_CODE, PAPER_CODES, PAPER_NOTE
from engine.files.roster import CODE, NAME, STATUS, history_columns
from engine.files.rubric_store import Store
from engine.language.fields import Source
from engine.records.problem import CannotGoOn, problem
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rubric.preparing import prepare

_SETTINGS = """\
# 评估年度设置。日期都由办公室定；计分、评定从不看电脑的时钟。
kind: cycle
format: "1"
cycle: {cycle}
title: {title}
document: ""            # 依据文号
rubric: "{rubric}"
plan: "{plan}"
as_of: {as_of}       # 结果的日期
hand_in_by: {hand_in_by}  # 截止
mend_by: {mend_by}     # 补正期满
close_on: {close_on}    # 收口
publicity: {{first: {first}, last: {last}}}  # 公示
groups: []              # 另外分组排名的名册栏目，比如 [片区, 学段]
# 启用不予评定情形，每条都要写设定依据（文号）；没有依据的不要启用
exclusions: {{}}
paper_and_file: file    # 盖章纸质表与电子表的核对码不同时以哪个为准：file 电子表，paper 纸质表
lookback: {{lost_points: "1"}}  # 一项失分超过多少列入回头看
completion_line: "90"   # 进度线：应填的项填了百分之多少算到线，正好这么多也算
"""


def start(target: Path, rubric: str, plan: str, store: Store) -> Path:
    """Make the folder of a new year, named for its year. Raises CannotGoOn (2) if it is there."""
    if target.exists():
        raise CannotGoOn(problem("L707", what=target.name), exit_code=2)
    if not target.parent.is_dir():
        raise CannotGoOn(problem("L715", what=f"文件夹 {target.parent}"), exit_code=2)
    found, awards = store.load(rubric).rubric, store.load(plan).plan
    with folder(target) as working:
        for name in FOLDERS:
            (working / name).mkdir()
        settings = _settings(target.name, found, awards)
        (working / FILE).write_text(settings, encoding="utf-8")
        columns = [field.code for field in found.unit_fields]
        own = [each for each in columns if each not in (CODE, NAME, STATUS)]
        head = [CODE, NAME, *own, STATUS]
        (working / ROSTER).write_bytes(blank_table("名册", head, texts=(CODE,)))
        gates = [CODE, *history_columns(awards)]
        (working / HISTORY).write_bytes(blank_table("往年荣誉", gates, texts=(CODE,)))
        _outside_tables(working / OUTSIDE, found)
        for name, text in BLANKS.items():
            (working / DECISIONS / name).write_text(text.format(date=_end(found)), encoding="utf-8")
    return target


def _settings(cycle: str, rubric: Rubric, plan: AwardPlan) -> str:
    """Settings with dates that follow the end of the period; the office changes them."""
    days = [_end(rubric) + timedelta(days=each) for each in (40, 10, 20, 28, 42, 48)]
    as_of, hand_in_by, mend_by, close_on, first, last = (day.isoformat() for day in days)
    return _SETTINGS.format(
        cycle=_quoted(cycle),
        title=_quoted(f"{cycle}年度{rubric.title.split('（')[0].removesuffix('标准')}"),
        rubric=rubric.reference,
        plan=plan.reference,
        as_of=as_of,
        hand_in_by=hand_in_by,
        mend_by=mend_by,
        close_on=close_on,
        first=first,
        last=last,
    )


def _end(rubric: Rubric) -> date:
    """The end of the period; of a rubric without one, a day to be replaced."""
    return rubric.period.last if rubric.period is not None else date(2025, 10, 31)


def _quoted(text: str) -> str:
    """A text as a YAML scalar: JSON is YAML, whatever the folder is called."""
    return json.dumps(text, ensure_ascii=False)


def _outside_tables(target: Path, rubric: Rubric) -> None:
    """One blank table for all 〔局〕 fields, and one for written conclusions."""
    standard, _ = prepare(rubric)
    office = [f for f in standard.own_fields.values() if f.source is Source.OFFICE]
    if office:
        head = [CODE, *(f"{field.code} {field.title}" for field in office)]
        path = target / "局填数据.xlsx"
        path.write_bytes(blank_table("局填数据", head, texts=(CODE,), note=OUTSIDE_NOTE))
    head = [CODE, EXCLUSION, DOCUMENT, DATE]
    path = target / f"{PAPER_CODES}.xlsx"
    head_of_codes = [CODE, CHECK_CODE]
    path.write_bytes(blank_table(PAPER_CODES, head_of_codes, texts=head_of_codes, note=PAPER_NOTE))
    path = target / f"{CONCLUSIONS}.xlsx"
    path.write_bytes(blank_table(CONCLUSIONS, head, texts=(CODE, DOCUMENT)))


def write_sheets(year: Year, tell: Callable[[int, int], None]) -> int:
    """A workbook for every unit of the locked roster that takes part; how many were written."""
    year.require_lock("发表")
    target = year.folder / SHEETS
    target.mkdir(exist_ok=True)
    units = [unit for unit in year.roster if unit.status != "暂不参评"]
    for done, unit in enumerate(units, start=1):
        data = write_form(
            year.standard,
            unit,
            year.outside.shown(unit.code),
            cycle=year.settings.cycle,
            structure=year.structure,
            hand_in_by=year.settings.hand_in_by,
            created=year.settings.as_of,
        )
        write_file(target / f"{unit.code}-自评表.xlsx", data)
        tell(done, len(units))
    return len(units)
