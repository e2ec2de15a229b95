"""Pupils' names 学生姓名 in free text: only beside a label or a class that says whose they are.

A name that stands alone in a sentence is not found: too many words look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖"
    "龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿"
    "牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房"
    "边"
)
_PLAIN_SURNAMES = (
    "王李张刘陈杨赵吴徐孙胡朱郭罗梁宋郑谢韩唐冯董萧曹袁邓傅沈吕苏卢蒋蔡贾魏薛阎潘姚谭廖邹熊郝孔崔邱秦顾"
    "侯邵孟尹黎赖龚"
)
"""Surnames that seldom begin a word: only these are taken for a name beside a class alone."""
_WORDS = (
    "(?!张贴|张榜|张挂|陈列|陈述|陈设|孔子|孔雀|唐诗|宋词|宋体|杨树|胡同|徐徐|王者|李子|苏州|郑重"
    "|谢谢|罗列|梁柱)"
)
_HAN = r"[\u4e00-\u9fff]"
_NAME = rf"[{_SURNAMES}]{_HAN}{{1,2}}"
_PLAIN_NAME = rf"{_WORDS}[{_PLAIN_SURNAMES}]{_HAN}{{1,2}}"
_ENDS = r"(?=$|[\s，,、；;。．.（(）)：:！!？?“”\"《》/|0-9])"
_BLANK = "[ 　]*"
_LABEL = re.compile(
    "(?:学生|儿童|孩子|孤儿|小朋友|学员|少年|队员|团员|受助人|受助者|帮扶对象|获奖者)"
    rf"(?:的)?(?:姓名|名字|名单){_BLANK}[:：]\s*(?=({_NAME}(?:[、，,\s]+{_NAME})*){_ENDS})"
)
_CLASS = (
    r"(?:年级|[一二三四五六七八九初高小大中\d])? ?[（(]?[一二三四五六七八九十\d]{1,2}[）)]? ?班"
)
_IN_CLASS = re.compile(
    rf"{_CLASS}{_BLANK}的?(?:学生|小朋友)?{_BLANK}[:：]?{_BLANK}"
    rf"(?=({_NAME})(?:同学|小朋友)|({_PLAIN_NAME}){_ENDS})"
)
_CLASS_AND_LABEL = re.compile(
    rf"(?:{_CLASS}|班级|年级|学号|学籍)[^\n]{{0,20}}?姓名{_BLANK}[:：]?\s*(?=({_NAME}){_ENDS})"
)
_WORTH_A_LOOK = re.compile("姓名|名字|名单|班")


def pupil_names(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each name of a pupil in `text`; the same one may come twice."""
    if not _WORTH_A_LOOK.search(text):
        return
    for match in _LABEL.finditer(text):
        for name in re.finditer(_NAME, match[1]):
            yield match.start(1) + name.start(), match.start(1) + name.end()
    for match in _IN_CLASS.finditer(text):
        yield match.span(1 if match[1] else 2)
    for match in _CLASS_AND_LABEL.finditer(text):
        yield match.span(1)
