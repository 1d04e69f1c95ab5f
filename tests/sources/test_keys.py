"""Keys of lists that have none: the same row keeps its key whatever stands around it."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from todos.sources.keys import content_keys
from todos.sources.list_spec import ListSpec

Described = Callable[..., ListSpec]
ROWS = st.lists(
    st.tuples(st.sampled_from(["Ana Quintasol", "Luz Robleda"]), st.sampled_from(["36", "37"])),
    max_size=8,
)


def keys(spec: ListSpec, rows: list[tuple[str, str]]) -> list[str]:
    return content_keys(spec, [(name,) for name, _ in rows], [" ".join(row) for row in rows])


@given(ROWS, st.randoms(use_true_random=False))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_rows_changes_no_key(
    described: Described, rows: list[tuple[str, str]], random: st.DataObject
) -> None:
    spec = described()
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = keys(spec, [rows[place] for place in order])
    assert sorted(zip(rows, keys(spec, rows), strict=True)) == sorted(
        zip([rows[place] for place in order], shuffled, strict=True)
    )
    assert len(set(shuffled)) == len(rows)


def test_capitals_accents_and_order_of_the_name_change_no_key(described: Described) -> None:
    spec = described()
    spellings = ["Ana Peña Díaz", "ANA PENA DIAZ", "PEÑA DÍAZ, ANA", " ana  peña díaz"]
    assert len({keys(spec, [(name, "")])[0] for name in spellings}) == 1


def test_another_name_has_another_key(described: Described) -> None:
    first, second = keys(described(), [("Ana Peña", "x"), ("Eva Peña", "x")])
    assert first != second


def test_a_key_has_the_initials_of_the_source_and_equal_rows_are_numbered(
    described: Described,
) -> None:
    first, second, third = keys(described(), [("Ana", "36"), ("Ana", "35"), ("Ana", "37")])
    assert first[:3] == "el-"
    assert len(second) == 13
    assert (first, third) == (f"{second}-2", f"{second}-3")


def test_words_do_not_run_from_one_field_into_the_next(described: Described) -> None:
    spec = described()
    assert content_keys(spec, [("Ana Luz", "")], [""]) != content_keys(spec, [("Ana", "Luz")], [""])


def test_a_key_is_the_same_in_every_version_because_ids_were_given_by_it(
    described: Described,
) -> None:
    assert content_keys(described(), [("Ana Peña Díaz", "Holguín")], [""]) == ["el-12c989558e"]
