"""The sound files mutations begin with, and what is read from them while they are sound."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import openpyxl

from engine.files.book import Book
from engine.files.form_names import value_of
from engine.files.form_reader import read_form
from engine.files.form_sheet import write_form
from engine.files.form_stamp import Blocked
from engine.files.review_sheet import write_review_sheet
from engine.files.rubric_book_out import rubric_book
from engine.files.rubric_book_skeleton import skeleton
from engine.files.sheet_scan import scan
from engine.language.fields import Source
from engine.records.states import State
from engine.records.submission import Answer, Piece, RosterUnit, Ruling, Submission, Verdict
from engine.rubric.identity import structure_digest
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.files import forms
from tests.hostile_workbooks import packed
from tests.opendocument import as_ods

SECRET = "张三丰13800000000"
"""Stands in free text; no message may ever repeat it."""
ANSWERS: Mapping[str, forms.Value] = {
    **{"F121": "有", "F122": "2025-03-31", "F123": "否", "F131": "2", "F151": ("标牌", "电话")},
    **{"F161": "1999.5", "F421": "县级", "F422": "某教〔2025〕5号", "F433": SECRET},
}


@dataclass(frozen=True, slots=True)
class Form:
    """A filled form, the standard it is of, and what it says while nothing is wrong with it."""

    data: bytes
    standard: Standard
    roster: Mapping[str, RosterUnit]

    def read(self, book: Book) -> Submission | Blocked:
        return read_form(
            book,
            self.standard,
            file="a.xlsx",
            sha256="",
            structure=structure_digest(self.standard.rubric),
            edition=self.standard.rubric.reference,
            roster=self.roster,
        )


@cache
def form_seeds() -> Mapping[str, Form]:
    """Forms as our writer, another library and an OpenDocument program leave them; a small one."""
    data = forms.form(ANSWERS, (_piece(),))
    small = _small_form()
    made = {
        "form": Form(data, forms.standard(), forms.ROSTER),
        "form-saved-elsewhere": Form(forms.edited(data, {}), forms.standard(), forms.ROSTER),
        "form-ods": Form(as_ods(scan(data)), forms.standard(), forms.ROSTER),
        "small-form": small,
        "small-form-ods": Form(as_ods(scan(small.data)), small.standard, small.roster),
    }
    return made


def _piece() -> Piece:
    return Piece(number="1", indicator="1.2", kind="文件", title=SECRET, box="第1盒", pages="1")


def _small_form() -> Form:
    standard, faults = prepare(skeleton())
    assert not faults
    unit = RosterUnit(code="00101", name="示例小学", status="参评", fields={})
    answers = {
        field.code: forms.modest(field)
        for field in standard.own_fields.values()
        if field.source is Source.SCHOOL
    }
    data = write_form(
        standard,
        unit,
        {},
        cycle="2025",
        structure=structure_digest(standard.rubric),
        hand_in_by=forms.HAND_IN_BY,
        created=forms.CREATED,
        prefill=answers,
        pieces=(),
    )
    return Form(data, standard, {unit.code: unit})


@cache
def value_rows(seed: str) -> Mapping[str, frozenset[tuple[int, int]]]:
    """Where the answers of a sound form stand: by field, sheets (from 0) and rows (from 1)."""
    from engine.files.field_rows import rows_of  # noqa: PLC0415

    made = form_seeds()[seed]
    book = scan(made.data)
    order = [sheet.name for sheet in book.sheets]
    found = {}
    for code, field in made.standard.own_fields.items():
        places = [
            book.names[value_of(row)] for row in rows_of(field) if value_of(row) in book.names
        ]
        found[code] = frozenset((order.index(sheet), row) for sheet, row, _ in places)
    return found


@cache
def sound(seed: str) -> Submission:
    """What is read from a sound form."""
    read = form_seeds()[seed].read(scan(form_seeds()[seed].data))
    assert isinstance(read, Submission), read
    return read


@cache
def review() -> bytes:
    """A review sheet of the model rubric in which something is settled."""
    ruling = Ruling(
        unit=forms.UNIT.code,
        indicator="1.3",
        verdict=Verdict.AMEND,
        values={"F131": Answer(value="1", state=State.VERIFIED)},
        reason="查看记录",
    )
    return write_review_sheet(
        forms.standard(),
        forms.UNIT,
        None,
        {"1.3": ruling},
        office={},
        cycle="2025",
        structure=forms.structure(),
        created=forms.CREATED,
        role="第一评审组",
    )


@cache
def rubric_workbook() -> bytes:
    """A rubric written in Excel."""
    return rubric_book(skeleton())


ROSTER_COLUMNS = ("单位编号", "单位名称", "参评状态", "学段", "离退休教职工数")
ROSTER_ROWS = (
    ("00101", "示例小学", "参评", "小学", "3"),
    ("00102", "示例中学", "首次试评", "初中", "0"),
    ("00103", "示例幼儿园", "暂不参评", "幼儿园", "1"),
)


@cache
def roster_workbook() -> bytes:
    """A roster as an office keeps it: a title over it, a total under it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("名册",), ROSTER_COLUMNS, *ROSTER_ROWS, ("合计", "", "", "", 4)):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@cache
def roster_csv() -> bytes:
    """The same roster as CSV."""
    return "\r\n".join(",".join(row) for row in (ROSTER_COLUMNS, *ROSTER_ROWS)).encode()


@cache
def yaml_seeds() -> tuple[bytes, ...]:
    """Rubrics and a plan as YAML."""
    root = forms.RUBRIC.parents[1]
    bad = forms.Path(__file__).parents[1] / "bad_rubrics"
    return (
        *(path.read_bytes() for path in sorted(root.glob("*/*.yaml"))),
        *((bad / name / "2025.yaml").read_bytes() for name in ("small", "small-plan")),
    )


@cache
def evidence_zip() -> bytes:
    """Evidence as schools zip it."""
    files = {"01 成立文件.pdf": b"%PDF-1.7\nx" * 9, "照片/活动.jpg": b"\xff\xd8\xff\xe0" * 50}
    return packed(dict(files))


def model_rubric() -> Rubric:
    """The rubric whose columns the rosters have."""
    return forms.standard().rubric
