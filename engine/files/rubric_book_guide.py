"""The sheets of a rubric workbook that explain it: 说明, and what each rule kind needs."""

from __future__ import annotations

from collections.abc import Mapping

from engine.files.rubric_book_columns import Column
from engine.files.rubric_book_rule_words import KINDS
from engine.files.rubric_book_rules import KIND_COLUMN, form_of, kinds
from engine.files.sheet_style import Book, lines

_GUIDE = (
    (
        "怎样用",
        "每张表第一行是列名，从第二行起一行写一个，填在黄格里。列名的角上有批注，说怎样填。",
    ),
    ("编码", "格子都是“文本”格式，1.10 照写就是 1.10。从别处粘贴请选“只粘贴文本”；不用公式。"),
    ("次序", "先写“标准”和“指标”，再写“填报项”“计分规则”“佐证”，最后写“依据”“来源”。"),
    ("属于哪一个", "“填报项”等表的第一列写它属于哪个指标，与上一行相同的可以空着。"),
    ("条件", "条件里用填报项的编码：F111 = 是；F115 >= 3；F121 = 有 且 F123 = 否。"),
    ("计分规则", "每个指标第一行写计分种类，分档、部分、情形写在下面。见“计分种类”表。"),
    (
        "本单位的列名",
        "列的次序可以改，多出的列不读。列名要用自己的，加一张“列名”表：第一行写“本表列名”"
        "“本单位列名”，下面一行对一个；只用在一张表上的，再加一列“工作表”。",
    ),
    (
        "写好以后",
        "运行 wuhao rubric from-excel 文件名.xlsx --out 标准.yaml；"
        "有写错的，会说在哪张表、哪一格。",
    ),
)
_KINDS_HEAD: Mapping[str, float] = {
    KIND_COLUMN.heading: 18,
    "例": 34,
    "第一行填": 40,
    "下面各行填": 60,
    "代号": 20,
}


def write_guide(book: Book, title: str, *, plan: bool) -> None:
    """The sheet 说明: how to fill the others in."""
    page = book.workbook.add_worksheet("说明")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 90)
    kind = "名额方案工作簿" if plan else "评估标准工作簿"
    page.merge_range(0, 0, 0, 1, kind, book.style("title"))
    page.set_row(0, 32)
    page.merge_range(1, 0, 1, 1, title, book.style("plain"))
    skipped = {"次序", "条件", "计分规则"} if plan else set()
    told = [(what, how) for what, how in _GUIDE if what not in skipped]
    for row, (what, how) in enumerate(told, start=3):
        page.write_string(row, 0, what, book.style("label"))
        page.write_string(row, 1, how, book.style("cell"))
        page.set_row(row, lines(how, 90) * 15.0 + 8.0)
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)


def write_kinds(book: Book) -> None:
    """What each rule kind needs: the columns of its first row and of the rows below it."""
    page = book.workbook.add_worksheet("计分种类")
    for index, (heading, width) in enumerate(_KINDS_HEAD.items()):
        page.set_column(index, index, width)
        page.write_string(0, index, heading, book.style("heading"))
    for row, (kind, word) in enumerate(kinds().items(), start=1):
        form = form_of(kind)
        below = [f"{role.word}：{_needs(role.columns)}" for role in form.roles.values()]
        said = (word, KINDS.get(kind, ("", ""))[1], _needs(form.columns), "\n".join(below), kind)
        for index, text in enumerate(said):
            page.write_string(row, index, text or "—", book.style("cell"))
        widths = _KINDS_HEAD.values()
        page.set_row(row, max(lines(t, w) for t, w in zip(said, widths, strict=True)) * 15.0 + 5.0)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _needs(columns: tuple[Column, ...]) -> str:
    """The headings of columns, those that may stay empty in brackets."""
    said = [each.heading if each.required else f"（{each.heading}）" for each in columns]
    return "、".join(said) or "—"
