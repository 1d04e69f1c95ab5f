"""Charts: what their data say, and that each is drawn and saved without anything from elsewhere."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from todos.output.charts import model, person, quality, snapshot, waterfall
from todos.output.charts.drawing import ChartError, save, signed
from todos.output.evaluate.curves import reliability, sweep

PAIR: dict[str, Any] = {
    "source_l": "list_a",
    "source_record_id_l": "r1",
    "source_r": "list_b",
    "source_record_id_r": "r2",
    "match_weight": 9.5,
    "match_probability": 0.85,
    "verdict": "match",
    "decided_by": "model",
    "comparisons": [
        {"field": "sex", "level": "different", "weight": -4.0},
        {"field": "surnames", "level": "same", "weight": 14.0},
    ],
}


def matches(*pairs: tuple[str, str, float, float]) -> pd.DataFrame:
    """Pairs of records of list_a, by their ids: left, right, weight, probability."""
    columns = ["source_record_id_l", "source_record_id_r", "match_weight", "match_probability"]
    return pd.DataFrame(pairs, columns=columns).assign(source_l="list_a", source_r="list_a")


def curve_tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    left, right = np.array([0, 2, 0]), np.array([1, 3, 2])
    probability, truth = np.array([0.9, 0.8, 0.3]), np.array([1, 1, 2, 2])
    swept = sweep(left, right, probability, truth).assign(country="CU")
    return swept, reliability(probability, truth[left] == truth[right]).assign(country="CU")


@cache
def charts() -> dict[str, alt.TopLevelMixin]:
    swept, bands = curve_tables()
    pairs = matches(("1", "2", 20.0, 0.999), ("2", "3", 11.0, 0.6)).assign(verdict="match")
    odds = pd.DataFrame({"country": ["BY", "CU", "CU"], "odds": [-2.0, 3.0, 12.0]})
    return {
        "waterfall": waterfall.waterfall_chart(PAIR, -7.0),
        "links": person.link_matrix("CU-1", ["list_a/1", "list_a/2", "list_a/3"], pairs),
        "weights": model.weights(model.declared()),
        "probabilities": model.probabilities(model.declared(), "Cuba"),
        "thresholds": quality.threshold_chart(swept),
        "reliability": quality.reliability_chart(bands),
        "histogram": snapshot.weight_histogram(pairs),
        "unlinkable": snapshot.unlinkable_chart(odds),
    }


@pytest.mark.parametrize(
    "name",
    (
        "waterfall",
        "links",
        "weights",
        "probabilities",
        "thresholds",
        "reliability",
        "histogram",
        "unlinkable",
    ),
)
def test_every_chart_is_drawn_as_svg(name: str, tmp_path: Path) -> None:
    save(charts()[name], tmp_path / "charts" / "one.SVG")
    text = (tmp_path / "charts" / "one.SVG").read_text("utf-8")
    assert text.startswith("<svg")
    assert "NaN" not in text
    assert "undefined" not in text
    assert 'aria-roledescription="title"' in text


@pytest.mark.parametrize("name", ["links", "thresholds"])  # with a gradient, and with clips
def test_a_chart_is_the_same_bytes_each_time(name: str, tmp_path: Path) -> None:
    for file in ("one.svg", "two.svg"):
        save(charts()[name], tmp_path / file)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_html_holds_all_that_draws_it(tmp_path: Path) -> None:
    save(charts()["waterfall"], tmp_path / "why.html")
    text = (tmp_path / "why.html").read_text("utf-8")
    assert "the same surnames" in text
    assert "default-src 'none'" in text
    page = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"\b(src|href)=|https?:|@import", page)


def test_png_is_a_picture(tmp_path: Path) -> None:
    save(charts()["histogram"], tmp_path / "h.png")
    assert (tmp_path / "h.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["why.pdf", "why", "why.svg.exe"])
def test_another_suffix_is_refused_with_those_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"\.svg, \.png, \.html"):
        save(charts()["weights"], tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ChartError, match="cannot be written"):
        save(charts()["weights"], tmp_path / "file" / "chart.svg")


def test_a_hostile_key_stays_text(tmp_path: Path) -> None:
    pair = PAIR | {"source_record_id_l": "</script><script>alert(1)</script>"}
    for suffix in (".html", ".svg"):
        save(waterfall.waterfall_chart(pair), tmp_path / f"x{suffix}")
        text = (tmp_path / f"x{suffix}").read_text("utf-8")
        assert "<script>alert" not in text
        assert "alert(1)" in text


def test_the_waterfall_runs_from_the_prior_over_each_comparison_to_the_odds() -> None:
    bars = waterfall.steps(PAIR, -7.0)
    assert bars["label"].tolist() == [
        "before any comparison",
        "the same surnames",
        "different sex",
        "chance of relatives",
        "together: 85.0 % likely one person",
    ]
    assert bars["end"].tolist() == pytest.approx([-7.0, 7.0, 3.0, 2.5, 2.5])
    assert bars["start"].tolist() == pytest.approx([0.0, -7.0, 7.0, 3.0, 0.0])


@given(st.lists(st.floats(-20, 20), max_size=8), st.floats(-15, 0) | st.none())
def test_the_waterfall_ends_where_prior_and_weight_add_up(
    bits: list[float], prior: float | None
) -> None:
    said = [{"field": f"f{n}", "level": "same", "weight": one} for n, one in enumerate(bits)]
    pair = PAIR | {"comparisons": said, "match_weight": sum(bits)}
    bars = waterfall.steps(pair, prior)
    assert bars["end"].iloc[-1] == pytest.approx((prior or 0.0) + sum(bits), abs=1e-6)
    assert (bars["start"].iloc[1:-1].to_numpy() == bars["end"].iloc[:-2].to_numpy()).all()


def test_the_prior_is_what_weights_and_probabilities_imply() -> None:
    pairs = matches(("1", "2", 10.0, 0.5), ("1", "3", 11.0, 2 / 3), ("1", "4", 60.0, 1.0))
    assert waterfall.prior_bits(pairs) == pytest.approx(-10.0)
    assert waterfall.prior_bits(pairs.iloc[2:]) is None


def test_the_weakest_link_is_the_weakest_that_is_needed() -> None:
    keys = [f"list_a/{n}" for n in range(1, 5)]
    pairs = matches(
        ("1", "2", 20.0, 0.999),
        ("3", "2", 15.0, 0.97),
        ("1", "3", 5.0, 0.2),
        ("4", "1", 18.0, 0.99),
    )
    cells = person.links(keys, pairs)
    assert cells.loc[cells["weakest"], ["row", "column"]].to_numpy().tolist() == [[1, 2]]
    assert (cells["row"] < cells["column"]).all()


def test_a_single_record_has_no_links_to_draw() -> None:
    with pytest.raises(ChartError, match="has 1 records"):
        person.link_matrix("CU-1", ["list_a/1"], matches().iloc[:0])


def test_levels_weigh_what_their_probabilities_say() -> None:
    levels = model.declared()
    assert tuple(levels.columns) == model.LEVELS
    assert (2.0 ** levels["weight"] * levels["u"]).tolist() == pytest.approx(levels["m"].tolist())


def test_records_below_the_threshold_are_counted_by_country() -> None:
    odds = pd.DataFrame({"country": ["BY", "CU", "CU"], "odds": [-2.0, -1.0, 12.0]})
    shares = snapshot.unlinkable_shares(odds).set_index(["country", "odds"])["share"]
    assert shares["CU", 0.0] == 0.5
    assert shares["BY", -2.0] == 0.0
    told = json.dumps(snapshot.unlinkable_chart(odds).to_dict()["title"])
    assert "BY 1 of 1, CU 1 of 2" in told


@given(st.lists(st.floats(-80, 80), min_size=1, max_size=40))
def test_the_histogram_counts_every_pair_once(weights: list[float]) -> None:
    pairs = pd.DataFrame({"match_weight": weights, "verdict": "review"})
    counts = snapshot.weight_counts(pairs)
    assert counts["pairs"].sum() == len(weights)
    assert (counts["to"] - counts["from"] == 1).all()


def test_figures_are_printed_with_their_sign() -> None:
    assert [signed(1.25), signed(-0.31), signed(-0.01)] == ["+1.2", "−0.3", "0.0"]
