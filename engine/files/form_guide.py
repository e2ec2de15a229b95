"""The sheet 填表说明: how to fill the form, which evidence to bring, what happens next."""

from __future__ import annotations

from engine.files.field_words import evidence_words
from engine.files.form_names import GUIDE
from engine.files.sheet_style import Book, Page
from engine.rubric.standard import Standard

_PARTS = (
    (
        "怎么填",
        "只填浅黄色、有边框的格；别的格锁着，不用动，也没有密码。",
        "一格填一样。数字只写阿拉伯数字，不写“约”“余”，不写单位；日期写全年月日，如2025-03-31。",
        "有下拉箭头的，从里面选。可多选的，有哪样就在哪样后面选“✓”；一样也没有，在“以上都没有”后面选“✓”。",
        "不要删行、加行、改表名，也不要复制到别的表里交。行高、列宽可以自己调。",
    ),
    (
        "空着、“无”“否”和“0”",
        "空着＝还没有填，会退回来补。真的没有，就填“0”或选“无”“否”，那是一个正式的答复。",
        "写明“……时才填”的，不是那种情形就空着。加分项没有的，可以空着。",
        "“不适用”只有标准写明可以的才有：大多由系统按名册自动认定，不用申请。",
    ),
    (
        "佐证怎么备",
        "每件材料在“佐证材料目录”登一行，编号自己定（如01、02），再把编号写到“自评表”的“佐证编号”栏。",
        "同一件材料用在几个指标上：编号相同，每个指标各登一行。",
        "文件名、网址、盒号至少写一样；要到现场看的，在“现场查”选“✓”。填“否”“无”“0”的不用备。",
        "人数只报数。不要在表里和文件名里写学生姓名、身份证号、电话。",
    ),
    (
        "谁填什么",
        "浅黄色的格由学校填。“由评估办公室提供”的由办公室导入，“由评审组填写”的由评审组填。",
        "“核定值”“考评分”“扣分理由”三栏由评审组填。自报的数会一直保留，与核定的数并列。",
    ),
    (
        "交表以后",
        "办公室先看填得全不全。有没填的、看不懂的、缺佐证的，会列出清单请学校补，补正期内补好不影响得分。",
        "评审组再逐项核定；与自报不同的写明理由。初步结果发给学校核对，有不同意见可以申请复核。",
    ),
)


_TABLE_ROW = 1 + sum(len(part) for part in _PARTS)
"""Where the table of evidence begins, from 0: its title, its heads, then a row per item."""


def indicator_range(standard: Standard) -> str:
    """The cells that list every indicator which takes evidence, for drop-down lists."""
    first = _TABLE_ROW + 3
    wanted = sum(1 for item in standard.items if item.evidence)
    return f"={GUIDE}!$A${first}:$A${first + max(1, wanted) - 1}"


def write_guide(book: Book, standard: Standard) -> Page:
    """Write 填表说明; its table of evidence comes last."""
    page = book.page(GUIDE, [9, 26, 95])
    page.block((0, 0), (0, 1), "填表说明", "title")
    page.height(0, 34.0)
    row = 1
    for title, *sentences in _PARTS:
        page.block((row, row), (0, 2), title, "section")
        page.height(row, 24.0)
        for number, sentence in enumerate(sentences, start=1):
            text = f"{number}. {sentence}"
            page.block((row + number, row + number), (0, 2), text, "plain")
            page.height(row + number, page.needed(text, 0, 1, 2))
        row += len(sentences) + 1
    assert row == _TABLE_ROW, "the range of indicators is counted from here"
    page.sheet.set_h_pagebreaks([row])
    page.block((row, row), (0, 2), "各指标要什么佐证", "section")
    page.height(row, 24.0)
    for column, head in enumerate(("编号", "指标", "佐证")):
        page.text(row + 1, column, head, "heading")
    first = row + 2
    wanted = [item for item in standard.items if item.evidence]
    spared = [item for item in standard.items if not item.evidence]
    for at, item in enumerate(wanted + spared, start=first):
        words = evidence_words(item)
        page.text(at, 0, item.code, "cell-centred")
        page.text(at, 1, item.indicator.title, "cell")
        page.text(at, 2, words, "cell")
        page.height(at, max(page.needed(words, 2), page.needed(item.indicator.title, 1)))
    return page
