"""The steps of a night, from the newest editions to the snapshot in its place."""

from datetime import date

from ...pipeline.consolidate.again import LastNight
from ...pipeline.match import Country
from ...pipeline.recall import Recall, recall
from ...pipeline.run import Readings, run
from ...pipeline.store import Known, Run, applicable
from ...sources.intake import Intake, find
from ...sources.workspace import Workspace
from ..changes.files import Before
from ..models import FILE, Chosen, chosen, used_text
from ..quality import quality
from ..review.quality import current_quality, quality_json
from ..snapshot import digest_of, draft_snapshot, place_snapshot, read_persons, read_tables
from .fingerprint import fingerprint, same_program
from .judging import judged, limits_of, renumbered
from .lists import earlier_of, problems_of, read_lists, refuse_errors
from .made import Made, Published, Tonight
from .memory import kept
from .told import manifest
from .unchanged import taken_over


def publish(tonight: Tonight) -> Published:
    """Publish what the lists say now, or take over the last snapshot where they say the same."""
    workspace, day, store = tonight.workspace, tonight.day, tonight.store
    models = chosen(workspace)
    limits_of(workspace)  # a slip in the settings is told before the work, not after it
    corrections = applicable(store.corrections.all())
    earlier = earlier_of(store.editions(day))
    found = find(workspace, earlier, progress=tonight.log.step)
    measured = quality_json(current_quality(store))
    words = (tonight.force.binding, corrections, measured)
    seen = fingerprint(workspace, found, models.origins, words)
    last = store.runs.last_published()
    same = taken_over(workspace.snapshots, last, day, seen, _exports(workspace))
    if same is not None and last is not None:
        store.repeat(day, last, same)
        return _placed(tonight, same, None, last.run)
    known = store.before(day)
    intake, read = read_lists(
        workspace,
        day,
        known,
        found=found,
        corrections=corrections,
        accepted=renumbered(workspace, tonight.accepted),
        models=models.parameters,
        progress=tonight.log.step,
    )
    refuse_errors(intake, read)
    before = read_persons(workspace.snapshots, day)
    made = _made(
        tonight,
        (intake, read),
        known,
        before,
        models=models,
        last=_night_before(workspace, last, before),
    )
    tonight.log.step("publishing")
    texts = {FILE: used_text(made.night.matched, models, day)}
    told = manifest(made, models, measured)
    draft = draft_snapshot(
        made.night.tables,
        told,
        workspace.snapshots,
        day,
        texts,
        before=before,
        exports=_exports(workspace),
    )
    tonight.log.step("remembering")
    store.keep(day, kept(made, seen, draft.digest), known)
    return _placed(tonight, draft.digest, made, None)


def _exports(workspace: Workspace) -> list[str]:
    named: list[str] = workspace.settings.publish.get("exports", [])
    return named


def _made(
    tonight: Tonight,
    lists: tuple[Intake, Readings],
    known: Known,
    before: Before | None,
    *,
    models: Chosen,
    last: LastNight | None,
) -> Made:
    """The tables of the night, looked at by the gates. Raises HeldError."""
    intake, read = lists
    workspace, day, log = tonight.workspace, tonight.day, tonight.log
    night = run(
        read,
        known,
        before[1] if before else None,
        day,
        models=models.parameters,
        decisions=tonight.force.binding,
        last=last,
        progress=log.step,
    )
    log.step("looking at the gates")
    compared = None
    if before:
        folder = workspace.snapshots / before[0].isoformat() / "restricted"
        compared = {**before[1]["restricted"], **read_tables(folder, ("pairs",))}
    gates = judged(tonight, night, compared, known, read)
    clusters = quality(night.tables["restricted"])
    blocking = {code: _recall(one) for code, one in night.matched.countries.items()}
    return Made(
        intake,
        read,
        night,
        clusters,
        blocking,
        gates,
        problems_of(intake, read),
        tonight.force.disputed,
    )


def _night_before(
    workspace: Workspace, last: Run | None, before: Before | None
) -> LastNight | None:
    """What the snapshot before holds, if the last run made it, and by the same program."""
    if last is None or before is None or before[0] != last.run:
        return None
    folder = workspace.snapshots / last.run.isoformat()
    if not same_program(last.fingerprint) or digest_of(folder) != last.digest:
        return None
    more = read_tables(folder / "restricted", ("events", "claims", "conflicts"))
    return LastNight(
        last.run, before[1]["restricted"]["records"], before[1]["restricted"]["persons"], **more
    )


def _recall(country: Country) -> Recall:
    pairs, scores = country.linked.pairs, country.linked.scores
    return recall(country.passes, pairs.left, pairs.right, scores.probability[pairs.pattern])


def _placed(tonight: Tonight, digest: str, made: Made | None, since: date | None) -> Published:
    folder = place_snapshot(tonight.workspace.snapshots, tonight.day, digest)
    tonight.store.runs.published(tonight.day)
    return Published(tonight.day, folder, made, since, ())
