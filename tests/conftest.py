"""What all tests share: hypothesis profiles, honest skips, LibreOffice and Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

PROGRAMS = {"libreoffice": "soffice", "chromium": "chromium", "poppler": "pdftoppm"}
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SOFFICE_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def lacking(program: str) -> str:
    """The reason a test is skipped because `program` is not on PATH."""
    return f"{program} is not on PATH"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what drives a program this machine does not have, and say which program."""
    missing = {mark: name for mark, name in PROGRAMS.items() if shutil.which(name) is None}
    for item in items:
        for mark, program in missing.items():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=lacking(program)))


def skipped(config: pytest.Config) -> list[pytest.TestReport]:
    """The reports of all skips of this run, of tests and of whole files."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return list(reporter.stats.get("skipped", [])) if reporter else []


def no_skips_allowed() -> bool:
    """Whether a skip fails the run, as it does where everything is installed."""
    return os.environ.get("WUHAO_ALLOW_NO_SKIPS") == "1"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that was to skip nothing and skipped something."""
    if no_skips_allowed() and skipped(session.config):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many tests a missing program cost, and that a skip failed the run."""
    reports = skipped(config)
    for program in PROGRAMS.values():
        count = sum(lacking(program) in str(report.longrepr) for report in reports)
        if count:
            terminalreporter.write_line(f"{count} skipped: {lacking(program)}", yellow=True)
    if reports and no_skips_allowed():
        terminalreporter.write_line(
            f"{len(reports)} skipped, and WUHAO_ALLOW_NO_SKIPS=1: this run has failed", red=True
        )


class Soffice:
    """LibreOffice without a window, in a profile that recalculates every formula on loading."""

    def __init__(self, profile: Path) -> None:
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(
            SOFFICE_SETTINGS, encoding="utf-8"
        )
        self.profile = profile

    def convert(
        self, paths: Iterable[Path], to: str, outdir: Path, timeout: float = 120
    ) -> list[Path]:
        """Convert `paths` in one call to "xlsx", "pdf", "ods" or "csv"; the new files in order.

        `outdir` must not be the folder of a source with the same ending. `timeout` in seconds.
        """
        sources = [Path(path) for path in paths]
        made = [outdir / f"{source.stem}.{to.partition(':')[0]}" for source in sources]
        assert not set(made) & set(sources), "a conversion would overwrite its source"
        self.run("--convert-to", to, "--outdir", str(outdir), *map(str, sources), timeout=timeout)
        absent = [path.name for path in made if not path.is_file()]
        assert not absent, f"LibreOffice did not write {absent}"
        return made

    def pages(self, path: Path, outdir: Path, dpi: int = 80) -> list[Path]:
        """One PNG a printed page, in order; also needs the mark `poppler`.

        By way of PDF, because LibreOffice Calc alone has no filter for pictures.
        """
        [pdf] = self.convert([path], "pdf", outdir)
        command = ["pdftoppm", "-png", "-r", str(dpi), str(pdf), str(outdir / path.stem)]
        subprocess.run(command, check=True, timeout=120)
        return sorted(outdir.glob(f"{path.stem}-*.png"))

    def run(self, *args: str, timeout: float = 120) -> str:
        """Run soffice headless with `args`; what it said. Its children die with it."""
        command = [
            "soffice",
            f"-env:UserInstallation={self.profile.as_uri()}",
            "--headless",
            "--norestore",
            *args,
        ]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as running:
            try:
                said, _ = running.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGKILL)
                raise
        assert running.returncode == 0, said
        return said


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Soffice:
    """One LibreOffice profile a session (under xdist: a worker)."""
    return Soffice(tmp_path_factory.mktemp("soffice"))


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """Debian's Chromium, started once a session."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_ARGS
        )
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(chromium_browser: Browser) -> Iterator[Page]:
    """A fresh page that is offline: what we write must open without a network."""
    context = chromium_browser.new_context(locale="zh-CN", offline=True)
    yield context.new_page()
    context.close()
