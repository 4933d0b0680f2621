"""What `python cli.py mnist` does, in plain PyTorch, as a program of its own: it needs only torch and NumPy.

    python cold_pytorch.py FOLDER THREADS

Reads MNIST from the folder, trains the Fall 2020 network for 3 epochs, validates after every hundredth batch,
and prints the accuracy on the test set. It leaves neither plot nor table.
"""

import gzip
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

__all__: list[str] = []

EPOCHS, BATCH, VALIDATION = 3, 100, 5_000


def read(path: Path, header: int) -> torch.Tensor:
    with gzip.open(path) as file:
        return torch.from_numpy(np.frombuffer(bytearray(file.read()), np.uint8, offset=header))


def load(folder: Path, part: str) -> tuple[torch.Tensor, torch.Tensor]:
    images = read(folder / f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 784)
    return images.float().div_(255), read(folder / f"{part}-labels-idx1-ubyte.gz", 8).long()


@torch.no_grad()
def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    model.eval()
    pairs = zip(images.split(1000), labels.split(1000), strict=True)
    correct = sum((model(x).argmax(1) == y).sum().item() for x, y in pairs)
    model.train()
    return correct / len(images)


def main(folder: Path, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    images, labels = load(folder, "train")
    validation = images[-VALIDATION:], labels[-VALIDATION:]
    images, labels = images[:-VALIDATION], labels[:-VALIDATION]

    model = nn.Sequential(nn.Linear(784, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    criterion = nn.CrossEntropyLoss()
    accuracies = []
    for _ in range(EPOCHS):
        for i, rows in enumerate(torch.randperm(len(images)).split(BATCH)):
            optimizer.zero_grad()
            loss = criterion(model(images[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            if i % 100 == 0:
                accuracies.append(accuracy(model, *validation))
    print(accuracy(model, *load(folder, "t10k")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
