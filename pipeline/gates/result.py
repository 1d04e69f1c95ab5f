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
        self.words = _accepting_words(results, command)
        super().__init__("\n".join(_message(results, self.command)))

    @property
    def command(self) -> str:
        """The exact command that lets through all that is held."""
        return " ".join(self.words)


def judged(measure: Measure, limits: Limits, accepted: Collection[str]) -> Result:
    """`measure` held against its limits. accepted: names of gates, or gate:subject."""
    gate, subject = measure.gate, measure.subject
    hold, warn = limits.held(gate, subject), limits.warned(gate, subject)
    most = hold.allowed(measure.of)
    strength: Strength = "passed"
    if measure.excess > most:
        strength = "accepted" if covered(accepted, gate, (subject,)) else "held"
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


def covered(accepted: Collection[str], gate: Gate, subjects: Iterable[str]) -> frozenset[str]:
    """Those of the subjects for which `gate` is let through."""
    given = set(accepted)
    return frozenset(one for one in subjects if not given.isdisjoint(names(gate.name, one)))


def by_gate(results: Iterable[Result]) -> dict[str, list[Result]]:
    """The results of each gate together, in the order of the gates."""
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.gate, []).append(result)
    return {gate: found[gate] for gate in BY_NAME if gate in found}


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


def _accepting_words(results: Sequence[Result], command: str) -> tuple[str, ...]:
    """The command with an --accept for all that is beyond its limit, each by its name if few.

    What was accepted already is among it, for each run is told anew.
    """
    beyond = by_gate(one for one in results if one.strength in {"held", "accepted"})
    wanted = [
        name
        for gate, each in beyond.items()
        for name in ([one.name for one in each] if len(each) <= _ONE_BY_ONE else [gate])
    ]
    return (command, *(f"--accept {shlex.quote(name)}" for name in wanted), '--because "…"')


def _message(results: Sequence[Result], command: str) -> Iterable[str]:
    gates = by_gate(held(results))
    many = f"{len(gates)} gates hold" if len(gates) > 1 else "A gate holds"
    yield f"{many} the publication back; the last snapshot stays as it is."
    for gate, each in gates.items():
        yield from (f"  {gate}, {one.subject}: {one.sentence}." for one in each)
        yield f"    {BY_NAME[gate].cure}"
    yield f"If it is right as it is, let it through and say why:\n  {command}"
