"""What the words a rubric chooses from are called in Chinese, wherever people read them. Data only.

Key of the choice → what the file writes → what people read.
"""

from __future__ import annotations

from collections.abc import Mapping

CHOICES: Mapping[str, Mapping[str, str]] = {
    "policy": {"full": "按满分", "remove": "不计入满分", "rescale": "折算", "waive": "免评"},
    "within": {"section": "本一级指标", "total": "总分"},
    "counts": {"full": "按满分", "remove": "不计入满分"},
    "floor": {"zero": "扣到0分为止", "none": "可以扣成负数"},
    "measure": {"mean": "平均分", "least": "最低分", "growth": "平均增幅"},
    "of": {"all": "全部成员", "others": "其他成员"},
    "better": {"higher": "越高越好", "lower": "越低越好"},
    "to": {"best": "最好水平", "mean": "平均水平"},
    "below": {"share": "按比例", "zero": "不得分"},
    "deviation": {"population": "总体标准差", "sample": "样本标准差"},
    "standing_still_at_the_end": {"one-down": "按降1名算", "unmoved": "按没有升降算"},
    "take": {"sum": "累计", "best": "只取最高一项"},
    "missing": {"rescale": "按其余各项折算", "zero": "按0分算"},
    "rounding": {
        "floor": "只舍不入",
        "down": "只舍不入",
        "half-up": "四舍五入",
        "up": "有小数就进一",
    },
    "way": {"desk": "资料审核", "visit": "实地考察", "survey": "问卷调查"},
    "silence": {"agrees": "视为没有异议", "asked-again": "还要问明"},
    "since": {"notice": "确认单发出之日", "publicity": "公示第一天"},
    "reviewers": {"others": "原来没有评过的人", "anybody": "不限"},
    "effect": {"keep": "维持名单", "replace-last": "替换末位", "next-year": "下年再评"},
    "ties": {"up": "都归上一等", "down": "都归下一等"},
}
