"""失分与改进建议: what is listed was scored and is true; what would not help is not listed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.judging.case import Case
from engine.judging.gains import losses
from engine.judging.inputs import as_inputs
from engine.judging.loss import Gain, Loss
from engine.language.fields import Kind
from engine.records.states import State
from engine.records.submission import Answer, Ruling, Verdict
from engine.verifier import derive
from tests.invented_cohort import standard
from tests.judging.builders import Unit, by_code, case, closing
from tests.judging.test_whole_school import school
from tests.rubric.test_model_rubric import FULL, WHOLE_SCHOOL
from tests.test_random_rubrics import COMPARING, drawn

Told = dict[str, str | tuple[str, ...]]


def found(answers: Any) -> dict[str, Loss]:
    """What a school of the model standard lost, by indicator."""
    made = case(school(answers), ready=standard())
    return {each.item.code: each for each in losses(made, "A")}


def said(loss: Loss) -> list[tuple[Told, str, str]]:
    """The changes of each gain, the item's points then, and how much the total rises."""
    return [
        ({t.field.code: t.after for t in g.changes}, format(g.points, "f"), format(g.total, "f"))
        for g in loss.gains
    ]


@pytest.fixture(scope="module")
def worked() -> dict[str, Loss]:
    """The worked whole school 整校算例."""
    return found(WHOLE_SCHOOL)


@pytest.mark.parametrize(
    ("code", "lost", "gains"),
    [
        ("1.3", "1.00", [({"F131": "2"}, "2.00", "1.00")]),
        ("1.4", "1.00", [({"F143": "是"}, "3.00", "1.00")]),
        (
            "1.5",
            "1.00",
            [({"F151": ("标牌", "办公室", "电脑", "电话", "学习刊物")}, "3.00", "1.00")],
        ),
        # 3 × 1996.67 ÷ 2000 = 2.995005, which is 3.00; one fen less would be 2.99.
        ("1.6", "1.00", [({"F161": "1996.67"}, "3.00", "1.00")]),
        # The fifth of the 五老 gives 2 more here, and takes 2.3 over its 80 %.
        ("2.1", "3.00", [({"F211": "5"}, "3.00", "3.00"), ({"F212": "1"}, "2.00", "1.00")]),
        # Striking one of the five from the register would do as well, and is not spoken of.
        ("2.3", "1.00", [({"F211": "5"}, "3.00", "3.00")]),
        (
            "4.2",
            "2.00",
            [({"F421": "省级及以上"}, "3.00", "2.00"), ({"F421": "市级"}, "2.00", "1.00")],
        ),
        ("5.4", "2.50", [({"F542": "9"}, "5.00", "2.50"), ({"F542": "8"}, "4.00", "1.50")]),
        ("3.5", "0.20", [({"F351": "90"}, "4.00", "0.20")]),
    ],
)  # fmt: skip
def test_the_worked_school_hears_what_was_worked_out_by_hand(
    worked: dict[str, Loss], code: str, lost: str, gains: list[Any]
) -> None:
    assert format(worked[code].lost, "f") == lost
    assert said(worked[code]) == gains


def test_a_gain_says_what_else_moves_and_whose_the_answer_is(worked: dict[str, Loss]) -> None:
    assert worked["2.1"].gains[0].sentence() == (
        "“时段内参加过活动的“五老””（F211）实际为5人（现为4人），这一项可得3.00分，"
        "总分增加3分；2.3同时增加1分。"
    )
    assert worked["1.5"].gains[0].sentence() == (
        "“已具备”（F151）再做到学习刊物（现为标牌、办公室、电脑、电话），这一项可得3.00分，"
        "总分增加1分。"
    )
    assert worked["3.5"].gains[0].sentence().endswith("（这个数由评估办公室提供，学校不能改）")
    assert worked["4.3"].gains[0].sentence().endswith("（由评审组评定，学校不能改）")


def test_what_gains_most_comes_first(worked: dict[str, Loss]) -> None:
    most = [each.most for each in worked.values()]
    assert most == sorted(most, reverse=True)


def test_where_the_bonus_has_reached_its_cap_nothing_more_is_promised() -> None:
    [loss] = found({**FULL, "F651": "否"}).values()
    assert (loss.item.code, loss.gains) == ("J5", ())
    assert loss.note == "加分已达上限10分，这一项再做，总分也不增加。"
    # Of the 4 points of a J1 that was not reached, 2 fall to the cap.
    [loss] = found({**FULL, "F611": "无", "F612": None}).values()
    assert said(loss) == [({"F611": "省级及以上", "F612": "已填"}, "4.00", "2.00")]


def test_an_item_closed_for_want_of_evidence_is_restored_by_evidence_alone() -> None:
    short = Unit("A", told={"A1": "3", "B1": "是", "C1": "2", "D1": "4"}, pieces={}, rulings={})
    made = case(short, closing=closing(no_evidence="zero", blank="zero", claimed="claimed"))
    loss = next(each for each in losses(made, "A") if each.item.code == "1.1")
    assert loss.why == "收口前为“缺佐证”，按收口决定定分。"
    [gain] = loss.gains
    assert (gain.changes, gain.points, gain.total) == ((), Decimal("3.00"), Decimal("3.00"))
    assert gain.sentence().startswith("备齐佐证，经评审认可，这一项可得3.00分")


def test_an_open_item_is_no_loss() -> None:
    blank = case(school({**WHOLE_SCHOOL, "F131": None}), ready=standard())
    assert "1.3" not in {each.item.code for each in losses(blank, "A")}


def answering(made: Case, unit: str, gain: Gain, loss: Loss) -> Case:
    """The case in which the reviewers verified what a gain says."""
    owner = {f.code: item.code for item in made.standard.items for f in item.fields}
    rulings = dict(made.rulings.get(unit, {}))
    if not gain.changes:
        code = loss.item.code
        before = rulings.get(code, Ruling(unit=unit, indicator=code))
        rulings[code] = before.model_copy(update={"verdict": Verdict.ACCEPT})
    for told in gain.changes:
        code = owner[told.field.code]
        before = rulings.get(code, Ruling(unit=unit, indicator=code))
        answer = Answer(value=told.after, state=State.VERIFIED)
        values = {**before.values, told.field.code: answer}
        rulings[code] = before.model_copy(update={"values": values})
    return replace(made, rulings={**made.rulings, unit: rulings})


def derived(made: Case, unit: str) -> dict[str, Any]:
    """The unit's result by the stand-alone verifier, which shares no code."""
    return by_code(derive(as_inputs(made))["units"])[unit]


def points(result: dict[str, Any], code: str) -> Decimal:
    """What an item has; nothing where it is open."""
    return Decimal(by_code(result["indicators"])[code]["points"] or 0)


def smaller(gain: Gain) -> list[str]:
    """Whole numbers between an answer and what it would have to be."""
    if len(gain.changes) != 1:
        return []
    [told] = gain.changes
    whole = told.field.type is Kind.NUMBER and not told.field.places
    if not whole or not told.before.isdigit():
        return []
    start, end = int(told.before), int(str(told.after))
    return [str(n) for n in range(min(start, end) + 1, max(start, end))][:4]


@pytest.mark.parametrize("batch", range(4))
def test_every_gain_of_a_random_rubric_is_the_verifiers_too_and_no_smaller_change_gives_it(
    batch: int,
) -> None:
    seen = 0
    for number in range(batch, 12, 4):
        ready, cases = drawn(number)
        made = cases[-1]
        compared = {i.rule.kind for i in ready.items} & COMPARING or ready.rubric.alliance
        for unit in made.counted[: 2 if compared else 4]:
            before = Decimal(derived(made, unit.code)["total"])
            for loss in losses(made, unit.code)[:6]:
                for gain in loss.gains[:2]:
                    seen += 1
                    then = derived(answering(made, unit.code, gain, loss), unit.code)
                    assert Decimal(then["total"]) == before + gain.total > before
                    assert points(then, loss.item.code) == gain.points
                    for value in smaller(gain):
                        [told] = gain.changes
                        less = replace(gain, changes=(replace(told, after=value),))
                        then = derived(answering(made, unit.code, less, loss), unit.code)
                        assert worse(loss, points(then, loss.item.code), gain.points)
    assert seen


def worse(loss: Loss, points: Decimal, than: Decimal) -> bool:
    """Whether an item with these points stands worse; a penalty costs more."""
    return points > than if loss.item.block == "penalty" else points < than
