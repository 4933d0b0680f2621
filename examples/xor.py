"""XOR: four points that no single layer can tell apart   (Minsky and Papert 1969).

    python -m examples.xor

No straight line has (0, 0) and (1, 1) on one side, and (0, 1) and (1, 0) on the other. A hidden layer moves
the four points to where such a line exists.
"""

import mytorch
from mytorch import nn, optim

X = mytorch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = mytorch.tensor([[0.0], [1.0], [1.0], [0.0]])


def train(model: nn.Module, steps: int) -> int:
    """Train on all four points at each step; returns how many of them are right."""
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    criterion = nn.BCEWithLogitsLoss()  # the model gives the logarithm of the odds, and no sigmoid is needed
    for _ in range(steps):
        optimizer.zero_grad()
        loss = criterion(model(X), Y)
        loss.backward()
        optimizer.step()
    with mytorch.no_grad():
        probabilities = mytorch.sigmoid(model(X))
    for point, p in zip(X, probabilities, strict=True):
        print(f"  {point[0].item():.0f} xor {point[1].item():.0f}: 1 with probability {p.item():.3f}")
    return int(((probabilities > 0.5) == (Y > 0.5)).sum().item())


def main(steps: int = 1000) -> int:
    """Train a single layer, and a network with a hidden one; returns how many points the latter has right."""
    mytorch.manual_seed(0)
    right = 0
    for name, model in {
        "a single layer": nn.Linear(2, 1),
        "a hidden layer of 8": nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)),
    }.items():
        print(name)
        right = train(model, steps)
        print(f"  {right} of 4 are right")
    return right


if __name__ == "__main__":
    main()
