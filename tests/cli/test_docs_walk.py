"""What the documents tell people to type exists, and no command is left out of them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from engine.cli.main import COMMANDS, wuhao

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "docs/手册.md")
_FENCED = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_CALL = re.compile(r"(?:^|[\s/\\])wuhao(?:\.exe)?(?=\s|$)(?P<words>[^#|&>;，。；（]*)")


def calls(text: str) -> Iterator[list[str]]:
    """The words after `wuhao` in every piece of code of a document."""
    fenced = _FENCED.findall(text)
    spans = [line for block in fenced for line in block.splitlines()]
    spans += _INLINE.findall(_FENCED.sub("", text))
    for span in spans:
        for call in _CALL.finditer(span.strip()):
            yield shlex.split(call["words"])


def walk(words: list[str]) -> tuple[click.Command, list[str], str]:
    """The command the words lead to, the options given to it, and its first name."""
    command: click.Command = wuhao
    context, first, options = click.Context(wuhao), "", []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith("-"):
            options.append(word.partition("=")[0])
            known = _option(command, options[-1])
            if isinstance(known, click.Option) and not known.is_flag and "=" not in word:
                rest = rest[1:]
        elif isinstance(command, click.Group):
            found = command.get_command(context, word)
            assert found is not None, f"no command {word} in: wuhao {' '.join(words)}"
            missing = [each for each in options if _option(command, each) is None]
            assert missing == [], f"wuhao {' '.join(words)}"
            command, first, options = found, first or word, []
    return command, options, first


def _option(command: click.Command, name: str) -> click.Parameter | None:
    context = click.Context(command, help_option_names=["-h", "--help"])
    return next((each for each in command.get_params(context) if name in each.opts), None)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_and_option_a_document_names_exists(document: str) -> None:
    found = list(calls((ROOT / document).read_text("utf-8")))
    assert len(found) > 10
    for words in found:
        command, options, _ = walk(words)
        for option in options:
            assert _option(command, option) is not None, f"{option} in: wuhao {' '.join(words)}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_stands_in_every_document(document: str) -> None:
    named = {walk(words)[2] for words in calls((ROOT / document).read_text("utf-8"))}
    assert sorted(set(COMMANDS) - named) == []


@pytest.mark.parametrize("line", ["wuhao nonsense", "wuhao rubric nonsense"])
def test_a_command_that_is_not_there_is_found_out(line: str) -> None:
    [words] = calls(f"`{line}`")
    with pytest.raises(AssertionError, match="nonsense"):
        walk(words)


def test_an_option_that_is_not_there_is_found_out() -> None:
    [words] = calls("```\n.venv/bin/wuhao -C 2025 score --fast  # 快\n```")
    command, options, first = walk(words)
    assert (first, options) == ("score", ["--fast"])
    assert _option(command, "--fast") is None
