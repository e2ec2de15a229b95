"""What pingouin says of some tables, kept beside this file, for it brings in twenty libraries.

Where pingouin 0.7.0 is installed: python tests/judging/ask_pingouin.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

ANSWERS = Path(__file__).with_name("icc_by_pingouin.json")


def main() -> None:
    """Ask about 60 tables of 3 to 9 units and 2 to 5 assessors, marks of one place."""
    import pandas as pd  # noqa: PLC0415
    import pingouin  # noqa: PLC0415

    draw, asked = np.random.default_rng(20251124), []
    for _ in range(60):
        n, k = int(draw.integers(3, 10)), int(draw.integers(2, 6))
        of_unit, of_assessor = draw.normal(0, draw.choice([0.1, 1]), n), draw.normal(0, 0.3, k)
        noise = draw.normal(0, draw.choice([0.1, 0.5]), (n, k))
        table = np.clip(np.round(3 + of_unit[:, None] + of_assessor + noise, 1), 0, 4)
        long = pd.DataFrame(
            [(u, a, table[u, a]) for u in range(n) for a in range(k)], columns=["u", "a", "y"]
        )
        pingouin.options["round.column.CI95"] = None
        found = pingouin.intraclass_corr(long, targets="u", raters="a", ratings="y")
        rows = found.set_index("Type").loc[["ICC(A,1)", "ICC(A,k)"]]
        said = [[r["ICC"], *map(float, r["CI95"])] for _, r in rows.iterrows()]
        asked.append({"table": table.tolist(), "single": said[0], "mean": said[1]})
    ANSWERS.write_text("[\n" + ",\n".join(map(json.dumps, asked)) + "\n]\n")


if __name__ == "__main__":
    main()
