"""A table of vectors, looked up by number."""

from typing import Any

import numpy as np

from mytorch.arguments import size, within_memory
from mytorch.dtypes import get_default_dtype
from mytorch.nn.functions.embedding import embedding, row_of
from mytorch.nn.module import Module
from mytorch.nn.parameter import Parameter
from mytorch.tensor import Tensor

__all__ = ["Embedding"]


class Embedding(Module):
    """y = weight[indices]: for each number its row of the table, which is trained.

    Shape: indices of integers, of any shape -> y (*indices.shape, embedding_dim); weight (num_embeddings,
    embedding_dim), standard normal numbers at first, by NumPy's global generator, as in PyTorch.

    The row padding_idx, which may count from the end, is 0 at first and gets no gradient. IndexError for an
    index outside [0, num_embeddings), ValueError or TypeError for sizes that are no whole numbers from 1 up.

    >>> table = mytorch.nn.Embedding(3, 2)
    >>> table([2, 2]).sum().backward()
    >>> table.weight.grad.tolist()  # row 2 was taken twice
    [[0.0, 0.0], [0.0, 0.0], [2.0, 2.0]]
    """

    weight: Tensor

    def __init__(self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None) -> None:
        super().__init__()
        self.num_embeddings = size("Embedding", "num_embeddings", num_embeddings)
        self.embedding_dim = size("Embedding", "embedding_dim", embedding_dim)
        rows = self.num_embeddings
        self.padding_idx = None if padding_idx is None else row_of("Embedding", padding_idx, rows)
        with within_memory("Embedding", rows, self.embedding_dim):
            drawn = np.random.standard_normal((rows, self.embedding_dim))  # noqa: NPY002 (the course's)
            start = drawn.astype(get_default_dtype())
        if self.padding_idx is not None:
            start[self.padding_idx] = 0
        self.weight = Parameter(start)

    def forward(self, indices: Any) -> Tensor:
        return embedding(indices, self.weight, self.padding_idx)

    def extra_repr(self) -> str:
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}"
