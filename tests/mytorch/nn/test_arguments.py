"""Tests of layers and functions with unusual arguments: the right value, or an error of one helpful line."""

import numpy as np
import pytest

from mytorch import nn, no_grad, optim
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

X, LABELS = np.array([[1.0, -2.0, 3.0], [4.0, 0.5, -6.0], [0.0, 1.0, 2.0]]), np.array([0, 2, 1])
STRUCTURED = np.zeros(3, [("a", float), ("b", int)])
OBJECTS = np.array([[1, 2, 3], [4, None, 6], [7, 8, "9"]], object)


def masked(values):
    return np.ma.masked_array(values, np.zeros(np.shape(values), bool))


def layer(cls, *sizes):
    """A layer that was trained a little, so that nothing in it is 0 or 1."""
    np.random.seed(0)  # noqa: NPY002 (the course's generator)
    new = cls(*sizes)
    if sizes == (3,):
        new(Tensor(X))
    return new


UNITS = {"RNNUnit": nn.RNNUnit, "RNNCell": nn.RNNCell, "GRUUnit": nn.GRUUnit, "GRUCell": nn.GRUCell}
OVER_TIME = {"RNN": nn.RNN, "GRU": nn.GRU}
TAKERS = {
    "Linear": (lambda: layer(nn.Linear, 3, 2), lambda m, x: m(x)),
    "BatchNorm1d": (lambda: layer(nn.BatchNorm1d, 3), lambda m, x: m(x)),
    "BatchNorm1d, eval": (lambda: layer(nn.BatchNorm1d, 3).eval(), lambda m, x: m(x)),
    "ReLU": (nn.ReLU, lambda m, x: m(x)),
    "Sigmoid": (nn.Sigmoid, lambda m, x: m(x)),
    "Tanh": (nn.Tanh, lambda m, x: m(x)),
    "Identity": (nn.Identity, lambda m, x: m(x)),
    "CrossEntropyLoss": (nn.CrossEntropyLoss, lambda m, x: m(x, LABELS)),
    "CrossEntropyLoss, weighted": (
        lambda: nn.CrossEntropyLoss(weight=np.array([1.0, 2.0, 0.5]), label_smoothing=0.1),
        lambda m, x: m(x, LABELS),
    ),
    "NLLLoss": (nn.NLLLoss, lambda m, x: m(x, LABELS)),
    "MSELoss": (nn.MSELoss, lambda m, x: m(x, X)),
    "L1Loss": (nn.L1Loss, lambda m, x: m(x, X + 0.5)),
    "SmoothL1Loss": (nn.SmoothL1Loss, lambda m, x: m(x, X + 0.5)),
    "HuberLoss": (nn.HuberLoss, lambda m, x: m(x, X + 0.5)),
    "BCEWithLogitsLoss": (nn.BCEWithLogitsLoss, lambda m, x: m(x, X)),
    "KLDivLoss": (lambda: nn.KLDivLoss(log_target=True), lambda m, x: m(x, X)),
    "LeakyReLU": (nn.LeakyReLU, lambda m, x: m(x)),
    "ELU": (nn.ELU, lambda m, x: m(x)),
    "GELU": (nn.GELU, lambda m, x: m(x)),
    "GELU, by tanh": (lambda: nn.GELU("tanh"), lambda m, x: m(x)),
    "SiLU": (nn.SiLU, lambda m, x: m(x)),
    "Softplus": (nn.Softplus, lambda m, x: m(x)),
    "Softmax": (lambda: nn.Softmax(-1), lambda m, x: m(x)),
    "LogSoftmax": (lambda: nn.LogSoftmax(-1), lambda m, x: m(x)),
    "Dropout": (lambda: nn.Dropout().eval(), lambda m, x: m(x)),
    "Sequential": (
        lambda: nn.Sequential(layer(nn.Linear, 3, 2), layer(nn.BatchNorm1d, 2)),
        lambda m, x: m(x),
    ),
    **{name: (lambda cls=cls: layer(cls, 3, 2), lambda m, x: m(x)) for name, cls in UNITS.items()},
    **{name: (lambda cls=cls: layer(cls, 3, 2), lambda m, x: m(x)[0]) for name, cls in OVER_TIME.items()},
    "TimeIterator": (lambda: layer(nn.TimeIterator, nn.GRUUnit, 3, 2), lambda m, x: m(x)[0]),
    "F.scaled_dot_product_attention": (nn.Identity, lambda m, x: F.scaled_dot_product_attention(x, X, X)),
    "F.linear": (nn.Identity, lambda m, x: F.linear(x, X, LABELS)),
    "F.cross_entropy": (nn.Identity, lambda m, x: F.cross_entropy(x, LABELS)),
    "F.batch_norm": (
        lambda: layer(nn.BatchNorm1d, 3),
        lambda m, x: F.batch_norm(x, m.running_mean, m.running_var, X[0], X[1], training=True),
    ),
}


def state(module):
    return {path: value.data.tolist() for path, value in module.state_dict().items()}


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        (np.uint8, [200, 5, 250]),
        (np.int8, [-100, 100, 127]),
        (bool, [1, 0, 1]),
        (np.uint64, [9, 5, 200]),
        (np.int16, [-3, 5, 99]),
        (np.float32, [1.5, -2, 3]),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["tensor", "array"])
@pytest.mark.parametrize("name", TAKERS)
def test_integers_and_arrays_are_taken_for_the_floats_that_they_are(name, kind, dtype, values):
    make, call = TAKERS[name]
    given = np.array([values, values[::-1], [0, 1, 1]]).astype(dtype)
    module, its_twin = make(), make()
    z = call(module, Tensor(given) if kind == "tensor" else given)
    expected = call(its_twin, Tensor(given.astype(float)))
    assert isinstance(z, Tensor)
    np.testing.assert_allclose(z.data, expected.data, rtol=1e-5 if dtype == np.float32 else 1e-12, atol=1e-6)
    if kind == "array" or name not in ("Identity", "ReLU"):  # to which integers are integers, in PyTorch too
        assert z.dtype.kind == "f"
    for path, found in state(module).items():
        np.testing.assert_allclose(found, state(its_twin)[path], rtol=1e-5, atol=1e-6)


def test_integers_become_floats_of_the_parameters_dtype():
    for module in (nn.Linear(3, 2).float(), nn.BatchNorm1d(3).float(), nn.BatchNorm1d(3).float().eval()):
        assert module(Tensor(np.arange(6).reshape(2, 3))).dtype == np.float32
    weight, bias = Tensor(np.ones((2, 3), int)), Tensor([1, 2])
    assert F.linear(Tensor(X.astype(np.float32)), weight, bias).dtype == np.float32
    assert F.linear(Tensor(X.astype(int)), weight, bias).dtype == np.float64


HOSTILE = {
    "None": None,
    "a string": "abc",
    "bytes": b"abc",
    "a huge number": 10**1000,
    "a list": X.tolist(),
    "a dict": {1: 2},
    "a list of tensors": [Tensor([1.0], requires_grad=True)],
    "an array of objects": OBJECTS,
    "an array of strings": X.astype(str),
    "an array of dates": np.zeros((3, 3), "M8[s]"),
    "masked": masked(X),
    "structured": STRUCTURED,
    "a module": nn.ReLU(),
    "a class": Tensor,
    "Ellipsis": ...,
    "an array of tensors": np.array([[Tensor(1.0)]], object),
}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", TAKERS)
def test_an_input_that_holds_no_numbers_is_refused_in_one_line_and_changes_nothing(name, hostile):
    make, call = TAKERS[name]
    module = make()
    before = state(module)
    with pytest.raises(TypeError, match=r"expects .*; got") as caught:
        call(module, HOSTILE[hostile])
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 250
    assert state(module) == before


ANY_SHAPE = ["ReLU", "Sigmoid", "Tanh", "Identity", "LeakyReLU", "ELU", "GELU", "GELU, by tanh", "SiLU"]
ANY_SHAPE += ["Softplus", "Softmax", "LogSoftmax", "Dropout"]
ANY_LEADING_DIMS = ["Linear", "F.linear"]
SEVERAL_SHAPES = [*UNITS, *OVER_TIME, "TimeIterator", "F.scaled_dot_product_attention"]  # tests of their own


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 4), (2, 3, 3), (0, 4)], ids=str)
@pytest.mark.parametrize("name", [name for name in TAKERS if name not in ANY_SHAPE + SEVERAL_SHAPES])
def test_an_input_of_another_shape_is_refused_in_one_line_and_changes_nothing(name, shape):
    if name in ANY_LEADING_DIMS and shape[-1:] == (3,):
        return
    make, call = TAKERS[name]
    module = make()
    before = state(module)
    for value in (Tensor(np.ones(shape)), np.ones(shape), *([1, 1.0] if shape == () else [])):
        with pytest.raises(ValueError, match=r"expects .*; got") as caught:
            call(module, value)
        assert "\n" not in str(caught.value)
    assert state(module) == before


@pytest.mark.parametrize("name", ANY_SHAPE)
def test_an_activation_takes_every_shape(name):
    make, call = TAKERS[name]
    for shape in ((), (0,), (3,), (2, 0, 3)):
        assert call(make(), np.ones(shape)).shape == shape
    assert call(make(), 3.0).item() == call(make(), Tensor(3.0)).item()


@pytest.mark.parametrize("name", TAKERS)
def test_complex_numbers_go_through_for_the_complex_step(name):
    make, call = TAKERS[name]
    with no_grad():
        z = call(make(), Tensor(X + 1e-30j))
    assert z.dtype == np.complex128
    np.testing.assert_allclose(z.data.real, call(make(), Tensor(X)).data, rtol=1e-12, atol=1e-50)


def test_an_array_changed_after_the_forward_pass_changes_no_gradient():
    x, net = X.copy(), layer(nn.Linear, 3, 2)
    z = net(x)
    x[...] = 99
    z.backward(np.ones(z.shape))
    np.testing.assert_allclose(net.weight.grad.data, [X.sum(axis=0)] * 2)


# ---- the other arguments of the functions ------------------------------------------------------------


def bn(**changes):
    given = {
        "x": Tensor(X),
        "running_mean": Tensor([1.0, 2, 3]),
        "running_var": Tensor([1.0, 2, 3]),
        "gamma": Tensor([1.0, 2, 3]),
        "beta": Tensor([1.0, 2, 3]),
        "training": True,
    } | changes
    return given, lambda: F.batch_norm(**given)


BAD_BN = [
    ("running_mean", None),
    ("running_mean", np.ones(3)),
    ("running_mean", Tensor([1.0])),
    ("running_mean", Tensor([1, 2, 3])),
    ("running_mean", Tensor([1.0, 2, 3], requires_grad=True)),
    ("running_var", None),
    ("running_var", Tensor(1.0)),
    ("running_var", Tensor([1.0, 2])),
    ("running_var", Tensor(np.ones(3, complex))),
    ("running_var", Tensor([1.0, 2, 3], requires_grad=True)),
    ("gamma", None),
    ("gamma", Tensor(np.ones((3, 3)))),
    ("gamma", Tensor([1.0])),
    ("gamma", "abc"),
    ("gamma", masked(np.ones(3))),
    ("beta", None),
    ("beta", Tensor(np.ones((3, 1)))),
    ("beta", np.ones(2)),
    ("beta", np.array([1, None, 2])),
    ("training", None),
    ("training", 1),
    ("training", "yes"),
    ("momentum", None),
    ("momentum", np.nan),
    ("momentum", -0.1),
    ("momentum", 1.1),
    ("momentum", "0.1"),
    ("momentum", 1j),
    ("eps", -1e-5),
    ("eps", np.nan),
    ("eps", np.inf),
    ("eps", None),
    ("eps", "small"),
    ("x", Tensor(X[:1])),
    ("x", Tensor(X[:0])),
]


@pytest.mark.parametrize(("name", "value"), BAD_BN, ids=lambda x: x if isinstance(x, str) else "")
def test_batch_norm_refuses_what_does_not_fit_and_moves_no_running_average(name, value):
    given, run = bn(**{name: value})
    running = {k: given[k] for k in ("running_mean", "running_var") if isinstance(given[k], Tensor)}
    before = {k: v.data.tolist() for k, v in running.items()}
    with pytest.raises((TypeError, ValueError), match="BatchNorm1d (expects|needs)") as caught:
        run()
    assert "\n" not in str(caught.value)
    assert {k: v.data.tolist() for k, v in running.items()} == before


WEIGHT, BIAS = Tensor(np.ones((2, 3))), Tensor([1.0, 2.0])


@pytest.mark.parametrize(
    ("weight", "bias"),
    [
        (Tensor([1.0, 2, 3]), BIAS),
        (Tensor(1.0), BIAS),
        (Tensor(np.ones((2, 3, 1))), BIAS),
        (None, BIAS),
        (WEIGHT, Tensor([1.0])),
        (WEIGHT, Tensor([[1.0, 2.0]])),
        (WEIGHT, Tensor(1.0)),
        (WEIGHT, Tensor(np.ones((3, 2)))),
        (WEIGHT, 0.0),
        (WEIGHT, "abc"),
        ([[1.0, 2, 3]], Tensor([1.0])),
        (masked(np.ones((2, 3))), BIAS),
        (STRUCTURED, BIAS),
        (OBJECTS, Tensor(np.ones(3))),
    ],
    ids=repr,
)
def test_linear_refuses_weights_that_do_not_fit_in_the_forward_pass(weight, bias):
    with pytest.raises((TypeError, ValueError), match="^Linear expects") as caught:
        F.linear(Tensor(X), weight, bias)
    assert "\n" not in str(caught.value)


def test_a_layer_whose_bias_was_taken_away_is_one_without():
    net = nn.Linear(3, 2)
    net.bias = None
    np.testing.assert_array_equal(net(Tensor(X)).data, X @ net.weight.data.T)


@pytest.mark.parametrize(
    ("labels", "error"),
    [
        (None, TypeError),
        ("abc", TypeError),
        (b"abc", TypeError),
        (["0", "1", "2"], TypeError),
        (np.array([0, None, 1], object), TypeError),
        (masked(LABELS), TypeError),
        (STRUCTURED, TypeError),
        (Tensor([True, False, True]), TypeError),
        (np.array([0, 1, 1j]), TypeError),
        (Tensor([0.0, 1, 2], requires_grad=True), TypeError),
        (np.zeros(3, "M8[s]"), TypeError),
        (3, ValueError),
        ([0, 1], ValueError),
        (np.eye(3).tolist(), ValueError),
        (np.eye(3, dtype=int), ValueError),
        ([0, -1, 1], ValueError),
        ([0, 3, 1], ValueError),
        ([0, 0.5, 1], ValueError),
        ([0, np.nan, 1], ValueError),
        (np.array([2**64 - 1, 0, 0], np.uint64), ValueError),
        ([], ValueError),
        ({0: 1}, TypeError),
    ],
    ids=repr,
)
@pytest.mark.parametrize("criterion", [F.cross_entropy, nn.CrossEntropyLoss()], ids=["function", "layer"])
def test_labels_that_are_no_class_numbers_are_refused_in_one_line(criterion, labels, error):
    x = Tensor(X, requires_grad=True)
    with pytest.raises(error, match=r"^cross_entropy (expects|has no gradient)") as caught:
        criterion(x, labels)
    assert "\n" not in str(caught.value)


def test_one_hot_labels_are_told_how_to_become_class_numbers():
    with pytest.raises(ValueError, match=r"From one-hot labels: labels\.argmax\(1\)"):
        F.cross_entropy(Tensor(X), np.eye(3, dtype=int))


@pytest.mark.parametrize("rows", [0, 2])
def test_logits_of_no_class_are_refused(rows):
    with pytest.raises(ValueError, match="1 class and more; got 0"):
        F.cross_entropy(Tensor(np.zeros((rows, 0))), np.zeros(rows, int))


@pytest.mark.parametrize(
    "reduction", [None, "average", "Mean", 0, ["mean"], np.array(["mean", "sum"])], ids=repr
)
def test_an_unknown_reduction_is_refused_in_one_line(reduction):
    for name, call in (
        ("CrossEntropyLoss", lambda: nn.CrossEntropyLoss(reduction=reduction)),
        ("cross_entropy", lambda: F.cross_entropy(Tensor(X), LABELS, reduction=reduction)),
        ("mse_loss", lambda: F.mse_loss(X, X, reduction=reduction)),
        ("nll_loss", lambda: F.nll_loss(X, LABELS, reduction=reduction)),
        ("KLDivLoss", lambda: nn.KLDivLoss(reduction)),
    ):
        message = rf'^{name} expects reduction to be "mean", "sum"[^\n]* or "[^\n]*; got [^\n]*$'
        with pytest.raises(ValueError, match=message):
            call()


# ---- constructors ------------------------------------------------------------------------------------

NO_SIZES = {
    "a float": 3.0,
    "a string": "3",
    "bytes": b"3",
    "True": True,
    "NumPy's True": np.True_,
    "None": None,
    "complex": 3j,
    "a list": [3],
    "an array": np.array([3]),
    "an array of floats": np.array(3.0),
    "nan": np.nan,
    "0": 0,
    "below 0": -1,
    "huge": 10**12,
    "beyond all": 10**30,
    "endless": 10**5000,
    "a Tensor of floats": Tensor(3.0),
}


@pytest.mark.parametrize("size", NO_SIZES.values(), ids=NO_SIZES)
def test_sizes_that_are_none_are_refused_in_one_line(size):
    def both(n):
        return nn.Linear(n, 10**12 if n == 10**12 else 2)

    drawn = np.random.get_state()[1].tolist()  # noqa: NPY002
    for make in (both, lambda n: nn.Linear(2, n * 10**6 if n == 10**12 else n), nn.BatchNorm1d):
        if size == 10**12 and make is nn.BatchNorm1d:
            continue  # 8 TB, which some systems promise
        with pytest.raises(
            (TypeError, ValueError), match=r"^(Linear|BatchNorm1d) (expects|of sizes)"
        ) as caught:
            make(size)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 250
    assert np.random.get_state()[1].tolist() == drawn  # noqa: NPY002


@pytest.mark.parametrize("kind", [int, np.int64, np.uint8, np.array], ids=str)
def test_a_whole_number_of_any_kind_is_a_size(kind):
    linear, norm = nn.Linear(kind(3), kind(2)), nn.BatchNorm1d(kind(3))
    assert (type(linear.in_features), type(int(norm.num_features))) == (int, int)
    assert norm(linear.weight.data).shape == (2, 3)
    assert repr(norm) == "BatchNorm1d(3, eps=1e-05, momentum=0.1)"


@pytest.mark.parametrize(
    "settings",
    [
        {"eps": -1},
        {"eps": np.nan},
        {"eps": np.inf},
        {"eps": None},
        {"eps": "1e-5"},
        {"eps": 1j},
        {"momentum": -0.1},
        {"momentum": 1.5},
        {"momentum": np.nan},
        {"momentum": None},
        {"momentum": True},
        {"unbiased_running_var": None},
        {"unbiased_running_var": "no"},
    ],
    ids=str,
)
def test_settings_of_batch_norm_that_make_no_sense_are_refused(settings):
    (name,) = settings
    with pytest.raises((TypeError, ValueError), match=f"^BatchNorm1d expects .*{name}"):
        nn.BatchNorm1d(3, **settings)


def test_a_table_of_takers_leaves_no_public_class_or_function_out():
    others = {"Module", "Sequential", "functional", "init", "Parameter", "utils"}  # tests of their own
    others |= {"ModuleDict", "ModuleList", "ParameterDict", "ParameterList"}
    others |= {"BCELoss", "Embedding", "Flatten", "LayerNorm"}  # functions/, test_flatten.py
    others |= {"Conv1d", "Conv2d", "BatchNorm2d"}  # test_images.py, and the pools
    others |= {"CosineSimilarity", "PairwiseDistance", "TripletMarginLoss"}  # functions/test_distance.py
    others |= {name for name in nn.__all__ if "Pool" in name}
    assert {name.split(",")[0] for name in TAKERS} >= set(nn.__all__) - others
    optimizers = {"Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "SGD"}  # tests/mytorch/optim
    assert set(optim.__all__) == optimizers | {"lr_scheduler"}
