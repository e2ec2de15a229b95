"""Every row of the list of bad inputs is tested, and the page about them says what happens."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from engine.records.catalogue import CATALOGUE

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "bad-inputs.md"
ROWS = range(1, 56)
MAKERS = ("Case", "typed", "stored", "formula")
_CODE = re.compile(r"([A-Z][0-9]{3}) (reject|block|warning|note)")


def rows_tested() -> set[int]:
    """Numbers of rows in the names of tests, and before each case of a table."""
    found: set[int] = set()
    for path in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_row"):
                found |= {int(each) for each in re.findall(r"_([0-9]{2})(?=_)", node.name)}
            makes = isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS
            if makes and isinstance(first := node.args[0], ast.Constant):
                found.add(int(str(first.value)))
    return found


def rows_told() -> dict[int, str]:
    """The codes each row of the page names."""
    table = (line.split("|") for line in PAGE.read_text("utf-8").splitlines())
    return {
        int(cells[1]): cells[-2] for cells in table if len(cells) > 4 and cells[1].strip().isdigit()
    }


def codes_tested() -> set[str]:
    """Every code a test of bad inputs names."""
    texts = (path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    return {code for text in texts for code in re.findall(r"[\"〔]([XEPCYLS][0-9]{3})[\"〕]", text)}


def test_every_row_has_a_test() -> None:
    assert sorted(set(ROWS) - rows_tested()) == []


def test_every_row_stands_on_the_page() -> None:
    assert sorted(rows_told()) == list(ROWS)


def test_the_page_names_codes_and_severities_of_the_catalogue_and_the_tests_those() -> None:
    told = [pair for codes in rows_told().values() for pair in _CODE.findall(codes)]
    assert {code: CATALOGUE[code].severity for code, _ in told} == dict(told)
    named = {code for code, _ in told}
    assert named <= codes_tested() <= named | {"P315", "E245"}
