"""The office's own data come in by the type of their field, and free text only as filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from engine.files.outside import Outside, read_outside
from engine.records.states import State
from engine.rubric.model import Rubric
from engine.rubric.preparing import prepare
from engine.rubric.standard import Standard
from tests.files.forms import ROSTER, RUBRIC, UNIT

MORE = (
    {"code": "F901", "title": "报送日", "type": "date", "source": "office"},
    {"code": "F902", "title": "文号", "type": "document", "source": "office"},
    {"code": "F903", "title": "情况", "type": "text", "source": "office"},
    {"code": "F904", "title": "渠道", "type": "choices", "options": ["邮件", "平台", "纸质"],
     "source": "office"},
)  # fmt: skip


def standard() -> Standard:
    """The model rubric, asking the office for one more thing of every type."""
    plain: dict[str, Any] = yaml.load(RUBRIC.read_text("utf-8"), yaml.BaseLoader)
    plain["sections"][0]["indicators"][0]["fields"] += MORE
    prepared, faults = prepare(Rubric.model_validate(plain))
    assert not faults
    return prepared


def outside(folder: Path, code: str, value: str) -> Outside:
    """A table of one value for one unit, read."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("单位编号", code))
    sheet.append((UNIT.code, value))
    book.save(folder / "局填数据.xlsx")
    return read_outside(folder, standard(), ROSTER)


@pytest.mark.parametrize(
    ("code", "typed", "value", "shown"),
    [
        ("F901", "2025年3月1日", "2025-03-01", "2025-03-01"),
        ("F902", "某教 [2025] 1号", "某教〔2025〕1号", "某教〔2025〕1号"),
        ("F903", "联系人 13800000000", "已填", "已填"),
        ("F903", "无", "无", "无"),
        ("F904", "平台、邮件", ("邮件", "平台"), "邮件、平台"),
        ("F904", "无", (), "无"),
        ("F171", "3 次", "3", "3"),
    ],
)
def test_a_value_is_read_by_the_type_of_its_field(
    tmp_path: Path, code: str, typed: str, value: object, shown: str
) -> None:
    found = outside(tmp_path, code, typed)
    assert found.problems == []
    answer = found.answers[UNIT.code][code]
    assert (answer.value, answer.state) == (value, State.VERIFIED)
    assert found.shown(UNIT.code) == {code: shown}


@pytest.mark.parametrize(
    ("code", "typed"),
    [("F901", "下周"), ("F901", "2025-02-30"), ("F904", "平台、电话"), ("F171", "约3次")],
)
def test_a_value_of_another_type_is_a_fault_in_its_cell_and_no_value(
    tmp_path: Path, code: str, typed: str
) -> None:
    found = outside(tmp_path, code, typed)
    assert [(each.code, str(each.place)) for each in found.problems] == [
        ("C424", "局填数据.xlsx·Sheet·B2")
    ]
    assert found.answers == {}
