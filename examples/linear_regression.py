"""Linear regression: steps down the gradient end where the normal equations say.

    python -m examples.linear_regression

The mean squared error of a linear model is a bowl with one lowest point, which linear algebra finds at once.
That makes it the place to see that training works: both ways must give the same weights.
"""

import numpy as np

import mytorch
from mytorch import nn, optim
from mytorch.utils.data import DataLoader, TensorDataset


def main(epochs: int = 100, count: int = 200) -> float:
    """Train on noisy points of y = 3 a - 2 b + 1; returns the greatest distance from the exact solution."""
    mytorch.manual_seed(0)
    x = mytorch.randn(count, 2)
    y = x @ mytorch.tensor([[3.0], [-2.0]]) + 1 + 0.1 * mytorch.randn(count, 1)

    model = nn.Linear(2, 1)
    criterion = nn.MSELoss()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    # Small batches differ from the whole, so that steps of one size would never come to rest.
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
    loader = DataLoader(TensorDataset(x, y), batch_size=20, shuffle=True)
    for epoch in range(1, epochs + 1):
        total = 0.0
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
        scheduler.step()
        if epoch in (1, 2, 5, 10, 100):
            print(f"epoch {epoch:>3}: mean squared error {total / count:.5f}")

    found = np.append(model.weight.detach().numpy(), model.bias.item())
    design = np.column_stack([x.numpy(), np.ones(count)])  # the column of ones is for the bias
    exact = np.linalg.lstsq(design, y.numpy().ravel(), rcond=None)[0]
    for name, ours, theirs in zip(("a", "b", "1"), found, exact, strict=True):
        print(f"weight of {name}: {ours:+.4f} by steps, {theirs:+.4f} by the normal equations")
    return float(np.abs(found - exact).max())


if __name__ == "__main__":
    main()
