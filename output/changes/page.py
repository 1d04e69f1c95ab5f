"""Changes as one page of HTML that needs nothing else: no network, no script."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from .summary import Summary
from .words import country


def page(summary: Summary) -> str:
    """The text of changes.html; everything that comes from lists is escaped and isolated."""
    return _template().render(summary=summary)


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["country"] = country
    return environment.get_template("changes.html.j2")
