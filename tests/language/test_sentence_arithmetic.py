"""The reader of sentences works out what is right and refuses what is false or unknown."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.language.sentence_arithmetic import Unreadable, Untrue, recompute


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2－0.5×3＝0.5", "0.5"),
        ("2－1×（2－听取汇报或专题研究次数〔1〕）＝1", "1"),
        ("3－1×（5－1［已具备〔标牌〕共1项］）＝－1，扣完为止，得0", "0"),
        ("3×（支出〔2680.5〕，按2000算）÷2000（四舍五入保留2位小数）＝3", "3"),
        ("5×1÷8（四舍五入保留2位小数）＝0.63", "0.63"),
        ("5×1÷8（GB/T 8170 修约保留2位小数）＝0.62", "0.62"),
        ("2×1.25＝2.5，最高2.125分，得2.125，四舍五入保留2位小数，得2.13", "2.13"),
        ("4－0.2×2［90－完成率〔88.5〕，不足1个按1个算］＝3.6", "3.6"),
        ("上年问题〔0〕＝0项；2×0.5＝1", "1"),
        (
            "2［听取汇报次数〔1〕＜2次且（学段（执行标准）〔小学〕为“小学”或会议〔未填〕≥1次）］＝2",
            "2",
        ),
        ("0［不符合：阵地〔0〕≥1处且使用〔未填〕≥2次］＝0", "0"),
        ("1［发文日期〔2025-05-01〕＞变动日期〔2025-01-31〕之后3个月］＝1", "1"),
        ("2［参加〔4〕÷在册〔5〕＞60%］＝2", "2"),
        ("1［完成率〔60.5〕＞60%］＝1", "1"),
        ("1［具备〔子、寅〕含“寅”］＝1", "1"),
    ],
)
def test_a_sentence_is_worked_out(text: str, expected: str) -> None:
    assert recompute(text) == Fraction(expected)


@pytest.mark.parametrize(
    "text",
    [
        "2－0.5×3＝1",
        "3－1×5＝－2，扣完为止，得1",
        "3×0.5＝1.5，最高1分，得1.5",
        "5×1÷8（四舍五入保留2位小数）＝0.62",
        "4－0.2×1［90－完成率〔88.5〕，不足1个按1个算］＝3.8",
        "3－1［已具备〔标牌、电脑〕共1项］＝2",
        "1［已具备〔标牌、电脑〕共2项］＝1",
        "（4－会议〔6〕＝－1，按0算）＝0",
        "2［听取汇报次数〔2〕＜2次］＝2",
        "0［不符合：听取汇报次数〔1〕＜2次］＝0",
        "1［发文日期〔2025-04-30〕＞变动日期〔2025-01-31〕之后3个月］＝1",
        "2［参加〔3〕÷在册〔5〕＞60%］＝2",
        "1［具备〔子〕含“寅”］＝1",
        "1［级别〔甲〕为“乙”］＝1",
        "上年问题〔3〕＝0项；2×0.5＝1",
    ],
)
def test_what_does_not_hold_is_found_out(text: str) -> None:
    with pytest.raises(Untrue):
        recompute(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "会议〔3〕的平方根＝1.73",
        "2－0.5×3＝0.5，按名次，得1",
        "2［为什么］＝2",
        "会议〔未填〕＝0",
        "还不能计算：会议〔未填〕",
        "2－0.5×3＝0.5。",
        "收口前为“未填”，按收口决定 示教〔2025〕3号 定为0.00分",
    ],
)
def test_a_form_it_was_not_taught_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        recompute(text)
