"""Splink 5 on DuckDB: load, estimate, predict, cluster; or count what its blocking met.

python -m todos.benchmarks.contestants.splink_link PLAN OUT FILE…
python -m todos.benchmarks.contestants.splink_link PLAN OUT FILE… --count TRUTH
"""

import argparse
import json
import logging
from pathlib import Path
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator  # type: ignore[import-not-found]
from splink.blocking_analysis import (  # type: ignore[import-not-found]
    count_comparisons_from_blocking_rules,
)

from . import transliterated
from .splink_plans import PLANS, Plan
from .told import Told

CORES = 2
# What the guides use for clusters; lower scores are kept so that thresholds can be swept.
THRESHOLD = 0.95
KEPT = 0.01


def load(plan: Plan, name: str, files: list[Path]) -> tuple[duckdb.DuckDBPyConnection, list[Any]]:
    connection = duckdb.connect()
    connection.execute(f"set threads = {CORES}")
    tables = []
    for number, file in enumerate(files):
        if name.startswith("world"):
            connection.register("transliterated", transliterated.read(file))
        query = plan.load.format(file=file)
        connection.execute(f"create table records_{number} as {query}")
        tables.append(connection.table(f"records_{number}"))
    return connection, tables


def settings(plan: Plan) -> Any:
    return SettingsCreator(
        link_type=plan.link_type,
        unique_id_column_name=plan.key,
        comparisons=list(plan.comparisons),
        blocking_rules_to_generate_predictions=list(plan.blocking),
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )


def link(plan: Plan, name: str, files: list[Path], out: Path) -> None:
    told = Told(threshold=THRESHOLD)
    with told.phase("load"):
        connection, tables = load(plan, name, files)
        api = DuckDBAPI(connection=connection)
        linker = Linker([api.register(table) for table in tables], settings(plan))
    with told.phase("estimate"):
        linker.training.estimate_probability_two_random_records_match(
            list(plan.sure), recall=plan.sure_recall
        )
        linker.training.estimate_u_using_random_sampling(max_pairs=plan.max_pairs, seed=plan.seed)
        for rule in plan.em:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=plan.em_without_frequencies
            )
    with told.phase("score"):
        pairs = linker.inference.predict(threshold_match_probability=KEPT)
    with told.phase("cluster"):
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=THRESHOLD
        )
    with told.phase("write"):
        pairs.as_duckdbpyrelation().select(
            f"{plan.key}_l::varchar as left_id, {plan.key}_r::varchar as right_id,"
            " match_probability as score"
        ).write_parquet(str(out / "pairs.parquet"))
        clusters.as_duckdbpyrelation().select(
            f"{plan.key}::varchar as id, cluster_id::varchar as cluster"
        ).write_parquet(str(out / "clusters.parquet"))
    told.write(out)


def count(plan: Plan, name: str, files: list[Path], out: Path, truth: Path) -> None:
    """How many pairs the blocking makes, and the share of the true pairs among them."""
    connection, tables = load(plan, name, files)
    api = DuckDBAPI(connection=connection)
    counted = count_comparisons_from_blocking_rules(
        [api.register(table) for table in tables],
        blocking_rules=list(plan.blocking),
        link_type=plan.link_type,
        unique_id_column_name=plan.key,
        record_sample_proportion=1.0,
    )
    rules = [
        rule if isinstance(rule, str) else rule.get_blocking_rule("duckdb").blocking_rule_sql
        for rule in plan.blocking
    ]
    everyone = " union all by name ".join(f"from records_{n}" for n in range(len(files)))
    met_by_a_rule = " or ".join(f"coalesce(({rule}), false)" for rule in rules)
    query = f"""
        with labelled as (
            select * from ({everyone}) as records
            join '{truth}' as truth on truth.id = records.{plan.key}::varchar
        )
        select count(*) filter (where {met_by_a_rule}), count(*)
        from labelled as l join labelled as r on l.entity = r.entity and l.id < r.id
    """  # noqa: S608
    met, true = connection.execute(query).fetchone() or (0, 0)
    said = {
        "candidate_pairs": int(max(row["cumulative_comparison_count"] for row in counted)),
        "blocking_recall": met / true,
    }
    (out / "count.json").write_text(json.dumps(said), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", choices=sorted(PLANS))
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--count", type=Path)
    asked = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    plan = PLANS[asked.plan]()
    if asked.count is None:
        link(plan, asked.plan, asked.files, asked.out)
    else:
        count(plan, asked.plan, asked.files, asked.out, asked.count)


if __name__ == "__main__":
    main()
