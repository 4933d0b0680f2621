"""The paths of the generalised chain rule, and the walk that goes along each of them (Fall 2020, 0.1.6).

A path leads from a leaf to the result; its term is the product of the local derivatives along it, and the
gradient of the leaf is the sum of the terms of all paths. There may be more paths than atoms in the universe,
so they are counted without being listed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hw1.lesson.tensor_data import number, tensor_data
from hw1.lesson.traced import Traced
from hw1.lesson.watched_walk import Visit

__all__ = ["naive_walk", "paths_of"]

LISTED = 50  # paths from each leaf
_VISITS = 500  # of the naive walk, in their order
_EXACT = 2**53  # a larger whole number is no number of JavaScript's


def paths_of(
    traced: Traced, visits: Sequence[Visit], gradients: Mapping[int, np.ndarray]
) -> list[dict[str, Any]]:
    """For each leaf that got a gradient: its paths, the first 50 of them, with their terms, sum and count.

    Each path is a list of edges, from the leaf to the result. In a graph of numbers it has a factor for each
    edge, the local derivative, and their product. sum: the sum of the terms, also of those not listed.
    """
    local = {sent.edge: sent.local for visit in visits for sent in visit.sent}
    back = _edges_back(visits)
    found = []
    for leaf in traced.leaves:
        if leaf not in gradients:
            continue
        count = _counts(traced, back, leaf)
        paths = []
        for edges in _listed(back, count, traced.result, leaf):
            factors = [float(local[edge]) for edge in edges] if traced.scalar else None  # type: ignore[arg-type]
            paths.append(
                {
                    "edges": edges,
                    "factors": None if factors is None else [number(factor) for factor in factors],
                    "product": None if factors is None else number(_product(factors)),
                }
            )
        total = _sum_of_terms(traced, visits, leaf) if traced.scalar else gradients[leaf]
        found.append(
            {"leaf": leaf, "paths": paths, "sum": tensor_data(total), "count": _whole(count[traced.result])}
        )
    return found


def naive_walk(traced: Traced, visits: Sequence[Visit]) -> dict[str, Any]:
    """A walk that goes on from a node each time a gradient arrives there, instead of waiting for all of them.

    order: the nodes as they are visited, the first 500; visits: how often each is, exactly; total: their sum;
    engine_total: how many visits the engine made, one to each node.
    """
    back = _edges_back(visits)
    times = dict.fromkeys((visit.vertex for visit in visits), 0)
    times[traced.result] = 1
    for visit in visits:  # each before those that it sends to
        for sent in visit.sent:
            if sent.to in times:
                times[sent.to] += times[visit.vertex]
    order: list[int] = []
    todo = [traced.result]
    while todo and len(order) < _VISITS:
        vertex = todo.pop()
        order.append(vertex)
        todo += [source for _, source in reversed(back[vertex]) if source in back]
    return {
        "order": order,
        "visits": {str(vertex): _whole(n) for vertex, n in times.items()},
        "total": _whole(sum(times.values())),
        "engine_total": len(visits),
    }


def _edges_back(visits: Sequence[Visit]) -> dict[int, list[tuple[int, int]]]:
    """For each node that was visited, the edges that it sent a gradient along, and where they lead."""
    return {visit.vertex: [(sent.edge, sent.to) for sent in visit.sent] for visit in visits}


def _counts(traced: Traced, back: Mapping[int, list[tuple[int, int]]], leaf: int) -> list[int]:
    """For each vertex, how many paths lead to it from the leaf."""
    counts = [0] * len(traced.vertices)
    counts[leaf] = 1
    for vertex in traced.ops:  # each after its inputs
        counts[vertex] = sum(counts[source] for _, source in back.get(vertex, ()))
    return counts


def _listed(
    back: Mapping[int, list[tuple[int, int]]], counts: Sequence[int], result: int, leaf: int
) -> list[list[int]]:
    """The first paths from the leaf to the result, as edges."""
    found: list[list[int]] = []
    todo: list[tuple[int, list[int]]] = [(result, [])]
    while todo and len(found) < LISTED:
        vertex, edges = todo.pop()
        if vertex == leaf:
            found.append(edges[::-1])
        for edge, source in reversed(back.get(vertex, [])):
            if counts[source]:
                todo.append((source, [*edges, edge]))
    return found


def _product(factors: Sequence[float]) -> float:
    """The product from the result's end, as the chain rule is walked back."""
    product = 1.0
    for factor in reversed(factors):
        product *= factor
    return product


def _sum_of_terms(traced: Traced, visits: Sequence[Visit], leaf: int) -> float:
    """The terms of all paths from the leaf, added up: by the sum over the paths to each vertex in turn."""
    local = {visit.vertex: [(sent.to, sent.local) for sent in visit.sent] for visit in visits}
    sums = {leaf: 1.0}  # of the vertices that a path leads to: elsewhere a derivative may be infinite
    for vertex in traced.ops:
        terms = [float(d) * sums[source] for source, d in local.get(vertex, []) if source in sums]  # type: ignore[arg-type]
        if terms:
            sums[vertex] = sum(terms)
    return sums[traced.result]


def _whole(n: int) -> int | str:
    """A whole number for the page; as text if it is too large for a number of JavaScript's."""
    return n if n <= _EXACT else str(n)
