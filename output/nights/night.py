"""A night: take in the lists, run the steps, look at the gates, publish the snapshot, remember."""

from collections.abc import Callable
from datetime import date

from ...pipeline.gates import HeldError, accepting, as_rows, held
from ...pipeline.store import Store, in_force
from ...rules.problems import Refusal
from ...sources.workspace import Workspace
from .elsewhere import copy_and_prune
from .hooks import call_hook
from .lock import alone
from .log import Log
from .made import Accepted, Published, Tonight
from .recover import recover
from .reports import report_on
from .steps import publish

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
            languages = workspace.settings.reports.get("languages", [])
            if languages and done.made is not None:
                log.step("writing reports")
                report_on(workspace, done.made.problems, languages)
            log.step("copying and pruning")
            _copy(workspace, log)
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


def _copy(workspace: Workspace, log: Log) -> None:
    try:
        for line in copy_and_prune(workspace):
            log.event("copied", what=line)
    except Refusal as error:
        raise Refusal(
            f"{error}\nThe snapshot is published here all the same. Once the other place can be "
            f"reached: todos publish -w {workspace.root}"
        ) from error


def _tell(workspace: Workspace, log: Log, outcome: str, day: date, what: str) -> None:
    facts = {"day": day.isoformat(), "what": what, "workspace": str(workspace.root)}
    trouble = call_hook(workspace.settings.hooks, outcome, workspace.root, facts)
    if trouble is not None:
        log.event("hook", trouble=trouble)


def _run(workspace: Workspace, day: date, log: Log, accepted: Accepted, command: str) -> Published:
    store = Store(workspace.registry)
    try:
        with store.alone():
            recover(workspace.snapshots, store, log.event)
            store.runs.begin(day)
            try:
                force = in_force(store.decisions.all())
                return publish(Tonight(workspace, day, store, log, force, accepted, command))
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
