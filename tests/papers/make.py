"""The shipped templates of papers, made again: python -m tests.papers.make"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.papers.official import CENTRE, LEFT, RIGHT, Official, Row, tag
from tests.papers.review import review_sheet

FOLDER = Path(__file__).parents[2] / "engine" / "files" / "templates" / "papers"
_FOOTER = "{{单位编号}}"


def confirmation() -> bytes:
    """初评结果确认单."""
    paper = Official("初评结果确认单")
    paper.title("初评结果确认单")
    paper.addressee("{{单位名称}}：")
    paper.body(
        "{{评估名称}}的初评已经完成，您单位各项的得分和扣分理由见下表。"
        "{%if 依据文号%}依据：{{依据文号}}。{%endif%}"
        "请核对，并在{{回复期限}}以前回复：没有不同意见的，填第三部分；有不同意见的，填第四部分。"
    )
    paper.first("一、总的情况")
    paper.body("{{好在哪里}}")
    paper.body(
        "总分{{总分}}分{%if 满分%}（满分{{满分}}分）{%endif%}"
        "{%if 加分%}，其中加分{{加分}}分{%endif%}{%if 扣分%}，已减扣分{{扣分}}分{%endif%}。"
        "{%if 暂定%}{{暂定}}{%endif%}"
    )
    paper.control("{%p if 未定%}")
    paper.body("还没有定的：{%for 项 in 未定%}{{项.编号}}{{项.名称}}（{{项.状态}}）"
               "{%if not loop.last%}、{%endif%}{%endfor%}。")  # fmt: skip
    paper.control("{%p endif%}")
    paper.first("二、各项得分")
    paper.table(
        (11, 28, 12, 12, 12, 10, 56, 15),
        (
            Row(
                ("编号", 1, CENTRE), ("指标", 1, CENTRE), ("自报", 1, CENTRE), ("核定", 1, CENTRE),
                ("得分", 1, CENTRE), ("满分", 1, CENTRE), ("扣分理由", 1, CENTRE),
                ("条款", 1, CENTRE), heading=True,
            ),
            tag("{%tr for 级 in 一级指标%}", 8),
            Row(
                ("{{级.编号}}　{{级.名称}}", 4, LEFT), ("{{级.得分}}", 1, RIGHT),
                ("{{级.满分}}", 1, RIGHT), ("", 2, LEFT), bold=True,
            ),
            tag("{%tr for 项 in 级.指标%}", 8),
            Row(
                ("{{项.编号}}", 1, CENTRE), ("{{项.名称}}", 1, LEFT), ("{{项.自报}}", 1, RIGHT),
                ("{{项.核定}}", 1, RIGHT), ("{{项.得分}}", 1, RIGHT), ("{{项.满分}}", 1, RIGHT),
                ("{{项.理由}}", 1, LEFT), ("{{项.条款}}", 1, CENTRE),
            ),
            tag("{%tr endfor%}", 8),
            tag("{%tr endfor%}", 8),
        ),
    )  # fmt: skip
    paper.small("自报是照您单位填报的数算的分，核定是评审后的分，得分是现在算数的分；"
                "写“未定”的不是0分。")  # fmt: skip
    paper.first("三、没有不同意见")
    paper.table(
        (38, 40, 38, 40),
        (
            Row(("□ 我单位已核对，对以上结果没有异议。", 4, LEFT), height=11),
            Row(("负责人签字", 1, CENTRE), ("", 1, LEFT), ("单位盖章", 1, CENTRE), ("", 1, LEFT),
                height=18),
            Row(("职务", 1, CENTRE), ("", 1, LEFT), ("日期", 1, CENTRE),
                ("　　　年　　月　　日", 1, LEFT), height=11),
        ),
        together=True,
    )  # fmt: skip
    paper.first("四、有不同意见")
    paper.table(
        (20, 26, 66, 44),
        (
            Row(("指标编号", 1, CENTRE), ("认为应得分", 1, CENTRE), ("异议理由", 1, CENTRE),
                ("依据的已交材料（编号）", 1, CENTRE), heading=True),
            *(Row(("", 1, LEFT), ("", 1, LEFT), ("", 1, LEFT), ("", 1, LEFT), height=13)
              for _ in range(4)),
            Row(("负责人签字：", 2, LEFT), ("单位盖章：", 1, LEFT),
                ("　　年　　月　　日", 1, LEFT), height=18),
        ),
        together=True,
    )  # fmt: skip
    paper.first("五、怎样回复")
    paper.body("{{回复方式}}", keep=True)
    paper.signed("{{办公室}}", "{{印发日期}}")
    paper.footer(_FOOTER + "　{{版本}}")
    return paper.finish()


def application() -> bytes:
    """复核申请表."""
    paper = Official("复核申请表")
    paper.title("复核申请表")
    paper.addressee("{{办公室}}：")
    paper.body("我单位已收到{{评估名称}}的初评结果，对下列指标的得分有不同意见，申请复核。")
    paper.table(
        (24, 74, 24, 34),
        (
            Row(("申请单位", 1, CENTRE), ("{{单位名称}}", 1, LEFT), ("单位编号", 1, CENTRE),
                ("{{单位编号}}", 1, LEFT), height=10),
        ),
    )  # fmt: skip
    paper.small("")
    paper.table(
        (14, 30, 14, 14, 14, 46, 24),
        (
            Row(("编号", 1, CENTRE), ("指标", 1, CENTRE), ("自报", 1, CENTRE), ("得分", 1, CENTRE),
                ("满分", 1, CENTRE), ("申请理由", 1, CENTRE), ("材料编号", 1, CENTRE),
                heading=True),
            tag("{%tr for 项 in 异议%}", 7),
            Row(("{{项.编号}}", 1, CENTRE), ("{{项.名称}}", 1, LEFT), ("{{项.自报}}", 1, RIGHT),
                ("{{项.得分}}", 1, RIGHT), ("{{项.满分}}", 1, RIGHT), ("{{项.理由}}", 1, LEFT),
                ("{{项.材料}}", 1, LEFT), height=14),
            tag("{%tr endfor%}", 7),
        ),
    )  # fmt: skip
    paper.body("{{材料规定}}")
    paper.body("请在{{申请期限}}以前，把签字盖章的本表{{申请方式}}。")
    paper.small("")
    paper.table(
        (38, 40, 38, 40),
        (
            Row(("负责人签字", 1, CENTRE), ("", 1, LEFT), ("单位盖章", 1, CENTRE), ("", 1, LEFT),
                height=20),
            Row(("联系电话", 1, CENTRE), ("", 1, LEFT), ("申请日期", 1, CENTRE),
                ("　　　年　　月　　日", 1, LEFT), height=11),
            Row(("受理人签字", 1, CENTRE), ("", 1, LEFT), ("收到日期", 1, CENTRE),
                ("　　　年　　月　　日", 1, LEFT), height=11),
        ),
        together=True,
    )  # fmt: skip
    paper.footer(_FOOTER)
    return paper.finish()


def decision() -> bytes:
    """复核决定书."""
    paper = Official("复核决定书")
    paper.title("复核决定书")
    paper.small("{{文号}}", align=CENTRE)
    paper.addressee("{{单位名称}}：")
    paper.body(
        "你单位{{申请日期}}对{{评估名称}}的结果申请复核。"
        "{%if 申请事由%}申请事由：{{申请事由}}{%endif%}"
        "{{办公室}}{%if 复核人员%}由{{复核人员}}{%endif%}作了复核，决定如下。"
    )
    paper.first("一、复核结论")
    paper.body("{{结论}}")
    paper.first("二、各项的决定")
    paper.table(
        (12, 28, 12, 15, 15, 14, 60),
        (
            Row(("编号", 1, CENTRE), ("指标", 1, CENTRE), ("满分", 1, CENTRE),
                ("原得分", 1, CENTRE), ("现得分", 1, CENTRE), ("决定", 1, CENTRE),
                ("理由", 1, CENTRE), heading=True),
            tag("{%tr for 项 in 决定%}", 7),
            Row(("{{项.编号}}", 1, CENTRE), ("{{项.名称}}", 1, LEFT), ("{{项.满分}}", 1, RIGHT),
                ("{{项.原得分}}", 1, RIGHT), ("{{项.现得分}}", 1, RIGHT),
                ("{{项.结果}}", 1, CENTRE), ("{{项.理由}}", 1, LEFT)),
            tag("{%tr endfor%}", 7),
        ),
    )  # fmt: skip
    paper.control("{%p if 现总分%}")
    paper.body("总分{%if 原总分%}由{{原总分}}分{%endif%}定为{{现总分}}分。")
    paper.control("{%p endif%}")
    paper.control("{%p if 效力%}")
    paper.first("三、效力")
    paper.body("{{效力}}", keep=True)
    paper.control("{%p endif%}")
    paper.signed("{{办公室}}", "{{决定日期}}")
    paper.footer(_FOOTER)
    return paper.finish()


TEMPLATES: dict[str, Callable[[], bytes]] = {
    "初评结果确认单": confirmation,
    "复核申请表": application,
    "复核决定书": decision,
    "评审打分表": review_sheet,
}

if __name__ == "__main__":
    for name, make in TEMPLATES.items():
        (FOLDER / f"{name}.docx").write_bytes(make())
