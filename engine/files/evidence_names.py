"""Names of evidence files 材料文件名: which are safe to look for, by the rules of every system."""

from __future__ import annotations

import re
import unicodedata

_DRIVE = re.compile(r"[A-Za-z]:")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = frozenset('<>"|?*')
_LONGEST = 240


def unsafe(name: str) -> str:
    """Why `name` must not be looked for, in a few Chinese words; "" when it is harmless.

    Judged after NFKC, as a full-width `．．／` becomes `../` on its way to some systems.
    """
    if "\n" in name.strip():
        return "不止一行"
    if any(unicodedata.category(char) in ("Cc", "Cf") for char in name):
        return "有看不见的字符"
    path = unicodedata.normalize("NFKC", name).replace("\\", "/").strip()
    if path.startswith("//"):
        return "是网络位置"
    if _DRIVE.match(path):
        return "写了盘符"
    if path.startswith(("/", "~")):
        return "写了完整路径"
    if ":" in path:
        return "有冒号"
    if len(path) > _LONGEST:
        return "太长"
    return next((fault for part in path.split("/") if (fault := _unsafe_part(part))), "")


def _unsafe_part(part: str) -> str:
    if part.strip(" .") == "":
        return "有“..”或空的一段" if part != "." else ""
    if any(char in _FORBIDDEN for char in part):
        return "有文件名不能用的符号"
    if _DEVICE.fullmatch(part.partition(".")[0].strip()):
        return "是系统保留的名称"
    return ""


def path_key(name: str) -> str:
    """The form in which two file names are compared: separators, width and case evened out."""
    path = unicodedata.normalize("NFKC", name).replace("\\", "/").casefold()
    return "/".join(part.strip() for part in path.split("/") if part.strip() not in ("", "."))
