"""Make an invented district: `python -m benchmarks.cohort --units 49 --seed 2025 --out DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.cohort.build import build
from benchmarks.cohort.district import Role
from benchmarks.cohort.mistakes import INSERT_BELOW, mistakes_in
from benchmarks.cohort.resave import insert_row, resave


def main() -> None:
    """Build the folder; with --resave every workbook has been through LibreOffice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cohort", description=__doc__)
    parser.add_argument("--units", type=int, default=49)
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-reviews", action="store_true")
    parser.add_argument("--resave", action="store_true", help="by LibreOffice, rows inserted too")
    asked = parser.parse_args()
    schools = build(asked.out, asked.units, asked.seed, reviews=not asked.no_reviews)
    if asked.resave:
        resave(sorted(asked.out.rglob("*.xlsx")))
        for school in schools:
            if school.role is Role.ROW_INSERTED:
                insert_row(asked.out / "inbox" / f"{school.code}-自评表.xlsx", INSERT_BELOW)
    for code, mistake in mistakes_in(schools).items():
        print(f"{code}  {mistake.code}  {mistake.what}")


if __name__ == "__main__":
    main()
