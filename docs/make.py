"""Writes what is made from the program: pages, pictures, and the figures of the README."""

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pyarrow as pa
from todos.docs.figures import readme
from todos.docs.picture import pictures
from todos.rules import blocking, comparisons, gates
from todos.rules.fields import FIELDS
from todos.rules.tables import COLUMNS, MEANINGS, SNAPSHOT
from todos.rules.vocabulary import FOLDER, Vocabulary, names, vocabulary

DOCS = Path(__file__).parent
MADE = "<!-- Made by `make docs`; change the program, not this page. -->\n"
GATES_BEGIN = "<!-- made by `make docs` from rules/gates.py -->"
GATES_END = "<!-- end -->"
TYPES = {
    pa.string(): "text",
    pa.date32(): "day",
    pa.int32(): "whole number",
    pa.float64(): "number",
    pa.bool_(): "true or false",
}


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    return {
        "data-dictionary.md": data_dictionary(),
        "cli.md": command_line(),
        "model-tables.md": model_tables(),
        "gates.md": gates_page(),
    }


def data_dictionary() -> str:
    """Every table, column, vocabulary and code, from rules/."""
    shown = {FIELDS[column].vocabulary for table in SNAPSHOT for column in COLUMNS[table]}
    in_reading = [name for name in names() if name not in shown]
    parts = [
        "# Data dictionary\n",
        MADE,
        "What stands in each table of a snapshot. A column of the tier `public` is in both",
        "folders, one of the tier `restricted` only in the folder for organisations. How to load",
        "the files stands in [snapshot.md](snapshot.md).\n",
        "## Tables\n",
        *(part for table in SNAPSHOT for part in table_part(table)),
        "## Vocabularies\n",
        "The codes that columns hold. The words that lists use for them stand in",
        "`rules/vocabularies/`.\n",
        *(part for name in names() if name in shown for part in vocabulary_part(name)),
        "## Vocabularies of reading\n",
        "These are understood when a list is read, and end up in columns of other names.\n",
        *(part for name in in_reading for part in vocabulary_part(name)),
    ]
    return "\n".join(parts)


def table_part(table: str) -> Iterator[str]:
    rows = []
    for name in COLUMNS[table]:
        field = FIELDS[name]
        codes = f"[{field.vocabulary}](#{field.vocabulary})" if field.vocabulary else ""
        rows.append((f"`{name}`", type_name(field.type), field.tier, field.meaning, codes))
    yield f"### {table}\n"
    yield f"{MEANINGS[table]}.\n"
    yield grid(("column", "type", "tier", "meaning", "vocabulary"), rows)


def type_name(kind: pa.DataType) -> str:
    if not pa.types.is_list(kind):
        return TYPES[kind]
    member = kind.field(0).type
    if pa.types.is_struct(member):
        return f"list of ({', '.join(field.name for field in member)})"
    return f"list of {TYPES[member]}s"


def vocabulary_part(name: str) -> Iterator[str]:
    known = vocabulary(name)
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    yield f"### {name}\n"
    yield f"{raw['meaning']}.\n"
    gives = any(entry.gives for entry in known.entries.values())
    yield grid(("code", "meaning", "gives") if gives else ("code", "meaning"), codes(known, gives))


def codes(known: Vocabulary, gives: bool) -> Iterator[tuple[str, ...]]:
    """The rows of a vocabulary: first the kinds that are known by a number {n}."""
    entries = [(kind.code, kind.entry) for kind in known.numbered] + list(known.entries.items())
    for code, entry in entries:
        given = ", ".join(f"{name} `{code}`" for name, code in entry.gives.items())
        yield (f"`{code}`", entry.meaning, given) if gives else (f"`{code}`", entry.meaning)


def grid(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (" | ".join(cell.replace("|", "\\|") for cell in row) for row in (heads, *rows))
    head, *body = (f"| {line} |" for line in lines)
    return "\n".join((head, "|" + "---|" * len(heads), *body, ""))


def model_tables() -> str:
    """The passes, comparisons, levels and thresholds of matching, from rules/."""
    thresholds = (
        ("`MATCH`", f"{comparisons.MATCH}", "from here on two records are one person"),
        ("`REVIEW_FROM`", f"{comparisons.REVIEW_FROM}", "from here on a person should look"),
        ("`KEEP_FROM`", f"{comparisons.KEEP_FROM}", "below this a pair is not kept"),
        ("`MATCHES_PER_RECORD`", f"{comparisons.MATCHES_PER_RECORD}", "prior: pairs of one person"),
        ("`KIN_PER_RECORD`", f"{comparisons.KIN_PER_RECORD}", "held: pairs of relatives"),
        ("`PRIOR_STRENGTH`", f"{comparisons.PRIOR_STRENGTH:g}", "observations a prior counts for"),
    )
    passes = ((" + ".join(f"`{part}`" for part in one.parts), one.why) for one in blocking.PASSES)
    return "\n".join(
        [
            "# Tables of the model\n",
            MADE,
            "What [model.md](model.md) explains, as declared in `rules/blocking.py` and",
            "`rules/comparisons.py`.\n",
            "## Blocking passes\n",
            grid(("key", "what it is there for"), passes),
            f"A block of more than {blocking.LARGEST_BLOCK} records is left to the other passes.\n",
            "## Comparisons\n",
            "The priors of each level: m among records of one person, u among records of two",
            "persons at random, kin among records of two relatives. Levels with a *spread* take u",
            "from how common the agreed value is. The evidence of a level marked *conflict* is",
            "never learnt away.\n",
            *(part for one in comparisons.COMPARISONS for part in comparison_part(one)),
            "## Thresholds and shares\n",
            grid(("name", "value", "meaning"), thresholds),
        ]
    )


def comparison_part(one: comparisons.Comparison) -> Iterator[str]:
    """A comparison as a table of its levels."""
    yield f"### {one.field}\n"
    rows = []
    for level in one.levels:
        notes = [f"spread {level.spread:g}"] if level.spread else []
        notes += ["conflict"] if level.conflict else []
        priors = (f"{number:g}" for number in (level.m, level.u, level.kin))
        rows.append((f"`{level.name}`", level.says, *priors, ", ".join(notes)))
    yield grid(("level", "what it says", "m", "u", "kin", ""), rows)


def gates_page() -> str:
    """docs/gates.md with its table of limits as it is in rules/gates.py now."""
    before, rest = (DOCS / "gates.md").read_text(encoding="utf-8").split(GATES_BEGIN)
    _, after = rest.split(GATES_END)
    rows = (
        (f"`{one.name}`", one.meaning, one.subject, limit_text(one.warn), limit_text(one.hold))
        for one in gates.GATES
    )
    table = grid(("gate", "what it looks at", "for each", "warns beyond", "holds beyond"), rows)
    whole = "\n\n".join(map(gate_part, gates.GATES))
    return f"{before}{GATES_BEGIN}\n\n{table}\n{whole}\n\n{GATES_END}{after}"


def gate_part(one: gates.Gate) -> str:
    """Why a gate has its limit, and what to do when it is not passed."""
    text = f"**`{one.name}`** (shares are of {one.of}). {one.why} *To do:* {one.cure}"
    return text.replace("<", "&lt;")


def limit_text(limit: gates.Limit | None) -> str:
    if limit is None:
        return ""
    if limit.share == 0:
        return f"{limit.always}" if limit.always else "none at all"
    share = f"{limit.share:.1%}".replace(".0%", "%") if limit.share < 2 else f"{limit.share:g} each"
    return f"{share}, and {limit.always} always pass" if limit.always else share


def command_line() -> str:
    """The help of `todos` and of each command, as the terminal shows it."""
    from todos.cli import main  # noqa: PLC0415 - the dictionary is made without the command line

    todos = click.Context(main, info_name="todos", terminal_width=80, **main.context_settings)
    each = [click.Context(main.commands[name], todos, name) for name in sorted(main.commands)]
    return "\n".join(["# Command line\n", MADE, *map(help_part, (todos, *each))])


def help_part(of: click.Context) -> str:
    return f"## {of.command_path}\n\n```text\n{of.get_help()}\n```\n"


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    for name, text in pictures().items():
        (DOCS / "images" / name).write_text(text, encoding="utf-8", newline="\n")
    (DOCS.parent / "README.md").write_text(readme(), encoding="utf-8", newline="\n")
