"""The recordlinkage toolkit: block, compare, and the unsupervised ECM classifier.

    python -m todos.benchmarks.contestants.ecm PLAN OUT FILE…

FEBRL follows the toolkit's own guide (blocks on the given name, compares six columns); the other
data sets are set up in the same manner. Where that stands: the README.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import recordlinkage
from unidecode import unidecode

from . import transliterated
from .told import Told

# The classifier says "match" from this probability.
THRESHOLD = 0.5
SIMILAR = 0.85


@dataclass(frozen=True, slots=True)
class Plan:
    """`blocks`: columns that agree, a list a pass; `names` by Jaro–Winkler, `exact` as they are."""

    blocks: Sequence[Sequence[str]]
    names: Sequence[str]
    exact: Sequence[str]
    key: str = "rec_id"
    plain: Sequence[str] = ()


FEBRL = Plan(
    blocks=[["given_name"]],
    names=["surname", "address_1"],
    exact=["given_name", "date_of_birth", "suburb", "state"],
)
WORLD = Plan(
    blocks=[["arrest_from"], ["birth_from"], ["surname1"], ["given"]],
    names=["given", "surname1"],
    exact=["birth_from", "arrest_from", "sex", "sentence_months"],
)
PLANS = {
    **dict.fromkeys(("febrl1", "febrl2", "febrl3", "febrl4"), FEBRL),
    "fake_1000": Plan(
        blocks=[["first_name"], ["surname"], ["dob"], ["email"]],
        names=["first_name", "surname"],
        exact=["dob", "city", "email"],
    ),
    "historical_50k": Plan(
        blocks=[["surname", "dob"], ["first_name", "dob"], ["postcode_fake"]],
        names=["first_name", "surname"],
        exact=["dob", "postcode_fake", "birth_place", "occupation"],
    ),
    "people": Plan(
        blocks=[
            ["birth_date", "given"],
            ["birth_date", "surname1"],
            ["birth_date", "surname2"],
            ["given", "surname1", "surname2"],
            ["given", "surname1", "province"],
        ],
        names=["given", "surname1", "surname2"],
        exact=["birth_date", "sex", "province"],
        plain=["given", "surname1", "surname2", "province"],
    ),
    "world_cu": Plan(
        WORLD.blocks, [*WORLD.names, "surname2"], [*WORLD.exact, "province", "municipality"]
    ),
    "world_by": WORLD,
}


def read(name: str, plan: Plan, file: Path) -> pd.DataFrame:
    """The records by their key; texts in plain Latin letters where the plan says so."""
    if name.startswith("world"):
        table = transliterated.read(file)
    elif file.suffix == ".csv":
        table = pd.read_csv(file, dtype=str)
    else:
        table = pd.read_parquet(file)
    for column in plan.plain:
        texts = table[column].dropna().unique()
        table[column] = table[column].map({text: unidecode(text).lower() for text in texts})
    table[plan.key] = table[plan.key].astype(str)
    return table.set_index(plan.key)


def candidates(plan: Plan, tables: list[pd.DataFrame]) -> pd.MultiIndex:
    """The pairs of all passes, each once."""
    index = recordlinkage.Index()
    for block in plan.blocks:
        index.block(list(block))
    pairs: pd.MultiIndex = index.index(*tables)
    return pairs


def compared(plan: Plan, pairs: pd.MultiIndex, tables: list[pd.DataFrame]) -> pd.DataFrame:
    compare = recordlinkage.Compare()
    for column in plan.names:
        compare.string(column, column, method="jarowinkler", threshold=SIMILAR, label=column)
    for column in plan.exact:
        compare.exact(column, column, label=column)
    vectors: pd.DataFrame = compare.compute(pairs, *tables)
    return vectors


def clusters(links: pd.MultiIndex) -> pd.DataFrame:
    """Connected components of the links, as (id, cluster)."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = above
        return node

    for left, right in links:
        parent[root(left)] = root(right)
    return pd.DataFrame({"id": list(parent), "cluster": [root(node) for node in list(parent)]})


def main() -> None:
    name, out, *files = sys.argv[1], Path(sys.argv[2]), *map(Path, sys.argv[3:])
    plan, told = PLANS[name], Told(threshold=THRESHOLD)
    with told.phase("load"):
        tables = [read(name, plan, file) for file in files]
    with told.phase("score"):
        pairs = candidates(plan, tables)
        vectors = compared(plan, pairs, tables)
    with told.phase("estimate"):
        classifier = recordlinkage.ECMClassifier()
        classifier.fit(vectors)
        scores = classifier.prob(vectors).to_numpy()
    with told.phase("cluster"):
        found = clusters(pairs[scores > THRESHOLD])
    told.candidate_pairs = len(pairs)
    with told.phase("write"):
        left, right = (np.asarray(pairs.get_level_values(side), dtype=str) for side in (0, 1))
        frame = pd.DataFrame({"left_id": left, "right_id": right, "score": scores})
        frame.to_parquet(out / "pairs.parquet")
        found.to_parquet(out / "clusters.parquet")
    told.write(out)


if __name__ == "__main__":
    main()
