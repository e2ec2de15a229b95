"""How the tags of a paper's template are read: strictly, escaped, fenced in, and compiled once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from docx.opc.oxml import parse_xml
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.files.paper_fields import fields_of

if TYPE_CHECKING:
    from docxtpl import DocxTemplate

_REMEMBERED = 32


class PaperJinja(ImmutableSandboxedEnvironment):
    """One for each template: an office's file is data, so it may read fields and nothing else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled = lru_cache(_REMEMBERED)(super().from_string)

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        """The compiled template; hundreds of papers are filled in from the same few sources."""
        return self._compiled(source)

    def fields_of(self, word: DocxTemplate) -> frozenset[str]:
        """Every field asked for in text, headers and footers. Raises TemplateSyntaxError."""
        word.init_docx()
        sources = [word.get_xml()]
        for uri in (word.HEADER_URI, word.FOOTER_URI):
            parts = word.get_headers_footers(uri)
            sources += [word.xml_to_string(parse_xml(part.blob)) for _, part in parts]
        syntaxes = [self.parse(word.patch_xml(each)) for each in sources]
        return frozenset().union(*(fields_of(each) for each in syntaxes))
