"""Two remedies for a network that learns its images by heart: dropout and weight decay.

    python -m examples.dropout

With 1,000 images, 800 hidden units know each of them, and still misread new ones. Dropout sets half of the
units to 0 at each step, so that none can rely on another (Srivastava et al. 2014); weight decay pulls each
weight towards 0, unless the images pull it away again.
"""

import numpy as np

import mytorch
from hw1.data import load_mnist
from mytorch import nn, optim
from mytorch.utils.data import DataLoader, TensorDataset


def network(hidden: int, p: float) -> nn.Sequential:
    return nn.Sequential(
        *(nn.Linear(784, hidden), nn.ReLU(), nn.Dropout(p)),
        *(nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(p)),
        nn.Linear(hidden, 10),
    )


def accuracy(model: nn.Module, data: TensorDataset) -> float:
    model.eval()  # without this, half of the units would be missing in the test, too
    images, labels = data[:]
    with mytorch.no_grad():
        return (model(images).argmax(dim=1) == labels).float().mean().item()


def train(model: nn.Module, data: TensorDataset, epochs: int, weight_decay: float) -> None:
    optimizer = optim.AdamW(model.parameters(), lr=0.001, weight_decay=weight_decay)
    for _ in range(epochs):
        model.train()
        for images, labels in DataLoader(data, batch_size=50, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()


def main(epochs: int = 30, count: int = 1000, hidden: int = 800) -> float:
    """Train with neither, each, and both; returns how much more of the test images both together read."""
    mytorch.set_default_dtype(np.float32)
    parts = [(part.images[:count].astype(np.float32) / 255, part.labels[:count]) for part in load_mnist()]
    training, _, test = (TensorDataset(*map(mytorch.tensor, part)) for part in parts)
    results = {}
    for p, weight_decay in ((0.0, 0.0), (0.5, 0.0), (0.0, 1.0), (0.5, 1.0)):
        mytorch.manual_seed(0)
        train(model := network(hidden, p), training, epochs, weight_decay)
        seen, new = accuracy(model, training), accuracy(model, test)
        results[p, weight_decay] = new
        print(f"dropout {p}, weight decay {weight_decay}: {seen:.1%} of its images, {new:.1%} of new ones")
    return results[0.5, 1.0] - results[0.0, 0.0]


if __name__ == "__main__":
    main()
