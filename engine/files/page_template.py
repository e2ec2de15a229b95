"""Page templates 网页模板: every page is escaped, strict, and the same for the same facts."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


def page_template(name: str, **words: object) -> Template:
    """The template `name`, in which `words` may be used; a name it does not know is an error."""
    environment = Environment(
        loader=PackageLoader("engine.files", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= words
    return environment.get_template(name)
