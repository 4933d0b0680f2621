"""A GRU learns how first names are spelled, letter by letter, and makes up new ones.

    pip install names
    python -m examples.char_gru

The package has the first names in the US census of 1990. After 5,000 steps the loss is 1.46 nats a letter.
"""

import importlib.resources
import sys

import numpy as np

from mytorch import nn, optim
from mytorch.nn.util import pack_sequence

LETTERS = list(".abcdefghijklmnopqrstuvwxyz")  # a dot stands before and after each name


def read_names() -> list[str]:
    try:
        lists = [importlib.resources.files("names") / f"dist.{sex}.first" for sex in ("female", "male")]
    except ModuleNotFoundError:
        sys.exit("char_gru.py learns from the lists in the PyPI package names: pip install names")
    return sorted({line.split()[0].lower() for each in lists for line in each.read_text().splitlines()})


def codes(text: str) -> np.ndarray:
    return np.array([LETTERS.index(letter) for letter in text])


def main(names: list[str] | None = None, steps: int = 5000, hidden_size: int = 128) -> list[float]:
    """Train on batches of 64 names; returns the loss of each step, in nats a letter, and prints new names."""
    np.random.seed(0)  # noqa: NPY002 (the parameters are drawn from it)
    rng, losses, names = np.random.default_rng(0), [], names or read_names()
    gru, linear, one_hot = nn.GRU(27, hidden_size), nn.Linear(hidden_size, 27), np.eye(27)
    optimizer = optim.SGD([*gru.parameters(), *linear.parameters()], lr=1.0, momentum=0.9)
    for step in range(1, steps + 1):
        batch = rng.choice(names, 64)
        output, _ = gru(pack_sequence([one_hot[codes(f".{name}")] for name in batch]))
        wanted = pack_sequence([codes(f"{name}.") for name in batch])  # the next letter, at each place
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(linear(output.data), wanted.data)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step % 500 == 0:
            print(f"step {step}: {np.mean(losses[-500:]):.3f} nats a letter")
    for _ in range(20):
        name, hidden = ".", None
        while len(name) < 20 and not name.endswith(".", 1):
            output, hidden = gru(one_hot[codes(name[-1])], hidden)
            name += rng.choice(LETTERS, p=linear(output).softmax(1).data[0])
        print(name.strip(".").capitalize())
    return losses


if __name__ == "__main__":
    main()
