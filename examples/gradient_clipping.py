"""A cliff in the loss, with clipped gradients and without   (Pascanu, Mikolov and Bengio 2013).

    python -m examples.gradient_clipping

A recurrent cell multiplies by its weight at each of ten steps, so that the loss is (w¹⁰ - 1)²: flat below 1,
and a wall above it. One step on the wall throws the weight far away; a clipped one goes the same way, but not
far.
"""

import numpy as np

from mytorch import Tensor, nn, optim
from mytorch.nn.utils import clip_grad_norm_

STEPS_OF_THE_CELL = 10


class Cell(nn.Module):
    """x -> w x, again and again."""

    def __init__(self, start: float) -> None:
        super().__init__()
        self.weight = Tensor(start, requires_grad=True, is_parameter=True)

    def forward(self, x: Tensor) -> Tensor:
        for _ in range(STEPS_OF_THE_CELL):
            x = x * self.weight
        return x


def train(max_norm: float | None, steps: int) -> tuple[float, float]:
    """The weight at the end, and the largest norm of a gradient on the way."""
    model = Cell(start=1.5)
    optimizer = optim.SGD(model.parameters(), lr=0.005)
    largest = 0.0
    for _ in range(steps):
        optimizer.zero_grad()
        ((model(Tensor([1.0])) - 1.0) ** 2).sum().backward()
        norm = clip_grad_norm_(model.parameters(), np.finfo(float).max if max_norm is None else max_norm)
        largest = max(largest, norm.item())
        optimizer.step()
    return model.weight.item(), largest


@np.errstate(all="ignore")  # what the run without clipping comes to
def main(steps: int = 100) -> float:
    """Train both ways; returns how far from 1, where the loss is 0, the weight with clipping is."""
    for max_norm in (None, 2.0):
        weight, largest = train(max_norm, steps)
        how = "without clipping" if max_norm is None else f"clipped to {max_norm}"
        print(f"{how:>16}: w = {weight:.6g}, the largest gradient was {largest:.3g}")
    return abs(weight - 1.0)


if __name__ == "__main__":
    main()
