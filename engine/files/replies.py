"""回复语 and 回执: short texts the office copies into WeChat, one for each file or unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath

from engine.files.field_words import chinese_day
from engine.files.unit_codes import codes_in
from engine.files.unit_names import likely_unit
from engine.records.problem import Problem, by_weight
from engine.records.submission import RosterUnit, Submission

_OFFICE_ONLY = frozenset(("E235", "E236", "E238", "E280", "E283", "P316"))
"""What only the office can do something about: nobody is written to."""
_TO_SCHOOL = {
    "E232": "请回复以哪一份为准。",
    "E284": "请不加密码，重新压缩成普通的 ZIP 再发来；也可以直接发里面的文件。",
    "E281": "有特殊情况的，请书面说明，由评估办公室报批。",
    "E282": "如有疑问，请与评估办公室联系。",
}
"""What a school is to do, where the catalogue speaks to the office."""
_WORD = "这是文字文件，不是发给您单位的自评表，填写的数读不出来"
_SCAN = "这是扫描件或照片，里面的数读不出来"
_PACKED = "这种压缩包打不开"
_WORD_MEND = "请打开发给您单位的那份自评表（.xlsx），把内容填进去再发来。"
_SCAN_MEND = (
    "请把填好的自评表电子文件（.xlsx）发来；"
    "如果它是佐证材料，请和自评表一起放进一个 ZIP 压缩包发来。"
)
_PACKED_MEND = "请在文件上点右键，压缩成 ZIP 格式（不加密码）再发来；也可以直接发里面的文件。"
_RETYPED = "这不是发给您单位的那份自评表，少了它的工作表"
_OTHER = "不是自评表，也认不出是哪份自评表的佐证材料"
_OTHER_MEND = (
    "如果是自评表，请存成 .xlsx 再发来；如果是佐证材料，请和自评表一起放进一个 ZIP 压缩包发来。"
)
_KINDS = {
    **dict.fromkeys((".doc", ".docx", ".wps", ".txt", ".rtf"), (_WORD, _WORD_MEND)),
    **dict.fromkeys(
        (".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".heic",
         ".webp"),
        (_SCAN, _SCAN_MEND),
    ),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz"), (_PACKED, _PACKED_MEND)),
}  # fmt: skip
"""What a file that nobody reads is, and what to do, by its ending."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph to send, and to whom: "" where nobody can tell."""

    unit: str
    name: str
    file: str
    words: str
    guessed: bool = False
    """Whether the unit is only what the file's name looks like."""

    def __str__(self) -> str:
        whom = f"{self.unit} {self.name}".strip() or "不知是哪个单位，请先问清"
        if self.guessed:
            whom = f"看名称像是 {whom}，请先核对"
        return f"【{whom}】\n{self.words}"


def replies(
    problems: Iterable[Problem], roster: Mapping[str, RosterUnit], *, mend_by: date, office: str
) -> tuple[Text, ...]:
    """A reply for each file that does not count, saying what came, why not, and what to do."""
    about: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for each in by_weight(list(problems)):
        if each.code in _OFFICE_ONLY or not (each.blocking or each.code == "E237"):
            continue
        about.setdefault((each.unit or "", each.place.file), []).append(_said(each))
    found = []
    for (known, file), said in about.items():
        unit, guessed = (known, False) if known else _whose(file, roster)
        name = roster[unit].name if unit in roster else ""
        why = "".join(dict.fromkeys(f"{what}。" for what, _ in said))
        how = "".join(dict.fromkeys(mend for _, mend in said))
        called = "、".join(f"“{PurePosixPath(each).name}”" for each in file.split("、"))
        words = (
            f"您好！您单位发来的{called}收到了，但还不能采用：{why}{how}"
            f"请在{chinese_day(mend_by)}前办好，谢谢！——{office}"
        )
        found.append(Text(unit, name, file, words, guessed))
    return tuple(sorted(found, key=lambda text: (not text.unit, text.unit, text.file)))


def _whose(file: str, roster: Mapping[str, RosterUnit]) -> tuple[str, bool]:
    """(the unit, whether that is a guess): by a code in the file's path, else by a name."""
    codes = codes_in(file, roster) & roster.keys()
    if len(codes) == 1:
        return codes.pop(), False
    return (found, True) if (found := likely_unit([file], roster)) else ("", False)


def _said(each: Problem) -> tuple[str, str]:
    """(what is wrong, what a school is to do)."""
    if each.code == "E237":
        ending = PurePosixPath(each.place.file).suffix.lower()
        return _KINDS.get(ending, (_OTHER, _OTHER_MEND))
    if each.code == "E232":
        return "这几份自评表的内容不同，不知道以哪一份为准", _TO_SCHOOL["E232"]
    if each.code == "E206" and each.message.startswith("缺少"):
        return _RETYPED, each.mend
    return each.message.rstrip("。"), _TO_SCHOOL.get(each.code, each.mend)


def receipt(
    submission: Submission, unit: RosterUnit, *, seen: date | None, mend_by: date, office: str
) -> Text:
    """回执 of one form that counts: when it came, what was read, and what is to be mended."""
    heavy = [each for each in by_weight(list(submission.problems)) if each.blocking]
    came = f"{chinese_day(seen)}收到" if seen is not None else "已收到"
    code = f"核对码 {submission.check_code}，" if submission.check_code else ""
    words = (
        f"回执：您单位的自评表“{PurePosixPath(submission.file).name}”{came}，"
        f"{code}文件摘要 {submission.sha256[:8]}，应有{submission.rows_expected}个填报项，"
        f"读到{submission.rows_read}个。"
    )
    if heavy:
        words += f"还有{len(heavy)}处要补正，请在{chinese_day(mend_by)}前改好重新发来：\n"
        words += _list(heavy)
    else:
        words += "没有要补正的地方。"
    return Text(unit.code, unit.name, submission.file, f"{words}——{office}")


def _list(heavy: Sequence[Problem]) -> str:
    lines = [
        f"{number}. {_where(each)}{each.message}{each.mend}\n"
        for number, each in enumerate(heavy[:_SHOWN], start=1)
    ]
    if len(heavy) > _SHOWN:
        lines.append(f"……共{len(heavy)}处，详见随后发来的待补正清单。\n")
    return "".join(lines)


def _where(each: Problem) -> str:
    cell = "·".join(part for part in (each.place.sheet, each.place.cell) if part)
    return f"{cell}：" if cell else ""


def as_file(title: str, texts: Iterable[Text]) -> bytes:
    """A text file for old editors too: marked as UTF-8, lines ended as Windows ends them."""
    whole = "\n\n".join([title, *map(str, texts)]) + "\n"
    return whole.replace("\n", "\r\n").encode("utf-8-sig")
