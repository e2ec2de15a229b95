"""What another platform hands in is checked by the form's own reader, and as strictly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.files.book import Book
from engine.files.form_stamp import Blocked
from engine.files.hand_in_schema import hand_in_schema
from engine.files.sheet_scan import scan
from engine.files.zip_guard import Unreadable
from engine.language.fields import Field, Kind, Source
from engine.records.problem import NOWHERE
from engine.records.states import State
from engine.records.submission import Authorship, Piece, Submission
from tests.files import forms
from tests.files.forms import Value, counted, read
from tests.files.hand_ins import as_csv, document, of_json, scanned

PIECES = (
    Piece(number="1", indicator="1.1", kind="文件", title="发文", dated=date(2025, 3, 1),
          file="1.pdf", pages="1-2"),
    Piece(number="2", indicator="1.3", kind="现场", title="活动室", on_site=True),
)  # fmt: skip
SCHOOL = [each for each in forms.standard().own_fields.values() if each.source is Source.SCHOOL]


def bare(found: Submission) -> Submission:
    """The submission without what differs of itself: places, names, and where a text stood."""
    answers = {
        code: each.model_copy(update={"place": NOWHERE}) for code, each in found.answers.items()
    }
    pieces = tuple(each.model_copy(update={"place": NOWHERE}) for each in found.pieces)
    texts = tuple(each.model_copy(update={"place": NOWHERE}) for each in found.texts)
    return found.model_copy(
        update={"answers": answers, "pieces": pieces, "texts": texts, "problems": ()}
        | {"author": Authorship()}
    )


def possible(field: Field) -> st.SearchStrategy[Value]:
    """Every answer a school could give to a field."""
    match field.type:
        case Kind.NUMBER:
            scale = 10**field.places
            low, high = (int((each or 0) * scale) for each in (field.minimum, field.maximum))
            return st.integers(low, high).map(lambda n: f"{n / scale:.{field.places}f}")
        case Kind.YES_NO | Kind.CHOICE:
            return st.sampled_from(field.options)
        case Kind.CHOICES:
            return st.sets(st.sampled_from(field.options)).map(
                lambda chosen: tuple(each for each in field.options if each in chosen)
            )
        case Kind.DATE:
            return st.dates(date(2025, 1, 1), date(2025, 6, 30)).map(date.isoformat)
        case Kind.DOCUMENT:
            return st.just("某教〔2025〕5号")
    return st.sampled_from(["老园丁讲堂", "无"])


def problem_codes(found: Submission) -> list[tuple[str, str | None]]:
    """Codes and indicators, but for what only a sheet has."""
    said = [(each.code, each.indicator) for each in found.problems]
    return sorted(each for each in said if each[0] != "P311")


@given(
    answers=st.fixed_dictionaries({}, optional={field.code: possible(field) for field in SCHOOL})
)
@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_answers_of_a_form_written_as_json_or_csv_are_the_same_submission(
    answers: dict[str, Value], tmp_path: Path
) -> None:
    given_ = forms.modest_answers() | answers
    of_form = counted(scan(forms.form(given_, PIECES)))
    content = document(given_, PIECES)
    by_json = counted(of_json(tmp_path, content))
    by_csv = counted(scanned(tmp_path, "a.csv", as_csv(content)))
    assert bare(by_json) == bare(of_form)
    assert bare(by_csv) == bare(of_form)
    assert problem_codes(by_json) == problem_codes(of_form) == problem_codes(by_csv)


def changed(**answers: Any) -> dict[str, Any]:
    content = document(forms.modest_answers())
    content["answers"] |= answers
    return content


BAD_VALUES = (
    ("F131", 21, "E215"),
    ("F131", 1.5, "E215"),
    ("F131", "约5", "E213"),
    ("F131", True, "E213"),
    ("F111", "有", "E218"),
    ("F111", None, "E219"),
    ("F151", ["牌子"], "E218"),
    ("F131", "不适用", "E228"),
    ("F212", 1, "E215"),
)


@pytest.mark.parametrize(("code", "value", "said"), BAD_VALUES)
def test_a_bad_value_has_the_code_a_form_has_and_says_where_it_stands(
    code: str, value: Any, said: str, tmp_path: Path
) -> None:
    found = counted(of_json(tmp_path, changed(**{code: value})))
    [wrong] = found.problems
    assert (wrong.code, wrong.place.cell, wrong.place.sheet) == (said, f"/answers/{code}", None)
    assert found.answers[code].state in (State.FAULTY, State.BLANK)
    assert "第" not in wrong.message or said != "E219"


def test_a_bad_value_of_a_csv_says_its_row(tmp_path: Path) -> None:
    text = as_csv(changed(F131="约5"))
    found = counted(scanned(tmp_path, "a.csv", text))
    [wrong] = found.problems
    line = next(n for n, each in enumerate(text.splitlines(), 1) if ",F131," in each)
    assert (wrong.code, wrong.place.line) == ("E213", line)


def test_a_piece_of_a_csv_says_its_row(tmp_path: Path) -> None:
    content = document(forms.modest_answers(), PIECES)
    content["evidence"][1]["kind"] = "书"
    text = as_csv(content)
    found = counted(scanned(tmp_path, "a.csv", text))
    [wrong] = [each for each in found.problems if each.code == "P308"]
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "佐证2 类型" in each)
    assert wrong.place.line == line and found.pieces[1].number == "2"


def test_what_may_not_apply_is_asked_for_by_its_indicator(tmp_path: Path) -> None:
    standard = forms.standard()
    rule = standard.by_code["1.3"].indicator.model_dump() | {"not_applicable": {"policy": "full"}}
    indicator = standard.by_code["1.3"].indicator.model_validate(rule)
    items = tuple(
        replace(each, indicator=indicator, policy=indicator.not_applicable)
        if each.code == "1.3"
        else each
        for each in standard.items
    )
    content = changed() | {"na_requests": ["1.3"]}
    del content["answers"]["F131"]
    for book in (of_json(tmp_path, content), scanned(tmp_path, "a.csv", as_csv(content))):
        found = forms.read_form(
            book,
            replace(standard, items=items),
            file="a.json",
            sha256="",
            structure=forms.structure(),
            edition="wuhao-school@2025",
            roster=forms.ROSTER,
        )
        assert isinstance(found, Submission) and found.not_applicable == ("1.3",)
        assert found.answers["F131"].state is State.BLANK
        assert [each.code for each in found.problems] == ["E229"]


def test_evidence_notes_and_requests_are_held_to_the_same_rules(tmp_path: Path) -> None:
    content = changed() | {"notes": {"1.3": "学生姓名：张小明"}, "na_requests": ["1.1"]}
    for field in forms.standard().by_code["1.1"].fields:
        content["answers"].pop(field.code, None)
    content["evidence"] = [
        {"number": "1", "indicator": "9.9", "kind": "文件", "file": "a.pdf"},
        {"number": "2", "indicator": "1.1", "kind": "书", "file": "a.pdf"},
        {"number": "3", "indicator": "1.1", "kind": "文件"},
    ]
    found = counted(of_json(tmp_path, content))
    said = {each.code: each for each in found.problems}
    assert {"S604", "P306", "P308", "P309", "E228"} <= said.keys()
    assert said["S604"].place.cell == "/notes/1.3" and said["S604"].indicator == "1.3"
    assert said["P308"].place.cell == "/evidence/1/kind"


SHAPES: tuple[tuple[Callable[[dict[str, Any]], Any], str, str], ...] = (
    (lambda c: c | {"更多": 1}, "", "更多"),
    (lambda c: c["answers"].update(F999="是") or c, "/answers", "F999"),
    (lambda c: c | {"answers": []}, "/answers", "一组键"),
    (lambda c: c | {"evidence": {}}, "/evidence", "列表"),
    (lambda c: c["answers"].update(F131=[1]) or c, "/answers/F131", "数字"),
    (lambda c: c["answers"].update(F151=["标牌", "标牌"]) or c, "/answers/F151", "重复"),
    (lambda c: c | {"na_requests": ["9.9"]}, "/na_requests/0", "选项"),
    (lambda c: c | {"format": "2"}, "/format", "“1”"),
)


@pytest.mark.parametrize(("change", "where", "what"), SHAPES)
def test_a_fault_of_structure_is_said_in_chinese_with_its_pointer(
    change: Callable[[dict[str, Any]], Any], where: str, what: str, tmp_path: Path
) -> None:
    found = read(of_json(tmp_path, change(changed())))
    assert isinstance(found, Blocked) and (found.code, found.unit) == ("C442", "00101")
    [wrong] = found.problems
    assert (wrong.place.cell or "", what in wrong.message) == (where, True)


def test_all_faults_of_structure_are_said_at_once(tmp_path: Path) -> None:
    content = changed() | {"更多": 1, "evidence": {}, "format": "2"}
    found = read(of_json(tmp_path, content))
    assert isinstance(found, Blocked) and len(found.problems) == 3


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [("structure", "0" * 64, "E226"), ("unit", "99999", "E233"), ("unit", "101", "E217")],
)
def test_whose_and_of_what_year_it_is_is_checked_as_for_a_form(
    key: str, value: str, code: str, tmp_path: Path
) -> None:
    found = read(of_json(tmp_path, changed() | {key: value}))
    assert isinstance(found, Blocked) and found.code == code


SOUND = json.dumps(changed(), ensure_ascii=False)
UNREADABLE = (
    ("a.json", "", "C440"),
    ("a.json", "{", "C440"),
    ("a.json", SOUND.replace('"F131": 0', '"F131": NaN'), "C440"),
    ("a.json", SOUND.replace('"F131": 0', '"F131": 0, "F131": 1'), "C440"),
    ("a.json", SOUND.replace('"F131": 0', f'"F131": {"9" * 5000}'), "C440"),
    ("a.json", "[" * 100_000, "C440"),
    ("a.json", SOUND.encode("utf-16"), "C440"),
    ("a.csv", "单位,值\n1,2\n", "C441"),
    ("a.csv", "单位编号,填报项,值\n00101,F131,1,2\n", "C441"),
    ("a.csv", "单位编号,填报项,值\n00101,F131,1\n00102,F131,1\n", "C441"),
    ("a.csv", "单位编号,填报项,值\n00101,F131,1\n00101,F131,2\n", "C441"),
    ("a.csv", "单位编号,填报项,值\n", "C441"),
)


@pytest.mark.parametrize(("name", "text", "code"), UNREADABLE)
def test_what_two_readers_could_read_differently_is_refused(
    name: str, text: str | bytes, code: str, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable) as refused:
        scanned(tmp_path, name, text)
    assert refused.value.code == code


def test_a_mark_at_the_start_and_the_other_chinese_encoding_are_read(tmp_path: Path) -> None:
    plain = counted(of_json(tmp_path, changed()))
    for data in (b"\xef\xbb\xbf" + SOUND.encode(), SOUND.encode("gb18030")):
        assert counted(scanned(tmp_path, "b.json", data)) == plain


def test_numbers_are_read_to_the_last_digit_written(tmp_path: Path) -> None:
    text = SOUND.replace('"F161": 0', '"F161": 1999.50')
    assert text != SOUND
    assert counted(scanned(tmp_path, "a.json", text)).answers["F161"].value == "1999.5"
    exact = SOUND.replace('"F161": 0', '"F161": 0.30')
    assert counted(scanned(tmp_path, "a.json", exact)).answers["F161"].value == "0.3"


def test_the_schema_is_one_and_takes_what_the_reader_takes() -> None:
    schema = hand_in_schema(forms.standard())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(document(forms.modest_answers(), PIECES))
    assert not validator.is_valid(changed(F131=21))
    titles = schema["properties"]["answers"]["properties"]
    assert set(titles) == {each.code for each in SCHOOL}
    assert "听取汇报" in titles["F131"]["title"]


def test_what_is_no_hand_in_at_all_is_blocked(tmp_path: Path) -> None:
    for content in ([], 1, {}, {"kind": "hand-in"}):
        book: Book = of_json(tmp_path, content)
        found = read(book)
        assert isinstance(found, Blocked) and found.problems
