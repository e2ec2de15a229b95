"""Thousands of filled 自评表 of a random rubric, no two alike, in the inbox of a bare folder.

Some are written as every form is; the others are those with another unit's code and name and
other numbers put into their XML, each within its field's range.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from benchmarks import random_rubric as chance
from engine.cycle.reading_in import FormReader
from engine.files.form_cells import address
from engine.files.form_names import value_of
from engine.files.form_sheet import write_form
from engine.files.sheet_scan import scan
from engine.files.zip_guard import DEFAULT_LIMITS, open_members
from engine.language.fields import Field, Kind
from engine.records.submission import Piece, RosterUnit
from engine.rubric.identity import structure_digest

ITEMS, WRITTEN, PIECES, CHUNK = 60, 100, 30, 250
SHEET = "xl/worksheets/sheet2.xml"


def unit(number: int) -> RosterUnit:
    """One line of the roster."""
    fields = {chance.STAGE["code"]: "小学"}
    return RosterUnit(code=f"S{number:06d}", name=f"第{number}小学", status="参评", fields=fields)


def reader(units: int) -> FormReader:
    """What the forms are read against, in a year of so many units."""
    standard = chance.standard(ITEMS)
    roster = {each.code: each for each in map(unit, range(units))}
    return FormReader(standard, structure_digest(standard.rubric), roster, {})


def write(inbox: Path, count: int) -> None:
    """Put `count` workbooks into `inbox`."""
    inbox.mkdir(parents=True)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        chunks = (range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK))
        list(pool.map(partial(_write_some, inbox), chunks))


def _write_some(inbox: Path, numbers: range) -> None:
    for number in numbers:
        (inbox / f"{unit(number).code}-自评表.xlsx").write_bytes(_workbook(number))


def _workbook(number: int) -> bytes:
    """The bytes of one filled form."""
    written = unit(number % WRITTEN)
    members, texts, fields = _template(number % WRITTEN)
    if written == (mine := unit(number)):
        return _packed(members)
    draw = Random(number)
    values = (_drawn(field, draw) for field in fields)
    cells = "".join(piece for pair in zip(texts, (*values, ""), strict=True) for piece in pair)
    changed = {**members, SHEET: cells.encode()}
    for old, new in ((written.code, mine.code), (f"{written.name}<", f"{mine.name}<")):
        changed = {n: part.replace(old.encode(), new.encode()) for n, part in changed.items()}
    return _packed(changed)


@cache
def _template(number: int) -> tuple[dict[str, bytes], list[str], list[Field]]:
    """The parts of a written form, its sheet cut at every number, and the fields of those."""
    against = reader(1)
    mine = unit(number)
    [submission] = chance.case(against.standard, 1, number).intake.counted.values()
    data = write_form(
        against.standard,
        mine,
        {},
        cycle="2025",
        structure=against.structure,
        hand_in_by=date(2025, 11, 10),
        created=date(2025, 9, 1),
        prefill={code: answer.value for code, answer in submission.answers.items()},
        pieces=tuple(_pieces(against)),
    )
    members = open_members(data, DEFAULT_LIMITS)
    names = scan(data).names
    found = {
        address(*names[value_of(code)][1:]): field
        for code, field in against.standard.own_fields.items()
        if field.type is Kind.NUMBER and value_of(code) in names
    }
    texts, fields, at = [], [], 0
    sheet = members[SHEET].decode()
    for cell in re.finditer(r'<c r="([A-Z]+[0-9]+)" s="[0-9]+"><v>([^<]*)</v>', sheet):
        if cell[1] in found:
            texts.append(sheet[at : cell.start(2)])
            fields.append(found[cell[1]])
            at = cell.end(2)
    return members, [*texts, sheet[at:]], fields


def _pieces(against: FormReader) -> Iterator[Piece]:
    for number, item in enumerate(against.standard.items[:PIECES], start=1):
        yield Piece(
            number=str(number), indicator=item.code, kind="文件", title=f"材料{number}",
            dated=date(2025, 3, 1), box="第1盒", pages=f"{number}",
        )  # fmt: skip


def _drawn(field: Field, draw: Random) -> str:
    assert field.minimum is not None and field.maximum is not None
    return str(draw.randint(int(field.minimum), int(field.maximum)))


def _packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members.items():
            archive.writestr(name, part)
    return buffer.getvalue()
