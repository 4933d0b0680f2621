"""Tied weights: an autoencoder that draws with the same strokes by which it reads.

    python -m examples.tied_weights

The encoder multiplies by W, the decoder by its transpose: half the parameters. Nothing has to be declared for
this. A tensor that is used twice gets the gradients of both uses, added up, and the optimizer moves it once.
"""

import numpy as np

import mytorch
from hw1.data import load_mnist
from mytorch import Tensor, nn, optim
from mytorch.nn import functional as F
from mytorch.utils.data import DataLoader, TensorDataset


class Autoencoder(nn.Module):
    """(N, 784) -> (N, code) -> (N, 784)."""

    def __init__(self, code: int, is_tied: bool) -> None:
        super().__init__()
        self.encoder = nn.Linear(784, code)
        self.bias = nn.Parameter(mytorch.zeros(784))
        self.weight = None if is_tied else nn.Linear(code, 784).weight

    def forward(self, x: Tensor) -> Tensor:
        weight = self.encoder.weight.T if self.weight is None else self.weight
        return F.linear(self.encoder(x).sigmoid(), weight, self.bias).sigmoid()


def main(epochs: int = 30, count: int = 1000, code: int = 64) -> float:
    """Train both on `count` images; returns the tied one's error of new images as a part of the other's."""
    mytorch.set_default_dtype(np.float32)
    training, _, test = load_mnist()
    x, new = (mytorch.tensor(part.images[:count].astype(np.float32) / 255) for part in (training, test))
    errors = {}
    for is_tied in (False, True):
        mytorch.manual_seed(0)
        model = Autoencoder(code, is_tied)
        optimizer = optim.Adam(model.parameters(), lr=0.005)
        for _ in range(epochs):
            for (images,) in DataLoader(TensorDataset(x), batch_size=50, shuffle=True):
                optimizer.zero_grad()
                F.mse_loss(model(images), images).backward()
                optimizer.step()
        with mytorch.no_grad():
            seen, errors[is_tied] = F.mse_loss(model(x), x).item(), F.mse_loss(model(new), new).item()
        size = sum(p.numel() for p in model.parameters())
        print(f"{'tied' if is_tied else 'untied'}: {size} parameters, mean squared error {seen:.4f}", end="")
        print(f" on its own images, {errors[is_tied]:.4f} on new ones")
    return errors[True] / errors[False]


if __name__ == "__main__":
    main()
