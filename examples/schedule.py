"""The same network under several schedules of its learning rate: which of them ends lowest?

    python -m examples.schedule

Two spirals are told apart. Steps on small batches are noisy: a rate that stays high keeps the weights moving
about, one that falls lets them settle.
"""

import numpy as np

import mytorch
from mytorch import nn, optim
from mytorch.optim import lr_scheduler
from mytorch.utils.data import DataLoader, TensorDataset


def spirals(count: int) -> TensorDataset:
    """Points (N, 2) on two arms that wind about each other, and the arm of each."""
    arm = np.arange(count) % 2
    turn = np.sqrt(np.random.rand(count)) * 2 * np.pi  # noqa: NPY002 (the generator of the weights, too)
    angle = turn + np.pi * arm
    points = np.stack([turn * np.cos(angle), turn * np.sin(angle)], axis=1) / 3
    return TensorDataset(points + 0.25 * np.random.randn(count, 2), arm)  # noqa: NPY002


def final_loss(name: str, data: TensorDataset, epochs: int, lr: float = 0.2) -> float:
    """The loss on all points after training with that schedule."""
    np.random.seed(1)  # noqa: NPY002
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2))
    optimizer = optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    loader, criterion = DataLoader(data, 16, shuffle=True, seed=0), nn.CrossEntropyLoss()
    schedule = {
        "constant": lambda o: lr_scheduler.LambdaLR(o, lambda t: 1.0),
        "steps": lambda o: lr_scheduler.StepLR(o, step_size=max(1, epochs // 3), gamma=0.2),
        "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=epochs),
        "one cycle": lambda o: lr_scheduler.OneCycleLR(o, lr, total_steps=epochs),
    }[name](optimizer)
    for _ in range(epochs):
        for points, arms in loader:
            optimizer.zero_grad()
            criterion(model(points), arms).backward()
            optimizer.step()
        schedule.step()
    with mytorch.no_grad():
        return criterion(model(data.tensors[0]), data.tensors[1]).item()


def main(epochs: int = 60, count: int = 400) -> float:
    """Train with each schedule; returns the loss of the constant rate as a multiple of the cosine's."""
    np.random.seed(0)  # noqa: NPY002
    data = spirals(count)
    losses = {name: final_loss(name, data, epochs) for name in ("constant", "steps", "cosine", "one cycle")}
    for name, loss in losses.items():
        print(f"{name:>10}: {loss:.2e} nats a point")
    return losses["constant"] / losses["cosine"]


if __name__ == "__main__":
    main()
