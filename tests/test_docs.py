"""The documents hold: examples people copy can be read, links lead somewhere, codes exist."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from engine.cycle.closing import read_closing
from engine.cycle.settings import check_against, read_settings
from engine.cycle.year import Year
from engine.files.hand_written import read
from engine.files.recheck_forms import CODES
from engine.files.rubric_store import standard_store
from engine.files.strict_yaml import load
from engine.records.catalogue import CATALOGUE
from engine.records.recheck import WrittenRecheck
from engine.records.roster_change import ChangeDecision
from engine.rubric.plan import Recheck

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "手册.md"
DOCUMENTS = (ROOT / "README.md", *sorted(ROOT.glob("[!.]*/*.md")))
_YAML = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_CODE = re.compile(r"〔([A-Z]\d{3})〕|`wuhao problems ([A-Z]\d{3})`")


@pytest.fixture
def year(tmp_path: Path) -> Year:
    """A year whose settings and closing decision are the examples of the handbook."""
    settings, change, late, closing, recheck, _ = _YAML.findall(HANDBOOK.read_text("utf-8"))
    (tmp_path / "cycle.yaml").write_text(settings + late, "utf-8")
    (tmp_path / "收口决定.yaml").write_text(closing, "utf-8")
    (tmp_path / "名册变更单.yaml").write_text(change, "utf-8")
    (tmp_path / "复核决定.yaml").write_text(recheck, "utf-8")
    return Year(tmp_path, read_settings(tmp_path / "cycle.yaml"), standard_store(None))


def test_the_settings_of_the_handbook_fit_the_rubric_they_name(year: Year) -> None:
    check_against(year.settings, year.rubric)
    assert year.settings.groups == ("片区", "学段")
    assert year.plan.rubric == year.settings.rubric


def test_the_closing_decision_of_the_handbook_closes_an_item_the_rubric_has(year: Year) -> None:
    closing = read_closing(year.folder / "收口决定.yaml")
    assert closing.date == date(2025, 11, 28)
    assert closing.rules == {"blank": "zero", "no-evidence": "zero", "faulty": "zero"}
    [item] = closing.items
    points = {each.code: each.points for each in year.standard.items}
    assert Decimal(item.points) < points[item.indicator]


def test_the_roster_change_of_the_handbook_has_every_kind_of_change(year: Year) -> None:
    path = year.folder / "名册变更单.yaml"
    codes = frozenset(("unit", "units", "number", "code", "submission_from", "honours_from"))
    written = read(path, ChangeDecision, code="L727", text_keys=codes)
    kinds = {each.what for each in written.value.changes}
    assert kinds == {"renamed", "closed", "status", "merged", "split", "added"}


def test_the_recheck_of_the_handbook_decides_items_and_fields_the_rubric_has(year: Year) -> None:
    found = read(year.folder / "复核决定.yaml", WrittenRecheck, code="V485", text_keys=CODES)
    known = {item.code: {f.code for f in item.fields} for item in year.standard.items}
    assert [each.upheld for each in found.value.items] == [True, False]
    assert all(each.values.keys() <= known[each.indicator] for each in found.value.items)


def test_the_terms_of_the_handbook_are_terms_of_a_plan() -> None:
    *_, terms = _YAML.findall(HANDBOOK.read_text("utf-8"))
    told = load(terms.encode(), "方案.yaml", frozenset()).value
    assert isinstance(told, dict)
    assert Recheck.model_validate(told["recheck"]).effect == "keep"


def test_every_problem_code_of_the_handbook_stands_in_the_catalogue() -> None:
    named = {a or b for a, b in _CODE.findall(HANDBOOK.read_text("utf-8"))}
    assert len(named) > 10
    assert sorted(named - set(CATALOGUE)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = _LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
