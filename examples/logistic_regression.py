"""Logistic regression: the probability that a point belongs to one of two clouds.

    python -m examples.logistic_regression

Two clouds of the same round shape are told apart best by a straight border, and theory gives it: the
logarithm of the odds is (m1 - m0) · x - (|m1|² - |m0|²) / 2 for middles m0 and m1 and a deviation of 1. A
single layer, trained on points alone, should find about the same.
"""

import numpy as np

import mytorch
from mytorch import Tensor, nn, optim

M0, M1 = np.array([-1.0, 0.0]), np.array([1.0, 1.0])  # the middles of the clouds


def clouds(count: int) -> tuple[Tensor, Tensor]:
    """Points (N, 2) and the cloud of each (N, 1): 0.0 or 1.0."""
    labels = mytorch.randint(0, 2, (count, 1)).float()
    middles = mytorch.where(labels == 1, mytorch.tensor(M1), mytorch.tensor(M0))
    return middles + mytorch.randn(count, 2), labels


def accuracy(logits: Tensor, labels: Tensor) -> float:
    return ((logits > 0) == (labels == 1)).float().mean().item()


def main(steps: int = 300, count: int = 2000) -> float:
    """Train, and test on new points; returns the accuracy as a part of what the best border reaches."""
    mytorch.manual_seed(0)
    x, y = clouds(count)
    model = nn.Linear(2, 1)
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.SGD(model.parameters(), lr=0.5)
    for _ in range(steps):
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()

    best_weight, best_bias = M1 - M0, (M0 @ M0 - M1 @ M1) / 2
    weight, bias = model.weight.detach().numpy()[0], model.bias.item()
    print(f"found: {weight[0]:.2f} a + {weight[1]:.2f} b + {bias:.2f} = 0 is the border")
    print(f"best:  {best_weight[0]:.2f} a + {best_weight[1]:.2f} b + {best_bias:.2f} = 0")

    new_x, new_y = clouds(10_000)
    with mytorch.no_grad():
        ours = accuracy(model(new_x), new_y)
    best = accuracy(new_x @ mytorch.tensor(best_weight[:, None]) + best_bias, new_y)
    print(f"of new points {ours:.2%} are right; with the best border {best:.2%}, for the clouds overlap")
    return ours / best


if __name__ == "__main__":
    main()
