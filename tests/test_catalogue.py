"""The catalogue and the code agree: every code is made somewhere, every code made is listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from engine.records.catalogue import CATALOGUE, Fault
from engine.records.problem import Severity

ENGINE = Path(__file__).parents[1] / "engine"
CODE = re.compile(r"[XEPCYVLSGA]\d{3}")
NOT_WORDS = {"unit", "indicator", "severity", "place"}
FAULTS = list(CATALOGUE.values())


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every syntax node under engine/, the catalogue's own left out, with file and line."""
    files = [path for path in ENGINE.rglob("*.py") if path.name != "catalogue.py"]
    assert files
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            line = getattr(node, "lineno", 0)
            yield f"{path.relative_to(ENGINE).as_posix()}:{line}", node


def codes_made() -> dict[str, str]:
    """Each problem code that stands as a string in the code, and one place where it does."""
    return {
        node.value: place
        for place, node in nodes()
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CODE.fullmatch(node.value)
    }


def words_of(fault: Fault) -> set[str]:
    """The words in braces that its sentences need."""
    pieces = Formatter().parse(fault.message + fault.mend)
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in pieces if name is not None}


def test_every_code_of_the_catalogue_is_made_somewhere() -> None:
    assert sorted(set(CATALOGUE) - set(codes_made())) == []


def test_every_code_made_stands_in_the_catalogue() -> None:
    assert {code: at for code, at in codes_made().items() if code not in CATALOGUE} == {}


def test_every_problem_is_given_the_words_its_sentences_need() -> None:
    lacking = {}
    for place, node in nodes():
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "problem" and node.args):
            continue
        code = str(getattr(node.args[0], "value", ""))
        given = {word.arg or "**" for word in node.keywords}
        if code in CATALOGUE and "**" not in given:
            amiss = words_of(CATALOGUE[code]) ^ (given - NOT_WORDS)
            if amiss:
                lacking[place] = (code, sorted(amiss))
    assert lacking == {}


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.code for fault in FAULTS])
def test_a_fault_is_said_in_whole_sentences(fault: Fault) -> None:
    assert CODE.fullmatch(fault.code)
    assert fault.severity in list(Severity)
    assert fault.title and not fault.title.endswith("。")
    for sentence in (fault.message, fault.mend):
        assert sentence.strip() == sentence
        assert sentence.endswith(("。", "？", "！", "。”", "。）"))
