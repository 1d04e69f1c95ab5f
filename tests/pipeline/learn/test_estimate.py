"""Estimation, on pairs drawn from a model whose numbers are known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.pipeline.compare.base import RARITIES, Levels
from todos.pipeline.compare.facts import Exact, Sentence, Sex
from todos.pipeline.compare.vectors import Vectors
from todos.pipeline.learn.estimate import Estimated, Seen, agreeing, estimate, random_pairs
from todos.pipeline.score import Floats, Parameters, priors, score
from todos.rules.comparisons import Comparison, Level

RECORDS = 4000
MATCHES = 2500
M, U = (0.80, 0.15, 0.05), (0.02, 0.08, 0.90)
PRIOR_M, PRIOR_U = (0.70, 0.15, 0.15), (0.05, 0.15, 0.80)


def declared(count: int, conflict: bool = False, spread: float = 0.0) -> list[Comparison]:
    """Comparisons of three levels, all alike, with priors that are somewhat off."""
    levels = tuple(
        Level(name, name, m, u, u, spread if at == 0 else 0.0, conflict and at == 2)
        for at, (name, m, u) in enumerate(
            zip(("same", "near", "different"), PRIOR_M, PRIOR_U, strict=True)
        )
    )
    return [Comparison(f"field{at}", levels) for at in range(count)]


@dataclass(frozen=True)
class World:
    """Pairs of records drawn from a model, in counts of patterns; the last column may be a copy."""

    fields: int = 5
    copied: bool = False
    m: Sequence[float] = M
    u: Sequence[float] = U

    def pairs(self) -> tuple[Vectors, Vectors, Floats]:
        """Random pairs, all pairs, and how many of each pattern of the latter are matches."""
        levels = np.array(list(product((1, 2, 3), repeat=self.fields)), dtype=np.int8)
        if self.copied:
            levels = levels[levels[:, -1] == levels[:, -2]]
        draw = np.random.default_rng(1)
        true = draw.multinomial(MATCHES, self.share(levels, self.m))
        strangers = self.share(levels, self.u)
        apart = draw.multinomial(RECORDS * (RECORDS - 1) // 2 - MATCHES, strangers)
        random = draw.multinomial(200_000, strangers)
        return patterns(levels, random), patterns(levels, true + apart), true.astype(np.float64)

    def share(self, levels: Levels, of: Sequence[float]) -> Floats:
        """Probability of each row of levels, each field drawn on its own unless it is a copy."""
        own = levels[:, :-1] if self.copied else levels
        return np.asarray(np.array(of)[own - 1].prod(axis=1), dtype=np.float64)


def patterns(levels: Levels, counts: npt.ArrayLike) -> Vectors:
    """Vectors of so many pairs of each row of levels; the single pairs are not made."""
    nobody = np.empty(0, dtype=np.int32)
    rarity = np.zeros(levels.shape, dtype=np.float32)
    return Vectors(nobody, nobody, nobody, levels, rarity, np.asarray(counts, dtype=np.int64))


def learnt(world: World, conflict: bool = False) -> tuple[Estimated, Vectors, Floats]:
    random, found, true = world.pairs()
    prior = priors(declared(world.fields, conflict))
    return estimate(prior, seen(random, found)), found, true


def seen(
    random: Vectors, found: Vectors, equal: Sequence[Floats] = (), records: int = RECORDS
) -> Seen:
    """What estimation looks at, without decisions; no two records are equal unless told."""
    nobody = [np.zeros((3, RARITIES))] * found.levels.shape[1]
    return Seen(random, found, equal or nobody, records, np.zeros(len(found.counts)))


@pytest.fixture(scope="module")
def plain() -> tuple[Estimated, Vectors, Floats]:
    return learnt(World())


Learnt = tuple[Estimated, Vectors, Floats]


def test_em_finds_m_and_u_though_the_priors_are_off(plain: Learnt) -> None:
    model = plain[0].model
    for m, u in zip(model.m, model.u, strict=True):
        # the priors count for 100 of some 2,500 pairs
        np.testing.assert_allclose(m, M, atol=0.03)
        np.testing.assert_allclose(u, U, atol=0.005)
        assert m.sum() == pytest.approx(1.0)


def test_em_finds_how_many_pairs_are_one_person(plain: Learnt) -> None:
    assert plain[0].model.matches_per_record * RECORDS == pytest.approx(MATCHES, rel=0.05)


def test_of_pairs_given_a_probability_that_share_is_one_person(plain: Learnt) -> None:
    done, found, true = plain
    given_ = score(done.model, found.levels, found.rarity, RECORDS).probability
    for low, high in ((0.0, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.01)):
        band = (given_ >= low) & (given_ < high)
        expected = (given_ * found.counts)[band].sum()
        spread = np.sqrt((given_ * (1 - given_) * found.counts)[band].sum())
        # what is estimated is a little off too: a tenth beyond the noise of the draw
        assert abs(true[band].sum() - expected) < 3 * spread + 0.1 * expected


def test_fields_drawn_apart_are_tied_to_none(plain: Learnt) -> None:
    assert plain[0].model.ties == (None,) * 5


def test_a_column_that_repeats_another_is_tied_to_it_and_no_other_is() -> None:
    ties = learnt(World(copied=True))[0].model.ties
    linked = {at: tie.to for at, tie in enumerate(ties) if tie}
    assert linked in ({3: 4}, {4: 3})


def test_a_column_that_repeats_another_makes_nobody_surer() -> None:
    copied, single = learnt(World(copied=True))[0].model, learnt(World(fields=4))[0].model
    for level in (1, 3):
        both = _bits(copied, [level] * 5)[3:].sum()
        alone = _bits(single, [level] * 4)[3:].sum()
        assert both == pytest.approx(alone, abs=0.6)


def _bits(model: Parameters, levels: Sequence[int]) -> npt.NDArray[np.float64]:
    row = np.array([levels], dtype=np.int8)
    bits = score(model, row, np.zeros(row.shape), RECORDS).by_comparison
    return np.asarray(bits[0], dtype=np.float64)


def test_a_conflict_is_never_learnt_to_be_usual() -> None:
    # a fifth of the matches contradict themselves in every field
    done, _, _ = learnt(World(m=(0.70, 0.10, 0.20)), conflict=True)
    free, _, _ = learnt(World(m=(0.70, 0.10, 0.20)))
    for held, other in zip(done.model.m, free.model.m, strict=True):
        assert held[2] <= PRIOR_M[2]
        assert other[2] > PRIOR_M[2]


def test_a_handful_of_pairs_does_not_move_the_priors_far() -> None:
    few = patterns(np.array([[1, 1, 3], [3, 3, 3]], dtype=np.int8), [1, 1])
    prior = priors(declared(3))
    model = estimate(prior, seen(few, few, records=4)).model
    for m, u in zip(model.m, model.u, strict=True):
        np.testing.assert_allclose(m, PRIOR_M, atol=0.02)
        np.testing.assert_allclose(u, PRIOR_U, atol=0.02)


def test_without_any_pair_the_priors_stand() -> None:
    none = patterns(np.empty((0, 3), dtype=np.int8), [])
    prior = priors(declared(3))
    model = estimate(prior, seen(none, none, records=2)).model
    np.testing.assert_allclose(model.m, [PRIOR_M] * 3)


def others_of(world: World, bits: int) -> list[float]:
    """Part of the agreeing pairs that are two persons, where every value is so rare."""
    random, found, _ = world.pairs()
    rarity = np.where(found.levels == 1, np.float32(-bits), np.float32(0))
    random, found = replace(random, rarity=rarity), replace(found, rarity=rarity)
    equal = [np.zeros((3, RARITIES)) for _ in range(world.fields)]
    for at, one in enumerate(equal):
        one[0, bits] = found.counts[found.levels[:, at] == 1].sum()
    prior = priors(declared(world.fields, spread=1.0))
    model = estimate(prior, seen(random, found, equal)).model
    # values of another rarity are borne by nobody here: nothing is known, nothing is corrected
    assert all(one[0, bits + 1] == 1.0 for one in model.others)
    return [float(one[0, bits]) for one in model.others]


def test_agreement_on_a_value_that_strangers_share_is_not_corrected() -> None:
    # an agreeing pair in 32, and so some 250,000 besides the 2,000 of one person
    assert min(others_of(World(u=(1 / 32, 0.07, 1 - 0.07 - 1 / 32)), bits=5)) > 0.95


def test_agreement_on_a_value_that_only_one_person_bears_counts_for_more() -> None:
    assert max(others_of(World(u=(0.0, 0.10, 0.90)), bits=12)) < 0.1


def test_pairs_with_equal_values_are_counted_by_rarity_without_being_made() -> None:
    # a: 4 of 8 is one bit, 6 pairs; b: 2 of 8 is two bits, one pair; c, d: three bits, no pair
    values = pd.Series(["a", "a", "b", "b", "c", "a", "a", "d", None], dtype=object)

    class Word(Exact):
        """A word whose rarity counts."""

        comparison = Comparison(
            "word",
            (
                Level("same", "the same", 0.9, 0.1, 0.1, spread=1.0),
                Level("different", "another", 0.1, 0.9, 0.9),
            ),
        )

    counted = agreeing(Word(values))
    assert counted[0, :4].tolist() == [0, 6, 1, 0]
    assert counted[1].sum() == 0
    assert agreeing(Sex(values))[0, 0] == 7, "where rarity does not count, all pairs are together"
    assert agreeing(Sentence(pd.Series([60.0, 60.0, np.nan, np.nan])))[0].sum() == 1


@given(st.integers(2, 50), st.integers(1, 200))
def test_random_pairs_are_of_two_records_and_the_same_each_night(size: int, pairs: int) -> None:
    left, right = random_pairs(size, pairs)
    assert np.all(left != right)
    assert np.all((left >= 0) & (left < size) & (right >= 0) & (right < size))
    again = random_pairs(size, pairs)
    assert left.tolist() == again[0].tolist()
    assert right.tolist() == again[1].tolist()
