"""How the tags of a paper are read: strictly, escaped, fenced in, and worked out once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from docx.opc.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.files.paper_fields import fields_of

_REMEMBERED = 32
_BREAKS = frozenset("\n\t\a\f")


class PaperJinja(ImmutableSandboxedEnvironment):
    """One for each template: an office's file is data, so it may read fields and nothing else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self._compiled = lru_cache(_REMEMBERED)(super().from_string)

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        """The compiled template; hundreds of papers are filled in from the same few sources."""
        return self._compiled(source)


class PaperWord(DocxTemplate):  # type: ignore[misc]
    """A template that is filled in again and again without being taken apart each time."""

    def __init__(self, file: Any) -> None:
        super().__init__(file)
        self.patch_xml = lru_cache(_REMEMBERED)(super().patch_xml)

    def resolve_listing(self, xml: str) -> str:
        """Line breaks within texts; a search through the whole paper only where there are any."""
        return str(super().resolve_listing(xml)) if _BREAKS.intersection(xml) else xml

    def fields(self, jinja: PaperJinja) -> frozenset[str]:
        """Every field asked for in text, headers and footers. Raises TemplateSyntaxError."""
        self.init_docx()
        sources = [self.get_xml()]
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            parts = self.get_headers_footers(uri)
            sources += [self.xml_to_string(parse_xml(part.blob)) for _, part in parts]
        syntaxes = [jinja.parse(self.patch_xml(each)) for each in sources]
        return frozenset().union(*(fields_of(each) for each in syntaxes))
