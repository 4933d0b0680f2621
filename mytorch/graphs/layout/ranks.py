"""The rank of each vertex: every edge goes down by at least one rank, and the edges are short in sum.

By network simplex (Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs", 1993): a
spanning tree of edges of length 1 fixes all ranks. An edge of the tree is exchanged for another as long as
this makes the sum of the lengths smaller.
"""

from collections.abc import Sequence

__all__ = ["assign_ranks", "depths"]


def depths(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The number of edges on the longest path to each vertex. ValueError if the edges go in a circle."""
    below: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for source, target in edges:
        below[source].append(target)
        waiting[target] += 1
    depth = [0] * count
    ready = [v for v in range(count) if not waiting[v]]
    for v in ready:  # grows while it is read
        for w in below[v]:
            depth[w] = max(depth[w], depth[v] + 1)
            waiting[w] -= 1
            if not waiting[w]:
                ready.append(w)
    if len(ready) < count:
        stuck = [v for v in range(count) if waiting[v]]
        raise ValueError(
            f"The edges go in a circle, on which or below which are the vertices {stuck[:10]}; "
            "expected a graph whose edges all go from what is made first to what is made of it."
        )
    return depth


def assign_ranks(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The ranks, from 0, of the vertices of a connected graph. ValueError if the edges go in a circle."""
    rank = _pulled_down(depths(count, edges), edges)
    weights: dict[tuple[int, int], int] = {}
    for edge in edges:
        weights[edge] = weights.get(edge, 0) + 1
    pairs = list(weights)
    surplus = [0] * count  # edges that go out minus edges that come in
    for (source, target), weight in weights.items():
        surplus[source] += weight
        surplus[target] -= weight

    tree = _tight_tree(count, pairs, rank)
    for _ in range(
        4 * count
    ):  # far more than are needed; exchanges that gain nothing could go round for ever
        if not _exchange(tree, pairs, rank, surplus):
            break
    least = min(rank)
    return [r - least for r in rank]


def _pulled_down(rank: list[int], edges: Sequence[tuple[int, int]]) -> list[int]:
    """The ranks with each vertex that nothing goes into moved down to just above what needs it."""
    highest: dict[int, int] = {}
    for source, target in edges:
        highest[source] = min(highest.get(source, rank[target]), rank[target])
    has_input = {target for _, target in edges}
    return [r if v in has_input or v not in highest else highest[v] - 1 for v, r in enumerate(rank)]


def _tight_tree(count: int, pairs: list[tuple[int, int]], rank: list[int]) -> list[set[int]]:
    """A spanning tree of edges of length 1: for each vertex its neighbours. `rank` is changed to allow it."""
    beside: list[list[int]] = [[] for _ in range(count)]
    for source, target in pairs:
        beside[source].append(target)
        beside[target].append(source)
    tree: list[set[int]] = [set() for _ in range(count)]
    reached = [False] * count
    reached[0] = True
    members = [0]
    done = 0
    while True:
        while done < len(members):
            v = members[done]
            done += 1
            for w in beside[v]:
                if not reached[w] and abs(rank[v] - rank[w]) == 1:
                    reached[w] = True
                    members.append(w)
                    tree[v].add(w)
                    tree[w].add(v)
        leaving = [pair for pair in pairs if reached[pair[0]] != reached[pair[1]]]
        if not leaving:
            return tree
        source, target = min(leaving, key=lambda pair: rank[pair[1]] - rank[pair[0]])
        slack = rank[target] - rank[source] - 1
        for v in members:
            rank[v] += slack if reached[source] else -slack
        done = members.index(source if reached[source] else target)  # it has a tight edge out of the tree now


def _exchange(
    tree: list[set[int]], pairs: list[tuple[int, int]], rank: list[int], surplus: list[int]
) -> bool:
    """Exchange one edge of the tree for a better one, and move the ranks; False if none is better."""
    parent = [-1] * len(tree)
    preorder: list[int] = []
    todo = [0]
    while todo:
        v = todo.pop()
        preorder.append(v)
        for w in sorted(tree[v]):
            if w != parent[v]:
                parent[w] = v
                todo.append(w)
    # Of the part of the tree below v: its size, and its edges that go out minus those that come in.
    size = [1] * len(tree)
    total = list(surplus)
    for v in reversed(preorder[1:]):
        size[parent[v]] += size[v]
        total[parent[v]] += total[v]
    # The part below v hangs on the edge between v and its parent. If that edge goes out of the part, then to
    # move the part up by one makes all edges out longer and all edges in shorter.
    gains = ((total[v] if rank[v] < rank[parent[v]] else -total[v], v) for v in preorder[1:])
    change, top = min(gains, default=(0, 0))
    if change >= 0:
        return False
    first = preorder.index(top)
    part = preorder[first : first + size[top]]
    inside = set(part)
    up = rank[top] < rank[parent[top]]
    entering = [
        (s, t)
        for s, t in pairs
        if ((t in inside and s not in inside) if up else (s in inside and t not in inside))
    ]
    source, target = min(entering, key=lambda pair: rank[pair[1]] - rank[pair[0]])
    slack = rank[target] - rank[source] - 1
    for v in part:
        rank[v] += -slack if up else slack
    tree[top].remove(parent[top])
    tree[parent[top]].remove(top)
    tree[source].add(target)
    tree[target].add(source)
    return True
