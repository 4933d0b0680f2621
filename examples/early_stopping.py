"""Training that stops when the validation loss no longer falls, and goes back to the best model.

    python -m examples.early_stopping

A wide network learns thirty noisy points of a sine by heart. The model that did best on other points is kept
in a safetensors file, which PyTorch could read, and is loaded again at the end.
"""

from pathlib import Path

import numpy as np

import mytorch
from mytorch import Tensor, nn, optim
from mytorch.utils.data import DataLoader, TensorDataset, random_split


def squared_error(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    return ((model(x) - y) ** 2).mean()


def main(epochs: int = 3000, patience: int = 200, path: str = "best.safetensors") -> float:
    """Train, and load the best model; returns how many times its validation loss goes into the last one's."""
    np.random.seed(0)  # noqa: NPY002 (the generator of the weights, too)
    x = np.random.uniform(-3, 3, (60, 1))  # noqa: NPY002
    data = TensorDataset(x, np.sin(x) + 0.3 * np.random.randn(60, 1))  # noqa: NPY002
    training, validation = random_split(data, [0.5, 0.5], seed=0)
    loader = DataLoader(training, batch_size=10, shuffle=True)
    ((held_x, held_y),) = DataLoader(validation, batch_size=len(validation))
    model = nn.Sequential(nn.Linear(1, 100), nn.Tanh(), nn.Linear(100, 100), nn.Tanh(), nn.Linear(100, 1))
    optimizer = optim.Adam(model.parameters(), lr=0.01)

    best, best_epoch, loss = float("inf"), 0, float("inf")
    for epoch in range(epochs):
        for points, values in loader:
            optimizer.zero_grad()
            squared_error(model, points, values).backward()
            optimizer.step()
        with mytorch.no_grad():
            loss = squared_error(model, held_x, held_y).item()
        if loss < best:
            best, best_epoch = loss, epoch
            mytorch.save(model.state_dict(), path, {"epoch": str(epoch)})
        elif epoch - best_epoch >= patience:
            print(f"no better for {patience} epochs: stopped after epoch {epoch}")
            break

    model.load_state_dict(mytorch.load(path))
    with mytorch.no_grad():
        again = squared_error(model, held_x, held_y).item()
    size = Path(path).stat().st_size
    print(f"best: {again:.3f} in epoch {best_epoch}, last: {loss:.3f}; {path} has {size} bytes")
    return loss / again


if __name__ == "__main__":
    main()
