"""The invented district reviewed by twelve experts in four teams, from draw to 复核, in commands.

`python -m benchmarks.cohort.reviewed --out DIR` copies the committed example, gives it experts and
a 评审办法, and runs what an office would type; between the commands it acts as the experts and the
schools do. Everything in it is invented.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from benchmarks.cohort.experts import TERMS, tables
from engine.cli.main import main as wuhao

EXAMPLE = Path(__file__).parents[2] / "submissions" / "example-2025"
SEED = 2025
_LEFT_OUT = shutil.ignore_patterns(
    "store", "runs", "ledger.jsonl", "locked.json", "sheets", "review"
)


class Office:
    """Types commands in one year's folder, and shows them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str, ends: int = 0) -> None:
        print(f"\n> wuhao {' '.join(words)}", flush=True)
        code = wuhao(["-C", str(self.folder), *words])
        if code != ends:
            raise SystemExit(f"wuhao {' '.join(words)}: ended with {code}")


def prepare(folder: Path) -> None:
    """The example's year before its lock, with experts and terms of review."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder, ignore=_LEFT_OUT)
    (folder / "review").mkdir()
    for name, text in tables().items():
        (folder / name).write_text(text, "utf-8")
    settings = folder / "cycle.yaml"
    settings.write_text(settings.read_text("utf-8") + TERMS, "utf-8")


def main() -> None:
    """Run the whole year of review."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cohort.reviewed")
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    prepare(folder)
    office = Office(folder)
    office("lock")
    office("intake", "--received", "2025-11-10")
    office("review", "assign", "--seed", "2025年11月20日公布的号码")


if __name__ == "__main__":
    main()
