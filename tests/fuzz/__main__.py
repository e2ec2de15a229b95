"""Fuzz by hand: python -m tests.fuzz --seconds 600 [--start N] [--only TARGET] [--case N]."""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from tests.fuzz.campaign import Tally, Violation, cases, peak_memory, try_case
from tests.fuzz.targets import TARGETS

MEMORY = 3_000_000_000


def main() -> int:
    """Go on until the time is over; every violation is told, and makes the exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--start", type=int, default=0, help="number of the first case")
    parser.add_argument("--only", choices=sorted(TARGETS))
    parser.add_argument("--case", type=int, help="run one case of --only and show how it ends")
    chosen = parser.parse_args()
    _limit_memory()
    tally, broken = Tally(), 0
    if chosen.case is not None:
        try_case(chosen.only, chosen.case, tally)
        print(tally.report())
        return 0
    end = time.monotonic() + chosen.seconds
    for name, number in cases(chosen.start):
        if time.monotonic() > end:
            break
        if chosen.only not in (None, name):
            continue
        try:
            try_case(name, number, tally)
        except Violation as found:
            broken += 1
            print(f"VIOLATION {found}")
            if found.__cause__ is not None:
                print("".join(traceback.format_tb(found.__cause__.__traceback__)[-2:]), flush=True)
    print(tally.report())
    print(f"{broken} violations; at most {peak_memory():.0f} MB held")
    return 1 if broken else 0


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.exit(main())
