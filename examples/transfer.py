"""Transfer: layers that learnt to read digits in PyTorch answer another question here, from 30 images.

    pip install torch safetensors
    python -m examples.transfer

Is the digit odd or even? A network that reads all ten digits is trained in PyTorch and saved in a safetensors
file. Here its layers are loaded and frozen, and only a new last layer learns the question. Without PyTorch,
mytorch trains the first network too: since the names are the same, so are the lines of code.
"""

from importlib import import_module, util
from typing import Any

import numpy as np

import mytorch
from hw1.data import load_mnist


def network(nn: Any) -> Any:
    return nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))


def train(library: Any, model: Any, x: np.ndarray, y: np.ndarray, steps: int) -> None:
    optimizer = library.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=0.005)
    for rows in np.resize(np.arange(len(x)), (steps, 100)):  # again from the start where x ends
        optimizer.zero_grad()
        logits, labels = model(library.tensor(x[rows])), library.tensor(y[rows])
        library.nn.functional.cross_entropy(logits, labels).backward()
        optimizer.step()


def main(steps: int = 300, path: str = "digits.safetensors", with_torch: bool = True) -> float:
    """Train with the layers and without; returns by how many of the new images they help to answer."""
    mytorch.set_default_dtype(np.float32)
    library, save = mytorch, mytorch.save  # for the first network
    if with_torch and all(map(util.find_spec, ("torch", "safetensors"))):
        library, save = import_module("torch"), import_module("safetensors.torch").save_file
    (x, y), _, (new_x, new_y) = ((part.images.astype(np.float32) / 255, part.labels) for part in load_mnist())
    library.manual_seed(0)
    train(library, first := network(library.nn), x, y, steps)
    save(first.state_dict(), path)
    results = []
    for start in ("from scratch", f"with layers from {library.__name__}"):
        mytorch.manual_seed(0)
        model = network(mytorch.nn)
        if start != "from scratch":
            model.load_state_dict(mytorch.load(path))
            model.requires_grad_(False)
        model[-1] = mytorch.nn.Linear(32, 2)  # a new layer, which is not frozen
        train(mytorch, model, x[:30], y[:30] % 2, steps)
        right = model(mytorch.tensor(new_x)).argmax(dim=1) == mytorch.tensor(new_y % 2)
        results.append(right.float().mean().item())
        print(f"{start}: {results[-1]:.2%} of new images are right")
    return results[1] - results[0]


if __name__ == "__main__":
    main()
