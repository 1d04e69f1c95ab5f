"""A night: take in the lists, run the steps, look at the gates, publish the snapshot, remember."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from ...pipeline.gates import HeldError, Result, accepting, as_rows, held, judge
from ...pipeline.match import Country
from ...pipeline.recall import Recall, recall
from ...pipeline.run import Night, Readings, run
from ...pipeline.store import Acceptance, Force, Known, Store, applicable, in_force
from ...rules.gate_limits import Limits, limits
from ...rules.gates import KEYS
from ...rules.problems import Refusal
from ...sources.intake import Intake, find
from ...sources.workspace import Workspace
from ..models import FILE, Chosen, chosen, used_text
from ..quality import quality
from ..snapshot import draft_snapshot, place_snapshot, read_persons, read_tables
from .fingerprint import fingerprint
from .hooks import call_hook
from .lists import earlier_of, read_lists, refuse_errors
from .lock import alone
from .log import Log
from .made import Accepted, Made, Published
from .memory import kept
from .recover import recover
from .told import manifest
from .unchanged import taken_over

NOTHING = Accepted()


def publish_night(
    workspace: Workspace,
    day: date,
    *,
    accepted: Accepted = NOTHING,
    command: str = "todos run",
    progress: Callable[[str], None] = lambda _: None,
) -> Published:
    """Run the night of `day` and publish its snapshot, whole or not at all.

    command: how it was called, for the message that tells how to let a gate through.
    Raises BusyError where another run is going on; HeldError where a gate holds the publication;
    ListError with every problem that forbids to publish, ModelError where the model does not fit
    the rules any more. The snapshot before then stays.
    """
    accepting(accepted.gates)
    if accepted.gates and not accepted.because.strip():
        raise Refusal('A gate is let through with a reason. Say why: --because "…"')
    with alone(workspace.root):
        log = Log(workspace.root / "log", day, progress)
        log.event("begin", accept=list(accepted.gates))
        try:
            done = _run(workspace, day, log, accepted, command)
        except HeldError as error:
            log.end_step()
            log.event("held", gates=as_rows(error.results))
            _tell(workspace, log, "hold", day, ", ".join(one.name for one in held(error.results)))
            raise
        except Exception as error:
            log.end_step()
            # its message may name people
            log.event("failed", error=type(error).__name__)
            _tell(workspace, log, "failure", day, type(error).__name__)
            raise
        log.end_step()
        log.event("published", snapshot=done.folder.name, unchanged_since=done.since)
        _tell(workspace, log, "success", day, "")
        return Published(done.day, done.folder, done.made, done.since, tuple(log.steps))


def _tell(workspace: Workspace, log: Log, outcome: str, day: date, what: str) -> None:
    facts = {"day": day.isoformat(), "what": what, "workspace": str(workspace.root)}
    trouble = call_hook(workspace.settings.hooks, outcome, workspace.root, facts)
    if trouble is not None:
        log.event("hook", trouble=trouble)


@dataclass(frozen=True, slots=True)
class _Tonight:
    """What the parts of a run share."""

    workspace: Workspace
    day: date
    store: Store
    log: Log
    accepted: Accepted
    command: str


def _run(workspace: Workspace, day: date, log: Log, accepted: Accepted, command: str) -> Published:
    store = Store(workspace.registry)
    try:
        with store.alone():
            recover(workspace.snapshots, store, log.event)
            store.runs.begin(day)
            try:
                return _publish(_Tonight(workspace, day, store, log, accepted, command))
            except HeldError:
                store.runs.held(day)
                raise
            except Refusal:
                # once its memory is written, the next run finishes what this one began
                if store.runs.unfinished() is None:
                    store.runs.failed(day)
                raise
    finally:
        store.close()


def _publish(tonight: _Tonight) -> Published:
    """Publish what the lists say now, or take over the last snapshot where they say the same."""
    workspace, day, store = tonight.workspace, tonight.day, tonight.store
    models, force = chosen(workspace), in_force(store.decisions.all())
    corrections = applicable(store.corrections.all())
    earlier = earlier_of(store.editions(day))
    found = find(workspace, earlier, progress=tonight.log.step)
    seen = fingerprint(workspace, found, models.origins, force.binding, corrections)
    last = store.runs.last_published()
    same = taken_over(workspace.snapshots, last, day, seen)
    if same is not None and last is not None:
        store.repeat(day, last, same)
        return _placed(tonight, same, None, last.run)
    known = store.before(day)
    intake, read = read_lists(
        workspace,
        day,
        known,
        found=found,
        accepted=_renumbered(tonight.accepted),
        models=models.parameters,
        progress=tonight.log.step,
    )
    refuse_errors(intake, read)
    made = _made(tonight, (intake, read), known, models, force)
    tonight.log.step("publishing")
    texts = {FILE: used_text(made.night.matched, models, day)}
    told = manifest(made, models)
    draft = draft_snapshot(made.night.tables, told, workspace.snapshots, day, texts)
    tonight.log.step("remembering")
    store.keep(day, kept(made, seen, draft.digest))
    return _placed(tonight, draft.digest, made, None)


def _renumbered(accepted: Accepted) -> frozenset[str]:
    """The lists of which a person said that their keys name other rows than before."""
    names = (name.partition(":") for name in accepted.gates)
    return frozenset(subject for gate, _, subject in names if gate == KEYS.name and subject)


def _made(
    tonight: _Tonight, lists: tuple[Intake, Readings], known: Known, models: Chosen, force: Force
) -> Made:
    """The tables of the night, looked at by the gates. Raises HeldError."""
    intake, read = lists
    workspace, day, log = tonight.workspace, tonight.day, tonight.log
    before = read_persons(workspace.snapshots, day)
    night = run(
        read,
        known,
        before[1] if before else None,
        day,
        models=models.parameters,
        decisions=force.binding,
        progress=log.step,
    )
    log.step("looking at the gates")
    last = None
    if before:
        folder = workspace.snapshots / before[0].isoformat() / "restricted"
        last = {**before[1]["restricted"], **read_tables(folder, ("pairs",))}
    gates = _judged(tonight, night, last, known, read)
    clusters = quality(night.tables["restricted"])
    blocking = {code: _recall(one) for code, one in night.matched.countries.items()}
    return Made(intake, read, night, clusters, blocking, gates, force.disputed)


def _judged(
    tonight: _Tonight,
    night: Night,
    last: Mapping[str, pa.Table] | None,
    known: Known,
    read: Readings,
) -> tuple[Result, ...]:
    accepted = tonight.accepted
    results = judge(
        night.tables["restricted"],
        last,
        night.problems,
        editions=known.editions,
        suspects=read.followed.suspects,
        limits=_limits(tonight.workspace, night),
        accepted=accepting(accepted.gates),
    )
    let_through = {one.gate for one in results if one.strength == "accepted"}
    word = Acceptance(accepted.by, accepted.because)
    tonight.store.runs.judged(
        tonight.day, pd.DataFrame(as_rows(results)), dict.fromkeys(sorted(let_through), word)
    )
    if held(results):
        raise HeldError(results, tonight.command)
    return results


def _limits(workspace: Workspace, night: Night) -> Limits:
    subjects = {*workspace.sources, *night.matched.countries}
    shrink = {name: spec.plausible.shrink for name, spec in workspace.sources.items()}
    return limits(workspace.settings.gates, subjects, shrink)


def _recall(country: Country) -> Recall:
    pairs, scores = country.linked.pairs, country.linked.scores
    return recall(country.passes, pairs.left, pairs.right, scores.probability[pairs.pattern])


def _placed(tonight: _Tonight, digest: str, made: Made | None, since: date | None) -> Published:
    folder = place_snapshot(tonight.workspace.snapshots, tonight.day, digest)
    tonight.store.runs.published(tonight.day)
    return Published(tonight.day, folder, made, since, ())
