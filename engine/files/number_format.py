"""Number formats 单元格数字格式: what a format code says of a number, and dates kept as serials.

The built-in ids 27–36 and 50–58 are what a zh-CN spreadsheet writes for 年月日 without a code.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

_YEAR_MONTH = 'yyyy"年"m"月"'
_MONTH_DAY = 'm"月"d"日"'
_YEAR_MONTH_DAY = 'yyyy"年"m"月"d"日"'
_NOON_TIME = '上午/下午h"时"mm"分"'
_NOON_SECONDS = '上午/下午h"时"mm"分"ss"秒"'

BUILT_IN = MappingProxyType(
    {
        **{0: "", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00"},
        **{5: "¥#,##0;¥-#,##0", 6: "¥#,##0;[Red]¥-#,##0"},
        **{7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;[Red]¥-#,##0.00"},
        **{9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??"},
        **{14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"},
        **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss"},
        22: "yyyy/m/d h:mm",
        **{27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m/d/yy", 31: _YEAR_MONTH_DAY},
        **{32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: _NOON_TIME, 35: _NOON_SECONDS},
        36: _YEAR_MONTH,
        **{37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0"},
        **{39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00"},
        **{41: "#,##0", 42: "¥#,##0", 43: "#,##0.00", 44: "¥#,##0.00"},
        **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"},
        **{50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY},
        **{55: _NOON_TIME, 56: _NOON_SECONDS, 57: _YEAR_MONTH, 58: _MONTH_DAY},
    }
)

_NOT_PLACEHOLDERS = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|AM/PM|A/P|General', re.IGNORECASE)

_FIRST_OF_1904 = date(1904, 1, 1)
_LAST_SERIAL_BY_1900 = 2_958_465
_LAST_SERIAL_BY_1904 = 2_957_003
_THE_DAY_THAT_NEVER_WAS = 60


def _placeholders(code: str) -> str:
    """The first section of a format without quoted, escaped, padded and bracketed parts."""
    return _NOT_PLACEHOLDERS.sub("", code).partition(";")[0].lower()


def is_date_format(code: str) -> bool:
    """Whether a number so formatted is shown as a date; a time of day alone is not one."""
    bare = _placeholders(code)
    if "y" in bare or "d" in bare or "aaa" in bare:
        return True
    return "m" in bare and "h" not in bare and "s" not in bare


def is_percent_format(code: str) -> bool:
    """Whether a number so formatted is shown as a percentage 百分比."""
    return "%" in _placeholders(code)


def excel_date(serial_text: str, *, date_1904: bool) -> date | None:
    """The date of a serial number, its time of day dropped; None where there is no such date.

    The 1900 system has a 29 February 1900 (serial 60), which never was: None.
    """
    try:
        serial = Decimal(serial_text)
    except InvalidOperation:
        return None
    if not serial.is_finite() or not 0 <= serial <= _LAST_SERIAL_BY_1900 + 1:
        return None
    days = int(serial)
    if date_1904:
        return _FIRST_OF_1904 + timedelta(days) if days <= _LAST_SERIAL_BY_1904 else None
    if days in (0, _THE_DAY_THAT_NEVER_WAS) or days > _LAST_SERIAL_BY_1900:
        return None
    before_the_gap = days < _THE_DAY_THAT_NEVER_WAS
    return date(1899, 12, 31 if before_the_gap else 30) + timedelta(days)
