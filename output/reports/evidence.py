"""The evidence of a pair in words: each comparison, the verdict, what an answer would change."""

from ...pipeline.reasons import KINSHIP
from ...rules.comparisons import BRIDGE_BELOW, COMPARISONS, MATCH
from .languages import N_, Language
from .sections import Effect, Question, Step
from .waterfall import Bar

_SAYS = {(one.field, level.name): level.says for one in COMPARISONS for level in one.levels}
_RELATIVES = N_("they could be relatives")
_UNTOLD = N_("other evidence")
_PRIOR = N_("Starting point: two rows taken at random are seldom the same person")
_REST = N_("Everything else together")
_SUM = N_("Result")


def says(tongue: Language, step: Step) -> str:
    """What a comparison found: the same surnames, arrested within a month."""
    if step.field == KINSHIP:
        return tongue.text(_RELATIVES)
    return tongue.text(_SAYS.get((step.field, step.level), _UNTOLD))


def bar_says(tongue: Language, bar: Bar) -> str:
    """The label of a bar of the waterfall."""
    if bar.step is not None:
        return says(tongue, bar.step)
    said = {"prior": _PRIOR, "rest": _REST}.get(bar.kind, _SUM)
    return tongue.text(said)


def likelihood(tongue: Language, probability: float) -> str:
    """How likely one person is, in words."""
    if probability >= BRIDGE_BELOW:
        return tongue.text("very probably the same person")
    if probability >= MATCH:
        return tongue.text("rather the same person")
    return tongue.text("rather two different people")


def why_asked(tongue: Language, question: Question) -> str:
    """Why the machine does not decide the pair by itself."""
    if question.decided_by == "bridge":
        return tongue.text(
            "Nothing but this pair holds these rows together, and the evidence is not strong."
        )
    if question.decided_by == "cluster":
        return tongue.text("Other rows of the same people speak against what this pair says.")
    return tongue.text("The evidence is not clear enough to decide without you.")


def now(tongue: Language, effect: Effect) -> str:
    """How the registry counts the two rows today."""
    if effect.together:
        return tongue.text("Today the registry counts these rows as one person.")
    if not effect.persons:
        return tongue.text("Today one of these rows stands with no person in the registry.")
    return tongue.text("Today the registry counts these rows as two people.")


def if_same(tongue: Language, effect: Effect) -> str:
    """What the answer "same person" would change."""
    if effect.together:
        return tongue.text("Nothing changes: the person stays as it is, now confirmed.")
    if not effect.persons:
        return tongue.text("The row is added to the person. The number of people stays the same.")
    rows = effect.left + effect.right
    return tongue.texts(
        "Both people become one, with %(count)s row in all. The registry has one person fewer.",
        "Both people become one, with %(count)s rows in all. The registry has one person fewer.",
        rows,
    )


def if_different(tongue: Language, effect: Effect) -> str:
    """What the answer "different people" would change."""
    if not effect.together:
        return tongue.text("Nothing changes: they stay apart, and nobody asks again.")
    left = tongue.texts("%(count)s row", "%(count)s rows", effect.left)
    right = tongue.texts("%(count)s row", "%(count)s rows", effect.right)
    if not effect.persons:
        return tongue.text("The row is taken away from the person.")
    return tongue.text(
        "The person becomes two, one with %(left)s and one with %(right)s. "
        "The registry has one person more.",
        left=left,
        right=right,
    )
