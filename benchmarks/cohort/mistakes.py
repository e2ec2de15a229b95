"""Eight mistakes teachers really make, and the problem each must be met with 填报差错."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from benchmarks.cohort.answers import Value
from benchmarks.cohort.district import Role, School
from engine.records.submission import Piece

BLANKED = "F125"
TYPED_FULL_WIDTH = "F161"
TYPED_AS_TEXT = "F551"
INSERT_BELOW = "F121"
"""A row is inserted below this field, in the middle of its item."""

_BEFORE_PERIOD = date(2024, 9, 20)
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


class Mistake(NamedTuple):
    """What was done, and the code of the problem it must give."""

    what: str
    code: str


KINDS: Mapping[Role, Mistake] = {
    Role.BLANK_ITEM: Mistake("必填的一项没有填", "E219"),
    Role.FULL_WIDTH: Mistake("数字写成全角", "E211"),
    Role.NUMBER_AS_TEXT: Mistake("数字存成文本", "E210"),
    Role.DATE_OUTSIDE: Mistake("佐证日期在统计时段以外", "E223"),
    Role.FILE_MISSING: Mistake("目录写了文件，文件没有交", "P303"),
    Role.ROW_INSERTED: Mistake("在一项中间插入了一行", "E208"),
    Role.LAST_YEARS_FORM: Mistake("用了上一年的表样", "E226"),
    Role.TWO_FILES: Mistake("一个单位交了两份不同的表", "E232"),
}


def mistakes_in(schools: Iterable[School]) -> dict[str, Mistake]:
    """Unit code → the mistake its hand-in holds."""
    return {school.code: KINDS[school.role] for school in schools if school.role in KINDS}


def spoilt_values(school: School, values: Mapping[str, Value]) -> dict[str, Value]:
    """What the school leaves in the form; a field to be retyped holds its own mark for now."""
    spoilt = dict(values)
    match school.role:
        case Role.BLANK_ITEM:
            del spoilt[BLANKED]
        case Role.FULL_WIDTH:
            spoilt[TYPED_FULL_WIDTH] = _mark(TYPED_FULL_WIDTH)
        case Role.NUMBER_AS_TEXT:
            spoilt[TYPED_AS_TEXT] = _mark(TYPED_AS_TEXT)
    return spoilt


def spoilt_pieces(school: School, pieces: Sequence[Piece]) -> list[Piece]:
    """The register as the school hands it in, `counts` False where a piece will not be accepted."""
    if school.role is Role.DATE_OUTSIDE:
        late = pieces[0].model_copy(update={"dated": _BEFORE_PERIOD, "counts": False})
        return [late, *pieces[1:]]
    missing = missing_file(school, pieces)
    return [
        each.model_copy(update={"counts": each.counts and (not missing or each.file != missing)})
        for each in pieces
    ]


def missing_file(school: School, pieces: Iterable[Piece]) -> str:
    """The file that is named and not handed in: the one named least; "" for most schools."""
    if school.role is not Role.FILE_MISSING:
        return ""
    named = Counter(piece.file for piece in pieces if piece.file)
    return min(named, key=lambda name: (named[name], name))


def retyped(school: School, workbook: bytes, values: Mapping[str, Value]) -> bytes:
    """The workbook with its marked fields typed as text, as no careful writer would write them."""
    match school.role:
        case Role.FULL_WIDTH:
            typed = str(values[TYPED_FULL_WIDTH]).translate(_FULL_WIDTH)
            return _replaced(workbook, _mark(TYPED_FULL_WIDTH), typed)
        case Role.NUMBER_AS_TEXT:
            return _replaced(workbook, _mark(TYPED_AS_TEXT), str(values[TYPED_AS_TEXT]))
    return workbook


def _mark(field: str) -> str:
    return f"〔{field}〕"


def _replaced(workbook: bytes, mark: str, text: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/sharedStrings.xml":
                data = data.replace(mark.encode(), text.encode())
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
