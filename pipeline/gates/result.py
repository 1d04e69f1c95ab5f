"""The result of a gate: what was measured, whether it passes, and the sentence that says so."""

import math
import shlex
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ...rules.gate_limits import Limits, names
from ...rules.gates import BY_NAME, Gate, Unit
from ...rules.problems import Refusal

Strength = Literal["passed", "warned", "held", "accepted"]

# More than these are accepted together: nobody types twenty columns.
_ONE_BY_ONE = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """What a gate saw of one subject.

    excess: how many things speak against it; of: the whole that a limit's share is of. The figure
    for people is `reference` moved by the excess; `scale`: things in one unit of the figure.
    before: the same figure of the night before. examples: keys or person ids to look at.
    """

    gate: Gate
    subject: str
    excess: float
    of: float
    reference: float = 0.0
    before: float | None = None
    scale: float = 1.0
    examples: tuple[str, ...] = ()

    def at(self, excess: float) -> float:
        """The figure that an excess amounts to."""
        moved = excess / self.scale
        return self.reference - moved if self.gate.falls else self.reference + moved


@dataclass(frozen=True, slots=True)
class Result:
    """One gate's word on one subject: a list, list.column or country.

    limit: the figure beyond which the publication is held. The sentence names nobody and may go
    into logs; `examples` (keys and person ids) are for the screen of those who may see them.
    """

    gate: str
    subject: str
    figure: float
    before: float | None
    limit: float
    strength: Strength
    sentence: str
    examples: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What --accept calls it."""
        return f"{self.gate}:{self.subject}"


class HeldError(Refusal):
    """Gates hold the publication back; the message says which, the figures and what to do."""

    def __init__(self, results: Sequence[Result], command: str = "todos run") -> None:
        """command: the run as it was called, to which --accept is added."""
        self.results = tuple(results)
        self.command = accept_command(results, command)
        super().__init__("\n".join(_message(held(results), self.command)))


def judged(measure: Measure, limits: Limits, accepted: Collection[str]) -> Result:
    """`measure` held against its limits. accepted: names of gates, or gate:subject."""
    gate, subject = measure.gate, measure.subject
    hold, warn = limits.held(gate, subject), limits.warned(gate, subject)
    most = hold.allowed(measure.of)
    strength: Strength = "passed"
    if measure.excess > most:
        waved = not set(names(gate.name, subject)).isdisjoint(accepted)
        strength = "accepted" if waved else "held"
    elif warn is not None and measure.excess > warn.allowed(measure.of):
        strength = "warned"
    figure, limit = measure.at(measure.excess), _last_passing(measure, most)
    said = gate.says.format(
        figure=written(figure, gate.unit),
        before="none" if measure.before is None else written(measure.before, gate.unit),
    )
    if strength != "passed":
        said += f"; the limit is {written(limit, gate.unit)}"
    return Result(
        gate.name, subject, figure, measure.before, limit, strength, said, measure.examples
    )


def written(figure: float, unit: Unit) -> str:
    """A figure as people read it."""
    return {"count": f"{figure:,.0f}", "sum": f"{figure:,.1f}", "share": f"{figure:.1%}"}[unit]


def held(results: Iterable[Result]) -> tuple[Result, ...]:
    """The results that hold the publication back."""
    return tuple(result for result in results if result.strength == "held")


def accepting(names_given: Iterable[str]) -> frozenset[str]:
    """The gates to let through, as --accept names them: gate, or gate:subject.

    Raises Refusal for a gate that there is not.
    """
    found = frozenset(names_given)
    unknown = sorted(name for name in found if name.partition(":")[0] not in BY_NAME)
    if unknown:
        raise Refusal(
            f"--accept {shlex.quote(unknown[0])}: there is no such gate. "
            f"There are: {', '.join(BY_NAME)}."
        )
    return found


def accept_command(results: Sequence[Result], command: str) -> str:
    """The exact command that lets through what is held, each subject by name if they are few."""
    of: dict[str, list[str]] = {}
    for result in held(results):
        of.setdefault(result.gate, []).append(result.name)
    wanted = [
        name for gate, each in of.items() for name in (each if len(each) <= _ONE_BY_ONE else [gate])
    ]
    flags = " ".join(f"--accept {shlex.quote(name)}" for name in wanted)
    return f'{command} {flags} --because "…"'


def as_rows(results: Iterable[Result]) -> list[dict[str, Any]]:
    """The results for JSON and logs: without the examples."""
    rows = [asdict(result) for result in results]
    for row in rows:
        del row["examples"]
    return rows


def _last_passing(measure: Measure, most: float) -> float:
    """The last figure that passes; whole where things are counted."""
    limit = measure.at(most)
    if measure.gate.unit != "count":
        return limit
    return float(math.ceil(limit) if measure.gate.falls else math.floor(limit))


def _message(results: Sequence[Result], command: str) -> Iterable[str]:
    many = f"{len(results)} gates hold" if len(results) > 1 else "A gate holds"
    yield f"{many} the publication back; the last snapshot stays as it is."
    for result in results:
        yield f"  {result.gate}, {result.subject}: {result.sentence}."
        yield f"    {BY_NAME[result.gate].cure}"
    yield f"If it is right as it is, let it through and say why:\n  {command}"
