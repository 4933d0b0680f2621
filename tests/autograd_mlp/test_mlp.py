"""The network on mytorch: Spring's words outside, and beside its twin the same numbers."""

import numpy as np
import pytest

import autograd_mlp
import classic_mlp
from classic_mlp import get_training_stats
from mytorch import nn

SIZES = [6, 5, 4, 3]
MLPS = {"by hand": classic_mlp.MLP, "by autograd": autograd_mlp.MLP}


def start(dtype=np.float64, seed=1):
    rng = np.random.default_rng(seed)
    return (
        lambda n_in, n_out: rng.normal(size=(n_in, n_out)).astype(dtype),
        lambda n_out: rng.normal(size=(1, n_out)).astype(dtype),
    )


def build(kind, dtype=np.float64, lr=0.1, momentum=0.9, bn=0):
    ours, criterion = (
        (classic_mlp, classic_mlp.SoftmaxCrossEntropy())
        if kind == "by hand"
        else (nn, nn.CrossEntropyLoss(reduction="sum"))
    )
    activations = [ours.Sigmoid(), ours.Tanh(), ours.Identity()]
    return MLPS[kind](
        SIZES[0], SIZES[-1], SIZES[1:-1], activations, *start(dtype), criterion, lr, momentum, bn
    )


def both(**settings):
    return [build(kind, **settings) for kind in MLPS]


def batch(size=7, dtype=np.float64, seed=2):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(size, 6)).astype(dtype), np.eye(3, dtype=dtype)[rng.integers(3, size=size)]


def parameters(mlp):
    """Every parameter in Spring's shapes."""
    if isinstance(mlp, classic_mlp.MLP):
        linear = [array for layer in mlp.linear_layers for array in (layer.W, layer.b)]
        return linear + [array for layer in mlp.bn_layers for array in (layer.gamma, layer.beta)]
    linear = [array for layer in mlp.linear_layers for array in (layer.weight.data.T, layer.bias.data[None])]
    return linear + [p.data[None] for layer in mlp.bn_layers for p in (layer.gamma, layer.beta)]


def assert_same(ours, theirs, rtol=1e-13):
    for a, b in zip(ours, theirs, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_allclose(a, b, rtol=rtol, atol=1e-13)


def test_it_has_the_attributes_of_its_twin():
    hand, auto = both(bn=2)
    public = [name for name in vars(hand) if not name.startswith("_")]
    assert set(public) <= set(vars(auto))
    for name in (
        "train_mode",
        "num_bn_layers",
        "bn",
        "nlayers",
        "input_size",
        "output_size",
        "lr",
        "momentum",
    ):
        assert getattr(auto, name) == getattr(hand, name)
    for name in ("linear_layers", "bn_layers", "activations"):
        assert len(getattr(auto, name)) == len(getattr(hand, name))
    assert auto.output is None


def test_inside_it_is_a_sequential_of_mytorch():
    kinds = [type(layer) for layer in build("by autograd", bn=1).network]
    assert kinds == [nn.Linear, nn.BatchNorm1d, nn.Sigmoid, nn.Linear, nn.Tanh, nn.Linear, nn.Identity]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("bn", [0, 2, 3])
def test_steps_lead_both_to_the_same_place(bn, dtype):
    hand, auto = both(bn=bn, dtype=dtype)
    for seed in range(5):
        x, labels = batch(dtype=dtype, seed=seed)
        outputs = [mlp(x) for mlp in (hand, auto)]
        deltas = [mlp.backward(labels, input_gradient=True) for mlp in (hand, auto)]
        for mlp in (hand, auto):
            mlp.lr, mlp.momentum = 0.1 / (1 + seed), np.float64(0.5)  # may be assigned, also as NumPy scalars
            mlp.step()
            mlp.zero_grads()
        assert_same(*zip(outputs, deltas, strict=True), rtol=1e-5 if dtype == np.float32 else 1e-12)
    assert_same(parameters(hand), parameters(auto), rtol=1e-5 if dtype == np.float32 else 1e-12)


def test_gradients_are_means_for_linear_layers_and_sums_for_batch_norm():
    hand, auto = both(bn=1)
    x, labels = batch()
    for mlp in (hand, auto):
        mlp(x)
        mlp.backward(labels)
    for by_hand, by_autograd in zip(hand.linear_layers, auto.linear_layers, strict=True):
        assert_same(
            [by_hand.dW, by_hand.db],
            [by_autograd.weight.grad.data.T, by_autograd.bias.grad.data[None]],
        )
    assert_same(
        [hand.bn_layers[0].dgamma, hand.bn_layers[0].dbeta],
        [auto.bn_layers[0].gamma.grad.data[None], auto.bn_layers[0].beta.grad.data[None]],
    )


def test_backward_overwrites_gradients():
    auto = build("by autograd")
    x, labels = batch()
    auto(x)
    first = auto.backward(labels, input_gradient=True).copy()
    gradient = auto.linear_layers[0].weight.grad.data.copy()
    np.testing.assert_array_equal(auto.backward(labels, input_gradient=True), first)
    np.testing.assert_array_equal(auto.linear_layers[0].weight.grad.data, gradient)


def test_the_velocity_goes_on_after_zero_grads():
    hand, auto = both()
    x, labels = batch()
    for mlp in (hand, auto):
        mlp(x)
        mlp.backward(labels)
        mlp.step()
        mlp.zero_grads()
        mlp.step()
    assert_same(parameters(hand), parameters(auto))


def test_a_step_before_any_gradient_changes_nothing():
    auto = build("by autograd", bn=1)
    before = [p.copy() for p in parameters(auto)]
    auto.step()
    for a, b in zip(before, parameters(auto), strict=True):
        np.testing.assert_array_equal(a, b)


def test_evaluation_uses_the_running_statistics():
    hand, auto = both(bn=2)
    x, labels = batch()
    for mlp in (hand, auto):
        mlp(x)
        mlp.eval()
    other, _ = batch(seed=5)
    assert_same(
        [hand(other), hand.backward(labels, input_gradient=True)],
        [auto(other), auto.backward(labels, input_gradient=True)],
    )
    for by_hand, by_autograd in zip(hand.bn_layers, auto.bn_layers, strict=True):
        assert_same([by_hand.running_var[0]], [by_autograd.running_var.data])
    assert auto.error(labels) == hand.error(labels)
    assert auto.total_loss(labels) == pytest.approx(hand.total_loss(labels), rel=1e-12)


def test_a_batch_of_one_trains_as_by_hand():
    hand, auto = both(bn=1)
    x, labels = batch(size=1)
    assert_same(
        [hand(x), hand.backward(labels, input_gradient=True)],
        [auto(x), auto.backward(labels, input_gradient=True)],
    )


def test_what_it_is_given_stays_as_it_was():
    auto = build("by autograd", bn=1)
    x, labels = batch()
    given = x.copy(), labels.copy()
    auto(x)
    auto.backward(labels)
    auto.step()
    np.testing.assert_array_equal(x, given[0])
    np.testing.assert_array_equal(labels, given[1])


def test_the_initial_arrays_are_copied():
    W, b = np.ones((6, 3)), np.zeros((1, 3))
    auto = autograd_mlp.MLP(
        6, 3, [], [nn.Identity()], lambda *n: W, lambda n: b, nn.CrossEntropyLoss(reduction="sum"), 0.1
    )
    x, labels = batch()
    auto(x)
    auto.backward(labels)
    auto.step()
    assert (W == 1).all()
    assert (b == 0).all()


def test_building_it_draws_no_random_number_but_its_start():
    np.random.seed(3)  # noqa: NPY002
    build("by autograd")
    drawn = np.random.rand()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    assert drawn == np.random.rand()  # noqa: NPY002


def test_get_training_stats_runs_it_unchanged():
    dset = [batch(size, seed=seed) for seed, size in enumerate((50, 20, 10))]
    figures = []
    for mlp in both(bn=1, lr=0.01):
        np.random.seed(0)  # noqa: NPY002
        figures.append(get_training_stats(mlp, dset, nepochs=3, batch_size=7))
    assert_same(*figures)


CONSTRUCTION = [
    ({"activations": []}, "expects 1 activations"),
    ({"input_size": 0}, "input_size of at least 1; got 0"),
    ({"num_bn_layers": 2}, "from 0 to 1"),
    ({"criterion": nn.CrossEntropyLoss()}, 'CrossEntropyLoss\\(reduction="sum"\\)'),
    (
        {"weight_init_fn": lambda *n: np.zeros((2, 2))},
        r"weight_init_fn to return shape \(6, 3\)",
    ),
    ({"bias_init_fn": lambda n: np.zeros((3, 1))}, r"bias_init_fn to return shape \(1, 3\)"),
]


@pytest.mark.parametrize(("wrong", "message"), CONSTRUCTION)
def test_a_network_that_does_not_fit_together_is_refused(wrong, message):
    weights, biases = start()
    given = {
        "input_size": 6,
        "output_size": 3,
        "hiddens": [],
        "activations": [nn.Identity()],
        "lr": 0.1,
        "weight_init_fn": weights,
        "bias_init_fn": biases,
        "criterion": nn.CrossEntropyLoss(reduction="sum"),
    }
    with pytest.raises(ValueError, match=message):
        autograd_mlp.MLP(**given | wrong)


LABELS = [
    (np.zeros(7, int), "expects one-hot labels of shape"),
    (np.full((7, 3), 1 / 3), "a single 1 in each row"),
    (np.ones((7, 3)), "a single 1 in each row"),
    (np.zeros((7, 3)), "a single 1 in each row"),
]


@pytest.mark.parametrize(("labels", "message"), LABELS)
@pytest.mark.parametrize("method", ["backward", "error", "total_loss"])
def test_labels_that_are_not_one_hot_are_refused(labels, message, method):
    auto = build("by autograd")
    auto(batch()[0])
    with pytest.raises(ValueError, match=message):
        getattr(auto, method)(labels)


def test_before_a_forward_pass_there_is_nothing_to_differentiate():
    auto = build("by autograd")
    with pytest.raises(RuntimeError, match=r"Call mlp\(x\) first"):
        auto.backward(batch()[1])
    auto(batch()[0])
    with pytest.raises(ValueError, match="MLP expects x"):
        auto(np.zeros((7, 5)))
    with pytest.raises(RuntimeError, match=r"Call mlp\(x\) first"):
        auto.backward(batch()[1])


class FailingByHand(classic_mlp.SoftmaxCrossEntropy):
    def derivative(self):
        raise OSError("no derivative today")


class FailingByAutograd(nn.Module):
    def forward(self, predicted, target):
        raise OSError("no loss today")


@pytest.mark.parametrize(
    ("kind", "failing"), [("by hand", FailingByHand), ("by autograd", FailingByAutograd)]
)
def test_a_backward_that_fails_changes_no_gradient(kind, failing):
    mlp, (x, labels) = build(kind, bn=1), batch()
    mlp(x)
    mlp.backward(labels)
    before = [array.copy() for array in gradients(mlp)]
    criterion, mlp.criterion = mlp.criterion, failing()
    with pytest.raises(OSError, match="today"):
        mlp.backward(labels)
    for array, was in zip(gradients(mlp), before, strict=True):
        np.testing.assert_array_equal(array, was)
    mlp.criterion = criterion
    mlp.backward(labels)


def gradients(mlp):
    if isinstance(mlp, classic_mlp.MLP):
        return [array for layer in mlp.linear_layers for array in (layer.dW, layer.db)]
    return [p.grad.data for p in mlp.network.parameters()]
