"""The courses' requirements for both twins: initial state, refused and accepted arguments."""

from typing import Any

import numpy as np

import classic_mlp
from autograder.complex_step import STEP, complex_slope
from autograder.crosscheck.behaviours.closeness import assert_close, assert_raises
from hw1.networks import TWINS
from mytorch import Tensor, nn

__all__ = ["BEHAVIOURS"]


def _mlp(twin: str, hiddens: tuple[int, ...] = (3,), dtype: str = "float64", **given: Any) -> Any:
    """A network of 4 inputs and 2 classes, its weights drawn by the course's generator."""
    layers, build, criterion = TWINS[twin]
    settings: dict[str, Any] = {
        "activations": [layers.Tanh() for _ in hiddens] + [layers.Identity()],
        "weight_init_fn": lambda *n: np.asarray(np.random.normal(size=n), dtype),  # noqa: NPY002
        "bias_init_fn": lambda n: np.zeros((1, n), dtype),
        "criterion": criterion(),
        "lr": 0.1,
    }
    return build(4, 2, list(hiddens), **settings | given)


X, LABELS = np.arange(20.0).reshape(5, 4) / 10, np.eye(2)[[0, 1, 1, 0, 1]]


def a_network_starts_with_the_attributes_of_the_contract() -> None:
    for twin in TWINS:
        mlp = _mlp(twin)
        assert (mlp.train_mode, mlp.num_bn_layers, mlp.bn, mlp.nlayers) == (True, 0, False, 2)
        assert (mlp.input_size, mlp.output_size, mlp.lr, mlp.momentum, mlp.output) == (4, 2, 0.1, 0, None)
        assert (len(mlp.linear_layers), len(mlp.bn_layers), len(mlp.activations)) == (2, 0, 2)
        assert _mlp(twin, num_bn_layers=1).bn
        assert _mlp(twin, ()).nlayers == 1


def layers_by_hand_start_with_the_arrays_of_the_contract() -> None:
    bn, linear = classic_mlp.BatchNorm(3), _mlp("by hand").linear_layers[0]
    ones, zeros = (bn.var, bn.gamma, bn.running_var), (bn.mean, bn.beta, bn.dgamma, bn.dbeta, bn.running_mean)
    for arrays, value in ((ones, 1), (zeros, 0)):
        assert all(array.shape == (1, 3) and (array == value).all() for array in arrays)
    assert bn.x is bn.norm is bn.out is None
    for array, shape in (
        (linear.dW, (4, 3)),
        (linear.db, (1, 3)),
        (linear.momentum_W, (4, 3)),
        (linear.momentum_b, (1, 3)),
    ):
        assert array.shape == shape
        assert not array.any()
    criterion = classic_mlp.SoftmaxCrossEntropy()
    assert criterion.logits is criterion.labels is criterion.loss is None
    assert classic_mlp.Sigmoid().state is None


def a_step_without_a_gradient_changes_nothing() -> None:
    for twin in TWINS:
        mlp = _mlp(twin, momentum=0.9, num_bn_layers=1)
        before = np.array(mlp.forward(X))
        mlp.step()
        assert np.array_equal(mlp.forward(X), before)


def building_a_twin_leaves_the_generator_where_the_other_does() -> None:
    drawn = []
    for twin in TWINS:
        np.random.seed(9)  # noqa: NPY002
        first = _mlp(twin).forward(X)
        drawn.append([*first.ravel(), np.random.rand()])  # noqa: NPY002
    assert_close(drawn[0], drawn[1])


def float32_stays_float32() -> None:
    for twin in TWINS:
        mlp = _mlp(twin, dtype="float32", num_bn_layers=1, momentum=np.float64(0.5), lr=np.float64(0.1))
        for _ in range(2):
            assert mlp.forward(X.astype("float32")).dtype == np.float32
            assert mlp.backward(LABELS, input_gradient=True).dtype == np.float32
            mlp.step()


def what_does_not_fit_together_is_refused() -> None:
    for twin in TWINS:
        wrongs: list[dict[str, Any]] = [
            {"hiddens": (0,)},
            {"activations": []},
            {"num_bn_layers": 3},
            {"num_bn_layers": -1},
            {"weight_init_fn": lambda *n: np.ones(n[::-1])},
            {"bias_init_fn": lambda n: np.ones((n, 1))},
        ]
        for wrong in wrongs:
            assert_raises(ValueError, lambda twin=twin, wrong=wrong: _mlp(twin, **wrong))
        assert_raises(TypeError, lambda twin=twin: _mlp(twin, weight_init_fn=lambda *n: np.ones(n, int)))
        mlp = _mlp(twin, num_bn_layers=1)
        for method in (mlp.backward, mlp.error, mlp.total_loss):
            assert_raises(RuntimeError, lambda method=method: method(LABELS))
        for x in (X[:, :3], X[0], X.reshape(5, 2, 2), X[:0]):
            assert_raises(ValueError, lambda mlp=mlp, x=x: mlp.forward(x))
        mlp.forward(X)
        for method in (mlp.backward, mlp.error, mlp.total_loss):
            for labels in (LABELS[:4], LABELS[:, 0]):
                assert_raises(ValueError, lambda method=method, labels=labels: method(labels))
        assert_raises(ValueError, lambda mlp=mlp: mlp.forward(X[:, :3]))
        assert_raises(RuntimeError, lambda mlp=mlp: mlp.backward(LABELS))
    assert_raises(ValueError, lambda: nn.BatchNorm1d(4)(Tensor(X[:1])))
    assert_raises(ValueError, lambda: classic_mlp.BatchNorm(4, unbiased_running_var=True)(X[:1]))
    assert_raises(ValueError, lambda: _mlp("by autograd", criterion=nn.CrossEntropyLoss()))


def a_batch_of_one_is_normalised_to_beta() -> None:
    for call in (
        classic_mlp.BatchNorm(4),
        lambda x: nn.BatchNorm1d(4, unbiased_running_var=False)(Tensor(x)).data,
    ):
        assert not call(X[1:2]).any()


def layers_by_hand_let_a_complex_step_through() -> None:
    z = np.linspace(-3, 3, 25) + 0.01
    for name in ("Identity", "Sigmoid", "Tanh", "ReLU"):
        f = getattr(classic_mlp, name)()
        assert_close(np.real(f(z + 1j * STEP)), f(z))
        slope = complex_slope(f, z)
        f(z)
        assert_close(slope, f.derivative() * np.ones_like(z))


BEHAVIOURS = [
    a_network_starts_with_the_attributes_of_the_contract,
    layers_by_hand_start_with_the_arrays_of_the_contract,
    a_step_without_a_gradient_changes_nothing,
    building_a_twin_leaves_the_generator_where_the_other_does,
    float32_stays_float32,
    what_does_not_fit_together_is_refused,
    a_batch_of_one_is_normalised_to_beta,
    layers_by_hand_let_a_complex_step_through,
]
