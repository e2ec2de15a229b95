"""How a command ends: its exit code, and what is said when it did not end well.

0 done · 1 blocking problems found · 2 called wrongly · 3 input unreadable · 4 a digest does not
agree · 5 our own error · 130 interrupted.
"""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from types import TracebackType

import click

from engine.cli.output import complain, show_problems
from engine.records.problem import CannotGoOn

DEBUG = "WUHAO_DEBUG"
USE, OUR_ERROR, INTERRUPTED = 2, 5, 130


class Ending:
    """Turns whatever stops the block into `code`; only SystemExit passes."""

    code: int = 0

    def __enter__(self) -> Ending:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        match error:
            case None | SystemExit():
                return False
            case CannotGoOn():
                show_problems(error.problems, err=True)
                self.code = error.exit_code
            case click.UsageError():
                complain(f"命令写得不对：{_usage(error)}")
                if error.ctx is not None:
                    complain(f"用法见：{error.ctx.command_path} --help")
                self.code = USE
            case click.ClickException():
                complain(error.format_message())
                self.code = error.exit_code
            case click.Abort() | KeyboardInterrupt():
                complain("已中止。")
                self.code = INTERRUPTED
            case OSError():
                self._disk_error(error)
            case _:
                self._own_error(error)
        return True

    def _disk_error(self, error: OSError) -> None:
        _show_trace(error)
        name = Path(error.filename).name if isinstance(error.filename, str) else ""
        complain(
            f"没有做成：文件或文件夹{f' {name} ' if name else ''}用不了（{type(error).__name__}）。"
        )
        complain("可能正在 WPS、Excel 里打开着，或没有写的权限，或磁盘满了。请处理后再运行一次。")
        self.code = OUR_ERROR

    def _own_error(self, error: BaseException) -> None:
        _show_trace(error)
        complain(
            f"这是程序自己的错误（{type(error).__name__}），不是您填错了，交来的文件都没有动。"
        )
        complain(f"请把运行的命令告诉维护者；设 {DEBUG}=1 再运行一次，可以看到详情。")
        self.code = OUR_ERROR


def _show_trace(error: BaseException) -> None:
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(error)


def _usage(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"没有 {error.option_name} 这个选项。"
        case click.MissingParameter():
            name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
            option = error.param.opts[0] if isinstance(error.param, click.Option) else ""
            return f"还缺 {f'{option} {name}'.strip()}。"
        case click.BadOptionUsage():
            return f"{error.option_name} 的写法不对，用法见下面的说明。"
        case click.BadParameter():
            name = error.param.name if error.param else ""
            return f"{name} 的值不对：{error.message}"
    message = error.format_message()
    return "参数写多了。" if "extra argument" in message else message
