"""The one list of every problem code: severity, title, message and mend, in Chinese.

Data only. A test holds it to the code in both directions: every code here is made somewhere,
every code made anywhere stands here. Words in braces are filled in by `problem(...)`; they say
the *shape* of what was found, never the content of a cell.

Letters: X a file we cannot read · E a sheet or a cell · P evidence · C an office table ·
Y a rubric, plan or setting · V a review sheet · L the year's lock and folder · S privacy ·
G how a command was called.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Fault(NamedTuple):
    """One row of the catalogue."""

    code: str
    severity: str
    title: str
    message: str
    mend: str


_FAULTS = (
    # fmt: off
    Fault("X101", "reject", "压缩内容过大", "文件解压后过大（超过{limit}）。", "请另存为新的 .xlsx 后再交；里面不要粘贴大图片。"),
    Fault("X102", "reject", "压缩包成员过多", "文件内部的成员太多或压缩比异常（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X103", "reject", "压缩包成员重名", "文件内部有两个同名部分（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X104", "reject", "压缩包成员路径不安全", "文件内部有不安全的路径。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X105", "reject", "含有文档类型声明", "文件里有不允许的 DTD 或实体声明。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X106", "reject", "单元格超出表样范围", "表里有远在表样之外的单元格（{what}）。", "请删去表样之外的内容，或把数据填回原表样再交。"),
    Fault("X107", "reject", "单元格重复", "文件里同一单元格出现两次（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X110", "reject", "带宏的工作簿", "这是带宏的工作簿，不能接收。", "请另存为“Excel 工作簿（.xlsx）”后再交。"),
    Fault("X112", "reject", "文件加了密码", "文件加了打开密码，读不了。", "请去掉密码后再交。"),
    Fault("X113", "reject", "旧版 .xls", "这是旧版 .xls 文件。", "请用 WPS 或 Excel 打开，另存为 .xlsx 后再交。"),
    Fault("X114", "reject", "WPS 的 .et 文件", "这是 WPS 的 .et 文件。", "请用 WPS 打开，另存为 .xlsx 后再交。"),
    Fault("X115", "reject", "不是工作簿", "文件内容是{kind}，不是 .xlsx 工作簿。", "请用发给学校的表样填写，保存为 .xlsx 后再交。"),
    Fault("X116", "reject", "文件不完整", "文件不完整或已损坏（{what}）。", "请重新保存、重新发送；发送前先自己打开看一看。"),
    Fault("X117", "reject", "严格格式工作簿", "文件存成了“严格 Open XML”格式。", "请另存为普通的“Excel 工作簿（.xlsx）”后再交。"),
    Fault("X118", "reject", "工作簿内部有错", "工作簿内部结构有错（{what}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("X119", "reject", "读取超时", "读这个文件用时或用内存超过限度（{limit}）。", "请用 WPS 或 Excel 打开后另存为 .xlsx 再交。"),
    Fault("E210", "note", "数字存成文本", "“{title}”的数字存成了文本，已按数字读取。", "不用改。"),
    Fault("E211", "note", "数字写法已规范", "“{title}”里的全角字符、千位分隔、空格或单位已去掉，数没有变。", "不用改。"),
    Fault("E212", "block", "百分数写法不明", "“{title}”要填百分数，表里是 0 到 1 之间的小数，看不出是百分之几。", "请按百分数填：百分之九十就填 90 或 90%。"),
    Fault("E213", "block", "不是数字", "“{title}”填的不是一个数字。", "请只填一个阿拉伯数字，不写“约”“余”等字，也不写单位。"),
    Fault("E214", "block", "数字写法不能读取", "“{title}”的数字写法不能读取。", "请填普通数字：整数不超过 9 位，小数不超过 6 位，不用科学记数法。"),
    Fault("E215", "block", "数字超出范围", "“{title}”的数字不合要求：{what}。", "请核对后改正。"),
    Fault("E216", "block", "编号存成数字", "“{title}”存成了数字，后面几位已经丢失。", "请先把单元格设成“文本”格式，再照原件重新填写。"),
    Fault("E220", "block", "日期写法不明", "“{title}”的日期看不出是哪一天。", "请写全年月日，例如 2024-09-01。"),
    Fault("E221", "note", "日期写法已规范", "“{title}”的日期已换成统一写法，日子没有变。", "不用改。"),
    Fault("E222", "block", "日期不可能", "“{title}”的日期不存在，或不在 1990 年到 2100 年之间。", "请核对后改正，例如 2024-09-01。"),
    Fault("E230", "warning", "有看不见的字符", "“{title}”里有看不见的字符，已经去掉。", "请看一看这一格的文字是否完整。"),
    Fault("C401", "block", "文件编码不对", "按 UTF-8 和 GB18030 都读不出这张表的表头。", "请用 WPS 或 Excel 打开，看清汉字无误后另存为 .xlsx。"),
    Fault("C402", "reject", "CSV 结构有错", "{what}。", "请用 WPS 或 Excel 打开核对，另存为 .xlsx。"),
    Fault("C403", "reject", "找不到文件", "没有找到这个文件。", "请核对文件名，并把文件放到这里。"),
    Fault("C404", "reject", "表格读不了", "这张表读不了：{what}。", "请用 WPS 或 Excel 打开，不加密码，另存为 .xlsx。"),
    Fault("C405", "reject", "找不到表头", "前 10 行里找不到表头（应有：{what}）。", "请保留一行表头，一格写一个列名。"),
    Fault("C406", "reject", "缺少列", "表头里少了：{what}。", "请补上，列名照写；若列还在，请把列名改回来。"),
    Fault("C407", "reject", "列名重复", "表头里“{what}”出现了两次。", "请只留一列。"),
    Fault("C408", "block", "公式出错", "“{title}”这一格是公式的错误值。", "请改正公式，或直接填上内容。"),
    Fault("C409", "block", "公式没有结果", "“{title}”这一格是公式，文件里没有存下结果。", "请用 WPS 或 Excel 打开，保存一次再用。"),
    Fault("C410", "warning", "编号存成数字", "“{title}”这一列有 {count} 格存成了数字（从这一格起），开头的 0 可能已经丢失。", "请把这一列设成“文本”格式，照原件核对。"),
    Fault("C411", "block", "缺少编号", "这一行有内容，“{title}”却是空的。", "请补上；不是数据的话，请删去这一行。"),
    Fault("Y501", "reject", "YAML 写法不合要求", "{what}。", "请改正后再读一次。"),
    Fault("Y502", "reject", "找不到标准或方案", "{what}。", "用 wuhao rubric list 看有哪些；文件请写对路径。"),
    Fault("Y503", "block", "键或值不合规定", "{what}。", "请照提示改正。"),
    Fault("Y505", "block", "文件名与内容不符", "{what}。", "请让文件名与里面的 family、edition、revision 一致。"),
    Fault("Y506", "reject", "已发布的版本被改动", "{what}。", "请改回原样；要改内容，请另存一份并把 revision 加 1。"),
    Fault("Y507", "block", "不能发布", "{what}。", "请改正后再发布；已发布的要改，请把 revision 加 1。"),
    Fault("Y510", "block", "条件写得不对", "{what}。", "请对照填报项的编码和选项改正这个条件。"),
    Fault("Y511", "block", "没有计分规则", "{what}。", "请写上 rule；只评分、不设公式的，在开头写 marking。"),
    Fault("Y512", "block", "算分可能出错", "{what}。", "请照提示改正规则，或缩小填报项的取值范围。"),
    Fault("Y513", "block", "得分可能超出分值", "{what}。", "请改规则里的分值，或填报项的取值范围。"),
    Fault("Y514", "block", "得不到满分", "{what}。", "请改规则里的分值，或这一项的分值。"),
    Fault("Y520", "block", "一级指标编码重复", "{what}。", "请给每个一级指标一个不同的编码。"),
    Fault("Y521", "block", "指标编码重复", "{what}。", "请给每个指标一个不同的编码。"),
    Fault("Y522", "block", "填报项编码重复", "{what}。", "请给每个填报项一个不同的编码，也不要与名册栏目同名。"),
    Fault("Y523", "block", "限制情形编码重复", "{what}。", "请给每种情形一个不同的编码。"),
    Fault("Y524", "block", "一级指标分值不等于各项之和", "{what}。", "请核对这一级各项的分值。"),
    Fault("Y525", "block", "总分不等于各部分之和", "{what}。", "请核对总分（total）和各一级指标的分值。"),
    Fault("Y526", "block", "分值没有写或不大于0", "{what}。", "请写上大于 0 的分值。"),
    Fault("Y527", "block", "各部分之和不等于本项分值", "{what}。", "请核对各部分的分值（points）。"),
    Fault("Y528", "block", "没有这个来源", "{what}。", "请在 sources 里写上这个来源，或改正来源的编号。"),
    Fault("Y529", "block", "依据没有来源", "{what}。", "写“照”“据”的请写明 source；没有来源的请写“自拟”。"),
    Fault("Y530", "block", "佐证要求不明", "{what}。", "请写 evidence（要什么佐证）或 evidence_none（为什么不要），只写一样。"),
    Fault("Y531", "block", "佐证取自不存在的指标", "{what}。", "请改正 from_item 里的指标编码。"),
    Fault("Y532", "block", "比较的填报项不存在", "{what}。", "请把 at_most、at_least 写成另一个数字填报项的编码。"),
    Fault("Y533", "block", "统计时段颠倒", "{what}。", "请让 first 不晚于 last。"),
    Fault("Y534", "block", "等次分数线不合理", "{what}。", "等次请从高到低写，名称、分数线都不重复，最低一等从 0 开始。"),
    Fault("Y535", "block", "没有这个等次", "{what}。", "请改成 grades 里有的等次名称。"),
    Fault("Y536", "block", "限制情形没有结果", "{what}。", "请写 bars_awards、grade_at_most 或 grade。"),
    Fault("Y537", "warning", "加分上限达不到", "{what}。", "请核对加分上限（cap）和各加分项的分值。"),
    Fault("Y538", "warning", "填报项没有用处", "{what}。", "用不到的请删去，免得学校白填。"),
    Fault("Y539", "note", "情形没有设定依据", "{what}。", "启用前请在设置表里填写设定依据（文号）。"),
    Fault("Y541", "block", "方案的评估标准不存在", "{what}。", "请把 rubric 写成已有的评估标准，如 wuhao-school@2025。"),
    Fault("Y542", "block", "没有这种限制情形", "{what}。", "请改成评估标准 exclusions 里有的编码。"),
    Fault("Y543", "block", "同分规则里的一级指标不对", "{what}。", "比某个一级指标的，写 on: section 和它的编码；比别的不写 section。"),
    Fault("Y544", "block", "方案里的组别不存在", "{what}。", "请改成名册里有的分组栏目，如“学段”“片区”。"),
    Fault("Y545", "block", "比例大于1", "{what}。", "请让分子不大于分母，如 15 比 100。"),
    Fault("Y546", "block", "有名额而没有同分规则", "{what}。", "请写上 ties：先比什么、再比什么，仍相同由谁定。"),
    Fault("Y547", "block", "没写小组怎么办", "{what}。", "按组分名额的，请写 small_group；不分组的不写。"),
    Fault("Y548", "block", "分数线高于满分", "{what}。", "请核对分数线（threshold）。"),
    Fault("Y549", "block", "奖项编号重复", "{what}。", "请给每个奖项一个不同的编号（id）。"),
    Fault("Y550", "block", "名额写法不明", "{what}。", "请写 share（比例）或 number（个数），只写一样。"),
    Fault("Y551", "block", "前置条件互相矛盾", "{what}。", "同一栏目不能既要求有、又要求没有。"),
    Fault("L710", "reject", "台账对不上", "台账从这一行起对不上：{what}。", "台账不能手工改动。请用备份恢复，并查明改动的原因。"),
    Fault("V410", "block", "收口取自报分而没有自报分", "收口决定要按自报分定分，但这一项（{state}）算不出自报分，仍未定。", "请在收口决定里为这个单位的这一项单独写明分数。"),
    Fault("V411", "block", "收口分数超出满分", "收口决定给这一项的分数不在0到{points}分之间，没有采用。", "请改正收口决定里的分数。"),
    Fault("V412", "block", "收口决定写错对象", "收口决定里的{what}不在这次计分的范围内。", "请核对编号；没有交来可用自评表的单位不能收口定分。"),
    Fault("C420", "block", "单位编号重复", "单位编号 {what} 出现了两次。", "每个单位一个编号；请核对后改正。"),
    Fault("C421", "block", "参评状态不认识", "单位 {what} 的参评状态不是“参评”“首次试评”或“暂不参评”。", "请从这三种里选一种填上。"),
    Fault("C422", "block", "名册栏目填得不对", "单位 {unit_code} 的“{title}”不能用：{what}。", "请按名册说明改正。"),
    Fault("C423", "warning", "名册里没有这个单位", "表里的单位编号 {what} 不在名册里，这一行没有采用。", "请核对编号；编号要存成文本，前面的0不能丢。"),
    Fault("C424", "block", "导入的数不能用", "单位 {unit_code} 的“{title}”不能用：{what}。", "请改正后重新导入；没有导入的项作“未填（待导入）”。"),
    Fault("C425", "warning", "导入表没有可用的列", "表里没有认得的栏目，整张表没有采用。", "列名以填报项编号开头，比如“F171 应到”。"),
    Fault("C426", "block", "同一数据导入两次而不同", "单位 {unit_code} 的“{title}”在两张表里不一样。", "请核对后只留一个。"),
    Fault("C427", "block", "不予评定认定表填得不对", "认定表这一行不能用：{what}。", "请填写单位编号、情形编码、文号和日期。"),
    Fault("C428", "warning", "荣誉记录写法不认识", "单位 {unit_code} 的“{title}”写法不认识，按“不详”处理。", "请填四位年份、“无”或“不详”。"),
    Fault("L701", "reject", "评估年度正在使用", "这个评估年度正被另一个命令使用。", "请等它结束后再试。"),
    Fault("L702", "reject", "还没有锁定", "这个评估年度还没有锁定，不能{what}。", "请先运行 wuhao lock。"),
    Fault("L703", "reject", "与锁定时不一致", "{what}在锁定以后被改动过，与锁定时的摘要不一致。", "锁定后的变更要走变更单；请恢复锁定时的内容再试。"),
    Fault("L704", "reject", "评审已经开始", "评审表里已经有评审意见（{what}），不能再锁定。", "确须锁定的，请用 wuhao lock --late --reason \"原因\"，结果和各种材料都会写明。"),
    Fault("L705", "reject", "找不到评估年度", "这里和上级文件夹里都没有评估年度（cycle.yaml）。", "请进到评估年度的文件夹再试，或用 -C 指明文件夹；新建用 wuhao new。"),
    Fault("L706", "reject", "已经锁定", "这个评估年度已经锁定。", "名册、标准和方案锁定后不能再改；确有变更的，请走变更单。"),
    Fault("L707", "reject", "文件夹已经存在", "文件夹 {what} 已经存在，没有动它。", "请换一个名称，或先移走原来的文件夹。"),
    Fault("L708", "reject", "还没有结果", "还没有评分结果。", "请先运行 wuhao score。"),
    Fault("L709", "reject", "没有这个单位或指标", "没有{what}。", "请核对编号；单位编号见名册，指标编号见 wuhao rubric show。"),
    Fault("L711", "reject", "没有收到材料", "还没有接收过材料，不能{what}。", "请把学校交来的工作簿放进 inbox 文件夹，再运行 wuhao intake。"),
    Fault("L712", "reject", "写法不对", "{what}。", "请看 --help 里的例子。"),
    Fault("L713", "reject", "结果文件被改动", "{what}与清单里的摘要不一致。", "请重新运行 wuhao score 生成新的结果。"),
    Fault("Y560", "reject", "设置文件不合规定", "设置“{title}”不对：{what}。", "请按说明改正。"),
    Fault("Y561", "reject", "启用的情形没有设定依据", "不予评定情形 {what} 没有写设定依据（文号），不能启用。", "请写上文号；没有依据的请停用。"),
    Fault("Y562", "warning", "摘录的标准", "所用标准“{what}”只是摘录，没有见到的部分不计分，结果只能参考。", "正式使用前请补全标准。"),
    Fault("E232", "block", "同一单位有两份不同的表", "单位 {unit_code} 交来了{count}份内容不同的自评表，都没有采用：{files}。", "请用 wuhao intake --use 文件 --reason 原因 指明用哪一份。"),
    Fault("E235", "note", "同一份表交了两次", "内容相同的自评表交了{count}次：{files}，只算一份。", "不用处理。"),
    Fault("E236", "block", "认不出是哪个单位", "这个文件读不了，也认不出是哪个单位交的。", "请问清是哪个单位，让对方按提示重交。"),
    # fmt: on
)

CATALOGUE = MappingProxyType({fault.code: fault for fault in _FAULTS})
assert len(CATALOGUE) == len(_FAULTS), "a code stands twice in the catalogue"
