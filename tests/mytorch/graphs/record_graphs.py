"""Records the graphs on which the layout is measured, into recorded_graphs.json beside this file.

    python -m tests.mytorch.graphs.record_graphs

They are those of expressions, of networks, and of programs in examples/, of 10 to 200 vertices. What is kept
is the size of each box and the two ends of each edge, so that figures measured on them stay comparable.
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

import mytorch
from examples import autoencoder, gan, lenet, tied_weights
from mytorch import Tensor, nn
from mytorch.graphs import Graph, graph
from mytorch.graphs.drawing import draw
from mytorch.nn import functional as F

HERE = Path(__file__).with_name("recorded_graphs.json")


def leaves(count: int, *shape: int) -> list[Tensor]:
    return [mytorch.randn(*shape, requires_grad=True) for _ in range(count)]


def handout() -> Tensor:
    a, b, c = leaves(3)
    d = a * b + a
    e = (d + c) + 3
    return (e * d - a / b).tanh()


def polynomial(degree: int) -> Tensor:
    (x,) = leaves(1)
    return sum((c * x**i for i, c in enumerate(leaves(degree))), start=Tensor(0.0))


def determinant(n: int) -> Tensor:
    """Of an n x n matrix of leaves, by its first row; each minor is computed once."""
    rows = [leaves(n) for _ in range(n)]
    known: dict[tuple[int, ...], Tensor] = {}

    def minor(columns: tuple[int, ...]) -> Tensor:
        if columns not in known:
            row = rows[n - len(columns)]
            terms = [row[c] * minor(tuple(k for k in columns if k != c)) for c in columns if len(columns) > 1]
            total = terms[0] if terms else row[columns[0]]
            for i, term in enumerate(terms[1:]):
                total = total + term if i % 2 else total - term
            known[columns] = total
        return known[columns]

    return minor(tuple(range(n)))


def butterflies(size: int) -> Tensor:
    """The sums and differences of a fast Walsh-Hadamard transform."""
    values, step = leaves(size), 1
    while step < size:
        for i in range(size):
            if not i & step:
                a, b = values[i], values[i + step]
                values[i], values[i + step] = a + b, a - b
        step *= 2
    return mytorch.stack(values).sum()


def all_pairs(count: int) -> Tensor:
    """The energy of points that all repel each other."""
    points = leaves(count, 2)
    pairs = [(p - q).pow(2).sum() ** -0.5 for i, p in enumerate(points) for q in points[:i]]
    return sum(pairs[1:], start=pairs[0])


def orbit(steps: int) -> Tensor:
    """Two bodies on springs, followed for some steps."""
    x, y, v, w, k, dt = leaves(6)
    for _ in range(steps):
        pull = (x - y) * k
        v, w = v - pull * dt, w + pull * dt
        x, y = x + v * dt, y + w * dt
    return (x - y) ** 2


def network(widths: list[int]) -> Tensor:
    layers: list[nn.Module] = []
    for before, after in zip(widths, widths[1:], strict=False):
        layers += [nn.Linear(before, after), nn.BatchNorm1d(after), nn.Sigmoid()]
    x, labels = mytorch.randn(6, widths[0]), np.arange(6) % widths[-1]
    return nn.CrossEntropyLoss()(nn.Sequential(*layers[:-1])(x), labels)


def batchnorm_by_ops(layers: int) -> Tensor:
    """BatchNorm written as single ops, after Linear written as single ops, as the handout does."""
    (x,) = leaves(1, 6, 4)
    for _ in range(layers):
        weight, bias, gamma, beta = leaves(1, 4, 4) + leaves(3, 4)
        z = x @ weight.T + bias
        centred = z - z.mean(0)
        x = (centred / ((centred**2).mean(0) + 1e-5).sqrt() * gamma + beta).sigmoid()
    return softmax_loss(x)


def softmax_loss(logits: Tensor) -> Tensor:
    shifted = logits - logits.detach().max()
    return -(shifted - shifted.exp().sum(1, keepdim=True).log())[:, 0].mean()


def residual(blocks: int) -> Tensor:
    (x,) = leaves(1, 6, 4)
    for _ in range(blocks):
        x = x + nn.Linear(4, 4)(F.relu(nn.LayerNorm(4)(x)))
    return (x**2).mean()


def dense_blocks(layers: int) -> Tensor:
    """Each layer reads the outputs of all layers before it (Huang and others, 2017)."""
    found = leaves(1, 6, 4)
    for i in range(layers):
        found.append(F.relu(nn.Linear(4 * (i + 1), 4)(mytorch.cat(found, 1))))
    return found[-1].sum()


def recurrent(cell: type, steps: int) -> Tensor:
    output, _ = cell(3, 4)(mytorch.randn(steps, 2, 3))
    return (output**2).sum()


def lstm(steps: int) -> Tensor:
    """Written as single ops; mytorch has no layer of this name."""
    h, c = leaves(2, 4)
    gates = [nn.Linear(7, 4) for _ in range(4)]
    for _ in range(steps):
        both = mytorch.cat([mytorch.randn(3), h])
        i, f, g, o = (gate(both) for gate in gates)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
    return (h**2).sum()


def attention(heads: int, layers: int) -> Tensor:
    """Heads written as single ops, with what is added to them and the two layers that follow."""
    (x,) = leaves(1, 5, 8)
    for _ in range(layers):
        found = []
        for _ in range(heads):
            q, k, v = (x @ weight for weight in leaves(3, 8, 4))
            found.append((q @ k.T / 2.0).softmax(1) @ v)
        x = x + mytorch.cat(found, 1) @ leaves(1, 4 * heads, 8)[0]
        x = x + nn.Linear(16, 8)(F.relu(nn.Linear(8, 16)(x)))
    return (x**2).mean()


def adversaries() -> Tensor:
    make = nn.Sequential(nn.Linear(gan.NOISE, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    judge = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
    made, criterion = make(mytorch.randn(8, gan.NOISE)), nn.BCEWithLogitsLoss()
    of_real = criterion(judge(gan.real(8)), mytorch.ones(8, 1))
    return of_real + criterion(judge(made), mytorch.zeros(8, 1)) + criterion(judge(made), mytorch.ones(8, 1))


def on_images(model: nn.Module, *shape: int) -> Tensor:
    return (model(mytorch.randn(*shape)) ** 2).sum()


def unrolled_descent(steps: int) -> Tensor:
    """Steps of gradient descent with momentum, written as ops, through which one can differentiate."""
    w, rate, momentum = leaves(3)
    velocity = Tensor(0.0)
    for a in leaves(steps):
        velocity = momentum * velocity - rate * (2 * a * (a * w - 1))
        w = w + velocity
    return (w - 1) ** 2


def siamese() -> Tensor:
    """One network on three inputs."""
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    anchor, same, other = (model(mytorch.randn(5, 4)) for _ in range(3))
    return F.relu(((anchor - same) ** 2).sum(1) - ((anchor - other) ** 2).sum(1) + 1.0).mean()


GRAPHS: dict[str, Callable[[], Tensor]] = {
    "handout": handout,
    "polynomial of degree 20": lambda: polynomial(20),
    "determinant 3 x 3": lambda: determinant(3),
    "determinant 4 x 4": lambda: determinant(4),
    "butterflies of 8": lambda: butterflies(8),
    "butterflies of 16": lambda: butterflies(16),
    "four points repel": lambda: all_pairs(4),
    "six points repel": lambda: all_pairs(6),
    "two bodies, 4 steps": lambda: orbit(4),
    "two bodies, 12 steps": lambda: orbit(12),
    "network with BatchNorm": lambda: network([20, 20, 10]),
    "deep network with BatchNorm": lambda: network([20] * 12 + [10]),
    "BatchNorm by ops": lambda: batchnorm_by_ops(1),
    "BatchNorm by ops, 5 layers": lambda: batchnorm_by_ops(5),
    "residual network of 4 blocks": lambda: residual(4),
    "residual network of 19 blocks": lambda: residual(19),
    "dense blocks of 4": lambda: dense_blocks(4),
    "dense blocks of 9": lambda: dense_blocks(9),
    "RNN, 6 steps": lambda: recurrent(nn.RNN, 6),
    "GRU, 5 steps": lambda: recurrent(nn.GRU, 5),
    "GRU, 9 steps": lambda: recurrent(nn.GRU, 9),
    "LSTM by ops, 4 steps": lambda: lstm(4),
    "attention, 2 heads": lambda: attention(2, 1),
    "attention, 4 heads, 2 layers": lambda: attention(4, 2),
    "examples/lenet": lambda: on_images(lenet.lenet(), 2, 1, 28, 28),
    "examples/tied_weights": lambda: on_images(tied_weights.Autoencoder(8, is_tied=True), 3, 784),
    "examples/autoencoder": lambda: on_images(autoencoder.Autoencoder(2), 3, 784),
    "examples/gan": adversaries,
    "gradient descent, 8 steps": lambda: unrolled_descent(8),
    "one network on three inputs": siamese,
}


def recorded(drawn: Graph) -> dict[str, list[list[int]]]:
    boxes = draw(drawn.vertices, drawn.edges).boxes
    return {
        "sizes": [[round(box.width), round(box.height)] for box in boxes],
        "edges": [[edge.source, edge.target] for edge in drawn.edges],
    }


def main() -> None:
    mytorch.manual_seed(0)
    found = {name: recorded(graph(make())) for name, make in GRAPHS.items()}
    for name, one in found.items():
        print(f"{name}: {len(one['sizes'])} vertices, {len(one['edges'])} edges")
    lines = (f"{json.dumps(name)}: {json.dumps(one, separators=(',', ':'))}" for name, one in found.items())
    HERE.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")


if __name__ == "__main__":
    main()
