"""Rubrics and plans in Excel: out and in with the same digest, every fault at its cell."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import Workbook, load_workbook

from engine.files.rubric_book import as_yaml, take
from engine.files.rubric_book_in import read_book
from engine.files.rubric_book_layout import sheets
from engine.files.rubric_book_out import rubric_book
from engine.files.rubric_book_rows import headings
from engine.files.rubric_book_rule_words import KINDS as NAMED
from engine.files.rubric_book_rules import form_of, rule_columns
from engine.files.rubric_book_skeleton import skeleton
from engine.files.rubric_store import TEXT_KEYS, Store, parse, standard_store
from engine.files.rubric_store import Source as YamlSource
from engine.files.strict_yaml import load
from engine.records.exact import Exact
from engine.records.problem import CannotGoOn
from engine.rubric.identity import content_digest
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan
from engine.rules import base
from engine.rules.amounts import Part
from engine.rules.base import RuleKind
from tests.conftest import Soffice
from tests.files.random_rubrics import one_of_each_kind, plans, rubrics
from tests.files.rubric_books import Edit, at, column, edited, put, written

STORE = standard_store()
SHIPPED = STORE.references()
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("reference", SHIPPED)
def test_every_shipped_edition_comes_back_with_its_digest(reference: str, tmp_path: Path) -> None:
    value = STORE.load(reference).value
    taken = take(written(value, tmp_path), STORE)
    assert taken.usable and taken.value is not None
    assert content_digest(taken.value) == content_digest(value)
    again = parse(YamlSource("", load(as_yaml(taken.value), "", TEXT_KEYS)))
    assert content_digest(again) == content_digest(value)


@given(rubrics())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_rubric_comes_back_with_its_digest(
    tmp_path_factory: pytest.TempPathFactory, value: Rubric
) -> None:
    into = read_book(written(value, tmp_path_factory.mktemp("book")))
    assert into.problems == []
    assert content_digest(Rubric.model_validate(into.value)) == content_digest(value)
    assert as_yaml(value)


@given(one_of_each_kind())
@settings(max_examples=10, suppress_health_check=list(HealthCheck))
def test_a_rule_of_every_kind_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rules: dict[str, Any]
) -> None:
    plain = skeleton().model_dump(mode="json")
    items = [
        {"code": f"K{n}", "title": kind, "points": "1", "rule": rule}
        for n, (kind, rule) in enumerate(rules.items())
    ]
    plain["sections"].append({"code": "9", "title": "各种", "points": "1", "indicators": items})
    value = Rubric.model_validate(plain)
    assert {each.rule.kind for each in value.sections[-1].indicators} == set(base.KINDS)  # type: ignore[union-attr]
    into = read_book(written(value, tmp_path_factory.mktemp("book")))
    assert into.problems == []
    assert content_digest(Rubric.model_validate(into.value)) == content_digest(value)
    assert as_yaml(value)


@given(plans())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_any_plan_comes_back_with_its_digest(
    tmp_path_factory: pytest.TempPathFactory, value: AwardPlan
) -> None:
    into = read_book(written(value, tmp_path_factory.mktemp("book")))
    assert into.problems == []
    assert content_digest(AwardPlan.model_validate(into.value)) == content_digest(value)
    assert as_yaml(value)


def test_the_same_rubric_gives_the_same_bytes() -> None:
    assert rubric_book(skeleton()) == rubric_book(skeleton())


@pytest.mark.libreoffice
@pytest.mark.parametrize("reference", ["wuhao-school@2025", "taicang-consolidation@2025"])
def test_a_workbook_saved_again_by_libreoffice_keeps_its_digest(
    reference: str, tmp_path: Path, soffice: Soffice
) -> None:
    value = STORE.load(reference).value
    outdir = tmp_path / "saved"
    outdir.mkdir()
    [saved] = soffice.convert([written(value, tmp_path)], "xlsx", outdir)
    taken = take(saved, STORE)
    assert taken.value is not None
    assert content_digest(taken.value) == content_digest(value)


@pytest.mark.parametrize("model", [Rubric, AwardPlan])
def test_every_column_is_called_by_one_chinese_name_and_explained(
    model: type[Rubric | AwardPlan],
) -> None:
    for sheet in sheets(model):
        found = headings(sheet)
        names = [each.heading for each in found]
        assert len(set(names)) == len(names), sheet.name
        assert [each.heading for each in found if not each.note] == [], sheet.name


def test_every_value_of_the_kinds_we_name_has_a_chinese_column() -> None:
    for kind in NAMED:
        form = form_of(kind)
        inside = [each for role in form.roles.values() for each in (role, *role.columns)]
        words = [getattr(e, "heading", getattr(e, "word", "")) for e in (*form.columns, *inside)]
        assert all(CHINESE.match(word) for word in words), (kind, words)


def test_kinds_and_types_are_chosen_from_lists_and_cells_are_text(tmp_path: Path) -> None:
    book = load_workbook(written(skeleton(), tmp_path))
    choices = [[cell.value for cell in each] for each in book["选项"].columns]
    [kinds] = [each for each in choices if each[0] == "计分种类"]
    assert {name for name, _ in NAMED.values()} <= set(kinds)
    lists = {
        str(each.sqref).split(":")[0] for each in book["填报项"].data_validations.dataValidation
    }
    assert f"{column('填报项', '类型')}2" in lists
    for sheet in ("指标", "填报项", "计分规则"):
        head = book[sheet][1]
        assert all(cell.comment is not None and cell.comment.text for cell in head)
        assert all(cell.number_format == "@" for cell in book[sheet][2])


def test_the_bureau_may_order_name_and_add_columns(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["指标"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        heads = ["考核内容" if each == "指标名称" else each for each in rows[0]]
        sheet.append(["2025年考核表"])
        sheet.append([*reversed(heads), "责任科室"])
        for row in rows[1:6]:
            sheet.append([*reversed(row), "办公室"])
        names = book.create_sheet("列名")
        names.append(["本表列名", "本单位列名"])
        names.append(["指标名称", "考核内容"])

    taken = take(edited(tmp_path, edit), STORE)
    assert taken.value is not None
    assert content_digest(taken.value) == content_digest(skeleton())
    assert [(each.code, str(each.place)) for each in taken.problems] == [
        ("Y582", "标准.xlsx·指标·X2")
    ]


def test_what_the_yaml_writes_may_be_written_in_excel_too(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        for row in book["计分规则"].iter_rows(min_row=2, max_col=2):
            if row[1].value == "分项加分":
                row[1].value = "parts"
        book["填报项"][f"{column('填报项', '类型')}2"] = "yes-no"
        book["指标"]["A3"] = None
        book["指标"][f"{column('指标', '指标分值')}2"] = 4
        book["标准"]["B16"] = book["标准"]["B16"].value

    taken = take(edited(tmp_path, edit), STORE)
    assert taken.value is not None and taken.problems == ()
    assert content_digest(taken.value) == content_digest(skeleton())


def test_a_date_cell_is_a_day(tmp_path: Path) -> None:
    book = load_workbook(written(skeleton(), tmp_path))
    [row] = [each for each in book["标准"].iter_rows() if each[0].value == "统计时段开始"]
    row[1].value, row[1].number_format = datetime(2024, 11, 1), "yyyy-mm-dd"  # noqa: DTZ001
    book.save(tmp_path / "日期.xlsx")
    taken = take(tmp_path / "日期.xlsx", STORE)
    assert taken.value is not None
    assert content_digest(taken.value) == content_digest(skeleton())


class Step(Part):
    """Part of a kind nobody has described to the workbook."""

    height: Exact
    names: dict[str, tuple[str, ...]] | None = None


def test_a_rule_kind_nobody_described_goes_out_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = dict(base._KINDS)
    monkeypatch.setattr(base, "_KINDS", kinds)
    monkeypatch.setattr("engine.files.rubric_book_rules.REGISTERED", kinds)
    monkeypatch.setattr("engine.files.rubric_book_assembly.KINDS", kinds)
    monkeypatch.setattr(base, "KINDS", kinds)

    class Odd(RuleKind):
        kind: Literal["test-odd"]
        of: str
        pace: Exact
        spread: dict[str, tuple[str, ...]]
        steps: tuple[Step, ...]
        last: Step | None = None

        def lower(self, context: base.Context) -> Any: ...
        def say(self, context: base.Context) -> str: ...

    rule = {
        "kind": "test-odd", "of": "F21", "pace": "0.5", "spread": {"甲": ["一", "二"]},
        "steps": [{"height": "1", "names": {"乙": ["三"]}}, {"height": "2.5"}],
        "last": {"height": "9"},
    }  # fmt: skip
    plain = skeleton().model_dump(mode="json")
    plain["sections"][1]["indicators"][0]["rule"] = rule
    value = Rubric.model_validate(plain)
    into = read_book(written(value, tmp_path))
    assert into.problems == []
    assert content_digest(Rubric.model_validate(into.value)) == content_digest(value)


KIND, ROLE, WHEN = "计分种类", "这一行是", "什么情况下"
BROKEN: dict[str, tuple[tuple[Edit, str], str]] = {
    "number as indicator code": (at("指标", "指标编码", 2, 1.1), "Y583"),
    "number as owner code": (at("填报项", "指标编码", 2, 1.1), "Y583"),
    "date as code": (at("指标", "指标编码", 2, datetime(2025, 1, 1)), "Y583"),  # noqa: DTZ001
    "decimal as clause": (at("依据", "来源条款", 2, 1.1), "Y583"),
    "formula": (at("指标", "指标分值", 2, "=2+2"), "Y584"),
    "error value": (at("指标", "指标分值", 2, "#N/A"), "Y584"),
    "type not on offer": (at("填报项", "类型", 2, "布尔"), "Y585"),
    "kind not on offer": (at("计分规则", KIND, 2, "随便给分"), "Y585"),
    "review not on offer": (at("指标", "要不要评审", 2, "看情况"), "Y585"),
    "unknown indicator": (at("填报项", "指标编码", 2, "9.9"), "Y586"),
    "unknown exclusion": (at("依据", "情形编码", 7, "N9"), "Y586"),
    "both owners": (at("依据", "情形编码", 2, "N1"), "Y586"),
    "column of another kind": (at("计分规则", "档次名称", 2, "甲"), "Y587"),
    "row of another kind": (at("计分规则", ROLE, 3, "分档"), "Y587"),
    "kind left out": (at("计分规则", KIND, 2, None), "Y587"),
    "points in words": (at("指标", "指标分值", 2, "四分"), "Y588"),
    "groups without equals": (at("计分规则", "不低于", 7, "学段：小学8"), "Y588"),
    "no such day": (at("标准", "内容", 12, "2024-13-01"), "Y588"),
    "section points differ": (at("指标", "一级指标分值", 3, "9"), "Y589"),
    "source twice": (at("来源", "来源简称", 3, "某细则"), "Y589"),
    "two kinds for one item": (at("计分规则", KIND, 3, "达标得分"), "Y589"),
    "option twice": (at("计分规则", "哪个选项", 12, "省级"), "Y589"),
    "no such other parameter": (at("计分规则", "其他参数", 2, "abc=1"), "Y588"),
    "brackets that do not close": (at("填报项", "选项", 7, "[省级"), "Y588"),
    "option that is no step": (at("计分规则", "不低于", 7, "在校生数：1000=8"), "Y510"),
    "amount of a unit without a reason": (at("计分规则", "不低于", 7, "8；单位A=3"), "Y588"),
    "points by a size nobody has": (at("指标", "指标分值", 2, "人数：≥1000=3；其余=4"), "Y510"),
    "way not to apply not on offer": (at("指标", "不适用怎么算", 2, "随便"), "Y585"),
    "converted, but not said where": (at("指标", "不适用怎么算", 3, "折算"), "Y503"),
    "group of a rule that does not compare": (at("计分规则", "在哪一组里比", 2, "学段"), "Y587"),
    "section leaves on no condition": (at("指标", "整级不适用怎么算", 2, "不计入满分"), "Y553"),
    "title missing": (at("指标", "指标名称", 3, None), "Y503"),
    "minimum over maximum": (at("填报项", "最小值", 3, "99"), "Y503"),
    "one option": (at("填报项", "选项", 7, "省级"), "Y503"),
    "points of a part missing": (at("计分规则", "分数", 3, None), "Y503"),
    "section does not add up": (at("指标", "一级指标分值", 2, "9"), "Y524"),
    "condition names nothing": (at("计分规则", WHEN, 3, "F99 = 是"), "Y510"),
    "evidence names nothing": (at("佐证", "至少几件", 2, "最小(F99, 1)"), "Y510"),
    "source that is not there": (at("依据", "来源简称", 2, "别的细则"), "Y528"),
    "lowest grade not at zero": (at("等次", "不低于多少分", 4, "1"), "Y534"),
}  # fmt: skip
"""What somebody wrote → the problem; its place is the cell it was written in."""
ELSEWHERE = {
    "option that is no step": "计分规则·B6",
    "minimum over maximum": "填报项·B3",
    "one option": "填报项·B7",
    "section does not add up": "指标·C2",
    "condition names nothing": "计分规则·B2",
    "lowest grade not at zero": "等次·A2",
    "unknown exclusion": "依据·B7",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_said_at_its_sheet_and_cell(name: str, tmp_path: Path) -> None:
    (edit, where), code = BROKEN[name]
    taken = take(edited(tmp_path, edit), STORE)
    assert not taken.usable
    found = [(each.code, str(each.place)) for each in taken.problems]
    assert (code, f"标准.xlsx·{ELSEWHERE.get(name, where)}") in found
    for each in taken.problems:
        assert each.code == "Y539" or CHINESE.search(each.message)


UNREADABLE: dict[str, tuple[Edit, str, str]] = {
    "no head sheet": (lambda book: book.remove(book["标准"]), "Y580", "标准.xlsx"),
    "no items": (lambda book: book.remove(book["指标"]), "Y580", "标准.xlsx"),
    "heading changed": (put("指标", "E1", "名字"), "Y581", "标准.xlsx·指标·A1"),
    "heading twice": (put("指标", "F1", "指标名称"), "Y581", "标准.xlsx·指标·F1"),
    "no header": (lambda book: book["佐证"].delete_rows(1), "Y581", "标准.xlsx·佐证"),
}


def test_a_percentage_is_not_taken_for_what_it_shows(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        cell = book["指标"]["F2"]
        cell.value, cell.number_format = 0.04, "0%"

    found = take(edited(tmp_path, edit), STORE).problems
    assert ("Y584", "标准.xlsx·指标·F2") in [(each.code, str(each.place)) for each in found]


def test_cells_far_out_and_formats_on_whole_columns_cost_nothing(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["指标"]["XFD1048576"].number_format = "@"
        book["填报项"]["A1048576"].number_format = "0%"

    taken = take(edited(tmp_path, edit), STORE)
    assert taken.value is not None
    assert content_digest(taken.value) == content_digest(skeleton())


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_workbook_that_is_not_ours_is_refused(name: str, tmp_path: Path) -> None:
    edit, code, where = UNREADABLE[name]
    with pytest.raises(CannotGoOn) as caught:
        take(edited(tmp_path, edit), STORE)
    assert (code, where) in [(each.code, str(each.place)) for each in caught.value.problems]
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(("data", "code"), [(None, "C403"), (b"not a workbook", "C404")])
def test_a_file_that_is_no_workbook_is_refused(
    data: bytes | None, code: str, tmp_path: Path
) -> None:
    path = tmp_path / "标准.xlsx"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CannotGoOn) as caught:
        take(path, Store([]))
    assert [each.code for each in caught.value.problems] == [code]


def test_all_faults_are_said_in_one_pass_and_none_twice(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        for name in ("points in words", "type not on offer", "kind not on offer", "title missing"):
            BROKEN[name][0][0](book)

    found = take(edited(tmp_path, edit), STORE).problems
    assert sorted(each.code for each in found) == ["Y503", "Y585", "Y585", "Y588"]
    assert len({each.place for each in found}) == 4


def test_a_shape_fault_speaks_of_headings_and_not_of_keys(tmp_path: Path) -> None:
    edit, _ = BROKEN["title missing"][0]
    [found] = take(edited(tmp_path, edit), STORE).problems
    assert found.message == "缺少“指标名称”。"


def test_the_rule_sheet_keeps_the_order_of_its_words() -> None:
    names = [each.heading for each in rule_columns()]
    assert names[:4] == [KIND, ROLE, "哪个选项", "看哪一项"]
    assert names[-1] == "其他参数"
