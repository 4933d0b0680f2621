import numpy as np
from typing import Optional


class Criterion(object):
    def __init__(self) -> None:
        self.logits: Optional[np.ndarray] = None
        self.labels: Optional[np.ndarray] = None
        self.loss: Optional[np.ndarray] = None

    def __call__(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return self.forward(x, y)

    def forward(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def derivative(self) -> np.ndarray:
        raise NotImplementedError


class SoftmaxCrossEntropy(Criterion):
    def forward(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        assert x.ndim == 2 and x.shape == y.shape, (x.shape, y.shape)
        self.logits = x
        self.labels = y
        a = x.max(axis=1, keepdims=True)
        exps: np.ndarray = np.exp(x - a)
        self.probs: np.ndarray = exps / exps.sum(axis=1, keepdims=True)
        # print("probs", self.probs)
        lse: np.ndarray = a[:, 0] + np.log(exps.sum(axis=1))
        self.loss = lse - np.sum(x * y, axis=1)
        assert self.loss.shape == (len(x),)
        return self.loss

    def derivative(self) -> np.ndarray:
        grad: np.ndarray = self.probs - self.labels
        assert grad.shape == self.logits.shape
        return grad


if __name__ == "__main__":
    criterion = SoftmaxCrossEntropy()
    print(criterion(np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 0.0, 1.0]])))
    print(criterion.derivative())
