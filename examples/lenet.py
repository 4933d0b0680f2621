"""LeNet-5 on MNIST: 99 % of the test images after five epochs (LeCun, Bottou, Bengio and Haffner 1998).

    python -m examples.lenet

Two convolutions find strokes and what they form, and a pool after each halves the image; three fully
connected layers name the digit. The learning rate falls to 0 step by step, so that the weights settle.
"""

import numpy as np

import mytorch
from hw1.data import Split, load_mnist
from mytorch import nn, optim


def lenet() -> nn.Sequential:
    convolutions = (  # (N, 1, 28, 28) -> (N, 6, 14, 14) -> (N, 16, 5, 5)
        *(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
    )
    dense = (nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))
    return nn.Sequential(*convolutions, nn.Flatten(), *dense)


def images(rows: np.ndarray) -> np.ndarray:
    """Bytes (N, 784) as images of one channel, with a mean of about 0 and a deviation of about 1."""
    return ((rows.astype(np.float32) / 255 - 0.13) / 0.31).reshape(-1, 1, 28, 28)


def accuracy(model: nn.Module, split: Split) -> float:
    with mytorch.no_grad():
        parts = np.split(np.arange(len(split.labels)), range(500, len(split.labels), 500))
        right = [(model(images(split.images[i])).argmax(1).data == split.labels[i]).sum() for i in parts]
    return float(sum(right) / len(split.labels))


def main(epochs: int = 5, limit: int | None = None, batch: int = 64, lr: float = 0.02) -> float:
    """Train and test on the first `limit` images of each part, all by default; returns the test accuracy."""
    np.random.seed(0)  # noqa: NPY002 (the generator that weights are drawn from)
    mytorch.set_default_dtype(np.float32)
    train, _, test = (Split(part.images[:limit], part.labels[:limit]) for part in load_mnist())
    model, criterion = lenet(), nn.CrossEntropyLoss()
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    n, done = len(train.labels), 0
    for epoch in range(epochs):
        for rows in np.split(np.random.permutation(n), range(batch, n, batch)):  # noqa: NPY002
            optimizer.lr = lr * (1 - done / (epochs * n))
            optimizer.zero_grad()
            criterion(model(images(train.images[rows])), train.labels[rows]).backward()
            optimizer.step()
            done += len(rows)
        print(f"epoch {epoch + 1}: {accuracy(model, test):.2%} of the test images")
    return accuracy(model, test)


if __name__ == "__main__":
    main()
