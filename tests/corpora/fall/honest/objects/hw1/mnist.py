from dataclasses import dataclass, field
from typing import Iterator, List, Tuple

import numpy as np

from mytorch.nn.activations import ReLU
from mytorch.nn.batchnorm import BatchNorm1d
from mytorch.nn.linear import Linear
from mytorch.nn.loss import CrossEntropyLoss
from mytorch.nn.sequential import Sequential
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor

BATCH_SIZE = 100


@dataclass
class Dataset:
    x: np.ndarray
    y: np.ndarray

    def __len__(self) -> int:
        return len(self.x)


@dataclass
class DataLoader:
    dataset: Dataset
    shuffle: bool = False
    batch_size: int = BATCH_SIZE

    def __iter__(self) -> Iterator[Tuple[Tensor, Tensor]]:
        order = np.arange(len(self.dataset))
        if self.shuffle:
            np.random.shuffle(order)
        for start in range(0, len(order), self.batch_size):
            rows = order[start:start + self.batch_size]
            yield Tensor(self.dataset.x[rows]), Tensor(self.dataset.y[rows])


@dataclass
class Trainer:
    model: Sequential
    optimizer: SGD
    criterion: CrossEntropyLoss
    training: Dataset
    validation: Dataset
    every: int = 100
    history: List[float] = field(default_factory=list)

    def fit(self, epochs: int) -> List[float]:
        for _ in range(epochs):
            for index, batch in enumerate(DataLoader(self.training, shuffle=True)):
                self.learn(*batch)
                if index % self.every == 0:
                    self.history.append(validate(self.model, self.validation.x, self.validation.y))
        return self.history

    def learn(self, x: Tensor, y: Tensor) -> None:
        self.model.train()
        self.optimizer.zero_grad()
        loss = self.criterion(self.model(x), y)
        loss.backward()
        self.optimizer.step()


def mnist(train_x, train_y, val_x, val_y):
    model = Sequential(Linear(784, 20), BatchNorm1d(20), ReLU(), Linear(20, 10))
    optimizer = SGD(list(model.parameters()), lr=0.1, momentum=0.0)
    return train(model, optimizer, CrossEntropyLoss(), train_x, train_y, val_x, val_y)


def train(model, optimizer, criterion, train_x, train_y, val_x, val_y, num_epochs=3):
    return Trainer(model, optimizer, criterion, Dataset(train_x, train_y), Dataset(val_x, val_y)).fit(num_epochs)


def validate(model, val_x, val_y):
    model.eval()
    correct = sum(int((model(x).data.argmax(axis=1) == y.data).sum()) for x, y in DataLoader(Dataset(val_x, val_y)))
    return correct / len(val_x)
