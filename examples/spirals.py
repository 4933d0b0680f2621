"""Two spirals, and a picture of the border that a network draws between them   (Lang and Witbrock 1988).

    pip install matplotlib
    python -m examples.spirals

Each arm winds about the other, so that the border has to wind as well. The picture shows how probable each
arm is at each point of the plane, and a white line where both are equal.
"""

import math
import os

from matplotlib.figure import Figure

import mytorch
from mytorch import Tensor, nn, optim


def spirals(count: int, turns: float = 1.5, noise: float = 0.03) -> tuple[Tensor, Tensor]:
    """Points (N, 2) on two arms, and the arm of each: 0 or 1."""
    arms = mytorch.randint(0, 2, (count,))
    radius = mytorch.rand(count).sqrt()  # the root, so that the outer turns are as dense as the inner ones
    angle = 2 * math.pi * (turns * radius + arms / 2)
    points = mytorch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    return points + noise * mytorch.randn(count, 2), arms


def draw(model: nn.Module, points: Tensor, arms: Tensor, path: str) -> None:
    side = mytorch.linspace(-1.2, 1.2, 200)
    grid = mytorch.stack([side.repeat(200), side.unsqueeze(1).repeat(1, 200).flatten()], dim=1)
    with mytorch.no_grad():
        probability = model(grid).softmax(dim=1)[:, 1].reshape(200, 200)
    axes = (figure := Figure(figsize=(5, 5))).add_subplot(aspect="equal")
    axes.contourf(side, side, probability, levels=20, cmap="RdBu", alpha=0.6)
    axes.contour(side, side, probability, levels=[0.5], colors="white")
    axes.scatter(points[:, 0], points[:, 1], c=arms.numpy(), cmap="RdBu", edgecolors="black", s=14)
    figure.savefig(path, dpi=120)


def main(steps: int = 1500, count: int = 300, path: str = "runs/spirals.png") -> float:
    """Train, and draw the border into a file; returns the accuracy on new points of the same spirals."""
    mytorch.manual_seed(0)
    points, arms = spirals(count)
    model = nn.Sequential(nn.Linear(2, 32), nn.Tanh(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 2))
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(points), arms).backward()
        optimizer.step()
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    draw(model, points, arms, path)
    points, arms = spirals(2000)
    right = (model(points).argmax(dim=1) == arms).float().mean().item()
    print(f"{right:.2%} of new points are right; {path} shows the border")
    return right


if __name__ == "__main__":
    main()
