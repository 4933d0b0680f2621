"""The default dtype, and dtypes kept: float32 in, float32 gradients out, whatever the op."""

import numpy as np
import pytest

import mytorch
from mytorch import get_default_dtype, nn, optim, set_default_dtype
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

FLOATS = [np.float16, np.float32, np.float64]


@pytest.fixture
def float32_by_default():
    set_default_dtype(np.float32)
    yield
    set_default_dtype(np.float64)


def test_the_default_is_float64():
    assert get_default_dtype() == np.float64
    assert {Tensor(1.0).dtype, Tensor.zeros(1).dtype, nn.Linear(1, 1).weight.dtype} == {np.dtype(np.float64)}


@pytest.mark.usefixtures("float32_by_default")
def test_another_default_is_what_numbers_without_a_dtype_get():
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    new = [Tensor(1.0), Tensor([[1.0], [2.0]]), mytorch.tensor(1.0)]
    new += [make(2) for make in (Tensor.zeros, Tensor.ones, Tensor.empty, Tensor.randn)]
    new += model.state_dict().values()
    assert {x.dtype for x in new} == {np.dtype(np.float32)}
    assert model(Tensor([[1.0, 2.0], [3.0, 5.0]])).dtype == np.float32
    assert get_default_dtype() == np.float32


@pytest.mark.usefixtures("float32_by_default")
def test_what_has_a_dtype_keeps_it():
    given = [
        np.float64(1),
        np.ones(2),
        [np.float64(1)],
        [[np.ones(1)]],
        Tensor(np.ones(1)),
        [Tensor(np.ones(1))],
    ]
    assert {Tensor(x).dtype for x in given} == {np.dtype(np.float64)}
    assert (Tensor(1).dtype, Tensor(True).dtype) == (np.int64, np.bool_)


@pytest.mark.parametrize("name", ["float32", np.dtype(np.float16), float])
def test_the_default_may_be_named_in_any_way(name):
    try:
        set_default_dtype(name)
        assert get_default_dtype() == np.dtype(name)
        assert Tensor([0.5]).dtype == np.dtype(name)
    finally:
        set_default_dtype(np.float64)


@pytest.mark.parametrize("dtype", [int, bool, complex, "str"])
def test_only_a_floating_point_dtype_can_be_the_default(dtype):
    with pytest.raises(TypeError, match=rf"float32 or float64; got {np.dtype(dtype)}".replace("<", r"\<")):
        set_default_dtype(dtype)
    assert get_default_dtype() == np.float64


def bn(x):
    layer = nn.BatchNorm1d(3).to(x.dtype)
    return layer(x)


def bn_in_evaluation(x):
    return nn.BatchNorm1d(3).to(x.dtype).eval()(x)


OPS = {
    "x + 1": lambda x: x + 1,
    "2.5 - x": lambda x: 2.5 - x,
    "x * 2.5": lambda x: x * 2.5,
    "1 / x": lambda x: 1 / x,
    "x ** 2": lambda x: x**2,
    "x ** 0.5": lambda x: x**0.5,
    "2 ** x": lambda x: 2**x,
    "x ** x": lambda x: x**x,
    "x / x": lambda x: x / x,
    "-x": lambda x: -x,
    "x @ x.T": lambda x: x @ x.T,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sqrt": lambda x: x.sqrt(),
    "sum": lambda x: x.sum(),
    "sum(0)": lambda x: x.sum(0),
    "mean": lambda x: x.mean(),
    "mean(1)": lambda x: x.mean(1),
    "max": lambda x: x.max(),
    "max(0)": lambda x: x.max(0).values,
    "reshape": lambda x: x.reshape(-1),
    "permute": lambda x: x.permute(1, 0),
    "x[:, 1]": lambda x: x[:, 1],
    "x[[0, 0]]": lambda x: x[[0, 0]],
    "clone": lambda x: x.clone(),
    "relu": F.relu,
    "sigmoid": F.sigmoid,
    "tanh": F.tanh,
    "Linear": lambda x: nn.Linear(3, 2).to(x.dtype)(x),
    "BatchNorm1d": bn,
    "BatchNorm1d, eval": bn_in_evaluation,
    "cross_entropy": lambda x: F.cross_entropy(x, Tensor([0, 2])),
    "x += 1": lambda x: (x.clone()).__iadd__(1),
}


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("name", OPS)
def test_an_op_keeps_the_dtype_there_and_back(name, dtype):
    x = Tensor(np.array([[0.5, 1.5, 2.0], [3.0, 1.0, 0.25]], dtype), requires_grad=True)
    z = OPS[name](x)
    assert z.dtype == dtype
    z.backward()
    assert x.grad.dtype == dtype
    assert x.grad.shape == x.shape
    if dtype != np.float64:
        exact = Tensor(x.data.astype(float), requires_grad=True)
        if "Linear" not in name:  # which draws its weights
            OPS[name](exact).backward()
            tolerance = 40 * np.finfo(dtype).eps
            np.testing.assert_allclose(x.grad.data, exact.grad.data, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("dtype", FLOATS)
def test_a_model_trains_in_its_dtype(dtype):
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 2)).to(dtype)
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.5)
    x, labels = Tensor(np.eye(5, 3, dtype=dtype)), Tensor([0, 1, 1, 0, 1])
    losses = []
    for _ in range(8):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(model(x), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
    assert {p.grad.dtype for p in model.parameters()} == {np.dtype(dtype)}
    assert {v.dtype for v in [loss, *model.parameters(), *optimizer.momentums]} == {np.dtype(dtype)}
    running = {model[1].running_mean.dtype, model[1].running_var.dtype}
    assert running == {np.result_type(dtype, np.float32)}  # a variance in float16 would overflow
