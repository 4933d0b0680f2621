"""The whole network: every gradient by complex step, every rule of the handout's section 3.5."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classic_mlp.activation import Activation, Identity, ReLU, Sigmoid, Tanh
from classic_mlp.batchnorm import BatchNorm
from classic_mlp.linear import Linear
from classic_mlp.loss import SoftmaxCrossEntropy
from classic_mlp.mlp import MLP


def network(rng, sizes, activations, dtype=np.float64, lr=0.1, momentum=0.0, num_bn_layers=0):
    """An MLP of these layer sizes whose every parameter, BN's included, is drawn at random."""
    n_in, *hiddens, n_out = sizes
    mlp = MLP(
        n_in,
        n_out,
        hiddens,
        activations,
        lambda n_in, n_out: rng.normal(0, n_in**-0.5, (n_in, n_out)).astype(dtype),
        lambda n_out: rng.normal(size=(1, n_out)).astype(dtype),
        SoftmaxCrossEntropy(),
        lr,
        momentum=momentum,
        num_bn_layers=num_bn_layers,
    )
    for bn in mlp.bn_layers:
        bn.gamma = rng.normal(size=bn.gamma.shape).astype(dtype)
        bn.beta = rng.normal(size=bn.beta.shape).astype(dtype)
    return mlp


def batch(rng, size, n_in, n_out, dtype=np.float64):
    return rng.normal(size=(size, n_in)).astype(dtype), np.eye(n_out, dtype=dtype)[
        rng.integers(n_out, size=size)
    ]


def parameters(mlp):
    """(layer, name of the parameter, name of its gradient, divided by N or not) of each."""
    for linear in mlp.linear_layers:
        yield linear, "W", "dW", True
        yield linear, "b", "db", True
    for bn in mlp.bn_layers:
        yield bn, "gamma", "dgamma", False
        yield bn, "beta", "dbeta", False


def everything(mlp):
    """Copies of all that training may change."""
    names = ["W", "b", "momentum_W", "momentum_b", "gamma", "beta", "running_mean", "running_var"]
    return [
        getattr(layer, name).copy()
        for layer in [*mlp.linear_layers, *mlp.bn_layers]
        for name in names
        if hasattr(layer, name)
    ]


def assert_all_equal(some, others):
    for one, other in zip(some, others, strict=True):
        np.testing.assert_array_equal(one, other)


NETWORKS = [  # name, sizes, activations, batch size, num_bn_layers
    ("linear classifier", [5, 3], [Identity()], 7, 0),
    ("one example", [4, 3, 2], [Tanh(), Identity()], 1, 0),
    ("the handout's, small", [6, 5, 5, 4, 3], [Sigmoid(), Sigmoid(), Sigmoid(), Identity()], 8, 0),
    ("every activation", [4, 5, 6, 5, 3], [ReLU(), Tanh(), Sigmoid(), Identity()], 6, 0),
    ("an activation on the output", [4, 5, 3], [Tanh(), Tanh()], 6, 0),
    ("width 1", [3, 1, 2], [Sigmoid(), Identity()], 4, 0),
    ("one output", [3, 4, 1], [Sigmoid(), Identity()], 4, 0),
    ("deep", [3] * 9, [Tanh(), Sigmoid()] * 4, 5, 0),
    ("bn on the first layer", [4, 5, 3], [Sigmoid(), Identity()], 6, 1),
    ("bn on two of three", [4, 5, 5, 3], [Sigmoid(), Tanh(), Identity()], 7, 2),
    ("bn everywhere", [4, 5, 5, 3], [Tanh(), Sigmoid(), Identity()], 7, 3),
    ("bn on a linear classifier", [4, 3], [Identity()], 5, 1),
]
EACH = pytest.mark.parametrize(
    ("sizes", "activations", "size", "num_bn_layers"), [n[1:] for n in NETWORKS], ids=[n[0] for n in NETWORKS]
)


@EACH
@pytest.mark.parametrize("mode", ["train", "eval"])
def test_every_gradient_is_that_of_complex_step(
    sizes, activations, size, num_bn_layers, mode, rng, complex_step, assert_close
):
    mlp = network(rng, sizes, activations, num_bn_layers=num_bn_layers)
    x, labels = batch(rng, size, sizes[0], sizes[-1])
    for _ in range(3 * mlp.bn):
        mlp(3 * x + 1)  # running statistics that are not those of the batch
    getattr(mlp, mode)()
    mlp(x)
    dx = mlp.backward(labels, input_gradient=True)
    tol = 1e-10 if mlp.bn else 1e-12
    scale = max(
        np.abs(layer.dW).max() for layer in mlp.linear_layers
    )  # for a bias before BN, whose truth is 0

    def loss(place, name, moved):
        other = copy.deepcopy(mlp)
        layer = [*other.linear_layers, *other.bn_layers][place]
        setattr(layer, name, moved)
        other(x)
        return other.total_loss(labels)

    layers = [*mlp.linear_layers, *mlp.bn_layers]
    for layer, name, gradient, is_mean in parameters(mlp):
        place = next(i for i, other in enumerate(layers) if other is layer)
        want = complex_step(
            lambda moved, place=place, name=name: loss(place, name, moved), getattr(layer, name)
        )
        assert_close(getattr(layer, gradient), want / size if is_mean else want, tol, scale)

    def loss_at(moved):
        other = copy.deepcopy(mlp)
        other(moved)
        return other.total_loss(labels)

    assert_close(dx, complex_step(loss_at, x), tol)


def off_by(mlp, x, labels, rng):
    """How far the gradient along a random direction is from complex step's, and how far rounding takes it."""
    moved = copy.deepcopy(mlp)
    mlp(x)
    mlp.backward(labels)
    slope, terms = 0.0, 0.0
    for (layer, name, gradient, is_mean), (other, *_) in zip(parameters(mlp), parameters(moved), strict=True):
        direction = rng.normal(size=getattr(layer, name).shape)
        setattr(other, name, getattr(other, name) + 1e-30j * direction)
        products = getattr(layer, gradient) * direction * (len(x) if is_mean else 1)
        slope += products.sum()
        terms += np.abs(products).sum()
    moved(x)
    # On its way back through batch norm a delta, and what is rounded in it, grows by gamma / std, layer by
    # layer: by 10,000 where a column has no variance, as below a ReLU that lets no example through.
    stretch = np.prod([max(1, np.abs(bn.gamma / bn.std).max()) for bn in mlp.bn_layers])
    allowed = 45 * np.finfo(slope.dtype).eps * stretch * max(terms, 1)
    return abs(slope - moved.total_loss(labels).imag / 1e-30), allowed


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.lists(st.integers(1, 6), min_size=2, max_size=6),
    size=st.integers(3, 9),
    data=st.data(),
)
def test_a_random_network_follows_a_random_direction(seed, sizes, size, data):
    rng = np.random.default_rng(seed)
    kinds = [data.draw(st.sampled_from([Identity, Sigmoid, Tanh, ReLU])) for _ in sizes[1:]]
    mlp = network(
        rng, sizes, [kind() for kind in kinds], num_bn_layers=data.draw(st.integers(0, len(sizes) - 1))
    )
    error, allowed = off_by(mlp, *batch(rng, size, sizes[0], sizes[-1]), rng)
    assert error <= allowed


@pytest.mark.parametrize(
    "kinds", [(ReLU, Identity, ReLU, Tanh, Identity), (ReLU, Tanh, Identity, Tanh, Identity)]
)
def test_what_a_dead_layer_below_batch_norm_is_off_by_is_rounding_alone(kinds):
    """Three layers without variance: a delta of 1 becomes 1e12 on its way back, and is off by 1e-4 of 1."""
    errors = []
    for dtype in (np.float64, np.longdouble):
        rng = np.random.default_rng(4)
        mlp = network(rng, [5, 1, 4, 5, 5, 3], [kind() for kind in kinds], num_bn_layers=4)
        x, labels = batch(rng, 3, 5, 3)
        for layer, name, *_ in parameters(mlp):
            setattr(layer, name, getattr(layer, name).astype(dtype))
        error, allowed = off_by(mlp, x.astype(dtype), labels, rng)
        assert error <= allowed
        errors.append(error)
    assert [bn.std.max() < 2e-4 for bn in mlp.bn_layers] == [False, True, True, True]
    if np.finfo(np.longdouble).eps < 1e-18:  # 64 bits to the number rather than 53
        assert errors[1] < 1e-6


def test_the_sample_constructor_of_the_handout(rng):
    activations = [Sigmoid(), Sigmoid(), Sigmoid(), Identity()]
    criterion = SoftmaxCrossEntropy()
    asked = []

    def weight_init_fn(n_in, n_out):
        asked.append((n_in, n_out))
        return rng.normal(size=(n_in, n_out))

    def bias_init_fn(n_out):
        return np.zeros((1, n_out))

    mlp = MLP(
        784,
        10,
        [64, 64, 32],
        activations,
        weight_init_fn,
        bias_init_fn,
        criterion,
        0.008,
        momentum=0.9,
        num_bn_layers=0,
    )
    assert asked == [(784, 64), (64, 64), (64, 32), (32, 10)]
    assert [layer.W.shape for layer in mlp.linear_layers] == asked
    assert [layer.b.shape for layer in mlp.linear_layers] == [(1, 64), (1, 64), (1, 32), (1, 10)]
    assert all(type(layer) is Linear for layer in mlp.linear_layers)
    assert (mlp.input_size, mlp.output_size, mlp.nlayers) == (784, 10, 4)
    assert (mlp.lr, mlp.momentum) == (0.008, 0.9)
    assert mlp.train_mode is True
    assert mlp.num_bn_layers == 0
    assert mlp.bn is False
    assert mlp.bn_layers == []
    assert mlp.activations == activations
    assert mlp.criterion is criterion
    assert mlp.output is None


def test_momentum_and_batch_norm_are_off_by_default():
    mlp = MLP(
        3, 2, [], [Identity()], lambda *s: np.ones(s), lambda n: np.ones((1, n)), SoftmaxCrossEntropy(), 0.1
    )
    assert mlp.momentum == 0.0
    assert mlp.num_bn_layers == 0


def test_the_first_layers_are_followed_by_batch_norm(rng):
    mlp = network(rng, [4, 5, 6, 3], [Sigmoid(), Tanh(), Identity()], num_bn_layers=2)
    assert mlp.bn is True
    assert mlp.num_bn_layers == 2
    assert [bn.gamma.shape for bn in mlp.bn_layers] == [(1, 5), (1, 6)]
    assert all(type(bn) is BatchNorm for bn in mlp.bn_layers)
    assert all((bn.alpha, bn.eps, bn.unbiased_running_var) == (0.9, 1e-8, False) for bn in mlp.bn_layers)


@pytest.mark.parametrize("num_bn_layers", [0, 1, 2])
def test_bn_says_whether_there_is_any_batch_norm(num_bn_layers, rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], num_bn_layers=num_bn_layers)
    assert mlp.bn is (num_bn_layers > 0)
    assert len(mlp.bn_layers) == mlp.num_bn_layers == num_bn_layers


def test_the_order_is_linear_then_batch_norm_then_activation(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Tanh()], num_bn_layers=1)
    x, _ = batch(rng, 6, 4, 3)
    first, second = mlp.linear_layers
    bn = copy.deepcopy(mlp.bn_layers[0])
    hidden = Sigmoid()(bn(x @ first.W + first.b))
    np.testing.assert_allclose(mlp(x), np.tanh(hidden @ second.W + second.b), rtol=1e-13)


def test_forward_and_call_are_one_and_keep_the_output(rng):
    mlp = network(rng, [4, 3], [Identity()])
    x, _ = batch(rng, 6, 4, 3)
    assert mlp(x) is mlp.output
    np.testing.assert_array_equal(mlp.forward(x), mlp(x))


def test_train_and_eval_choose_the_statistics_of_batch_norm(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], num_bn_layers=1)
    x, _ = batch(rng, 6, 4, 3)
    bn = mlp.bn_layers[0]
    mlp.eval()
    assert mlp.train_mode is False
    mlp(x)
    np.testing.assert_array_equal(bn.running_mean, np.zeros((1, 5)))
    np.testing.assert_allclose(bn.norm, mlp.linear_layers[0](x) / np.sqrt(1 + 1e-8), rtol=1e-15)
    mlp.train()
    assert mlp.train_mode is True
    mlp(x)
    assert (bn.running_mean != 0).all()
    np.testing.assert_allclose(bn.norm.mean(axis=0), np.zeros(5), atol=1e-15)


def test_backward_changes_gradients_alone(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], num_bn_layers=1, momentum=0.9)
    x, labels = batch(rng, 6, 4, 3)
    mlp(x)
    before = everything(mlp)
    mlp.backward(labels)
    mlp.zero_grads()
    mlp.error(labels)
    assert_all_equal(everything(mlp), before)


def test_gradients_are_overwritten_by_the_next_backward(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], num_bn_layers=1)
    x, labels = batch(rng, 6, 4, 3)
    mlp(x)
    mlp.backward(labels)
    once = [getattr(layer, gradient) for layer, _, gradient, _ in parameters(mlp)]
    mlp.backward(labels)
    assert_all_equal([getattr(layer, gradient) for layer, _, gradient, _ in parameters(mlp)], once)


def test_zero_grads_zeroes_linear_and_batch_norm_and_nobody_elses_array(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], dtype=np.float32, num_bn_layers=1)
    x, labels = batch(rng, 6, 4, 3, np.float32)
    mlp(x)
    mlp.backward(labels)
    kept = mlp.linear_layers[0].dW, mlp.bn_layers[0].dgamma
    mlp.zero_grads()
    for layer, name, gradient, _ in parameters(mlp):
        zero = getattr(layer, gradient)
        np.testing.assert_array_equal(zero, np.zeros(getattr(layer, name).shape))
        assert zero.dtype == np.float32
    assert all(array.any() for array in kept)


def test_step_without_momentum_by_hand():
    mlp = MLP(
        1,
        2,
        [],
        [Identity()],
        lambda *s: np.full(s, 5.0),
        lambda n: np.full((1, n), 7.0),
        SoftmaxCrossEntropy(),
        0.5,
    )
    linear = mlp.linear_layers[0]
    linear.dW, linear.db = np.array([[2.0, -4]]), np.array([[6.0, 8]])
    for steps in (1, 2):
        mlp.step()
        np.testing.assert_array_equal(linear.W, [[5 - steps, 5 + 2 * steps]])
        np.testing.assert_array_equal(linear.b, [[7 - 3 * steps, 7 - 4 * steps]])


def test_step_with_momentum_by_hand():
    mlp = MLP(
        1,
        1,
        [],
        [Identity()],
        lambda *s: np.zeros(s),
        lambda n: np.zeros((1, n)),
        SoftmaxCrossEntropy(),
        0.5,
        0.25,
    )
    linear = mlp.linear_layers[0]
    linear.dW, linear.db = np.array([[8.0]]), np.array([[-16.0]])
    for v, W in [(-4, -4), (-5, -9), (-5.25, -14.25)]:  # v = v / 4 - 0.5 * 8;   W += v
        mlp.step()
        np.testing.assert_array_equal(linear.momentum_W, [[v]])
        np.testing.assert_array_equal(linear.W, [[W]])
        np.testing.assert_array_equal(linear.momentum_b, [[-2 * v]])
        np.testing.assert_array_equal(linear.b, [[-2 * W]])


def test_the_learning_rate_is_folded_into_the_velocity():
    mlp = MLP(
        1,
        1,
        [],
        [Identity()],
        lambda *s: np.zeros(s),
        lambda n: np.zeros((1, n)),
        SoftmaxCrossEntropy(),
        1.0,
        0.5,
    )
    linear = mlp.linear_layers[0]
    linear.dW = np.array([[1.0]])
    mlp.step()
    mlp.lr, mlp.momentum = 0.5, 0.25
    mlp.step()
    np.testing.assert_array_equal(
        linear.momentum_W, [[-0.75]]
    )  # 0.25 * -1 - 0.5 * 1; as PyTorch does it, v = 1.25
    np.testing.assert_array_equal(linear.W, [[-1.75]])


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_batch_norm_takes_the_plain_step_with_momentum_or_without(momentum, rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], lr=0.5, momentum=momentum, num_bn_layers=1)
    bn = mlp.bn_layers[0]
    gamma, beta = bn.gamma.copy(), bn.beta.copy()
    bn.dgamma, bn.dbeta = np.full((1, 5), 2.0), np.full((1, 5), -3.0)
    mlp.step()
    mlp.step()
    np.testing.assert_allclose(bn.gamma, gamma - 2, rtol=1e-15, atol=1e-15)
    np.testing.assert_allclose(bn.beta, beta + 3, rtol=1e-15, atol=1e-15)


def test_every_layer_takes_its_step(rng):
    mlp = network(rng, [4, 5, 5, 3], [Sigmoid(), Tanh(), Identity()], num_bn_layers=2)
    x, labels = batch(rng, 6, 4, 3)
    before = [getattr(layer, name).copy() for layer, name, *_ in parameters(mlp)]
    mlp(x)
    mlp.backward(labels)
    mlp.step()
    for (layer, name, gradient, _), was in zip(parameters(mlp), before, strict=True):
        want = was - 0.1 * getattr(layer, gradient)
        np.testing.assert_allclose(getattr(layer, name), want, rtol=1e-14, atol=1e-15)


def test_the_caller_s_weights_stay_as_they_were(rng):
    W, b = rng.normal(size=(4, 3)), np.zeros((1, 3))
    W_before = W.copy()
    mlp = MLP(4, 3, [], [Identity()], lambda *s: W, lambda n: b, SoftmaxCrossEntropy(), 0.1)
    x, labels = batch(rng, 6, 4, 3)
    x_before, labels_before = x.copy(), labels.copy()
    mlp(x)
    mlp.backward(labels)
    mlp.step()
    assert_all_equal([W, b, x, labels], [W_before, np.zeros((1, 3)), x_before, labels_before])


def test_an_output_handed_out_is_not_overwritten(rng):
    mlp = network(rng, [4, 5, 3], [ReLU(), ReLU()], num_bn_layers=2)
    x, labels = batch(rng, 6, 4, 3)
    output = mlp(x)
    before = output.copy()
    dx = mlp.backward(labels, input_gradient=True)
    dx_before = dx.copy()
    mlp.step()
    mlp(x + 1)
    mlp.backward(labels)
    assert_all_equal([output, dx], [before, dx_before])


def test_error_counts_the_wrong_and_total_loss_sums(rng):
    mlp = MLP(
        3, 3, [], [Identity()], lambda *s: np.eye(3), lambda n: np.zeros((1, n)), SoftmaxCrossEntropy(), 0.1
    )
    mlp(np.array([[5.0, 1, 0], [0, 3, 1], [0, 1, 2], [9, 8, 7]]))
    labels = np.eye(3)[[0, 1, 0, 2]]
    assert mlp.error(labels) == 2
    want = sum(
        np.log(np.exp(row).sum()) - row[label] for row, label in zip(mlp.output, [0, 1, 0, 2], strict=True)
    )
    np.testing.assert_allclose(mlp.total_loss(labels), want, rtol=1e-13)


class Parabola(Activation):
    """A caller's own activation, for z > 0: y = z**2 + z, so that dy/dz = 2 z + 1 = sqrt(4 y + 1)."""

    def forward(self, z):
        self.state = z * z + z
        return self.state

    def derivative(self):
        return np.sqrt(4 * self.state + 1)


def test_an_activation_of_the_callers_own_will_do(rng):
    mlp = network(rng, [2, 3, 2], [Parabola(), Identity()])
    mlp.linear_layers[0].W = np.abs(mlp.linear_layers[0].W)
    mlp.linear_layers[0].b = np.abs(mlp.linear_layers[0].b)
    x, labels = np.abs(rng.normal(size=(4, 2))), np.eye(2)[[0, 1, 0, 1]]
    mlp(x)
    dx = mlp.backward(labels, input_gradient=True)
    for index in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[index] += 1e-30j
        mlp(moved)
        np.testing.assert_allclose(dx[index], mlp.total_loss(labels).imag / 1e-30, rtol=1e-12)


REUSED = [
    ("the same sigmoid three times", lambda s: [s, s, s, Identity()], lambda: Sigmoid()),
    ("the same tanh first and last", lambda s: [s, Sigmoid(), ReLU(), s], lambda: Tanh()),
    ("the same relu side by side", lambda s: [Tanh(), s, s, Identity()], lambda: ReLU()),
]


@pytest.mark.parametrize(("arrange", "make"), [r[1:] for r in REUSED], ids=[r[0] for r in REUSED])
def test_an_activation_reused_in_a_network_gives_the_gradients_of_separate_ones(arrange, make, rng):
    shared = arrange(make())
    separate = [copy.deepcopy(activation) for activation in shared]
    x, labels = batch(rng, 6, 4, 3)
    gradients = []
    for activations in (shared, separate):
        mlp = network(np.random.default_rng(1), [4, 5, 5, 5, 3], activations, num_bn_layers=1)
        mlp(x)
        dx = mlp.backward(labels, input_gradient=True)
        gradients.append([dx, *(getattr(layer, gradient) for layer, _, gradient, _ in parameters(mlp))])
    assert_all_equal(*gradients)
    assert all(
        given is kept for given, kept in zip(shared, network(rng, [1] * 5, shared).activations, strict=True)
    )


def test_two_networks_may_share_their_activations(rng):
    activations = [Sigmoid(), Tanh(), Identity()]
    one, other = (network(rng, [4, 5, 5, 3], activations) for _ in range(2))
    x, labels = batch(rng, 6, 4, 3)
    one(x)
    want = one.backward(labels, input_gradient=True)
    one(x)
    other(-x)
    np.testing.assert_array_equal(one.backward(labels, input_gradient=True), want)


@pytest.mark.parametrize("labels_dtype", [np.float32, np.float64, np.int64])
@pytest.mark.parametrize("scalar", [float, np.float64, np.float32])
def test_a_float32_network_stays_float32(labels_dtype, scalar, rng):
    activations = [Sigmoid(), Tanh(), ReLU(), Identity()]
    lr, momentum = scalar(0.1), scalar(0.9)
    mlp = network(rng, [4, 5, 5, 5, 3], activations, np.float32, lr, momentum, num_bn_layers=2)
    x, labels = batch(rng, 6, 4, 3, np.float32)
    for mode in (mlp.train, mlp.train, mlp.eval):
        mode()
        assert mlp(x).dtype == np.float32
        assert mlp.total_loss(labels.astype(labels_dtype)).dtype == np.float32
        assert mlp.backward(labels.astype(labels_dtype), input_gradient=True).dtype == np.float32
        mlp.step()
        for layer in [*mlp.linear_layers, *mlp.bn_layers]:
            for name, value in vars(layer).items():
                assert getattr(value, "dtype", np.float32) == np.float32, name
        mlp.zero_grads()


def test_a_float64_network_stays_float64(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], momentum=0.9, num_bn_layers=1)
    x, labels = batch(rng, 6, 4, 3)
    mlp(x)
    mlp.backward(labels.astype(np.float32))
    mlp.step()
    for layer in [*mlp.linear_layers, *mlp.bn_layers]:
        for name, value in vars(layer).items():
            assert getattr(value, "dtype", np.float64) == np.float64, name


def test_a_training_batch_of_one_through_batch_norm_learns_nothing_below_it(rng):
    mlp = network(rng, [4, 5, 3], [Sigmoid(), Identity()], num_bn_layers=1)
    x, labels = batch(rng, 1, 4, 3)
    mlp(x)
    np.testing.assert_array_equal(mlp.backward(labels, input_gradient=True), np.zeros((1, 4)))
    np.testing.assert_array_equal(mlp.linear_layers[0].dW, np.zeros((4, 5)))
    assert np.isfinite(mlp.output).all()


def test_training_a_little_lowers_the_loss(rng):
    mlp = network(rng, [4, 8, 3], [Tanh(), Identity()], lr=0.01, momentum=0.9, num_bn_layers=1)
    x, _ = batch(rng, 30, 4, 3)
    labels = np.eye(3)[x[:, :3].argmax(axis=1)]
    mlp(x)
    before = mlp.total_loss(labels)
    for _ in range(100):
        mlp.zero_grads()
        mlp(x)
        mlp.backward(labels)
        mlp.step()
    mlp(x)
    assert mlp.total_loss(labels) < 0.2 * before


MISFITS = [
    (
        "too few activations",
        {"activations": [Tanh()]},
        r"MLP with hiddens \[5\] expects 2 activations.*got 1",
    ),
    ("too many activations", {"activations": [Tanh()] * 3}, r"expects 2 activations.*got 3"),
    ("too much batch norm", {"num_bn_layers": 3}, r"num_bn_layers from 0 to 2; got 3"),
    ("negative batch norm", {"num_bn_layers": -1}, r"num_bn_layers of at least 0; got -1"),
    ("an empty layer", {"hiddens": [0]}, r"each of hiddens of at least 1; got 0"),
]


@pytest.mark.parametrize(("change", "message"), [m[1:] for m in MISFITS], ids=[m[0] for m in MISFITS])
def test_a_constructor_call_that_does_not_fit_says_so(change, message):
    options = {
        "input_size": 4,
        "output_size": 3,
        "hiddens": [5],
        "activations": [Tanh(), Identity()],
        "weight_init_fn": lambda *shape: np.ones(shape),
        "bias_init_fn": lambda n: np.ones((1, n)),
        "criterion": SoftmaxCrossEntropy(),
        "lr": 0.1,
    }
    MLP(**options)
    with pytest.raises(ValueError, match=message):
        MLP(**(options | change))


@pytest.mark.parametrize("method", ["backward", "error", "total_loss"])
def test_a_question_before_forward_says_what_to_do(method, rng):
    mlp = network(rng, [4, 3], [Identity()])
    with pytest.raises(RuntimeError, match=r"MLP has no output .*Call mlp\(x\) first"):
        getattr(mlp, method)(np.eye(3)[[0]])


@pytest.mark.parametrize(
    "labels", [np.array([0, 1, 2, 0, 1, 2]), np.eye(4)[:3], np.eye(3)[:1], np.zeros((6, 1))]
)
@pytest.mark.parametrize("method", ["backward", "error", "total_loss"])
def test_labels_that_are_not_one_hot_rows_say_what_was_expected(method, labels, rng):
    mlp = network(rng, [4, 3], [Identity()])
    mlp(np.zeros((6, 4)))
    with pytest.raises(ValueError, match=r"one-hot labels of shape \(6, 3\); got .*np\.eye\(3\)\[labels\]"):
        getattr(mlp, method)(labels)


def test_images_that_are_not_flat_say_what_to_do(rng):
    mlp = network(rng, [784, 3], [Identity()])
    with pytest.raises(
        ValueError, match=r"\(N, 784\); got \(100, 28, 28\)\. Flatten .*x\.reshape\(100, -1\)"
    ):
        mlp(np.zeros((100, 28, 28)))


def test_a_forward_pass_that_failed_leaves_nothing_to_go_back_through(rng):
    mlp = network(rng, [4, 3], [Identity()])
    x, labels = batch(rng, 6, 4, 3)
    mlp(x)
    with pytest.raises(ValueError, match="MLP expects x"):
        mlp(x[:, :2])
    with pytest.raises(RuntimeError, match="MLP has no output"):
        mlp.backward(labels)


@pytest.mark.parametrize("name", ["dW", "db", "momentum_W", "momentum_b", "dgamma", "dbeta"])
@pytest.mark.parametrize(
    "given", [None, 3.0, "g", np.ones((1, 1)), np.ones(3), np.ones((3, 3), object)], ids=str
)
def test_a_gradient_or_velocity_that_does_not_fit_is_refused_and_nothing_changes(name, given, rng):
    mlp = network(rng, [3, 3, 3], [Tanh(), Identity()], num_bn_layers=2)
    x, labels = batch(rng, 4, 3, 3)
    mlp(x)
    mlp.backward(labels)
    layer = (mlp.bn_layers if name in ("dgamma", "dbeta") else mlp.linear_layers)[1]
    setattr(layer, name, given)
    before = [one.W.copy() for one in mlp.linear_layers] + [bn.gamma.copy() for bn in mlp.bn_layers]
    with pytest.raises((TypeError, ValueError), match=rf"^MLP expects {name} .*; got [^\n]*\.$"):
        mlp.step()
    for one, other in zip(
        before, [a.W for a in mlp.linear_layers] + [a.gamma for a in mlp.bn_layers], strict=True
    ):
        np.testing.assert_array_equal(one, other)
