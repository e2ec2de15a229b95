"""The invented district reviewed by twelve experts in four teams, from the draw to 复核.

`python -m benchmarks.cohort.reviewed --out DIR` copies the committed example, gives it experts and
a 评审办法, and types what an office would type; between the commands it acts as the experts and the
schools do. Everything in it is invented.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import shutil
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from benchmarks.cohort.answers import Account, account_of
from benchmarks.cohort.build import standard
from benchmarks.cohort.district import BLOCK, invent
from benchmarks.cohort.evidence import needs_of
from benchmarks.cohort.experts import EXPERTS, TERMS, opinion, tables
from benchmarks.cohort.hand_in import prepare_hand_in
from benchmarks.cohort.hearing import APPLICATIONS, DECISIONS, OBJECTIONS, RECHECK
from benchmarks.cohort.reviews import rulings_of
from engine.cli.main import main as wuhao
from engine.cycle.handing_in import last_intake
from engine.cycle.laying_out import sheet_name
from engine.cycle.review_rounds import wanted
from engine.cycle.year import open_year
from engine.files.review_scope import Scope
from engine.files.review_sheet import write_review_sheet
from engine.records.review import AGREED, Round
from engine.records.submission import Ruling

SHIPPED = Path(__file__).parents[2]
EXAMPLE = SHIPPED / "submissions" / "example-2025"
SEED = 2025
DRAWN = "2025年11月20日公布的号码"
_PLAN = "taicang-consolidation"
_LEFT_OUT = shutil.ignore_patterns(
    "store", "runs", "ledger.jsonl", "locked.json", "sheets", "review", "*.txt", "待补正清单.xlsx"
)


class Office:
    """Types commands in one year's folder and shows what they say, the last lines of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, lines: int = 30) -> None:
        """Run one command. Raises SystemExit where it does not end well."""
        print(f"\n> wuhao {' '.join(words)}", flush=True)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = wuhao(["-C", str(self.folder), *words])
        shown = said.getvalue().rstrip().splitlines()
        if len(shown) > lines:
            print(f"……（前面{len(shown) - lines}行从略）")
        print("\n".join(shown[-lines:]))
        if code:
            raise SystemExit(f"wuhao {' '.join(words)}: {code}")


class Reviewers:
    """The experts: they fill in whatever sheets were laid out for them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.experts = {each.code: each for each in EXPERTS}

    @cached_property
    def accounts(self) -> dict[str, Account]:
        """What each school really did."""
        return {school.code: account_of(school, SEED) for school in invent(BLOCK, SEED)}

    @cached_property
    def found(self) -> Mapping[str, Mapping[str, Ruling]]:
        """What a perfect reviewer would say of each school."""
        accounts = list(self.accounts.values())
        needs = needs_of(standard(), accounts)
        return {
            account.school.code: rulings_of(
                account, prepare_hand_in(account, needed, standard(), SEED), standard()
            )
            for account, needed in zip(accounts, needs, strict=True)
        }

    def fill_in(self, round_: Round = "main") -> None:
        """Every sheet of a round, as its assessor would hand it in."""
        year = open_year(self.folder)
        counted = last_intake(year, "评审").counted
        for task in wanted(year, round_, counted).tasks:
            path = self.folder / "review" / sheet_name(task.unit, task.scope)
            if not path.exists():
                continue
            sheet = write_review_sheet(
                year.standard,
                year.units[task.unit],
                counted[task.unit],
                self._said(task.unit, task.scope),
                office=year.outside.shown(task.unit),
                cycle=year.settings.cycle,
                structure=year.structure,
                created=year.settings.as_of,
                scope=task.scope,
            )
            path.write_bytes(sheet)

    def _said(self, unit: str, scope: Scope) -> Mapping[str, Ruling]:
        """What stands on the sheet, of the items that are laid out on it."""
        found = self.found[unit]
        if scope.assessor != AGREED:
            expert = self.experts[scope.assessor]
            return opinion(expert, self.accounts[unit], found, standard(), SEED)
        return {
            code: ruling
            for code, ruling in found.items()
            if scope.lays_out(standard().by_code[code])
        }


def prepare(folder: Path) -> None:
    """The example's year before its lock, with experts, terms of review and of 复核."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder, ignore=_LEFT_OUT)
    (folder / "review").mkdir()
    for name, text in tables().items():
        (folder / name).write_text(text, "utf-8")
    plan = (SHIPPED / "rubrics" / _PLAN / "2025.yaml").read_text("utf-8")
    own = folder / "rubrics" / "reviewed-district" / "2025.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(plan.replace(f"family: {_PLAN}", "family: reviewed-district") + RECHECK, "utf-8")
    settings = folder / "cycle.yaml"
    text = settings.read_text("utf-8").replace(f"{_PLAN}@2025", "reviewed-district@2025")
    settings.write_text(text + TERMS, "utf-8")


def answer(folder: Path) -> None:
    """The units' replies to their 初评结果确认单, as the office enters them."""
    register = folder / "papers" / "初评结果确认单" / "初评确认登记-收回.csv"
    with register.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(OBJECTIONS[0])
        lines.writerows(OBJECTIONS[1:])


def review(office: Office, experts: Reviewers) -> None:
    """Trial, draw, marks of everybody, and what a team settles together."""
    office("review", "assign", "--trial", "2", "--seed", DRAWN)
    office("review", "sheets", "--round", "trial", lines=4)
    experts.fill_in("trial")
    office("review", "read", "--received", "2025-11-21", lines=6)
    office("review", "agreement", "--trial", lines=20)
    office("review", "assign", "--seed", DRAWN)
    office("review", "sheets", "--docx", lines=6)
    experts.fill_in()
    office("review", "read", "--received", "2025-11-26", lines=6)
    office("review", lines=20)
    office("review", "sheets", "--round", "agreed", lines=6)
    experts.fill_in("agreed")
    office("review", "read", "--received", "2025-11-27", lines=6)
    office("review", "agreement", *_written(office.folder, "评审分析"), lines=40)


def _written(folder: Path, name: str) -> tuple[str, ...]:
    return "--xlsx", str(folder / f"{name}.xlsx"), "--html", str(folder / f"{name}.html")


def hear(office: Office) -> None:
    """What each unit is told, what two of them object to, and what becomes of it."""
    office("confirm", "sheets", "--date", "2025-11-29", lines=8)
    answer(office.folder)
    office("confirm", "read", lines=12)
    for number, text in (*APPLICATIONS.items(), *DECISIONS.items()):
        (office.folder / "decisions" / f"{number}.yaml").write_text(text, "utf-8")
    for name in APPLICATIONS:
        office("recheck", "apply", f"{name}.yaml")
    office("recheck", "assign", "复申1", "--reviewer", "Z01")
    office("recheck", "assign", "复申2", "--reviewer", "Z04")
    for name in DECISIONS:
        office("recheck", "decide", f"{name}.yaml")
    office("recheck", "list")
    office("recheck", "papers")


def run(folder: Path) -> None:
    """The whole year of review, in a folder that is made anew."""
    prepare(folder)
    office, experts = Office(folder), Reviewers(folder)
    office("lock", lines=6)
    office("intake", "--received", "2025-11-10", lines=3)
    review(office, experts)
    office("review", "open", "--xlsx", str(folder / "未定项清单.xlsx"))
    office("close", "--decision", "收口决定.yaml")
    office("score")
    hear(office)
    office("score")
    office("changes")
    office("shortlist", lines=18)


def main() -> None:
    """Run it where `--out` says."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cohort.reviewed")
    parser.add_argument("--out", type=Path, required=True)
    run(parser.parse_args().out)


if __name__ == "__main__":
    main()
