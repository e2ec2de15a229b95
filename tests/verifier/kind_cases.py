"""Every rule kind with answers and the points they give, worked out by hand.

An item has 4 points; unless a case changes them, the answers are those of `small.ANSWERS`. Kinds
that compare units have several units each, all of them final.
"""

from __future__ import annotations

from typing import Any

GROUPED = {"by": "学段", "cases": {"小学": "5", "幼儿园": "2"}}
OTHER = {"u": "乙发〔2025〕2号"}

CASES: list[tuple[dict[str, Any], list[tuple[dict[str, Any], str]]]] = [
    (
        {"kind": "all-or-nothing", "when": "a >= 3 且 k = 乙"},
        [({}, "4.00"), ({"a": "2.99"}, "0.00"), ({"k": "甲"}, "0.00")],
    ),
    (
        {"kind": "parts", "parts": [
            {"points": "1", "when": "k != 甲"},
            {"points": "2", "each": "a", "per": "0.5"},
            {"points": "1", "when": "t = u", "not_applicable": "学段 = 幼儿园"},
        ]},
        [({}, "3.50"), ({"a": "20", **OTHER}, "3.00"),
         ({"a": "0", "学段": "幼儿园", **OTHER}, "2.00")],
    ),
    (
        {"kind": "bands", "of": "a", "otherwise": "0.5", "bands": [
            {"at_least": "3", "points": "4"}, {"above": "1", "points": "2"}]},
        [({}, "4.00"), ({"a": "2.99"}, "2.00"), ({"a": "1.01"}, "2.00"), ({"a": "1"}, "0.50")],
    ),
    (
        {"kind": "bands", "of": "a", "out_of": "b", "otherwise": "0", "when_none": "3", "bands": [
            {"at_least": "100", "points": "4"}, {"above": "60", "points": "2"}]},
        [({}, "0.00"), ({"a": "3.01"}, "2.00"), ({"a": "5"}, "4.00"), ({"b": "0"}, "3.00")],
    ),
    (
        {"kind": "bands", "of": "最小(a, b) + 最大(a, 1) × 2 − 1", "otherwise": "0", "bands": [
            {"at_least": "8", "points": "4"}]},
        [({}, "4.00"), ({"a": "2.99"}, "0.00"), ({"b": "2"}, "0.00")],
    ),
    (
        {"kind": "bands-less-faults", "of": "a", "otherwise": "0",
         "bands": [{"at_least": GROUPED, "points": "4"}, {"at_least": "1", "points": "2"}],
         "less": [{"points": "1", "when": "非 含(m, 丑)"}, {"points": "2", "when": "k = 丙"}]},
        [({}, "1.00"), ({"学段": "幼儿园"}, "3.00"), ({"k": "丙"}, "0.00"),
         ({"m": ["丑"]}, "2.00")],
    ),
    (
        {"kind": "count-capped", "of": "a", "per": "1.25"},
        [({}, "3.75"), ({"a": "20"}, "4.00"), ({"a": "0"}, "0.00")],
    ),
    (
        {"kind": "count-capped", "of": "a", "per": GROUPED, "at_most": "3.5"},
        [({"a": "0.5"}, "2.50"), ({}, "3.50"), ({"a": "0.5", "学段": "幼儿园"}, "1.00")],
    ),
    (
        {"kind": "deduct-each", "count": "未选(m)", "per": "1.5"},
        [({}, "2.50"), ({"m": []}, "0.00"), ({"m": ["子", "丑", "寅"]}, "4.00")],
    ),
    (
        {"kind": "deduct-faults", "faults": [
            {"points": "1", "when": "e > 月后(d, 3)"}, {"points": "0.5", "count": "b"}]},
        [({}, "0.50"), ({"e": "2025-04-30"}, "1.50"), ({"b": "20"}, "0.00"),
         ({"d": "2024-11-30", "e": "2025-02-28"}, "1.50"),
         ({"d": "2024-11-30", "e": "2025-03-01"}, "0.50")],
    ),
    (
        {"kind": "deduct-shortfall", "of": "a", "at_least": GROUPED, "per": "1.1"},
        [({}, "1.80"), ({"学段": "幼儿园"}, "4.00"), ({"a": "0"}, "0.00")],
    ),
    (
        {"kind": "faults-and-rewards", "over_points": "capped",
         "faults": [{"points": "3", "when": "k = 乙"}],
         "rewards": [{"points": "2", "when": "a >= 3"}]},
        [({}, "3.00"), ({"k": "甲"}, "4.00"), ({"a": "0"}, "1.00")],
    ),
    (
        {"kind": "faults-and-rewards", "over_points": "allowed",
         "faults": [{"points": "5", "when": "k = 乙"}],
         "rewards": [{"points": "2", "when": "a >= 3"}]},
        [({}, "2.00"), ({"k": "甲"}, "6.00")],
    ),
    ({"kind": "judged", "mark": "r"}, [({}, "2.90"), ({"r": "0"}, "0.00")]),
    (
        {"kind": "levels", "of": "k", "points": {"甲": "4", "乙": "2.5", "丙": "0"},
         "void_when": "t = u"},
        [({}, "0.00"), (OTHER, "2.50"), ({"k": "甲", **OTHER}, "4.00")],
    ),
    (
        {"kind": "ordered", "cases": [
            {"level": "丙", "points": "0", "when": "a = 0"},
            {"level": "甲", "share": "1", "when": "a >= 10 或 计数(k = 乙, b = 5, 已填(t)) = 3"},
        ], "otherwise": {"level": "乙", "share": "0.6"}},
        [({}, "4.00"), ({"k": "甲"}, "2.40"), ({"k": "甲", "a": "10"}, "4.00"),
         ({"a": "0"}, "0.00")],
    ),
    (
        {"kind": "per-unit-below", "of": "a", "target": "5", "unit": "0.75", "per": "0.5",
         "part": "up"},
        [({}, "2.50"), ({"a": "5"}, "4.00"), ({"a": "20"}, "4.00"), ({"a": "4.99"}, "3.50")],
    ),
    (
        {"kind": "per-unit-below", "of": "a", "target": "5", "unit": "0.75", "per": "0.5",
         "part": "down"},
        [({}, "3.00"), ({"a": "4.99"}, "4.00")],
    ),
    (
        {"kind": "per-unit-below", "of": "a", "target": GROUPED, "unit": "0.75", "per": "0.5",
         "part": "exact"},
        [({}, "2.67"), ({"a": "4.99"}, "3.99"), ({"学段": "幼儿园"}, "4.00")],
    ),
    (
        {"kind": "proportional", "of": "a", "target": "7"},
        [({}, "1.71"), ({"a": "7"}, "4.00"), ({"a": "20"}, "4.00")],
    ),
    (
        {"kind": "proportional", "of": "a", "target_of": "b + 1"},
        [({}, "2.00"), ({"b": "0"}, "4.00"), ({"b": "8"}, "1.33")],
    ),
    (
        {"kind": "sample", "of": "p", "pass_at": "3", "size": "5"},
        [({}, "4.00"), ({"p": "2"}, "0.00")],
    ),
    (
        {"kind": "severity", "counting": "per-event", "tiers": [
            {"title": "重", "points": "1.5", "count": "计数(k = 丙)"},
            {"title": "轻", "points": "0.5", "count": "b"}]},
        [({}, "1.50"), ({"k": "丙"}, "0.00"), ({"b": "0"}, "4.00")],
    ),
    (
        {"kind": "severity", "counting": "heaviest-once", "tiers": [
            {"title": "重", "points": "1.5", "count": "计数(k = 丙)"},
            {"title": "轻", "points": "0.5", "count": "b"}]},
        [({}, "3.50"), ({"k": "丙"}, "2.50"), ({"b": "0"}, "4.00")],
    ),
    (
        {"kind": "parts", "policy": "rescale", "parts": [
            {"points": "1", "when": "k != 甲"},
            {"points": "2", "each": "a", "per": "0.5"},
            {"points": "1", "when": "t = u", "not_applicable": "学段 = 幼儿园"},
        ]},
        [({}, "3.50"), ({"a": "0", "学段": "幼儿园"}, "1.33"),
         ({"a": "20", "学段": "幼儿园"}, "4.00")],
    ),
    (
        {"kind": "parts", "policy": "remove", "parts": [
            {"points": "3", "when": "k != 甲"},
            {"points": "1", "when": "t = u", "not_applicable": "学段 = 幼儿园"},
        ]},
        [({}, "4.00"), ({"学段": "幼儿园"}, "3.00"), (OTHER, "3.00")],
    ),
    (
        {"kind": "penalty", "events": [
            {"title": "通报", "points": "0.5", "count": "b"},
            {"title": "瞒报", "points": GROUPED, "count": "计数(k = 丙)"}]},
        [({}, "2.50"), ({"b": "20"}, "4.00"), ({"k": "丙", "b": "0", "学段": "幼儿园"}, "2.00")],
    ),
    (
        {"kind": "picks", "of": "m", "take": "sum",
         "points": {"子": "2.5", "丑": "-1", "寅": "2"}},
        [({}, "4.00"), ({"m": ["子", "丑"]}, "1.50"), ({"m": ["丑"]}, "0.00"), ({"m": []}, "0.00")],
    ),
    (
        {"kind": "picks", "of": "m", "take": "best", "points": {"子": "1", "丑": "4", "寅": "2"}},
        [({}, "2.00"), ({"m": ["子", "丑", "寅"]}, "4.00"), ({"m": []}, "0.00")],
    ),
    (
        {"kind": "trimmed-mean", "marks": ["g", "h", "i"], "trim_from": 3, "judges": "j"},
        [({}, "3.20"), ({"j": "2"}, "3.50"), ({"j": "1"}, "3.20"), ({"h": "8"}, "3.20")],
    ),
    (
        {"kind": "weighted-mean", "missing": "rescale", "sources": [
            {"title": "甲", "of": "a", "out_of": "20", "weight": "0.5"},
            {"title": "乙", "of": "b", "out_of": "5", "weight": "0.5", "missing_when": "k = 丙"}]},
        [({}, "2.30"), ({"k": "丙"}, "0.60"), ({"b": "20", "a": "20"}, "4.00")],
    ),
    (
        {"kind": "weighted-mean", "missing": "rescale", "when_none": "1", "sources": [
            {"title": "甲", "of": "a", "out_of": "20", "weight": "0.6", "missing_when": "k = 丙"},
            {"title": "乙", "of": "b", "out_of": "5", "weight": "0.4", "missing_when": "t != u"}]},
        [({}, "1.96"), ({"k": "丙"}, "4.00"), ({"k": "丙", **OTHER}, "1.00"), (OTHER, "0.60")],
    ),
    (
        {"kind": "weighted-mean", "missing": "zero", "sources": [
            {"title": "甲", "of": "a", "out_of": "20", "weight": "0.9"},
            {"title": "乙", "of": "b", "out_of": "5", "weight": "0.1", "missing_when": "k = 丙"}]},
        [({}, "0.94"), ({"k": "丙"}, "0.54")],
    ),
]  # fmt: skip

A, B = [{"a": "9"}, {"a": "6"}, {"a": "6"}, {"a": "3"}], [{"a": "4"}, {"a": "6"}]
COHORTS: list[tuple[dict[str, Any], list[dict[str, Any]], list[str]]] = [
    (
        {"kind": "rank-points", "of": "a", "better": "higher", "full_to": 1, "per": "0.75"},
        A, ["4.00", "3.25", "3.25", "1.75"],
    ),
    (
        {"kind": "rank-points", "of": "a", "better": "lower", "within": "学段", "full_to": 1,
         "per": "3"},
        [*A, {"a": "7", "学段": "幼儿园"}], ["0.00", "1.00", "1.00", "4.00", "4.00"],
    ),
    (
        {"kind": "rank-steps", "of": "a", "better": "higher",
         "places": [{"to": 1, "points": "4"}, {"to": 3, "points": "2.5"}], "otherwise": "1"},
        A, ["4.00", "2.50", "2.50", "1.00"],
    ),
    (
        {"kind": "forced-shares", "of": "a", "better": "higher", "rounding": "down", "ties": "up",
         "classes": [{"title": "一", "share": "0.5", "points": "4"},
                     {"title": "二", "share": "0.5", "points": "1.5"}]},
        A, ["4.00", "4.00", "4.00", "1.50"],
    ),
    (
        {"kind": "forced-shares", "of": "a", "better": "lower", "rounding": "half-up",
         "ties": "down", "classes": [{"title": "一", "share": "0.6", "points": "4"},
                                     {"title": "二", "share": "0.4", "points": "1.5"}]},
        A, ["1.50", "1.50", "1.50", "4.00"],
    ),
    (
        {"kind": "relative", "of": "a", "to": "mean", "better": "higher", "below": "share",
         "when_none": "2"},
        A, ["4.00", "4.00", "4.00", "2.00"],
    ),
    (
        {"kind": "relative", "of": "a", "to": "best", "better": "lower", "below": "share"},
        A, ["1.33", "2.00", "2.00", "4.00"],
    ),
    (
        {"kind": "relative", "of": "a", "to": "best", "better": "higher", "below": "zero",
         "when_none": "2"},
        [{"a": "0"}, {"a": "0"}], ["2.00", "2.00"],
    ),
    (
        {"kind": "min-max", "of": "a", "better": "higher", "when_equal": "3"},
        A, ["4.00", "2.00", "2.00", "0.00"],
    ),
    (
        {"kind": "min-max", "of": "a", "better": "lower", "within": "学段", "when_equal": "3"},
        [*B, {"a": "7", "学段": "幼儿园"}], ["4.00", "0.00", "3.00"],
    ),
    (
        {"kind": "standard-score", "of": "a", "better": "higher", "mean": "2", "per": "1",
         "deviation": "population", "deviation_places": 2, "when_equal": "4"},
        B, ["1.00", "3.00"],
    ),
    (
        {"kind": "standard-score", "of": "a", "better": "lower", "mean": "2", "per": "1",
         "deviation": "sample", "deviation_places": 2, "when_equal": "4"},
        B, ["2.71", "1.29"],
    ),
    (
        {"kind": "dispersion", "of": "a", "at_most": "0.2", "deviation": "population",
         "when_none": "0"},
        B, ["4.00", "4.00"],
    ),
    (
        {"kind": "dispersion", "of": "a", "at_most": "0.28", "deviation": "sample",
         "when_none": "0"},
        B, ["0.00", "0.00"],
    ),
    (
        {"kind": "movement", "of": "a", "better": "higher", "last": "b", "first": 1, "ends": 1,
         "middle": "3", "bottom": "2", "up": "1", "down": "0.5",
         "standing_still_at_the_end": "one-down", "without": "2.5"},
        [{"a": "9", "b": "1"}, {"a": "8", "b": "0"}, {"a": "7", "b": "1"}, {"a": "6", "b": "4"},
         {"a": "5", "b": "5"}],
        ["4.00", "2.50", "3.00", "2.50", "1.50"],
    ),
    (
        {"kind": "movement", "of": "a", "better": "lower", "last": "b", "first": 1, "ends": 1,
         "middle": "3", "bottom": "2", "up": "1", "down": "0.5",
         "standing_still_at_the_end": "unmoved", "without": "2.5"},
        [{"a": "1", "b": "2"}, {"a": "2", "b": "2"}, {"a": "3", "b": "3"}],
        ["4.00", "3.00", "2.00"],
    ),
]  # fmt: skip
RULES = [rule for rule, *_ in (*CASES, *COHORTS)]
"""Every rule that was worked out by hand."""
