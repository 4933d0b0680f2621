"""Two epochs of the Spring statistics run on MNIST, by hand and by PyTorch from the same start and order."""

import numpy as np
import torch

from classic_mlp.training import get_training_stats
from hw1.data import load_mnist
from hw1.stats import spring_network, standardise

EPOCHS, BATCH, LR, MOMENTUM = 2, 100, 1e-3, 0.856


def pytorch_stats(weights, dset):
    """The four figures by PyTorch in float64. At a constant lr its momentum is the course's."""
    (x, y), (val_x, val_y), _ = [[torch.from_numpy(array) for array in part] for part in dset]
    layers = [layer for w in weights for layer in (torch.nn.Linear(*w.shape).double(), torch.nn.Sigmoid())][
        :-1
    ]
    model = torch.nn.Sequential(*layers)
    with torch.no_grad():
        for layer, w in zip(layers[::2], weights, strict=True):
            layer.weight.copy_(torch.from_numpy(w.T))
            layer.bias.zero_()
    criterion = torch.nn.CrossEntropyLoss(reduction="sum")
    optimizer = torch.optim.SGD(model.parameters(), lr=LR, momentum=MOMENTUM)

    def figures(rows_x, rows_y):
        output = model(rows_x)
        labels = rows_y.argmax(1)
        return criterion(output, labels), (output.argmax(1) != labels).sum().item()

    columns = [[], [], [], []]
    order = np.arange(len(x))
    for _ in range(EPOCHS):
        np.random.shuffle(order)  # noqa: NPY002
        total_loss = total_error = 0
        for start in range(0, len(order), BATCH):
            rows = torch.from_numpy(order[start : start + BATCH])
            loss, error = figures(x[rows], y[rows])
            optimizer.zero_grad()
            (loss / len(rows)).backward()
            optimizer.step()
            total_loss, total_error = total_loss + loss.item(), total_error + error
        with torch.no_grad():
            val_loss, val_error = figures(val_x, val_y)
        values = (
            total_loss / len(x),
            total_error / len(x),
            val_loss.item() / len(val_x),
            val_error / len(val_x),
        )
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    return columns


def test_the_first_two_epochs_are_pytorchs():
    dset = standardise(load_mnist(), np.float64)
    np.random.seed(0)  # noqa: NPY002
    network = spring_network("by hand", [32, 32, 32], "sigmoid", 0, LR, MOMENTUM, np.float64)
    weights = [layer.W.copy() for layer in network.linear_layers]
    state = np.random.get_state()  # noqa: NPY002
    by_hand = get_training_stats(network, dset, EPOCHS, BATCH)
    np.random.set_state(state)  # noqa: NPY002
    np.testing.assert_allclose(by_hand, pytorch_stats(weights, dset), rtol=1e-9)
