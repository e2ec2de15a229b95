"""The one list of every problem code: severity, title, message and mend, in Chinese.

Data only. A test holds it to the code in both directions: every code here is made somewhere,
every code made anywhere stands here. Words in braces are filled in by `problem(...)`; they say
the *shape* of what was found, never the content of a cell.

Letters: X a file we cannot read · E a sheet or a cell · P evidence · C an office table ·
Y a rubric, plan or setting · V a review sheet · L the year's lock and folder · S privacy ·
G how a command was called.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Fault(NamedTuple):
    """One row of the catalogue."""

    code: str
    severity: str
    title: str
    message: str
    mend: str


_FAULTS = (
    # fmt: off
    Fault("X101", "reject", "压缩内容过大", "文件解压后过大（超过{limit}）。", "请另存为新的 .xlsx 后再交；里面不要粘贴大图片。"),
    Fault("X102", "reject", "压缩包成员过多", "文件内部的成员太多或压缩比异常（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X103", "reject", "压缩包成员重名", "文件内部有两个同名部分（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X104", "reject", "压缩包成员路径不安全", "文件内部有不安全的路径。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X105", "reject", "含有文档类型声明", "文件里有不允许的 DTD 或实体声明。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X106", "reject", "单元格超出表样范围", "表里有远在表样之外的单元格（{what}）。", "请删去表样之外的内容，或把数据填回原表样再交。"),
    Fault("X107", "reject", "单元格重复", "文件里同一单元格出现两次（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X110", "reject", "带宏的工作簿", "这是带宏的工作簿，不能接收。", "请另存为“Excel 工作簿（.xlsx）”后再交。"),
    Fault("X112", "reject", "文件加了密码", "文件加了打开密码，读不了。", "请去掉密码后再交。"),
    Fault("X113", "reject", "旧版 .xls", "这是旧版 .xls 文件。", "请用 WPS 或 Excel 打开，另存为 .xlsx 后再交。"),
    Fault("X114", "reject", "WPS 的 .et 文件", "这是 WPS 的 .et 文件。", "请用 WPS 打开，另存为 .xlsx 后再交。"),
    Fault("X115", "reject", "不是工作簿", "文件内容是{kind}，不是 .xlsx 工作簿。", "请用发给学校的表样填写，保存为 .xlsx 后再交。"),
    Fault("X116", "reject", "文件不完整", "文件不完整或已损坏（{what}）。", "请重新保存、重新发送；发送前先自己打开看一看。"),
    Fault("X117", "reject", "严格格式工作簿", "文件存成了“严格 Open XML”格式。", "请另存为普通的“Excel 工作簿（.xlsx）”后再交。"),
    Fault("X118", "reject", "工作簿内部有错", "工作簿内部结构有错（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X119", "reject", "读取超时", "读这个文件用时或用内存超过限度（{limit}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("E210", "note", "数字存成文本", "“{title}”的数字存成了文本，已按数字读取。", "不用改。"),
    Fault("E211", "note", "数字写法已规范", "“{title}”里的全角字符、千位分隔、空格或单位已去掉，数没有变。", "不用改。"),
    Fault("E212", "block", "百分数写法不明", "“{title}”要填百分数，表里是 0 到 1 之间的小数，看不出是百分之几。", "请按百分数填：百分之九十就填 90 或 90%。"),
    Fault("E213", "block", "不是数字", "“{title}”填的不是一个数字。", "请只填一个阿拉伯数字，不写“约”“余”等字，也不写单位。"),
    Fault("E214", "block", "数字写法不能读取", "“{title}”的数字写法不能读取。", "请填普通数字：整数不超过 9 位，小数不超过 6 位，不用科学记数法。"),
    Fault("E215", "block", "数字超出范围", "“{title}”的数字不合要求：{what}。", "请核对后改正。"),
    Fault("E216", "block", "编号存成数字", "“{title}”存成了数字，后面几位已经丢失。", "请先把单元格设成“文本”格式，再照原件重新填写。"),
    Fault("E220", "block", "日期写法不明", "“{title}”的日期看不出是哪一天。", "请写全年月日，例如 2024-09-01。"),
    Fault("E221", "note", "日期写法已规范", "“{title}”的日期已换成统一写法，日子没有变。", "不用改。"),
    Fault("E222", "block", "日期不可能", "“{title}”的日期不存在，或不在 1990 年到 2100 年之间。", "请核对后改正，例如 2024-09-01。"),
    Fault("E230", "warning", "有看不见的字符", "“{title}”里有看不见的字符，已经去掉。", "请看一看这一格的文字是否完整。"),
    Fault("Y501", "reject", "YAML 写法不合要求", "{what}。", "请改正后再读一次。"),
    Fault("L710", "reject", "台账对不上", "台账从这一行起对不上：{what}。", "台账不能手工改动。请用备份恢复，并查明改动的原因。"),
    # fmt: on
)

CATALOGUE = MappingProxyType({fault.code: fault for fault in _FAULTS})
assert len(CATALOGUE) == len(_FAULTS), "a code stands twice in the catalogue"
