"""k-fold cross-validation chooses how many hidden units a network needs to read digits.

    python -m examples.k_fold

With 1,000 images, a validation set of its own would be small, and its result a matter of luck. So each image
is held out once: the images are cut into k parts, and each part tests the network that the others trained.
The images of MNIST's test set are looked at only once, at the end.
"""

import numpy as np

import mytorch
from hw1.data import load_mnist
from mytorch import nn, optim
from mytorch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, TensorDataset

SIZES = (2, 8, 32, 128)


def train(data: Dataset, epochs: int, hidden: int) -> nn.Module:
    mytorch.manual_seed(0)
    model = nn.Sequential(nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, 10))
    optimizer = optim.Adam(model.parameters(), lr=0.003)
    for _ in range(epochs):
        for images, labels in DataLoader(data, batch_size=32, shuffle=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
    return model


def accuracy(model: nn.Module, data: Dataset) -> float:
    ((images, labels),) = DataLoader(data, batch_size=10**6)  # all at once
    with mytorch.no_grad():
        return (model(images).argmax(dim=1) == labels).float().mean().item()


def main(k: int = 5, count: int = 1000, epochs: int = 20) -> float:
    """Choose a size, train that network on all images; returns the accuracy on the test images."""
    mytorch.set_default_dtype(np.float32)
    training, _, test = load_mnist()
    data = TensorDataset(training.images[:count].astype(np.float32) / 255, training.labels[:count])
    parts = [Subset(data, list(range(i, count, k))) for i in range(k)]
    means = {}
    for hidden in SIZES:
        others = [ConcatDataset(parts[:i] + parts[i + 1 :]) for i in range(k)]
        found = [accuracy(train(others[i], epochs, hidden), parts[i]) for i in range(k)]
        means[hidden] = np.mean(found)
        print(f"{hidden:>3} units: {means[hidden]:.1%}, from {min(found):.1%} to {max(found):.1%}")
    best = max(SIZES, key=lambda hidden: means[hidden])
    new = TensorDataset(test.images.astype(np.float32) / 255, test.labels)
    result = accuracy(train(data, epochs, best), new)
    print(f"{best} units, trained on all {count}: {result:.2%} of the test images")
    return result


if __name__ == "__main__":
    main()
