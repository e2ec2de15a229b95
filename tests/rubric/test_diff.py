"""A difference says every change once, in its part, and joins changed codes only by the map."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.files.rubric_store import standard_store
from engine.rubric.code_map import CodeMap, faults, join
from engine.rubric.diff import Difference, plan_difference, rubric_difference
from engine.rubric.diff_words import Part
from engine.rubric.identity import content_digest
from engine.rubric.model import Rubric
from engine.rubric.plan import AwardPlan

BAD = Path(__file__).parents[1] / "bad_rubrics"
STORE = standard_store(BAD)
SMALL = STORE.load("small@2025").rubric.model_dump(mode="json")
PLAN = STORE.load("small-plan@2025").plan.model_dump(mode="json")
SHIPPED = standard_store().references()

Edit = Callable[[dict[str, Any]], object]


def changed(edit: Edit, of: dict[str, Any] = SMALL) -> dict[str, Any]:
    copy = deepcopy(of)
    edit(copy)
    return copy


def small(edit: Edit = lambda _: None) -> Rubric:
    return Rubric.model_validate(changed(edit))


def code_map(**said: Any) -> CodeMap:
    heads = {"kind": "code-map", "format": "1", "from": "small@2025", "to": "small@2025"}
    return CodeMap.model_validate({**heads, **said})


def lines(found: Difference) -> list[str]:
    return [f"{each.part.chinese}｜{each}" for each in found.changes]


def item(rubric: dict[str, Any], number: int) -> dict[str, Any]:
    found: dict[str, Any] = rubric["sections"][0]["indicators"][number]
    return found


RUBRIC_CHANGES: dict[str, tuple[Edit, list[str]]] = {
    "the title": (
        lambda r: r.update(title="小标准"), ["措辞｜名称：小标准（测试用，虚构） → 小标准"],
    ),
    "a source": (
        lambda r: r["sources"]["细则"].update(number="〔2025〕1号"),
        ["措辞｜来源·细则·文号：没有写 → 〔2025〕1号"],
    ),
    "a requirement": (
        lambda r: item(r, 1).update(requirement="有制度。\n写明白。"),
        ["措辞｜指标 1.2“制度”·要求：没有写 → 有制度。 写明白。"],
    ),
    "a label": (
        lambda r: item(r, 0)["fields"][0].update(title="活动次数"),
        ["措辞｜填报项 F1“活动次数”·名称：活动 → 活动次数"],
    ),
    "a field for the record": (
        lambda r: item(r, 0)["fields"][0].update(record_only=True),
        ["措辞｜填报项 F1“活动”·只记录：否 → 是"],
    ),
    "how a reviewer finds it out": (
        lambda r: item(r, 0)["fields"][0].update(source="reviewer", way="visit"),
        ["结构｜填报项 F1“活动”·来源：学校 → 评审组",
         "结构｜填报项 F1“活动”·评审方式：没有写 → 实地考察"],
    ),
    "the edition": (lambda r: r.update(edition="2026"), ["结构｜版次：2025 → 2026"]),
    "a range": (
        lambda r: item(r, 0)["fields"][0].update(maximum="30"),
        ["结构｜填报项 F1“活动”·最大值：20 → 30"],
    ),
    "the type of a field": (
        lambda r: item(r, 1)["fields"][0].update(type="choice", options=["有", "无"]),
        ["结构｜填报项 F3“有制度”·类型：是非 → 单选",
         "结构｜填报项 F3“有制度”·选项：是、否 → 有、无"],
    ),
    "evidence": (
        lambda r: item(r, 0)["evidence"][0].update(at_least="3"),
        ["结构｜指标 1.1“活动次数”·佐证要求·第1项·至少：最小(F2, 2) → 3"],
    ),
    "a roster column": (
        lambda r: r["unit_fields"][0].update(options=["小学", "初中", "高中"]),
        ["结构｜名册栏目 学段“学段”·选项：小学、初中 → 小学、初中、高中"],
    ),
    "the order of indicators": (
        lambda r: r["sections"][0]["indicators"].reverse(),
        ["结构｜指标·顺序：1.1、1.2 → 1.2、1.1",
         "结构｜填报项·顺序：F1、F2、F3、F4 → F3、F4、F1、F2"],
    ),
    "an indicator into the bonus": (
        lambda r: r["bonus"]["indicators"].append(r["sections"][0]["indicators"].pop()),
        ["结构｜指标 1.2“制度”·所属一级指标：1 → 加分",
         "结构｜指标·顺序：1.2、J1 → J1、1.2",
         "结构｜填报项·顺序：F3、F4、F5 → F5、F3、F4"],
    ),
    "a field into another indicator": (
        lambda r: item(r, 0)["fields"].append(item(r, 1)["fields"].pop()),
        ["结构｜填报项 F4“培训”·所在指标：1.2 → 1.1",
         "结构｜填报项·顺序：F3、F4 → F4、F3"],
    ),
    "points": (
        lambda r: item(r, 1).update(points="5"), ["计分｜指标 1.2“制度”·分值：4 → 5"],
    ),
    "a parameter of a rule": (
        lambda r: item(r, 0)["rule"].update(per="2"),
        ["计分｜指标 1.1“活动次数”·计分规则·每个分值：1 → 2"],
    ),
    "a part of a rule": (
        lambda r: item(r, 1)["rule"]["parts"].pop(),
        ["计分｜指标 1.2“制度”·计分规则·部分·第2项：取消（原为：分值 2，条件 F4 >= 1）"],
    ),
    "the kind of a rule": (
        lambda r: item(r, 0).update(rule={"kind": "deduct-each", "count": "F2", "per": "1"}),
        ["计分｜指标 1.1“活动次数”·计分规则：有记录的活动每1次得1分，最多6分。 → "
         "满分6分；有记录的活动每1次扣1分，扣完为止。"],
    ),
    "what a blank means": (
        lambda r: r["bonus"]["indicators"][0]["fields"][0].update(blank_means=None),
        ["计分｜填报项 F5“受到表扬”·留空算作：否 → 没有写"],
    ),
    "a review": (
        lambda r: item(r, 0).update(review="required"),
        ["计分｜指标 1.1“活动次数”·评审：不必评审 → 必须评审"],
    ),
    "the cap of the bonus": (
        lambda r: r["bonus"].update(cap="2"), ["计分｜加分·上限：3 → 2"],
    ),
    "a rounding": (
        lambda r: r["rounding"].update(mode="half-even"),
        ["计分｜修约·修约办法：四舍五入 → GB/T 8170 修约"],
    ),
    "a line of grades": (
        lambda r: r["grades"]["bands"][0].update(at_least="8"),
        ["计分｜等次·分档·优秀·至少：9 → 8"],
    ),
    "a converted section": (
        lambda r: r["sections"][0].update(convert=True),
        ["计分｜一级指标·1“活动经常”·折算：否 → 是"],
    ),
    "a converted base": (
        lambda r: r.update(convert_to="100"), ["计分｜基础分折算到：没有写 → 100"],
    ),
    "raw points": (
        lambda r: item(r, 0).update(raw="12"),
        ["计分｜指标 1.1“活动次数”·原始满分：没有写 → 12"],
    ),
    "points that differ": (
        lambda r: item(r, 0).update(points={"by": "学段", "cases": {"小学": "6", "初中": "5"}}),
        ["计分｜指标 1.1“活动次数”·分值：6 → （分组 学段，各种情况 （小学 6，初中 5））"],
    ),
    "where an item does not apply": (
        lambda r: item(r, 0).update(not_applicable={"policy": "rescale", "within": "total"}),
        ["计分｜指标 1.1“活动次数”·不适用：没有写 → （处理办法 折算，折算范围 总分）"],
    ),
    "where a section does not apply": (
        lambda r: r["sections"][0].update(not_applicable={
            "policy": "waive", "when": "学段 = 初中", "held": "示范校", "counts": "remove"}),
        ["计分｜一级指标·1“活动经常”·不适用：没有写 → （处理办法 免评，条件 学段 = 初中，"
         "免评算作 不计入满分，免评凭的称号 示范校）"],
    ),
    "penalties": (
        lambda r: r.update(penalties={"cap": None, "floor": "zero", "indicators": []}),
        ["计分｜扣分：没有写 → （名称 扣分，总分最低 扣到0分为止）"],
    ),
    "an alliance": (
        lambda r: r.update(alliance={"by": "学段", "own": "0.7", "shared": "0.3",
                                     "measure": "growth", "of": "others", "last": "F1",
                                     "most": "5", "points": "10"}),
        ["计分｜捆绑评价：没有写 → （联盟栏目 学段，自己的比重 0.7，联盟的比重 0.3，"
         "看联盟的什么 平均增幅，"
         "计入的成员 其他成员，上年得分 F1，满增幅 5，满增幅得分 10）"],
    ),
    "an exclusion": (
        lambda r: r["exclusions"][0].update(bars_awards=False, title="造假"),
        ["措辞｜限制情形·N1“造假”·名称：弄虚作假 → 造假",
         "计分｜限制情形·N1“造假”·不得评奖：是 → 否"],
    ),
}  # fmt: skip


def ruled(rule: dict[str, Any]) -> Rubric:
    return small(lambda r: item(r, 0).update(rule=rule))


WEIGHTED = {
    "kind": "weighted-mean",
    "sources": [{"title": "资料", "of": "F1", "out_of": "20", "weight": "0.5"},
                {"title": "考察", "of": "F2", "out_of": "20", "weight": "0.5"}],
}  # fmt: skip
RANKED = {
    "kind": "rank-steps", "of": "F1", "better": "higher", "otherwise": "0",
    "places": [{"to": 3, "points": "6"}],
}  # fmt: skip
RULE_CHANGES: dict[str, tuple[dict[str, Any], Edit, list[str]]] = {
    "the weight of a source": (
        WEIGHTED, lambda r: r["sources"][0].update(weight="0.6", out_of="10"),
        ["打分来源·第1项·来源满分：20 → 10", "打分来源·第1项·比重：0.5 → 0.6"],
    ),
    "the end of a step": (
        RANKED, lambda r: r["places"][0].update(to=5), ["名次各档·第1项·到第几名：3 → 5"],
    ),
    "which way is good": (
        RANKED, lambda r: r.update(better="lower", within="学段"),
        ["怎样算好：越高越好 → 越低越好", "比较范围：没有写 → 学段"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", RULE_CHANGES)
def test_a_change_inside_a_rule_is_scoring(what: str) -> None:
    rule, edit, said = RULE_CHANGES[what]
    found = rubric_difference(ruled(rule), ruled(changed(edit, rule)))
    where = "计分｜指标 1.1“活动次数”·计分规则·"
    assert sorted(lines(found)) == sorted(f"{where}{each}" for each in said)
    assert not found.forms_readable


def test_a_unit_of_its_own_is_said_with_its_reason() -> None:
    target = {"units": [{"unit": "A", "value": "3", "reason": "停办"}], "otherwise": "5"}
    rule = {"kind": "proportional", "of": "F2", "target": target}
    edit: Edit = lambda r: r["target"]["units"].append(  # noqa: E731
        {"unit": "B", "value": "4", "reason": "新办"}
    )
    found = rubric_difference(ruled(rule), ruled(changed(edit, rule)))
    assert lines(found) == [
        "计分｜指标 1.1“活动次数”·计分规则·目标·另有规定的单位·第2项："
        "新增（单位 B，数值 4，理由 新办）"
    ]


@pytest.mark.parametrize("what", RUBRIC_CHANGES)
def test_one_change_of_a_rubric_is_said_in_its_part(what: str) -> None:
    edit, said = RUBRIC_CHANGES[what]
    found = rubric_difference(small(), small(edit))
    assert sorted(lines(found)) == sorted(said)
    assert not found.same


PLAN_CHANGES: dict[str, tuple[Edit, list[str]]] = {
    "a share": (
        lambda p: p["awards"][0]["quota"]["share"].update(numerator=20),
        ["计分｜奖项·A1“先进”·名额·比例：15/100 → 20/100"],
    ),
    "no quota any more": (
        lambda p: p["awards"][0].update(quota=None, ties=None),
        ["计分｜奖项·A1“先进”·名额：（基数 名册应参评单位，比例 15/100，修约 只舍不入，"
         "分组 学段，名额为0的组 不给名额） → 没有写",
         "计分｜奖项·A1“先进”·同分规则：（同分比较 （按 基础分）、（按 一级指标，一级指标 1），"
         "仍相同由谁定 集体研究，定不了的 空缺） → 没有写"],
    ),
    "a gate": (
        lambda p: p["awards"][0]["gates"][0].update(must="not-have"),
        ["计分｜奖项·A1“先进”·前置条件·合格年份“已经合格”·要求：必须有 → 必须没有"],
    ),
    "a line": (
        lambda p: p["awards"][0]["threshold"].update(at_least="12"),
        ["计分｜奖项·A1“先进”·分数线·至少：13 → 12"],
    ),
    "a tie key": (
        lambda p: p["awards"][0]["ties"]["keys"].pop(),
        ["计分｜奖项·A1“先进”·同分规则·同分比较·第2项：取消（原为：按 一级指标，一级指标 1）"],
    ),
    "what bars": (
        lambda p: p["awards"][0].update(barred_by=[]),
        ["计分｜奖项·A1“先进”·不得入选的情形：N1 → 没有写"],
    ),
    "an award": (
        lambda p: p["awards"].pop(), ["结构｜奖项·A2“合格”：取消（原为：编号 A2，名称 合格，"
                                      "排名依据 总分）"],
    ),
    "its note": (lambda p: p.update(note="试行"), ["措辞｜说明：没有写 → 试行"]),
    "the time of publicity": (
        lambda p: p["publicity"].update(working_days=7), ["结构｜公示·工作日：5 → 7"],
    ),
    "how it is reviewed again": (
        lambda p: p.update(recheck={
            "confirm_days": 3, "silence": "agrees", "apply_days": 5, "since": "notice",
            "reviewers": "others", "effect": "keep",
        }),
        ["结构｜复核：没有写 → （初评结果确认期 3，到期没有答复的 视为没有异议，复核申请期 5，"
         "复核申请期从何时起 确认单发出之日，复核可以补新材料 否，由谁复核 原来没有评过的人，"
         "复核改分以后的名单 维持名单）"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLAN_CHANGES)
def test_one_change_of_a_plan_is_said_in_its_part(what: str) -> None:
    edit, said = PLAN_CHANGES[what]
    old, new = (AwardPlan.model_validate(each) for each in (PLAN, changed(edit, PLAN)))
    found = plan_difference(old, new)
    assert sorted(lines(found)) == sorted(said)
    assert found.forms_readable is None


@pytest.mark.parametrize("reference", SHIPPED)
def test_an_edition_does_not_differ_from_itself(reference: str) -> None:
    value = standard_store().load(reference).value
    match value:
        case Rubric():
            found = rubric_difference(value, value)
            assert found.forms_readable
        case AwardPlan():
            found = plan_difference(value, value)
    assert found.same
    assert found.changes == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(RUBRIC_CHANGES)), max_size=4, unique=True))
def test_contents_differ_exactly_when_something_is_said(chosen: list[str]) -> None:
    def edit(rubric: dict[str, Any]) -> None:
        for each in sorted(chosen, key=lambda what: ("order" in what, "into" in what, what)):
            RUBRIC_CHANGES[each][0](rubric)

    old, new = small(), small(edit)
    found = rubric_difference(old, new)
    assert found.same == (content_digest(old) == content_digest(new)) == (not found.changes)
    back = rubric_difference(new, old)
    assert len(back.changes) == len(found.changes)


@pytest.mark.parametrize("what", RUBRIC_CHANGES)
def test_a_filled_form_can_be_read_as_long_as_only_words_and_limits_change(what: str) -> None:
    found = rubric_difference(small(), small(RUBRIC_CHANGES[what][0]))
    heavy = [
        each for each in found.changes
        if each.part is not Part.WORDING and not each.where.startswith(("等次", "限制情形"))
    ]  # fmt: skip
    assert found.forms_readable == (not heavy)


def recoded(rubric: dict[str, Any]) -> None:
    """1.2 is called 1.9 now, and its field F3 is called G3."""
    item(rubric, 1).update(code="1.9")
    item(rubric, 1)["fields"][0].update(code="G3")
    item(rubric, 1)["fields"][1].update(asked_when="G3 = 是")
    item(rubric, 1)["rule"]["parts"][0].update(when="G3 = 是")


def test_without_a_map_a_new_code_is_a_new_indicator_however_alike() -> None:
    said = lines(rubric_difference(small(), small(recoded)))
    assert "结构｜指标 1.9“制度”：新增（4分）" in said
    assert "结构｜指标 1.2“制度”：取消（原为：4分）" in said
    assert "结构｜填报项 G3“有制度”：新增（指标 1.9，是非）" in said
    assert "结构｜填报项 F3“有制度”：取消（原为：指标 1.2，是非）" in said


def test_a_map_joins_what_was_renamed() -> None:
    said = code_map(
        renamed=[{"from": "1.2", "to": "1.9"}], fields={"renamed": [{"from": "F3", "to": "G3"}]}
    )
    assert lines(rubric_difference(small(), small(recoded), said)) == [
        "结构｜指标 1.9“制度”·编码：1.2 → 1.9",
        "计分｜指标 1.9“制度”·计分规则·部分·第1项·条件：F3 = 是 → G3 = 是",
        "结构｜填报项 G3“有制度”·编码：F3 → G3",
        "结构｜填报项 F4“培训”·何时填：F3 = 是 → G3 = 是",
    ]


def parted(rubric: dict[str, Any]) -> None:
    """1.2 becomes 1.2 and 1.3, of two points each."""
    training = {**deepcopy(item(rubric, 1)), "code": "1.3", "title": "培训", "points": "2"}
    training["fields"] = [item(rubric, 1)["fields"].pop()]
    training["rule"] = {"kind": "all-or-nothing", "when": "F4 >= 1"}
    item(rubric, 1).update(points="2", rule={"kind": "all-or-nothing", "when": "F3 = 是"})
    rubric["sections"][0]["indicators"].append(training)


def test_a_map_says_what_was_split_and_what_was_merged() -> None:
    split = code_map(split=[{"from": "1.2", "to": ["1.2", "1.3"]}])
    said = lines(rubric_difference(small(), small(parted), split))
    assert "结构｜指标 1.3“培训”：新增（由 1.2 拆出）" in said
    assert "计分｜指标 1.3“培训”·分值：1.2 4分 → 2分" in said
    assert not [line for line in said if "填报项" in line]
    merged = code_map(merged=[{"from": ["1.2", "1.3"], "to": "1.2"}])
    said = lines(rubric_difference(small(parted), small(), merged))
    assert "结构｜指标 1.2“制度”：新增（由 1.2、1.3 合并而成）" in said
    assert "计分｜指标 1.2“制度”·分值：1.2 2分、1.3 2分 → 4分" in said


def test_a_code_that_is_used_again_for_something_else_is_never_joined() -> None:
    again = code_map(dropped=["1.2"], new=["1.2"])
    joined = join(small(), small(), again)
    assert joined.items["1.2"] == ()
    assert joined.alone("1.2") is None
    assert set(joined.fields) == {"学段", "F1", "F2", "F5"}


BAD_MAPS: dict[str, tuple[dict[str, Any], str]] = {
    "another edition": ({"to": "small@2026"}, "写的是 small@2026，比较的却是 small@2025"),
    "an unknown old code": ({"dropped": ["9.9"]}, "原标准里没有指标 9.9"),
    "an unknown new code": ({"renamed": [{"from": "1.1", "to": "9.9"}]}, "新标准里没有指标 9.9"),
    "a code twice": (
        {"dropped": ["1.1"], "renamed": [{"from": "1.1", "to": "1.2"}]}, "原标准的指标 1.1 写了2次",
    ),
    "two sources of one": (
        {"renamed": [{"from": "1.1", "to": "1.2"}, {"from": "1.2", "to": "1.2"}]},
        "新标准的指标 1.2 写了2次",
    ),
    "an unknown field": ({"fields": {"dropped": ["F9"]}}, "原标准里没有填报项 F9"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_MAPS)
def test_a_map_that_the_editions_do_not_bear_out_is_refused(what: str) -> None:
    said, fault = BAD_MAPS[what]
    found = faults(code_map(**said), small(), small())
    assert fault in [each.what for each in found]


def test_a_sound_map_has_no_faults() -> None:
    split = code_map(split=[{"from": "1.2", "to": ["1.2", "1.3"]}])
    assert faults(split, small(), small(parted)) == ()
