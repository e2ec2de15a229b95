"""The sheets of a rubric workbook that explain it: 说明, and what each rule kind needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

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
_LATER = (
    (
        "少用的列",
        "折算、免评、加权合成、名次等要用的列在表的最右边，平时收着：点左上角的“2”展开，点“1”收起。",
    ),
    (
        "各组不同的数",
        "分值、档线可以各组不同：学段：幼儿园=3；小学=5。计分规则里的数还可以按规模："
        "在校生数：≥2000=20；≥1000=15；其余=10；一所学校另定的接着写：20；单位010003=8（一校两址）。",
    ),
    (
        "折算",
        "一级指标下各项合计120分、折算到20分的：“一级指标要折算”写是，一级指标分值写20。"
        "一个指标先打百分再折算到5分的：“原始满分”写100，指标分值写5。",
    ),
    (
        "不适用",
        "四种办法：按满分；不计入满分（得分和满分都不算它）；折算（不算它，余下的折算回原来的满分）；"
        "免评（有规定的称号就免评）。整个一级指标不适用的，填“整级”各列，下面各项就不再另填。",
    ),
    (
        "扣分",
        "从总分里扣的，指标写在“扣分”表，计分规则一般用“按次扣分”；上限和扣到哪里写在“标准”表。",
    ),
    (
        "与别的单位比",
        "名次分、与全体比等种类，别的单位的总分也定了才算得出；“怎样算好”写越高越好还是越低越好。",
    ),
    (
        "捆绑评价",
        "几所学校结成联盟一起算的，填“标准”表里“联盟是哪一栏”以下各行；没有的全空着。",
    ),
)
"""What one can do without at first."""
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
    _write_told(page, book, 3, told)
    if not plan:
        row = len(told) + 4
        page.merge_range(row, 0, row, 1, "下面这些用得着再看", book.style("section"))
        _write_told(page, book, row + 1, _LATER)
    page.hide_gridlines(2)
    page.fit_to_pages(1, 0)


def _write_told(page: Worksheet, book: Book, first: int, told: Sequence[tuple[str, str]]) -> None:
    for row, (what, how) in enumerate(told, start=first):
        page.write_string(row, 0, what, book.style("label"))
        page.write_string(row, 1, how, book.style("cell"))
        page.set_row(row, lines(how, 90) * 15.0 + 8.0)


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
