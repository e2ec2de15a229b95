"""Runs numbered cases of the targets and keeps count; the same number is always the same case."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fuzz.targets import PACKAGES, TARGETS

LONGEST = 20.0
"""Seconds one case may take: what a file is given when it is handed in."""


class Violation(AssertionError):
    """A case that ended otherwise than the law allows."""


@dataclass(slots=True)
class Tally:
    """What was tried so far."""

    endings: dict[str, Counter[str]] = field(default_factory=dict)
    packages: int = 0
    past_guard: int = 0
    slowest: tuple[float, str] = (0.0, "")

    @property
    def tried(self) -> int:
        return sum(each.total() for each in self.endings.values())

    @property
    def share_past_guard(self) -> float:
        """Of the mutated packages, the share that reached the parsers behind the ZIP guard."""
        return self.past_guard / max(1, self.packages)

    def report(self) -> str:
        share = f"{self.share_past_guard:.1%} of {self.packages} packages past the ZIP guard"
        slowest = f"slowest {self.slowest[0]:.2f} s ({self.slowest[1]})"
        lines = [f"{self.tried} tried; {share}; {slowest}"]
        for name, endings in self.endings.items():
            told = ", ".join(f"{ending} {count}" for ending, count in endings.most_common())
            lines.append(f"  {name}: {told}")
        return "\n".join(lines)


def cases(start: int = 0) -> Iterator[tuple[str, int]]:
    """Target and number of each case, every target as often as it weighs in each round."""
    number = start
    while True:
        for name, (_, weight) in TARGETS.items():
            for _ in range(weight):
                yield name, number
                number += 1


def try_case(name: str, number: int, tally: Tally) -> None:
    """Run one case. Raises Violation, naming the case, for anything but a typed outcome."""
    began = time.perf_counter()
    try:
        outcome = TARGETS[name][0](random.Random(f"{name} {number}"))
    except Exception as error:
        raise Violation(f"{name} {number}: {type(error).__name__}: {error}") from error
    took = time.perf_counter() - began
    if took > LONGEST:
        raise Violation(f"{name} {number}: took {took:.1f} s")
    tally.endings.setdefault(name, Counter())[outcome.ending] += 1
    tally.slowest = max(tally.slowest, (took, f"{name} {number}"))
    if name in PACKAGES:
        tally.packages += 1
        tally.past_guard += outcome.past_guard


def peak_memory() -> float:
    """The most memory this process ever held, in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
