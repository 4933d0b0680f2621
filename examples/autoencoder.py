"""An autoencoder presses an image of a digit into two numbers, and draws it again from them.

    python -m examples.autoencoder

Principal components do the same with straight lines only, as well as straight lines can. What a network adds
is the difference (Hinton and Salakhutdinov 2006): its two numbers lie on a curved surface.
"""

import numpy as np

import mytorch
from hw1.data import load_mnist
from mytorch import nn, optim
from mytorch.utils.data import DataLoader, TensorDataset


class Autoencoder(nn.Module):
    """(N, 784) -> (N, code) -> (N, 784)."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, code))
        self.decoder = nn.Sequential(nn.Linear(code, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid())

    def forward(self, x: mytorch.Tensor) -> mytorch.Tensor:
        return self.decoder(self.encoder(x))


def error_of_components(x: np.ndarray, new: np.ndarray, code: int) -> float:
    """The mean squared error of new images, drawn from that many principal components of x."""
    mean = x.mean(axis=0)
    axes = np.linalg.svd(x - mean, full_matrices=False)[2][:code]
    return float(np.mean(((new - mean) - (new - mean) @ axes.T @ axes) ** 2))


def main(epochs: int = 15, count: int = 5000, code: int = 2) -> float:
    """Train on `count` images; returns the error of new ones as a part of the principal components'."""
    mytorch.manual_seed(0)
    mytorch.set_default_dtype(np.float32)
    training, _, test = load_mnist()
    x, new = (part.images[:count].astype(np.float32) / 255 for part in (training, test))
    model = Autoencoder(code)
    criterion = nn.MSELoss()
    optimizer = optim.Adam(model.parameters(), lr=0.002)
    for epoch in range(1, epochs + 1):
        for (images,) in DataLoader(TensorDataset(x), batch_size=50, shuffle=True):
            optimizer.zero_grad()
            criterion(model(images), images).backward()  # the image is its own target
            optimizer.step()
        with mytorch.no_grad():
            error = criterion(model(mytorch.tensor(new)), mytorch.tensor(new)).item()
        print(f"epoch {epoch:>2}: mean squared error of new images {error:.4f}")
    straight = error_of_components(x, new, code)
    print(f"with {code} principal components: {straight:.4f}")
    return error / straight


if __name__ == "__main__":
    main()
