"""Match reports made and written: for each source, in each language, as page and workbook."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...rules.problems import Problem
from ...sources.spec import shipped
from ..folder import draft
from ..lookup import Snapshot
from .content import content
from .languages import LANGUAGES, language
from .page import page
from .pairs import ranked
from .sections import Content
from .shares import NO_SHARES, ReportError, Shares
from .tables import Reader
from .told import read
from .xlsx import workbook


@dataclass(frozen=True, slots=True)
class Report:
    """The report about one source in one language. html: the page; xlsx: the workbook."""

    source: str
    language: str
    html: bytes
    xlsx: bytes


def report(
    snapshot: Snapshot,
    source: str,
    language: str,
    *,
    problems: Iterable[Problem] = (),
    since: Snapshot | None = None,
    shares: Shares | None = None,
    names: Mapping[str, str] | None = None,
) -> Report:
    """The report about `source` from a restricted snapshot.

    language: one of LANGUAGES; problems: of the reading of the lists, those of others are left
    out; since: the restricted snapshot of the last report, else changes are those of the night;
    shares: see `told.seen`; names: what sources are called, for those that do not come with the
    program. Raises ReportError for an unknown source or language, NotFoundError without a snapshot.
    """
    return next(
        reports(
            snapshot,
            [source],
            [language],
            problems=problems,
            since=since,
            shares=shares,
            names=names,
        )
    )


def reports(
    snapshot: Snapshot,
    sources: Sequence[str] | None = None,
    languages: Sequence[str] = LANGUAGES,
    *,
    problems: Iterable[Problem] = (),
    since: Snapshot | None = None,
    shares: Shares | None = None,
    names: Mapping[str, str] | None = None,
) -> Iterator[Report]:
    """The reports about `sources` (all of them, if none is named) in each of `languages`."""
    unknown = [code for code in languages if code not in LANGUAGES]
    if unknown:
        raise ReportError(
            f"There are no reports in '{unknown[0]}'. Choose one of: {', '.join(LANGUAGES)}."
        )
    told = read(snapshot, since)
    problems, order = tuple(problems), ranked(told)
    called = _called(names)
    for source in sources or told.sources():
        found = content(told, source, problems, shares or NO_SHARES, order)
        for code in languages:
            yield _made(found, code, called)


def write_reports(
    snapshot: Snapshot,
    folder: Path,
    sources: Sequence[str] | None = None,
    languages: Sequence[str] = LANGUAGES,
    *,
    problems: Iterable[Problem] = (),
    since: Snapshot | None = None,
    shares: Shares | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Writes `folder`/<source>/report-<language>.html and .xlsx, and tells what was written.

    Each file appears whole or not at all. Raises as `report` does, and ReportError where the
    folder cannot be written.
    """
    written: list[Path] = []
    made = reports(
        snapshot,
        sources,
        languages,
        problems=problems,
        since=since,
        shares=shares,
        names=names,
    )
    for one in made:
        for ending, content_of in (("html", one.html), ("xlsx", one.xlsx)):
            path = folder / one.source / f"report-{one.language}.{ending}"
            _place(path, content_of)
            written.append(path)
    return tuple(written)


def _made(found: Content, code: str, called: Mapping[str, str]) -> Report:
    reader = Reader(language(code), called)
    return Report(found.source, code, page(reader, found), workbook(reader, found))


def _called(names: Mapping[str, str] | None) -> Mapping[str, str]:
    """What sources are called: a list's title tells after a colon, or in brackets, what it is."""
    titles = {name: spec.title for name, spec in shipped().items()} | dict(names or {})
    return {
        name: title.partition(":")[0].partition("(")[0].strip() for name, title in titles.items()
    }


def _place(path: Path, content_of: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = draft(path)
        whole.write_bytes(content_of)
        whole.replace(path)
    except OSError as error:
        raise ReportError(
            f"{path} cannot be written ({error.strerror}). Free or allow the space."
        ) from error
