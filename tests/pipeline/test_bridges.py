"""Bridges: a pair is one if, and only if, its removal parts what it held together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from todos.pipeline.bridges import bridges

_SIZE = 9
_EDGES = st.lists(
    st.tuples(st.integers(0, _SIZE - 1), st.integers(0, _SIZE - 1)).filter(lambda e: e[0] < e[1]),
    unique=True,
    max_size=20,
)


def parts(edges: list[tuple[int, int]]) -> np.typing.NDArray[np.int64]:
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(_SIZE, _SIZE))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


@given(_EDGES)
def test_a_bridge_is_an_edge_whose_removal_parts_its_ends(edges: list[tuple[int, int]]) -> None:
    ends = np.array(edges, dtype=np.int64).reshape(-1, 2)
    found = bridges(ends[:, 0], ends[:, 1], _SIZE)
    held = dict(zip(found.at.tolist(), zip(found.left, found.right, strict=True), strict=True))
    for at, (one, two) in enumerate(edges):
        label = parts(edges[:at] + edges[at + 1 :])
        assert (at in held) == (label[one] != label[two])
        if at in held:
            assert held[at] == ((label == label[one]).sum(), (label == label[two]).sum())
