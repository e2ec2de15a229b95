"""A filled 评审表 becomes rulings; what is not clear is no ruling, and says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.files.book import Book, Cell
from engine.files.form_names import REVIEW, REVIEW_ROLE, code_of, reason_of, value_of, verdict_of
from engine.files.form_stamp import Blocked
from engine.files.review_reader import read_review
from engine.files.review_sheet import write_review_sheet
from engine.files.sheet_scan import scan
from engine.records.problem import Severity
from engine.records.states import State
from engine.records.submission import FILLED, Answer, Ruling, Verdict
from tests.files import forms
from tests.files.forms import cell, codes, put_named, review, sound_book

BLANK = scan(forms.blank_review())
ROLE = {REVIEW_ROLE: "第二评审组"}


def filled(cells: dict[str, Any]) -> Book:
    return put_named(BLANK, ROLE | cells)


def test_an_untouched_sheet_gives_no_rulings_and_no_complaints() -> None:
    found = review(BLANK)
    assert (found.unit, found.rulings, found.problems) == ("00101", {}, ())


def test_rulings_are_read_with_their_words_values_and_reasons() -> None:
    found = review(
        filled(
            {
                verdict_of("1.1"): "认可",
                verdict_of("1.3"): "核定为",
                value_of("F131"): cell("1", "number"),
                reason_of("1.3"): "记录只有一次",
                verdict_of("1.4"): "缺佐证",
                verdict_of("1.5"): "核定为",
                value_of("F151.2"): "✓",
                verdict_of("2.1"): "有异议",
                value_of("F361"): "有",
                value_of("F362"): cell("4", "number"),
                value_of("F431"): cell("3.5", "number"),
                reason_of("4.3"): "推广不够",
            }
        )
    )
    assert found.problems == ()
    assert found.role == "第二评审组"
    by_item = found.rulings
    assert {code: each.verdict for code, each in by_item.items()} == {
        "1.1": Verdict.ACCEPT,
        "1.3": Verdict.AMEND,
        "1.4": Verdict.NO_EVIDENCE,
        "1.5": Verdict.AMEND,
        "2.1": Verdict.DISPUTED,
        "3.6": None,
        "4.3": None,
    }
    amended = by_item["1.3"]
    assert amended.reason == "记录只有一次" and amended.role == "第二评审组"
    assert amended.values["F131"].value == "1"
    assert amended.values["F131"].state is State.VERIFIED
    assert by_item["1.5"].values["F151"].value == (forms.standard().scope["F151"].options[1],)
    assert {code: a.value for code, a in by_item["3.6"].values.items()} == {
        "F361": "有",
        "F362": "4",
    }
    assert amended.place.sheet == REVIEW and amended.place.cell


BAD: tuple[tuple[dict[str, Cell | str], str, str], ...] = (
    ({verdict_of("1.1"): "同意"}, "V401", "1.1"),
    ({verdict_of("1.1"): cell("认可", formula=True)}, "V401", "1.1"),
    ({verdict_of("1.3"): "核定为"}, "V402", "1.3"),
    ({value_of("F131"): cell("1", "number")}, "V403", "1.3"),
    ({reason_of("1.3"): "只有一次"}, "V403", "1.3"),
    ({verdict_of("1.3"): "认可", value_of("F131"): cell("1", "number")}, "V407", "1.3"),
    ({verdict_of("1.3"): "同意不适用"}, "V406", "1.3"),
    ({value_of("F431"): cell("3.9", "number")}, "V404", "4.3"),
    ({value_of("F431"): cell("4.1", "number")}, "E215", "4.3"),
    ({value_of("F431"): cell("3.95", "number"), reason_of("4.3"): "略"}, "E215", "4.3"),
    ({value_of("F362"): cell("6", "number")}, "E215", "3.6"),
    ({value_of("F361"): "也许"}, "E218", "3.6"),
    ({verdict_of("1.3"): "核定为", value_of("F131"): "约1"}, "E213", "1.3"),
    ({verdict_of("1.3"): "核定为", value_of("F131"): cell("#N/A", "error")}, "E205", "1.3"),
)


@pytest.mark.parametrize(("cells", "code", "item"), BAD)
def test_what_is_not_clear_is_no_ruling(cells: dict[str, Cell | str], code: str, item: str) -> None:
    found = review(filled(cells | {verdict_of("1.2"): "认可"}))
    [said] = found.problems
    assert (said.code, said.severity, said.indicator) == (code, Severity.BLOCK, item)
    assert said.unit == "00101" and said.place.sheet == REVIEW and said.place.cell
    assert list(found.rulings) == ["1.2"]


def test_full_marks_need_no_reason_and_the_column_is_the_reviewers_own_field_for_one() -> None:
    full = review(filled({value_of("F431"): cell("4", "number"), reason_of("4.3"): "很好"}))
    less = review(filled({value_of("F431"): cell("3", "number"), reason_of("4.3"): "推广不够"}))
    assert full.problems == less.problems == ()
    assert [*full.rulings["4.3"].values] == ["F431"]
    assert less.rulings["4.3"].values["F432"].value == FILLED
    assert value_of("F432") not in BLANK.names


def test_a_sheet_that_still_has_a_cell_for_the_reason_is_read_as_before() -> None:
    (_, _, label), (_, _, value) = BLANK.names[code_of("F361")], BLANK.names[value_of("F361")]
    old = {code_of("F432"): (REVIEW, 900, label), value_of("F432"): (REVIEW, 900, value)}
    book = replace(BLANK, names={**BLANK.names, **old})
    less = {value_of("F431"): cell("3", "number"), code_of("F432"): "F432"}
    for where in (value_of("F432"), reason_of("4.3")):
        found = review(put_named(book, ROLE | less | {where: "推广不够"}))
        assert found.problems == ()
        assert found.rulings["4.3"].values["F432"].value == FILLED


def test_a_missing_role_is_only_a_warning() -> None:
    found = review(put_named(BLANK, {verdict_of("1.1"): "认可"}))
    assert [(each.code, each.severity) for each in found.problems] == [("V405", Severity.WARNING)]
    assert len(found.rulings) == 1


def test_a_sheet_of_another_unit_year_or_kind_is_blocked() -> None:
    cases = (
        (put_named(BLANK, {"w_s_unit": "00999"}), "E233"),
        (put_named(BLANK, {"w_s_structure": "f" * 64}), "E226"),
        (sound_book(), "E206"),
    )
    for book, code in cases:
        found = read_review(
            book,
            forms.standard(),
            file="r.xlsx",
            sha256="",
            structure=forms.structure(),
            edition="wuhao-school@2025",
            roster=forms.ROSTER,
        )
        assert isinstance(found, Blocked)
        assert codes(found) == {code}


def test_rulings_survive_being_laid_out_and_read_again() -> None:
    verified = State.VERIFIED
    given = {
        "1.3": Ruling(
            unit="00101",
            indicator="1.3",
            verdict=Verdict.AMEND,
            values={"F131": Answer(value="1", state=verified)},
            reason="记录只有一次",
        ),
        "1.5": Ruling(
            unit="00101",
            indicator="1.5",
            verdict=Verdict.AMEND,
            values={"F151": Answer(value=(), state=verified)},
            reason="现场没有",
        ),
        "4.3": Ruling(
            unit="00101",
            indicator="4.3",
            verdict=Verdict.ACCEPT,
            values={
                "F431": Answer(value="3.5", state=verified),
                "F432": Answer(value=FILLED, state=verified),
            },
            reason="推广不够",
        ),
    }
    data = write_review_sheet(
        forms.standard(),
        forms.UNIT,
        None,
        given,
        office={},
        cycle="2025",
        structure=forms.structure(),
        created=forms.CREATED,
        role="第二评审组",
    )
    found = review(scan(forms.edited(data, {})))
    assert found.problems == ()
    shown = {
        item: (
            each.verdict,
            each.reason,
            {code: answer.value for code, answer in each.values.items()},
        )
        for item, each in found.rulings.items()
    }
    assert shown == {
        code: (r.verdict, r.reason, {c: a.value for c, a in r.values.items()})
        for code, r in given.items()
    }


@pytest.mark.parametrize("name", [verdict_of("1.1"), reason_of("1.1")])
def test_a_cell_of_the_reviewers_that_is_lost_is_never_taken_for_untouched(name: str) -> None:
    book = filled({verdict_of("1.1"): "认可", verdict_of("1.2"): "认可"})
    names = {each: place for each, place in book.names.items() if each != name}
    found = review(replace(book, names=names))
    assert codes(found) == {"E207"}
    assert list(found.rulings) == ["1.2"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (cell("", formula=True, has_value=False), "E204"),
        (cell("#REF!", "error"), "E205"),
        (cell("材料不全", formula=True), None),
    ],
)
def test_a_reason_that_came_to_nothing_is_a_fault(content: Cell, code: str | None) -> None:
    found = review(filled({verdict_of("1.1"): "认可", reason_of("1.1"): content}))
    assert codes(found) == ({code} if code else set())
    assert len(found.rulings) == (0 if code else 1)
