"""What a rubric workbook 评估标准工作簿 calls each key: its heading and the note that explains it.

Data only: sheet → key (dotted where nested) → (heading, note). A key that is not here is called by
its own name, so that a new key of a model can be written down before it has a Chinese one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from engine.rubric.choice_words import CHOICES

Words: TypeAlias = Mapping[str, tuple[str, str]]

OTHER = ("其他参数", "没有专门一列的内容，一行写一个，写成“名称=内容”。一般空着。")

_GROUPS = "各组不同的写：学段：幼儿园=3；小学=5，没有这一项的组写0。"
_CONDITION = "用填报项的编码写，如 F111 = 是 且 F115 >= 3。"

FIELD: Words = {
    "code": ("编码", "字母加数字，全表不重复，条件里就用它。例：F111"),
    "title": ("名称", "问什么。例：是否发文成立"),
    "type": ("类型", "从下拉列表里选：数字、是否、单选、多选、日期、文字、文号。"),
    "unit": ("计量单位", "数字的单位。例：次、人、元、%"),
    "minimum": ("最小值", "数字项必填，含本数。例：0"),
    "maximum": ("最大值", "数字项必填，含本数。例：50"),
    "places": ("小数位数", "数字最多几位小数，空着就是整数。例：1"),
    "step": ("步长", "数字只能是它的整数倍。一般空着。例：0.5"),
    "at_most": ("不超过哪一项", "写另一个数字填报项的编码。例：实到不超过应到，写 F171"),
    "at_least": ("不少于哪一项", "写另一个数字填报项的编码。例：F172"),
    "options": ("选项", "单选、多选必填，用“、”隔开，或一行写一个。例：省级、市级、县级、无"),
    "source": ("由谁填", "学校填、办公室填，还是评审填；空着就是学校填。"),
    "asked_when": ("何时填", f"空着就是都要填。{_CONDITION}"),
    "blank_means": ("空着算什么", "空着就是必须填。加分项常写：无、否或 0"),
    "in_period": ("须在统计时段内", "日期要不要在统计时段内：是或否。"),
    "record_only": ("只记录", "只留底、不参与计分的写：是。空着就是要用来计分。"),
    "way": ("评审方式", "评审填的项分几张表评的才选：资料审核、实地考察，或问卷调查。"),
    "note": ("填写提示", "印在表样上给学校看的话。例：锁定后不再改"),
}

INDICATOR: Words = {
    "code": ("指标编码", "全表不重复。例：1.1、1.10（照写，不要让它变成数字）"),
    "title": ("指标名称", "例：组织机构健全"),
    "points": ("指标分值", f"例：5。来源里没有见到分值的空着。{_GROUPS}"),
    "raw": ("原始满分", "先按这个满分打分，再折算到指标分值才填。例：100"),
    "requirement": ("考核要求", "照文件写。例：每年专题研究不少于2次。"),
    "standard": ("评分标准", "文件里的原话；空着就由计分规则自己说出来。"),
    "not_applicable.policy": (
        "不适用怎么算",
        "这一项可以“不适用”的才选。按满分：就得满分；不计入满分：得分和满分都不算它；"
        "折算：不算它，余下的折算回原来的满分；免评：有规定的称号就免评。",
    ),
    "not_applicable.when": ("何时不适用", f"空着就是由学校申请。{_CONDITION}"),
    "not_applicable.within": ("折算到哪里", "“不适用怎么算”是折算才填：本一级指标，或总分。"),
    "not_applicable.counts": ("免评怎么算", "“不适用怎么算”是免评才填：按满分，或不计入满分。"),
    "not_applicable.held": ("凭什么称号免评", "是免评才填。例：省级示范关工委"),
    "evidence_none": (
        "不要佐证的理由",
        "不要佐证的写明理由。例：以签到为准。要佐证的写在“佐证”表。",
    ),
    "review": ("要不要评审", "须评审：没有评审的不算定分；不须评审；空着就是不须评审。"),
    "clause": ("条款", "文件里的条款号。例：第3条"),
}

BASIS: Words = {
    "relation": ("关系", "照：照搬来源；据：参照来源，有改动；自拟：没有来源。"),
    "source": ("来源简称", "“来源”表里的简称；自拟的空着。例：杭州细则"),
    "clause": ("来源条款", "例：第3条、1.2"),
    "note": ("说明", "改了什么、哪些是自拟。例：5分照原表"),
}

_IDENTITY: Words = {
    "family": ("系列代号", "英文小写和短横线，各年不变。例：wuhao-school"),
    "edition": ("版次", "一般是年份。例：2025"),
    "revision": ("修订号", "第一次是1，可以空着；发布以后要改，另存一份并加1。"),
    "title": ("标题", "例：学校“五好”关工委评估标准"),
    "status": ("性质", "从下拉列表里选；还没定稿的选草稿。"),
    "document": ("依据文号", "例：某教关工委〔2025〕1号"),
    "note": ("总说明", "要告诉大家的话，可以空着。"),
}

RUBRIC: Mapping[str, Words] = {
    "标准": {
        **_IDENTITY,
        "issuer": ("印发单位", "例：某某县教育局关工委"),
        "effective": ("施行日期", "例：2025-01-01，可以空着。"),
        "checked_on": ("核对日期", "最近一次与文件原文核对的日子。例：2025-01-31，可以空着。"),
        "period.first": ("统计时段开始", "例：2024-11-01（当天算在内）"),
        "period.last": ("统计时段结束", "例：2025-10-31（当天算在内）"),
        "rounding.places": ("得分保留几位小数", "每个指标的得分保留几位。例：2"),
        "rounding.mode": ("得分怎样修约", "四舍五入，或 GB/T 8170 修约。"),
        "marking.places": (
            "评审打分几位小数",
            "没有计分规则的指标由评审打分时才填：打到几位小数。例：1",
        ),
        "total": ("总分", "各一级指标分值之和，不含加分；有“基础分折算到”的写折算后的。例：100"),
        "convert_to": ("基础分折算到", "各一级指标合计不管几分，都折算到这么多才填。例：100"),
        "bonus.title": ("加分叫什么", "有加分才填。例：加分"),
        "bonus.cap": ("加分上限", "有加分才填，所有加分合计不超过它。例：10"),
        "penalties.title": ("扣分叫什么", "有扣分才填，各项写在“扣分”表。例：扣分"),
        "penalties.cap": ("扣分上限", "所有扣分合计不超过它；空着就是不设上限。例：10"),
        "penalties.floor": ("总分扣到哪里", "有扣分必填：扣到0分为止，或可以扣成负数。"),
        "penalties.coefficient": (
            "扣分系数",
            "扣分要乘以系数才填。例：在校生数：≥2000=0.8；≥1000=0.9；其余=1",
        ),
        "alliance.by": ("联盟是哪一栏", "有捆绑评价（几所学校一起算）才填：名册栏目。例：教育联盟"),
        "alliance.own": ("自己的分占几成", "捆绑评价：与下一行合计为1。例：0.7"),
        "alliance.shared": ("联盟的分占几成", "捆绑评价。例：0.3"),
        "alliance.measure": ("联盟的分看什么", "捆绑评价：平均分、最低分，或平均增幅。"),
        "alliance.of": ("联盟的分算谁", "捆绑评价：全部成员（含自己），或其他成员。"),
        "alliance.last": ("上年得分是哪一项", "看平均增幅才填：数字名册栏目或填报项。例：上年得分"),
        "alliance.most": ("增多少算满", "看平均增幅才填：平均增这么多分就得下一行的分。例：10"),
        "alliance.points": ("增幅满了得几分", "看平均增幅才填。例：100"),
        "grades.on": ("等次看哪个分", "有等次才填：基础分（不含加分）或总分（含加分）。"),
    },
    "名册栏目": FIELD,
    "一级指标": {
        "code": ("一级指标编码", "同一个一级指标的各行写一样的编码，也可以只写第一行。例：1"),
        "title": ("一级指标名称", "写在第一行就行。例：领导班子建设好"),
        "points": ("一级指标分值", f"写在第一行就行，等于下面各指标之和。例：20。{_GROUPS}"),
        "convert": ("一级指标要折算", "是：下面各指标的得分合起来折算到一级指标分值。写在第一行。"),
        "not_applicable.policy": (
            "整级不适用怎么算",
            "这个一级指标可以整个不适用才选，各选项的意思与“不适用怎么算”一样。写在第一行。",
        ),
        "not_applicable.when": ("整级何时不适用", f"整级不适用的必填。{_CONDITION}"),
        "not_applicable.within": ("整级折算到哪里", "整级不适用是折算才填：总分。"),
        "not_applicable.counts": ("整级免评怎么算", "整级免评才填：按满分，或不计入满分。"),
        "not_applicable.held": ("整级凭什么称号免评", "整级免评才填。例：省级示范关工委"),
    },
    "指标": INDICATOR,
    "填报项": FIELD,
    "佐证": {
        "kinds": ("佐证种类", "其中任何一种都行，用“、”隔开。例：文件、照片"),
        "at_least": ("至少几件", "一个数，或用填报项写的算式。例：1；最小(F131, 2)"),
        "from_item": ("登记在哪个指标下", "数别的指标下登记的材料才填。例：1.3"),
    },
    "加分": INDICATOR,
    "扣分": {
        **INDICATOR,
        "points": ("最多扣几分", "例：5。空着就是不设上限，只有“按次扣分”可以空着。"),
    },
    "等次": {
        "title": ("等次名称", "从高到低写。例：优秀"),
        "at_least": ("不低于多少分", "含本数；最低一等写 0。例：90"),
    },
    "限制情形": {
        "code": ("情形编码", "例：N1"),
        "title": ("情形", "例：申报材料弄虚作假，经查实"),
        "found_by": (
            "由什么认定",
            "主管部门书面结论，或没有交表（由系统查出）；空着就是书面结论。",
        ),
        "bars_awards": ("不予评定", "是：什么奖都不能得。"),
        "grade_at_most": ("等次最高为", "“等次”表里的名称。例：合格"),
        "grade": ("等次定为", "“等次”表里的名称。例：不合格"),
    },
    "依据": BASIS,
    "来源": {
        "key": ("来源简称", "“依据”表里用的名字，不能重复。例：杭州细则"),
        "issuer": ("发文单位", "例：杭州市关工委；没有见到的写“发文单位未见”"),
        "title": ("文件名称", "例：创建“五好”关工委考核细则"),
        "number": ("文号", "没有见到的空着。"),
        "note": ("说明", "例：文库副本，只见前三类"),
    },
}

PLAN: Mapping[str, Words] = {
    "方案": {
        **_IDENTITY,
        "rubric": ("用哪份评估标准", "写系列代号@版次。例：wuhao-school@2025"),
        "publicity.working_days": ("公示几个工作日", "例：5"),
        "publicity.shows": ("公示什么", "只公布名单。"),
        "appeal": ("复核办法", "印在材料上的话，可以空着。"),
        "recheck.confirm_days": (
            "初评结果确认几个工作日",
            "从发出确认单的第二天算起。复核的各行要填就都填；都空着就是没有规定期限。例：3",
        ),
        "recheck.silence": ("到期没有答复的", "视为没有异议，或还要问明。"),
        "recheck.apply_days": ("复核申请几个工作日", "例：5"),
        "recheck.since": ("复核申请从何时算起", "确认单发出之日，或公示第一天；当天不算。"),
        "recheck.new_evidence": ("复核可以补新材料", "是或否；空着就是否，只看已交的材料。"),
        "recheck.reviewers": ("由谁复核", "原来没有评过的人，或不限。"),
        "recheck.effect": ("复核改分以后的名单", "维持名单、替换末位，或下年再评。"),
        "lookback": ("回头看办法", "印在材料上的话，可以空着。"),
    },
    "奖项": {
        "id": ("奖项编号", "例：W1"),
        "title": ("奖项名称", "例：“五好”关工委"),
        "quota.base": ("名额基数", "锁定名册：参评单位数。不限名额的，名额各列都空着。"),
        "quota.share.numerator": ("名额比例·分子", "比例和个数只写一样。15%写：15"),
        "quota.share.denominator": ("名额比例·分母", "15%写：100"),
        "quota.number": ("名额个数", "比例和个数只写一样。例：10"),
        "quota.rounding": ("名额怎样取整", "只舍不入（“以内”只能舍去）。"),
        "quota.by": ("按什么分组", "名册里的栏目；不分组的空着。例：学段"),
        "quota.small_group": ("算得0个的小组", "分组的才填：不给名额。"),
        "threshold.on": ("分数线看哪个分", "有分数线才填：基础分或总分。"),
        "threshold.at_least": ("分数线", "含本数。例：90"),
        "threshold.section_rate.numerator": ("各部分得分率·分子", "每部分至少70%写：70"),
        "threshold.section_rate.denominator": ("各部分得分率·分母", "70%写：100"),
        "barred_by": ("哪些情形不能得", "评估标准里的情形编码，用“、”隔开。例：N1、N2"),
        "rank_on": ("按哪个分排名", "总分或基础分；空着就是总分。"),
        "ties.then": ("同分的最后由谁定", "有名额的必填：领导小组集体研究。"),
        "ties.undecided": ("定不下来的", "有名额的必填：空缺。"),
        "waitlist.depth": ("递补几名", "空着就是合格的都可以递补。"),
        "waitlist.until": ("递补到什么时候", "有递补才填。例：决定印发"),
        "note": ("说明", "印在材料上的话，可以空着。"),
    },
    "前置条件": {
        "column": ("往年荣誉栏目", "往年荣誉表里的列名。例：常态化建设合格年份"),
        "must": ("要有还是要没有", "有过，或没有过。"),
        "title": ("条件怎样说", "例：已获“常态化建设合格”"),
    },
    "同分规则": {
        "on": ("同分先比", "从上到下依次比：基础分、加分，或某个一级指标的分。"),
        "section": ("哪个一级指标", "比某个一级指标的才填，写它的编码。例：5"),
    },
    "依据": BASIS,
    "来源": RUBRIC["来源"],
}

OPTIONS: Mapping[str, Mapping[str, str]] = {
    **CHOICES,
    "type": {
        "number": "数字",
        "yes-no": "是否",
        "choice": "单选",
        "choices": "多选",
        "date": "日期",
        "text": "文字",
        "document": "文号",
    },
    "source": {"school": "学校填", "office": "办公室填", "reviewer": "评审填"},
    "review": {"required": "须评审", "none": "不须评审"},
    "status": {"model": "示范", "published": "正式", "excerpt": "摘录", "draft": "草稿"},
    "mode": {"half-up": "四舍五入", "half-even": "GB/T 8170 修约"},
    "found_by": {"conclusion": "主管部门书面结论", "not-submitted": "没有交表"},
    "on": {"base": "基础分", "total": "总分", "bonus": "加分", "section": "一级指标"},
    "rank_on": {"total": "总分", "base": "基础分"},
    "part": {"up": "按1个算", "down": "不算", "exact": "按比例算"},
    "counting": {"per-event": "每一次都算", "heaviest-once": "只按最重的算一次"},
    "over_points": {"allowed": "可以超过", "capped": "不能超过"},
    "base": {"roster": "锁定名册"},
    "small_group": {"zero": "不给名额"},
    "must": {"have": "有过", "not-have": "没有过"},
    "then": {"committee": "领导小组集体研究"},
    "undecided": {"vacant": "空缺"},
    "shows": {"names": "只公布名单"},
}
"""Key of a choice → what the file writes → what people read; other choices are read as written."""

_SELDOM = (
    (INDICATOR, ("raw", "not_applicable.within", "not_applicable.counts", "not_applicable.held")),
    (RUBRIC["一级指标"], ("convert", "not_applicable.")),
    (RUBRIC["标准"], ("convert_to", "penalties.", "alliance.")),
)
RARE = frozenset(
    heading
    for words, beginnings in _SELDOM
    for key, (heading, _) in words.items()
    if key.startswith(beginnings)
)
"""Headings that few rubrics use."""
