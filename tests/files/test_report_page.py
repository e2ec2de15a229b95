"""The report page is whole in itself, reads on a desk and on a phone, and lets nothing in."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from engine.files.explanation import explanation
from engine.files.explanation_words import clause_words, value_words
from engine.files.report_charts import Dot, Strip, distribution
from engine.files.report_page import DETAILED, report_page
from engine.files.report_summary import next_steps
from tests.invented_cohort import empty_results, results

if TYPE_CHECKING:
    from playwright.sync_api import Page

LABEL = "评分结果第1版（1a2b3c4d）"
CSS = Path(__file__).parents[2] / "engine/files/templates/report.css"
TEXT_ON_GROUND = [
    (text, ground) for text in ("ink", "muted", "accent") for ground in ("paper", "panel")
] + [("on-accent", "accent")]


def page(found: dict[str, Any]) -> str:
    return report_page(found, label=LABEL)


def many(size: int) -> dict[str, Any]:
    """A result of `size` units, made by repeating invented ones under new codes."""
    found = results(49)
    units, reasons = found["units"], [award["reasons"] for award in found["awards"]]
    codes = [(f"N{at:05d}", units[at % len(units)]) for at in range(size)]
    found["units"] = [unit | {"code": code} for code, unit in codes]
    for award, told in zip(found["awards"], reasons, strict=True):
        award["reasons"] = {code: told[unit["code"]] for code, unit in codes}
        award["winners"] = [code for code, unit in codes if award["id"] in unit["awards"]]
        award["waitlist"] = []
    found["lookback"] = [
        entry | {"unit": code}
        for code, unit in codes
        for entry in found["lookback"]
        if entry["unit"] == unit["code"]
    ]
    found["problems"] = []
    return found


def test_the_same_results_give_the_same_page_even_with_their_keys_in_another_order() -> None:
    found = results(49)
    assert page(found) == page(json.loads(json.dumps(found, sort_keys=True)))


@pytest.mark.parametrize("options", [{}, {"closed": True, "quota_by": "学段"}], ids=str)
def test_it_loads_nothing_from_anywhere_and_runs_nothing(options: dict[str, Any]) -> None:
    text = page(results(49, **options))
    assert not re.search(r"https?://|//[a-z]|@import|url\(|<script|<link|<iframe|\bsrc=", text)
    assert '<html lang="zh-CN">' in text
    assert "内部材料，不对外公布" in text


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x>', "</title>&{{7*7}}"])
def test_a_name_with_markup_is_shown_and_never_run(name: str) -> None:
    text = page(results(5, first_name=name))
    assert name not in text
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")[
        :20
    ] in text.replace("&#34;", '"')


def test_every_chart_is_a_sound_picture_with_a_name() -> None:
    charts = re.findall(
        r'<svg class="(?:strip|bars|spark|whole)".*?</svg>', page(results(49)), re.S
    )
    assert len(charts) > 49
    for chart in charts:
        picture = ElementTree.fromstring(chart)
        assert picture.get("aria-label") and picture.get("lang") == "zh-CN"


def test_each_unit_each_reason_and_each_item_is_on_the_page() -> None:
    found = results(21)
    text = page(found)
    for unit in found["units"]:
        assert f'id="u-{unit["code"]}"' in text
        for item in unit["indicators"]:
            assert f"<td>{item['code']} {item['title']}" in text
    for award in found["awards"]:
        for reason in award["reasons"].values():
            assert reason["sentence"] in text


def test_the_way_from_the_total_to_each_cell_is_on_the_page() -> None:
    found = results(9, closed=True)
    text = html.unescape(page(found))
    for unit in found["units"]:
        tree = explanation(found, unit, idle=True)
        wanted = [part["workings"] for part in tree["parts"]]
        for item in (i for part in tree["parts"] for s in part["sections"] for i in s["items"]):
            wanted += [item["rule"], item["workings"], clause_words(item)]
            wanted += [value_words(value) for value in item["source"] + item["reads"]]
            wanted += [f"{each['rule']}：{each['why']}" for each in item["not_fired"]]
        assert [words for words in wanted if words not in text] == []
    assert "没有用上的规则" in text
    assert "示例〔2025〕12号（2025-12-08，评审领导小组）：补正期已满。" in text


def test_the_award_line_is_drawn_once_a_group_and_named() -> None:
    assert page(results(49)).count('class="line"/>') == 1
    grouped = results(49, closed=True, quota_by="学段")
    lines = [cap for cap in grouped["awards"][0]["caps"] if cap["winners"]]
    assert page(grouped).count('class="line"/>') == len(lines) > 1


def test_a_provisional_total_is_never_shown_as_a_plain_number() -> None:
    found = results(21)
    text = page(found)
    held = [unit for unit in found["units"] if unit["state"] == "provisional"]
    assert held
    for unit in held:
        assert f"暂定 {unit['total']}" in text
        assert f"<b>{unit['total']}</b>" not in text or any(
            other["total"] == unit["total"] and other["state"] == "final"
            for other in found["units"]
        )


def test_dots_that_would_touch_are_stacked_and_none_is_lost() -> None:
    dots = [Dot(90, "lost", str(at)) for at in range(5)]  # type: ignore[arg-type]
    chart = str(distribution([Strip("", dots, None)], ""))
    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', chart)
    assert len(places) == len(set(places)) == 5
    assert len({x for x, _ in places}) == 1


def test_what_comes_next_follows_the_state_of_the_year() -> None:
    before = "".join(next_steps(results(49)))
    assert all(word in before for word in ("重交", "催交", "未定", "收口决定", "往年荣誉不详"))
    after = results(49, closed=True)
    assert "催交" not in "".join(next_steps(after))
    for award in after["awards"]:
        award["open"], award["reasons"] = [], {}
    for unit in after["units"]:
        unit["indicators"] = []
    assert next_steps(after) == ["没有未定的事项：请领导小组审定拟认定名单，再按方案公示。"]


def test_an_open_tie_is_said_first_hand() -> None:
    found = results(49)
    found["awards"][0]["open"] = [{"group": "全体", "seats": 1, "codes": ["XG0001", "XG0002"]}]
    text = page(found)
    assert "待集体研究" in text
    assert "还剩1个名额，2个单位同分" in text


def test_a_late_lock_is_said_on_the_first_screen() -> None:
    text = page(results(21, late=True))
    assert text.index("锁定晚于评审") < text.index("应参评单位")


@pytest.mark.parametrize("size", [DETAILED, 5000])
def test_a_large_page_stays_small_enough_to_send(size: int) -> None:
    text = page(many(size))
    shown = "本页不列各单位分项" not in text
    assert shown == (size <= DETAILED)
    assert len(text.encode()) < (12_000_000 if shown else 5_000_000)


def test_full_points_the_source_does_not_show_are_said_to_be_unseen() -> None:
    found = results(5)
    for unit in found["units"]:
        for section in unit["sections"]:
            section["max"] = None
    text = page(found)
    assert "满分未见" in text
    assert "基础分满分" not in text


def test_a_year_in_which_nothing_came_in_asks_for_the_forms() -> None:
    text = page(empty_results(9))
    assert "9个单位没有提交自评表" in text
    assert "没有拟认定的单位" in text


def palettes() -> Iterator[dict[str, str]]:
    """The colours of each scheme by name: light, dark, print."""
    for block in re.findall(r":root \{(.*?)\}", CSS.read_text("utf-8"), re.S):
        yield dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_stands_out_from_its_ground_in_every_scheme(scheme: int) -> None:
    colours = list(palettes())[scheme]
    for text, ground in TEXT_ON_GROUND:
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for mark in ("bar", "accent"):
        assert contrast(colours[mark], colours["track"]) >= 3, mark


@pytest.mark.chromium
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("options", [{"late": True}, {"closed": True, "quota_by": "学段"}], ids=str)
def test_nothing_runs_out_of_the_side(
    width: int, options: dict[str, Any], tmp_path: Path, chromium_page: Page
) -> None:
    name = "虚构的名字特别特别长的一贯制学校及附属幼儿园（示例）AVeryLongNameWithoutAnySpaceInIt"
    file = tmp_path / "report.html"
    file.write_text(page(results(49, first_name=name, **options)), encoding="utf-8")
    chromium_page.set_viewport_size({"width": width, "height": 844})
    chromium_page.goto(file.as_uri())
    chromium_page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert chromium_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = "[...document.querySelectorAll('body *')].filter(e => e.childElementCount === 0 && "
    small += "e.textContent.trim() && e.tagName !== 'title' && parseFloat(getComputedStyle(e)"
    small += ".fontSize) * (e.ownerSVGElement ? e.getScreenCTM().a : 1) < 11.9).length"
    assert chromium_page.evaluate(small) == 0


@pytest.mark.chromium
def test_the_first_screen_shows_the_line_and_the_shortlist(
    tmp_path: Path, chromium_page: Page
) -> None:
    found = results(49)
    file = tmp_path / "report.html"
    file.write_text(page(found), encoding="utf-8")
    chromium_page.set_viewport_size({"width": 1280, "height": 800})
    chromium_page.goto(file.as_uri())
    names = {unit["code"]: unit["name"] for unit in found["units"]}
    wanted = ["应参评单位", "拟认定线", "下一步"]
    wanted += [names[code] for code in found["awards"][0]["winners"]]
    for text in wanted:
        box = chromium_page.locator("main").get_by_text(text, exact=False).first.bounding_box()
        assert box is not None and box["y"] + box["height"] <= 800, text
