"""催报: short texts to paste into WeChat, one for the group and one for each unit alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from engine.records.progress import ABSENT, BLOCKED, Completion, Progress
from engine.records.to_mend import ToMend

_SAID = 5
"""So many faults are said in full; of more the text only says how many."""
_TWO_COPIES = ("E232", "E238")
"""What the unit can settle only by saying which of its workbooks counts."""
_RULE = "－" * 20


@dataclass(frozen=True, slots=True)
class Reminders:
    """`group` is for everybody to read; each of `units` is (name, text) for that unit alone."""

    group: str
    units: tuple[tuple[str, str], ...]

    def as_file(self) -> str:
        """All of them under headings, parted by rules; Windows line ends."""
        parts = [f"【发到群里】\n{self.group}"]
        parts += [f"【只发给：{name}】\n{text}" for name, text in self.units]
        return f"\n\n{_RULE}\n".join(parts).replace("\n", "\r\n") + "\r\n"


def remind(found: Progress, owed: Iterable[ToMend], *, office: str, named: bool) -> Reminders:
    """The texts of a day. `named`: the group's text may name who has not handed in."""
    lines: dict[str, list[ToMend]] = {}
    for line in owed:
        lines.setdefault(line.unit, []).append(line)
    units = tuple(
        (unit.name, _to_unit(found, unit, lines.get(unit.unit, []), office))
        for unit in found.units
        if unit.behind(found.line)
    )
    return Reminders(_to_group(found, office, named=named), units)


def _to_unit(found: Progress, unit: Completion, owed: Sequence[ToMend], office: str) -> str:
    if unit.state == ABSENT:
        return (
            f"{unit.name}的老师：您好！{found.title}的自评表，我们还没有收到。"
            f"{_by(found, '填好，连同佐证材料一起发来')}"
            f"表样找不到了，或者哪里不清楚，随时告诉我们。谢谢！{office}"
        )
    if unit.why in _TWO_COPIES:
        return (
            f"{unit.name}的老师：您好！{found.title}的自评表，你们交来的不止一份，内容不一样，"
            f"我们不知道该用哪一份。请今天回个话，说明以哪一份为准。谢谢！{office}"
        )
    if unit.state == BLOCKED:
        began, asked = "自评表收到了，但是这份现在还用不了", "改好重新发来"
    elif owed:
        began, asked = f"自评表收到了，谢谢！还有{len(owed)}处要补", "补好，把整份表重新发来"
    else:
        began, asked = "自评表收到了，谢谢！还有一些项没有填", "补好，把整份表重新发来"
    said = "".join(f"\n{at}. {_fault(each)}" for at, each in enumerate(owed[:_SAID], start=1))
    more = f"\n……一共{len(owed)}处，全部的另发清单给您。" if len(owed) > _SAID else ""
    return (
        f"{unit.name}的老师：您好！{found.title}的{began}。{said}{more}\n"
        f"{_by(found, asked)}哪里不清楚，随时告诉我们。谢谢！{office}"
    )


def _fault(line: ToMend) -> str:
    where = f"{line.indicator} {line.title}：" if line.indicator else ""
    return f"{where}{line.what}{line.mend}"


def _by(found: Progress, what: str) -> str:
    """By when: the hand-in day, then the day of mending; after both only that it is urgent."""
    if found.day <= found.hand_in_by:
        return f"请在{_day(found.hand_in_by)}前{what}。"
    if found.day <= found.mend_by:
        return f"截止日期过了，还可以补：请在{_day(found.mend_by)}前{what}。"
    return f"补正的期限（{_day(found.mend_by)}）也过了，请今天就同我们联系，再{what}。"


def _to_group(found: Progress, office: str, *, named: bool) -> str:
    whole = found.whole
    lines = [
        f"各位老师好！{found.title}，到{_day(found.day)}，{whole.units}个单位里已收到{whole.came}个的"
        f"自评表，辛苦大家了。"
    ]
    if whole.absent:
        lines.append(f"还有{whole.absent}个单位没有交。{_by(found, '交来')}")
    mending = sum(unit.behind(found.line) and unit.state != ABSENT for unit in found.units)
    if mending:
        lines.append(f"另有{mending}个单位要补一补，要补什么会分别告诉各单位。")
    if not whole.absent and not mending:
        lines.append("已经全部交齐，没有要补的。")
    if named and whole.absent:
        names = "、".join(unit.name for unit in found.units if unit.state == ABSENT)
        lines.append(f"还没有收到的是：{names}。如果已经发了，请告诉我们一声。")
    lines.append(f"有困难请直接找我们，不要等。谢谢！{office}")
    return "\n".join(lines)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
