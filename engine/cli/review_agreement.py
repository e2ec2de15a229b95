"""`wuhao review agreement` and `wuhao review adjust`: the chair's diagnosis, and its effect."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import click

from engine.cli.chinese import ChineseCommand
from engine.cli.main import Options
from engine.cli.output import JSON, padded, say, show_json
from engine.cli.year import year_of
from engine.cycle import diagnosing, locking, severity_correction
from engine.files.diagnosis_words import (
    APART,
    INTERNAL,
    KINDS,
    about,
    alone_line,
    by_spread,
    component_head,
    interval,
    item_line,
    leaning,
    note_lines,
    severities,
    signed,
    summary,
    talk_about,
)
from engine.records.diagnosis import Diagnosis, Severity

_FILE = click.Path(path_type=Path, dir_okay=False)
_ITEMS, _PEOPLE, _HINTS = 10, 10, 10


@click.command(cls=ChineseCommand)
@click.option("--trial", is_flag=True, help="看试评（正式评审前的校准），谈好再正式评。")
@click.option("--xlsx", type=_FILE, metavar="文件", help="写出工作簿（.xlsx）。")
@click.option("--html", type=_FILE, metavar="文件", help="写出网页（.html），有图。")
@JSON
@click.pass_obj
def agreement(
    options: Options, trial: bool, xlsx: Path | None, html: Path | None, as_json: bool
) -> None:
    """评审分析：各人打分一不一致，谁偏宽谁偏严，要问什么。内部使用，不改变结果。

    例：wuhao review agreement --html 评审分析.html

    例：wuhao review agreement --trial
    """
    for path, suffix in ((xlsx, ".xlsx"), (html, ".html")):
        if path is not None and path.suffix.lower() != suffix:
            raise click.UsageError(f"--{suffix[1:]} 的文件名要以 {suffix} 结尾。")
    year = year_of(options)
    year.require_lock("评审分析")
    found = diagnosing.diagnosis(year, trial=trial)
    if xlsx is not None:
        diagnosing.write_book(found, xlsx)
    if html is not None:
        diagnosing.write_page(found, html)
    if as_json:
        show_json(_plain(asdict(found)))
        return
    _show(found)
    for path in (xlsx, html):
        if path is not None:
            say(f"已写出：{path}")


@click.command(cls=ChineseCommand)
@click.option(
    "--decision", required=True, type=_FILE, metavar="文件",
    help="宽严校正决定（YAML）；也到年度的 decisions 文件夹里找。",
)  # fmt: skip
@JSON
@click.pass_obj
def adjust(options: Options, decision: Path, as_json: bool) -> None:
    """宽严校正：评审办法里事先写明了的，按决定从考评分里去掉各人的宽严。

    例：wuhao review adjust --decision 宽严校正决定.yaml
    """
    year = year_of(options)
    decided = severity_correction.read_severity_decision(year, decision)
    with locking.working_on(year):
        made = severity_correction.correct(year, decided, diagnosing.noted(year))
    offsets = {who: str(share) for who, share in made.offsets.items()}
    if as_json:
        show_json({"number": decided.number, "offsets": offsets})
        return
    say(f"宽严校正决定 {decided.number}（{decided.date}，{decided.role}）：{decided.reason}")
    say("各人的考评分去掉下面这么多（折成每100分）：")
    for who, share in made.offsets.items():
        say(f"  {padded(who, 12)}  {signed(float(share))}")
    say("下一步：wuhao score。")


def _show(found: Diagnosis) -> None:
    say(f"{found.title}　{'试评分析' if found.trial else '评审分析'}（{INTERNAL.rstrip('。')}）")
    for line in summary(found):
        say(line)
    if found.trial:
        _show_trial(found)
    else:
        _show_items(found)
    for whose, of in severities(found):
        _show_severity(of, whose)
    _show_hints(found)
    if not found.trial:
        say()
        say("去掉宽严会怎样（只供参考）")
        for line in note_lines(found.note, found.names):
            say(f"  {line}")


def _show_items(found: Diagnosis) -> None:
    items = [item for item in by_spread(found) if item.widest or item.verdicts_differ]
    if not items:
        return
    say()
    say("分差最大的项")
    for item in items[:_ITEMS]:
        say(f"  {item_line(item, found.names)}")
    if len(items) > _ITEMS:
        say(f"  ……还有{len(items) - _ITEMS}项有分差，写出工作簿看（--xlsx）。")


def _show_trial(found: Diagnosis) -> None:
    if not found.calibrations:
        return
    say()
    say("正式评审前要谈的")
    for each in found.calibrations[:_ITEMS]:
        say(f"  {each.indicator} {each.title}：{talk_about(each)}")
    if len(found.calibrations) > _ITEMS:
        say(f"  ……其余{len(found.calibrations) - _ITEMS}项，写出工作簿看（--xlsx）。")


def _show_severity(of: Severity, whose: str) -> None:
    say()
    say(f"{whose}宽严（每100分高或低多少，括号里是95%区间）")
    if not of.components:
        say(f"  没有几个{whose}都评过的单位，不可比。")
    elif not of.connected:
        say(f"  {APART}")
    for at, component in enumerate(of.components):
        if len(of.components) > 1:
            say(f"  {component_head(of, at, whose)}")
        shown = component if len(component) <= 2 * _PEOPLE else (
            *component[:_PEOPLE], *component[-_PEOPLE:]
        )  # fmt: skip
        for one in shown:
            said = f"（{interval(one)}）" if one.low is not None else ""
            say(f"    {padded(one.who, 12)}  {padded(signed(one.value), 7)}{said}　{leaning(one)}")
        if len(shown) < len(component):
            say(f"    ……中间{len(component) - len(shown)}个没有列出，写出工作簿看（--xlsx）。")
    if of.alone and of.components:
        say(f"  {alone_line(of)}")


def _show_hints(found: Diagnosis) -> None:
    if not found.hints:
        return
    say()
    say("要问一问的（只是提示）")
    for hint in found.hints[:_HINTS]:
        say(f"  {KINDS[hint.kind]}：{about(hint, found.names)}　{hint.said}")
    if len(found.hints) > _HINTS:
        say(f"  ……其余{len(found.hints) - _HINTS}条，写出工作簿看（--xlsx）。")


def _plain(value: Any) -> Any:
    """As JSON takes it: points as texts; reasons of reviewers stay in the workbook.

    An interval without an end, as of few units, has null there.
    """
    match value:
        case dict():
            return {key: _plain(each) for key, each in value.items() if key != "text"}
        case list() | tuple():
            return [_plain(each) for each in value]
        case Decimal():
            return str(value)
        case float():
            return value if isfinite(value) else None
        case str() | int() | None:
            return value
    return str(value)
