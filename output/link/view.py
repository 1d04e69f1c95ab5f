"""A linkage at the terminal: what was chosen, what was found, where it lies."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from ..terminal import grid, plain


def link_view(found: Mapping[str, Any], folder: Path) -> RenderableType:
    """The summary of a report (output/link/report.py)."""
    columns = grid(
        "Columns",
        ("column", "kind"),
        [(name, kind) for name, kind in found["columns"].items()],
    )
    passes = grid(
        "Blocking passes",
        ("key", "#pairs", "#blocks too large"),
        [
            (" + ".join(one["parts"]), f"{one['pairs']:,}", one["oversized"])
            for one in found["passes"]
        ],
    )
    lines = [
        *found["notes"],
        *([found["warning"]] if found["warning"] else []),
        f"{found['records']:,} records, {found['pairs_compared']:,} pairs compared; of the pairs "
        f"of one person at most {found['estimated_recall']['recall']:.1%} met",
        f"{found['clusters']:,} clusters, {found['pairs_linked']:,} pairs linked at probability "
        f"{found['threshold']:g} and above",
        *(_measured(at, one) for at, one in found.get("measured", {}).items()),
        f"{sum(found['seconds'].values()):.1f} s, {found['peak_memory_mb']:,} MB",
    ]
    where = Text("Written to: ", style="bold") + plain(folder)
    return Group(columns, passes, *(Text("  ") + plain(line) for line in lines), Text(), where)


def _measured(at: str, one: Mapping[str, Any]) -> str:
    pairs, records = one["pairwise"], one["bcubed"]
    return (
        f"against the truth, {at} threshold {one['threshold']:.3g}: precision "
        f"{pairs['precision']:.4f}, recall {pairs['recall']:.4f}, F1 {pairs['f1']:.4f} "
        f"(B-cubed F1 {records['f1']:.4f})"
    )
