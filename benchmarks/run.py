"""Run the benchmarks beside this file and print one JSON line per figure.

Usage: python -m benchmarks.run [NAME], NAME being a module (`scoring` for bench_scoring.py)
or the name of one figure. Each module has `FIGURES` and `run() -> Iterable[dict]`; see README.md.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PREFIX = "bench_"
KEYS = ("name", "value", "unit", "baseline", "ratio")
Figure = dict[str, Any]


def figures(module: str) -> Iterator[Figure]:
    """What one module measured, with `ratio` = baseline / ours where it did not say itself."""
    for measured in _load(module).run():
        figure: Figure = {key: measured.get(key) for key in KEYS}
        if figure["baseline"] is not None and figure["ratio"] is None:
            figure["ratio"] = round(figure["baseline"] / figure["value"], 2)
        yield figure


def selected(modules: list[str], name: str | None) -> Iterator[Figure]:
    """All figures, those of the module called `name`, or the figure called `name`.

    A module is run only for figures it declares in `FIGURES`: some take minutes.
    """
    for module in modules:
        wanted = name in (None, module.removeprefix(PREFIX))
        if wanted or name in _load(module).FIGURES:
            yield from (f for f in figures(module) if wanted or f["name"] == name)


def _load(module: str) -> Any:
    return importlib.import_module(f"benchmarks.{module}")


def main() -> int:
    """Print the figures asked for; 1 if there is none."""
    name = sys.argv[1] if len(sys.argv) > 1 else None
    modules = sorted(path.stem for path in Path(__file__).parent.glob(f"{PREFIX}*.py"))
    count = 0
    for figure in selected(modules, name):
        print(json.dumps(figure, ensure_ascii=False), flush=True)
        count += 1
    if count == 0:
        print(
            f"no figure called {name!r}; modules: {', '.join(modules) or 'none'}", file=sys.stderr
        )
    return 0 if count else 1


if __name__ == "__main__":
    raise SystemExit(main())
