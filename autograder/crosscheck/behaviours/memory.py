"""Checks with large arrays and steps in place: arrays that a user holds do not change, and steps are right.

Most networks of the check are small; these are large.
"""

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import numpy as np

import classic_mlp
import mytorch
from autograder.crosscheck.behaviours.closeness import assert_close, assert_raises
from autograder.crosscheck.dialects import build
from autograder.crosscheck.problems import Problem
from hw1.networks import TWINS
from mytorch import Tensor, nn
from mytorch.nn import functional as F

__all__ = ["BEHAVIOURS"]

_ORDERS: list[list[Literal["C", "F"]]] = [["C", "C"], ["C", "F"], ["F", "C"], ["F", "F"]]
SHAPE = (97, 233)  # 180 KB


def _large(seed: int = 0, with_bn: bool = True) -> Problem:
    """A network of two layers with large arrays of odd sizes."""
    rng = np.random.default_rng(seed)
    sizes = (301, 259, 263)
    return Problem(
        seed,
        "float64",
        ("ReLU", "Tanh"),
        cross_entropy=True,
        lr=0.1,
        momentum=0.9,
        steps=3,
        weights=tuple(rng.normal(size=shape) / 17 for shape in zip(sizes, sizes[1:], strict=False)),
        biases=tuple(rng.normal(size=(1, n)) for n in sizes[1:]),
        gammas=tuple(rng.normal(size=(1, n)) for n in sizes[1 : 1 + with_bn]),
        betas=tuple(rng.normal(size=(1, n)) for n in sizes[1 : 1 + with_bn]),
        x=rng.normal(size=(67, sizes[0])),
        labels=np.eye(sizes[-1])[rng.integers(sizes[-1], size=67)],
        upstream=np.zeros((67, sizes[-1])),
    )


def what_is_kept_of_a_step_stays_as_it_was_in_the_next() -> None:
    problem = _large()
    for twin in TWINS:
        mlp, kept = build(twin, problem), []
        for _ in range(3):
            mlp.forward(problem.x)
            dx = mlp.backward(problem.labels, input_gradient=True)
            kept += [(array, array.copy()) for array in (mlp.output, dx[1:], *_gradients(mlp))]
            if isinstance(mlp, classic_mlp.MLP):
                states: list[Any] = [layer.state for layer in mlp.activations] + [mlp.bn_layers[0].norm]
                kept += [(array, array.copy()) for array in states]
            mlp.step()
            mlp.zero_grads()
        assert all(np.array_equal(array, copy) for array, copy in kept)


def _gradients(mlp: Any) -> list[Any]:
    """Views of the gradients of each weight and bias."""
    if isinstance(mlp, classic_mlp.MLP):
        return [array for layer in mlp.linear_layers for array in (layer.dW[3:], layer.db)]
    return [
        array for layer in mlp.linear_layers for array in (layer.weight.grad.data[3:], layer.bias.grad.data)
    ]


def two_networks_at_once_do_not_disturb_each_other() -> None:
    for twin in TWINS:
        problems = [_large(seed) for seed in range(2)]
        alone, together = ([build(twin, problem) for problem in problems] for _ in range(2))
        for mlp, problem in zip(alone, problems, strict=True):
            for _ in range(3):
                mlp.forward(problem.x)
                mlp.backward(problem.labels)
                mlp.step()
        for _ in range(3):
            for method in (
                lambda mlp, problem: mlp.forward(problem.x),
                lambda mlp, problem: mlp.backward(problem.labels),
                lambda mlp, problem: mlp.step(),
            ):
                for mlp, problem in zip(together, problems, strict=True):
                    method(mlp, problem)
        for one, other, problem in zip(alone, together, problems, strict=True):
            assert np.array_equal(one.forward(problem.x), other.forward(problem.x))


def a_step_by_large_arrays_is_the_formula_s() -> None:
    problem = _large()
    for twin in TWINS:
        mlp = build(twin, problem)
        weights = [W.copy() for W in problem.weights]
        velocities = [np.zeros_like(W) for W in weights]
        for _ in range(3):
            mlp.forward(problem.x)
            mlp.backward(problem.labels)
            for W, v, g in zip(weights, velocities, _weights(mlp, gradients=True), strict=True):
                v *= problem.momentum
                v -= problem.lr * g
                W += v
            mlp.step()
        assert all(np.array_equal(W, ours) for W, ours in zip(weights, _weights(mlp), strict=True))


def _weights(mlp: Any, gradients: bool = False) -> list[Any]:
    """Every weight, or its gradient, in Spring's shape."""
    if isinstance(mlp, classic_mlp.MLP):
        return [layer.dW if gradients else layer.W for layer in mlp.linear_layers]
    tensors = [layer.weight.grad if gradients else layer.weight for layer in mlp.linear_layers]
    return [tensor.data.T for tensor in tensors]


def gradients_do_not_depend_on_whether_that_of_x_is_asked_for() -> None:
    for with_bn in (False, True):
        problem = _large(with_bn=with_bn)
        for twin in TWINS:
            found = []
            for asked in (True, False, True):
                mlp = build(twin, problem)
                mlp.forward(problem.x)
                dx = mlp.backward(problem.labels, input_gradient=asked)
                assert (dx is not None) == asked
                found.append([array.copy() for array in (*_gradients(mlp), *_weights(mlp, gradients=True))])
            assert all(np.array_equal(a, b) for a, b in zip(found[0], found[1], strict=True))


def _normalised(x: Tensor, gamma: Tensor, beta: Tensor) -> Any:
    return F.batch_norm(x, beta.detach(), beta.detach(), gamma, beta, training=True)


def layers_may_be_walked_back_twice_and_their_gradient_shared() -> None:
    rng = np.random.default_rng(1)
    for shape in ((5, 4), SHAPE):
        start, upstream = rng.normal(size=shape), rng.normal(size=shape)
        W = Tensor(rng.normal(size=(shape[1], shape[1])), requires_grad=True)
        b = Tensor(rng.normal(size=shape[1]), requires_grad=True)
        ops: dict[str, Callable[..., Any]] = {
            "relu": F.relu,
            "sigmoid": F.sigmoid,
            "tanh": F.tanh,
            "linear": partial(F.linear, weight=W, bias=b),
            "batch norm": partial(_normalised, gamma=b, beta=b),
        }
        for name, op in ops.items():
            x, y = Tensor(start, requires_grad=True), Tensor(start, requires_grad=True)
            op(y).backward(Tensor(upstream))
            truth = y.grad.data + upstream
            other = x * 1.0  # visited after op, because it was made before op
            z = op(x) + other  # an addition passes the same array to both
            for times in (1, 2):
                z.backward(Tensor(upstream), retain_graph=True)
                assert_close(x.grad.data, times * truth)
            assert (z.data == op(x).data + start).all(), name


def a_layer_does_not_write_to_what_it_is_given() -> None:
    rng = np.random.default_rng(3)
    for shape in ((5, 4), SHAPE):
        z, delta = rng.normal(size=shape), rng.normal(size=shape)
        z.flags.writeable = delta.flags.writeable = False
        linear = classic_mlp.Linear(shape[1], 3, lambda *n: np.ones(n), lambda n: np.ones((1, n)))
        linear(z)
        linear.backward(delta[:, :3])
        batch_norm = classic_mlp.BatchNorm(shape[1])
        y = batch_norm(z)
        kept, dx = y.copy(), batch_norm.backward(delta)
        assert np.array_equal(batch_norm.backward(delta), dx)
        assert np.array_equal(y, kept)
        y[...] = 9
        assert batch_norm.out is not None
        assert np.array_equal(batch_norm.out, kept)
        for name in ("Identity", "Sigmoid", "Tanh", "ReLU"):
            layer = getattr(classic_mlp, name)()
            y = layer(z)
            kept, slope = y.copy(), layer.derivative()
            assert np.array_equal(layer.derivative(), slope)
            assert np.array_equal(y, kept)


def leaves_that_are_views_in_one_graph_have_gradients_of_their_own() -> None:
    for shape in ((3, 4), SHAPE):
        for view in (lambda x: x.T, lambda x: x.reshape(-1), lambda x: x.permute(1, 0)):
            a, b = (Tensor(np.ones(shape), requires_grad=True) for _ in range(2))
            z = view(a) + view(b)
            z.backward(Tensor(np.ones(z.shape)))
            a.grad.data[...] = 9
            assert (b.grad.data == 1).all()


def a_large_tensor_is_a_copy_and_is_watched() -> None:
    given = np.ones(SHAPE)
    x = Tensor(given, requires_grad=True)
    given[...] = 5
    assert (x.data == 1).all()
    held, z = x.data, (x * x).sum()
    held[0, 0] = 5
    assert_raises(RuntimeError, z.backward)
    z = (x * x).sum()
    x.data[0, 0] += 1  # afterwards no variable holds the array
    assert_raises(RuntimeError, z.backward)


def a_step_is_the_same_in_any_order_of_memory() -> None:
    rng = np.random.default_rng(2)
    for n_in, n_out in ((6, 5), (300, 271)):
        starts, x, labels = (
            rng.normal(size=(2, n_out, n_in)),
            rng.normal(size=(7, n_in)),
            np.arange(7) % n_out,
        )
        found = []
        for orders in _ORDERS:
            layers = nn.Linear(n_in, n_out).double(), nn.Linear(n_in, n_out).double()
            for layer, start, order in zip(layers, starts, orders, strict=True):
                layer.weight = Tensor(start.copy(order), requires_grad=True, is_parameter=True)
                layer.bias = Tensor(np.zeros(n_out), requires_grad=True, is_parameter=True)
            params = [p for layer in layers for p in layer.parameters()]
            optimizer = mytorch.optim.SGD(params, lr=0.1, momentum=0.9)
            truth, velocities = [p.data.copy() for p in params], [np.zeros(p.shape) for p in params]
            for _ in range(3):
                optimizer.zero_grad()
                (nn.CrossEntropyLoss()(layers[0](Tensor(x)) + layers[1](Tensor(x)), labels)).backward()
                for p, start, v in zip(params, truth, velocities, strict=True):
                    v *= 0.9
                    v -= 0.1 * p.grad.data
                    start += v
                optimizer.step()
            assert all(np.array_equal(p.data, start) for p, start in zip(params, truth, strict=True))
            found.append(truth)
        for other in found[1:]:
            for one, another in zip(found[0], other, strict=True):
                assert_close(one, another, 1e-12)


def a_step_may_meet_a_gradient_in_another_order_than_its_parameter_s() -> None:
    rng = np.random.default_rng(4)
    for shape in ((6, 5), (300, 271)):
        for order, other in _ORDERS:
            start, gradients = rng.normal(size=shape).copy(order), rng.normal(size=(2, *shape))
            p, velocity = Tensor(start, requires_grad=True), np.zeros(shape)
            optimizer = mytorch.optim.SGD([p], lr=0.5, momentum=0.5)
            for g in gradients:
                p.grad = Tensor(g.copy(other))
                velocity = 0.5 * velocity - 0.5 * g
                start += velocity
                optimizer.step()
            assert np.array_equal(p.data, start)


def a_parameter_that_rests_keeps_its_velocity() -> None:
    a, b, c = (Tensor([0.0, 0.0], requires_grad=True) for _ in range(3))
    optimizer = mytorch.optim.SGD([a, b, c], lr=1.0, momentum=0.5)
    for gradients in ((1.0, 10.0, 100.0), (1.0, None, 100.0), (0.0, 0.0, 0.0)):
        for p, g in zip((a, b, c), gradients, strict=True):
            p.grad = None if g is None else Tensor([g, g])
        optimizer.step()
    assert [p.data.tolist() for p in (a, b, c)] == [[-3.25] * 2, [-15.0] * 2, [-325.0] * 2]


def what_is_written_to_masks_labels_and_results_later_changes_no_gradient() -> None:
    x = np.random.default_rng(7).uniform(0.2, 2, (3, 4))
    mask, labels, rows = np.eye(3, 4) > 0, np.array([2, 0, 3]), np.array([1, 1, 0])
    operations: list[Callable[[Tensor, Any, Any, Any], Tensor]] = [
        lambda x, mask, labels, rows: mytorch.where(mask, x, x * x),
        lambda x, mask, labels, rows: F.dropout(x, 0.5, mask=mask),
        lambda x, mask, labels, rows: F.nll_loss(x, labels, reduction="none"),
        lambda x, mask, labels, rows: F.embedding(rows, x),
        lambda x, mask, labels, rows: F.scaled_dot_product_attention(x, x, x, mask[:, :3]),
        lambda x, mask, labels, rows: x.softmax(1),
        lambda x, mask, labels, rows: F.layer_norm(x, (4,)),
        lambda x, mask, labels, rows: F.max_pool1d(x.reshape(1, 3, 4), 2),
    ]
    kinds: list[Callable[[Any], Any]] = [np.copy, Tensor]
    for operation, kind in itertools.product(operations, kinds):
        gradients = []
        for writes in (False, True):
            leaf, given = Tensor(x, requires_grad=True), [kind(mask), kind(labels), kind(rows)]
            z = operation(leaf, *given)
            upstream = Tensor(np.cos(np.arange(z.data.size)).reshape(z.shape))
            if writes:
                for constant in given:
                    constant[...] = 1
                z.data[...] = 3.0
            z.backward(upstream)
            gradients.append(leaf.grad.data)
        assert_close(gradients[1], gradients[0])


BEHAVIOURS = [
    what_is_kept_of_a_step_stays_as_it_was_in_the_next,
    two_networks_at_once_do_not_disturb_each_other,
    a_step_by_large_arrays_is_the_formula_s,
    gradients_do_not_depend_on_whether_that_of_x_is_asked_for,
    layers_may_be_walked_back_twice_and_their_gradient_shared,
    a_layer_does_not_write_to_what_it_is_given,
    leaves_that_are_views_in_one_graph_have_gradients_of_their_own,
    a_large_tensor_is_a_copy_and_is_watched,
    a_step_is_the_same_in_any_order_of_memory,
    a_step_may_meet_a_gradient_in_another_order_than_its_parameter_s,
    a_parameter_that_rests_keeps_its_velocity,
    what_is_written_to_masks_labels_and_results_later_changes_no_gradient,
]
