"""The graph as layers: one for each rank, with a bend in each layer that an edge passes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Layers"]


@dataclass
class Layers:
    """The nodes of each rank: vertices, by their numbers, and bends of long edges, numbered after those."""

    vertices: int
    layers: list[list[int]]  # for each rank its nodes, from left to right
    upper: list[list[int]]  # for each node its neighbours in the rank above, one for each edge
    lower: list[list[int]]
    chains: list[list[int]] = field(default_factory=list)  # for each edge its nodes, from source to target

    @classmethod
    def of(cls, rank: Sequence[int], edges: Sequence[tuple[int, int]]) -> "Layers":
        """The layers of a graph whose vertices have these ranks; in each, the vertices in their own order."""
        count = len(rank)
        layers: list[list[int]] = [[] for _ in range(max(rank) + 1)]
        for v, r in enumerate(rank):
            layers[r].append(v)
        made = cls(count, layers, [[] for _ in rank], [[] for _ in rank])
        for source, target in edges:
            chain = [source]
            for r in range(rank[source] + 1, rank[target]):
                chain.append(len(made.upper))
                layers[r].append(chain[-1])
                made.upper.append([])
                made.lower.append([])
            chain.append(target)
            for above, below in zip(chain, chain[1:], strict=False):
                made.lower[above].append(below)
                made.upper[below].append(above)
            made.chains.append(chain)
        return made

    def positions(self) -> list[int]:
        """The place of each node in its layer, from 0."""
        at = [0] * len(self.upper)
        for layer in self.layers:
            for i, v in enumerate(layer):
                at[v] = i
        return at

    def is_bend(self, node: int) -> bool:
        return node >= self.vertices
