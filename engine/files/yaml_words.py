"""Says in Chinese why a bare YAML word, key or line is refused; `strict_yaml` says where."""

from __future__ import annotations

import re

PLAIN: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}

_KEPT_AS_TYPED = {"str", "timestamp"}
_EXPONENT = re.compile(r"[-+]?([0-9][0-9_]*\.?|\.[0-9])[0-9_]*[eE][-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?[0-9]*\.?[0-9]*")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?")
_OCTAL = re.compile(r"0o[0-7]+")
_ONE_LETTER_BOOL = frozenset("yYnN")

_SYNTAX = (
    ("tab character", "缩进里有制表符（Tab），请改用空格"),
    ("cannot start any token", "这里不能用 Tab、@、`、% 开头；文字请加引号"),
    ("mapping values are not allowed", "这里不该有冒号：检查缩进，或给含冒号的文字加引号"),
    ("block sequence entries", "“- ”要另起一行写"),
    ("end of stream", "引号没有配对"),
    ("',' or ']'", "方括号没有配对，或少了逗号"),
    ("',' or '}'", "花括号没有配对，或少了逗号"),
    ("expected key", "缩进没有对齐，或引号后面多了文字"),
    ("'-' indicator", "列表里混进了不带“- ”的内容，或缩进没有对齐"),
    ("node content", "括号没有配对，或这里少了内容"),
    ("escape character", "双引号里有不认识的“\\”写法，请改用单引号"),
    ("':'", "这一行少了冒号，或引号没有配对"),
    ("document start", "“...”之后不能再写内容"),
)


def syntax(reason: str | None) -> str:
    """The parser's own `reason` as a Chinese sentence."""
    for part, sentence in _SYNTAX:
        if part in (reason or ""):
            return sentence
    return "写法不合 YAML 规则：检查缩进、冒号和引号"


def plain_fault(text: str, tag: str, is_text: bool) -> str | None:
    """Why the unquoted `text`, which YAML 1.1 reads as `tag`, is refused here; None if it is not.

    `is_text` says that this place holds a code, so that even a plain number is refused.
    """
    if text in PLAIN:
        return None
    if tag == "bool" or text in _ONE_LETTER_BOOL:
        return "只认小写的 true 和 false；若是文字请加引号"
    if tag == "null":
        return "空值请写 null；若是文字请加引号"
    if fault := _number_fault(text, tag):
        return fault
    if is_text and tag in {"int", "float"}:
        return "编码须加引号：不加引号的 1.10 会被读成 1.1"
    return None


def key_fault(text: str, tag: str) -> str | None:
    """Why the unquoted key `text` is refused, or None."""
    if tag == "merge":
        return "不能用合并键（<<），请把内容写全"
    if text in PLAIN:
        return "键不能是空值、true 或 false；若是文字请加引号"
    return plain_fault(text, tag, is_text=tag == "float")


def _number_fault(text: str, tag: str) -> str | None:
    if _LEADING_ZERO.fullmatch(text) or _OCTAL.fullmatch(text):
        return "以 0 开头的数字会被当作八进制；请加引号或去掉前面的 0"
    if _EXPONENT.fullmatch(text):
        return "不能用科学记数法；数字请写全，文字请加引号"
    if tag in _KEPT_AS_TYPED:
        return None
    if tag not in {"int", "float"}:
        return "这个符号在 YAML 里另有意思，请加引号"
    if ":" in text:
        return "带冒号的数字会被当作六十进制；请加引号"
    if not _DECIMAL.fullmatch(text):
        return "只认普通的十进制数字；若是文字请加引号"
    return None
