"""The names cells go by in our workbooks: the one agreement between writing a form and reading it.

Values are found by defined names, never by position, so that a row moved or a column inserted in a
spreadsheet program does no harm. A value counts only if its own name and its row's code name stand
in the same row.

A multi-select field has no single value cell: it has one row per option, each with a value cell
`value_of(option_of(field, n))` that holds ✓ or nothing, and a code cell of the like name whose text
is `option_of(field, n)`. Options count from 1 in the field's order; row 0, the last one, is
以上都没有. No cell ticked: the field is blank. Only row 0 ticked: nothing is chosen, `()`. Row 0
together with an option contradicts itself. On a review sheet a blank field is one that was not
amended.

Only cells that are filled in carry a name: a field of the office or the reviewers has no value or
code name on the self-assessment form, an office field none on a review sheet; `note_of` and
`evidence_of` stand where the item asks for them, `verdict_of` where there is a claim to judge.
Where an item's 不适用 is on request, any of its value cells may hold 不适用 instead of an answer.
"""

from __future__ import annotations

COVER = "封面"
FORM = "自评表"
REGISTER = "佐证材料目录"
GUIDE = "填表说明"
CHECK = "提交前检查"
STAMP = "表样信息"
CALCULATION = "计算"
REVIEW = "评审表"
LEFT_UNREAD = (CHECK, CALCULATION)
"""Locked sheets of formulas: an inbox is taken in without their cells."""
TO_MEND = "待补正清单"
"""The first sheet of a form that was sent back 退回."""

UNIT_NAME = "单位名称"
CONTACTS = ("联系人", "联系电话", "填报人", "校长（园长）签字", "填报日期", "单位盖章")
"""What the cover asks of the school."""

PREFIX = "w_"

STAMP_FORM = "w_s_form"
"""`self-assessment` or `review`."""
STAMP_EDITION = "w_s_edition"
STAMP_STRUCTURE = "w_s_structure"
STAMP_UNIT = "w_s_unit"
STAMP_CYCLE = "w_s_cycle"
STAMP_CODE = "w_s_code"
"""核对码, a live formula over what is filled in."""
STILL_OPEN = "w_k_open"
"""How many places of the form still want something."""
REVIEW_ROLE = "w_s_role"
"""Who reviewed: a role or team name on the 评审表."""
STAMP_ASSESSOR = "w_s_assessor"
"""Whose 评审表 it is: an expert's or a team's code, 合议, or nothing where nobody was assigned."""
STAMP_ROUND = "w_s_round"
"""`main`, `third`, `agreed`, `trial`, `mutual` or `recheck` (engine/records/review.py)."""
STAMP_WAY = "w_s_way"
"""`desk`, `visit`, or nothing for a sheet of everything."""
STAMP_ENTRY = "w_s_entry"
"""甲 or 乙, where what was written by hand is typed twice 双人录入."""
STAMP_ITEMS = "w_s_items"
"""What a 评审表 was laid out with, “、” between; nothing where it is everything.

Whole indicators stand there by code, `4.3`, single cells by name, `w_v_F431`."""
REVIEW_WHY = "w_s_why"
"""改动原因: why a sheet that was handed in before says something else now."""

TICK = "✓"
"""What a chosen option of a multi-select field, and 现场查 in the register, holds."""
NONE_OF_THESE = "以上都没有"
NOT_APPLICABLE = "不适用"

SELF_ASSESSMENT_FORM = "self-assessment"
REVIEW_FORM = "review"

REGISTER_COLUMNS = {
    "number": "编号",
    "indicator": "指标",
    "title": "名称",
    "kind": "类型",
    "dated": "日期",
    "file": "文件名",
    "link": "网址",
    "box": "盒号",
    "pages": "起止页",
    "on_site": "现场查",
}
"""Columns of the evidence register: key → heading. The heading cell's name is `w_r_<key>`."""

ON_SITE = "现场"
"""The kind of evidence that is seen on the spot and not handed in."""
EVIDENCE_KINDS = ("文件", "记录", "照片", "凭证", "链接", "证书", "汇总", ON_SITE)


def stamped_field(index: int) -> str:
    """Name of the stamp cell of the roster column at `index` of the rubric's `unit_fields`.

    The columns let a school check its workbook where there is no roster.
    """
    return f"w_u_{index}"


def value_of(field: str) -> str:
    """Name of the cell of a field's value: 自报值, on a review sheet 核定值 or 考评分."""
    return f"w_v_{field}"


def option_of(field: str, index: int) -> str:
    """The row of one option of a multi-select field, from 1; 0 is the row 以上都没有."""
    return f"{field}.{index}"


def code_of(field: str) -> str:
    """Name of the cell that carries a field's code, in the same row as its value."""
    return f"w_c_{field}"


def item_code(indicator: str) -> str:
    """Name of the cell that carries an indicator's code."""
    return f"w_i_{indicator}"


def score_of(indicator: str) -> str:
    """Name of the cell of 自评分, which a formula fills."""
    return f"w_p_{indicator}"


def note_of(indicator: str) -> str:
    """Name of the cell of 自评说明."""
    return f"w_n_{indicator}"


def evidence_of(indicator: str) -> str:
    """Name of the cell of 佐证编号."""
    return f"w_e_{indicator}"


def verdict_of(indicator: str) -> str:
    """Name of the cell of 意见 on a review sheet."""
    return f"w_o_{indicator}"


def reason_of(indicator: str) -> str:
    """Name of the cell of 扣分理由 on a review sheet."""
    return f"w_t_{indicator}"


def register_heading(key: str) -> str:
    """Name of a heading cell of the evidence register."""
    return f"w_r_{key}"
