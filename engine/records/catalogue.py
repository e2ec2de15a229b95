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
    Fault("X115", "reject", "不是工作簿", "文件内容是{kind}，不是 .xlsx 工作簿。", "请用发给学校的表样填写，保存为 .xlsx 后再交。"),
    Fault("X116", "reject", "文件不完整", "文件不完整或已损坏（{what}）。", "请重新保存、重新发送；发送前先自己打开看一看。"),
    Fault("X117", "reject", "严格格式工作簿", "文件存成了“严格 Open XML”格式。", "请另存为普通的“Excel 工作簿（.xlsx）”后再交。"),
    Fault("X118", "reject", "工作簿内部有错", "工作簿内部结构有错（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X119", "reject", "读取超时", "读这个文件用时或用内存超过限度（{limit}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("Y501", "reject", "YAML 写法不合要求", "{what}。", "请改正后再读一次。"),
    # fmt: on
)

CATALOGUE = MappingProxyType({fault.code: fault for fault in _FAULTS})
assert len(CATALOGUE) == len(_FAULTS), "a code stands twice in the catalogue"
