"""The figures of the README: what is measured, and only that."""

from typing import Any

from todos.docs.figures import BEGIN, END, figures, with_figures


def row(data: str, contestant: str, f1: float, **more: Any) -> dict[str, Any]:
    return {
        "data": data,
        "contestant": contestant,
        "state": "measured",
        "run": "one",
        "judged": {"pairwise": {"f1": f1}, "best": {"f1": 0.99}},
        "told": {"work_seconds": more.get("seconds", 10.0)},
        "watched": {"peak_bytes": 5e8, "others": more.get("others", 0.0)},
    } | {key: value for key, value in more.items() if key in {"run", "state"}}


def cells(text: str, title: str) -> list[str]:
    (line,) = (one for one in text.splitlines() if one.startswith(f"| {title} "))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_a_data_set_shows_ours_and_the_peers_that_were_measured_on_it() -> None:
    shown = figures([row("febrl1", "todos", 0.98765), row("febrl1", "splink", 0.5)])
    assert cells(shown, "febrl1") == ["0.9877", "0.5000", "0.9900", "–"]


def test_what_ours_was_not_measured_on_is_left_out() -> None:
    shown = figures([row("febrl1", "todos", 1.0), row("febrl2", "splink", 0.5)])
    assert "febrl2" not in shown
    assert "names" not in shown
    assert figures([row("febrl1", "todos", 1.0, state="failed")]).count("|") == 0


def test_seconds_have_a_ratio_where_both_ran_in_one_run() -> None:
    ours = row("people_1m", "todos_narrow", 0.9, seconds=4.0)
    together = figures([ours, row("people_1m", "splink_narrow", 0.9)])
    apart = figures([ours, row("people_1m", "splink_narrow", 0.9, run="two")])
    head = "narrow blocking"
    assert cells(together, head) == ["4.0 s, 500 MB", "10.0 s, 500 MB", "0.40", "1.00"]
    assert cells(apart, head)[2:] == ["–", "–"]


def test_seconds_of_a_busy_machine_are_provisional() -> None:
    quiet = [row("people_1m", f"{who}_wide", 0.9) for who in ("todos", "splink")]
    busy = [quiet[0], row("people_1m", "splink_wide", 0.9, others=0.5)]
    assert "rovisional" not in figures(quiet)
    assert cells(figures(busy), "wide blocking")[1] == "10.0 s\\*, 500 MB"
    assert "rovisional" in figures(busy)


def test_what_stands_around_the_figures_stays() -> None:
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    again = with_figures(page, [row("febrl1", "todos", 1.0)])
    assert again.startswith(f"before\n{BEGIN}\n")
    assert again.endswith(f"\n{END}\nafter\n")
    assert "old" not in again
    assert with_figures(again, [row("febrl1", "todos", 1.0)]) == again
