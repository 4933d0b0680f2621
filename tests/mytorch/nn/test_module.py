"""Module: what is registered, how the state is saved, loaded, converted and copied."""

import copy
import inspect

import numpy as np
import pytest

import mytorch
from mytorch import nn
from mytorch.nn.module import Module
from mytorch.tensor import Tensor


def parameter(*shape):
    return Tensor(np.ones(shape), requires_grad=True, is_parameter=True)


class Net(Module):
    def __init__(self):
        super().__init__()
        self.scale = parameter(2)
        self.hidden = nn.Linear(2, 2)
        self.norm = nn.BatchNorm1d(2)
        self.constant = Tensor([5.0, 5.0])
        self.name = "net"

    def forward(self, x):
        return self.norm(self.hidden(x)) * self.scale


def model():
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))


def values(module):
    return {name: tensor.data.tolist() for name, tensor in module.state_dict().items()}


# ---- registering -----------------------------------------------------------------------------------


def test_assigning_registers_parameters_and_modules_and_nothing_else():
    net = Net()
    names = [name for name, _ in net.named_parameters()]
    assert names == ["scale", "hidden.weight", "hidden.bias", "norm.gamma", "norm.beta"]
    assert inspect.isgenerator(net.parameters())
    assert [p.shape for p in net.parameters()] == [(2,), (2, 2), (2,), (2,), (2,)]
    assert net.name == "net"
    assert next(net.parameters()) is net.scale
    assert net.is_train is True


@pytest.mark.parametrize(
    ("value", "expected"),
    [(parameter(1), True), (Tensor([1.0], requires_grad=True), False), (1.0, False), (nn.ReLU(), False)],
)
def test_a_parameter_is_a_tensor_that_says_so(value, expected):
    assert Module().is_parameter(value) is expected
    assert Module.is_parameter(value) is expected


def test_a_name_assigned_again_stands_for_the_new_thing_alone():
    net = Net()
    net.hidden = parameter(4)
    net.scale = nn.Linear(1, 1)
    net.norm = None
    assert [name for name, _ in net.named_parameters()] == ["hidden", "scale.weight", "scale.bias"]
    assert len(list(net.modules())) == 2
    net.hidden = None
    net.register_buffer("hidden", Tensor([1.0]))
    assert "hidden" in net.state_dict()
    assert [name for name, _ in net.named_parameters()] == ["scale.weight", "scale.bias"]


def test_a_parameter_does_not_silently_become_a_plain_tensor():
    net = Net()
    with pytest.raises(TypeError, match="scale is a parameter and cannot become a plain Tensor"):
        net.scale = Tensor([1.0], requires_grad=True)
    assert "scale" in dict(net.named_parameters())


def test_a_buffer_assigned_again_stays_a_buffer():
    layer = nn.BatchNorm1d(2)
    layer.running_mean = Tensor([3.0, 4.0])
    assert layer.state_dict()["running_mean"].data.tolist() == [3.0, 4.0]


def test_a_deleted_attribute_is_no_parameter_any_more():
    net = Net()
    del net.hidden, net.scale
    assert [name for name, _ in net.named_parameters()] == ["norm.gamma", "norm.beta"]


def test_parameters_and_modules_may_be_added_by_name():
    net = Module()
    net.add_parameter("weight", parameter(3))
    net.add_module("layer", nn.Linear(1, 2))
    assert [name for name, _ in net.named_parameters()] == ["weight", "layer.weight", "layer.bias"]


@pytest.mark.parametrize("value", [parameter(1), nn.ReLU(), 3], ids=["parameter", "module", "number"])
def test_a_subclass_that_forgot_to_initialise_gets_a_clear_error(value):
    class Forgetful(Module):
        def __init__(self):
            self.thing = value

    with pytest.raises(RuntimeError, match=r"Forgetful\.__init__ must call super\(\)\.__init__\(\)"):
        Forgetful()


def test_a_subclass_that_assigned_nothing_and_forgot_gets_it_when_it_is_used():
    class Forgetful(Module):
        def __init__(self):
            pass

    for use in (lambda m: list(m.parameters()), Module.train, Module.state_dict):
        with pytest.raises(RuntimeError, match=r"super\(\)\.__init__\(\)"):
            use(Forgetful())


def test_a_module_without_forward_says_so():
    class Empty(Module):
        pass

    with pytest.raises(NotImplementedError, match="Empty has no forward"):
        Empty()(1)


def test_calling_is_forward_and_zero_grad_forgets():
    net = Net()
    net(Tensor([[1.0, 2.0], [3.0, 5.0]])).backward()
    assert all(p.grad is not None for p in net.parameters())
    net.zero_grad()
    assert all(p.grad is None for p in net.parameters())


# ---- state -----------------------------------------------------------------------------------------


def test_a_state_goes_round():
    first, second = model(), model()
    first(Tensor(np.arange(6.0).reshape(3, 2) ** 2))  # moves the running statistics
    assert values(first) != values(second)
    second.load_state_dict(first.state_dict())
    assert values(first) == values(second)
    x = Tensor([[1.0, -2.0]])
    assert first.eval()(x).data.tolist() == second.eval()(x).data.tolist()


def test_a_state_has_pytorch_s_names_in_its_order():
    assert list(model().state_dict()) == [
        "0.weight",
        "0.bias",
        "1.weight",
        "1.bias",
        "1.running_mean",
        "1.running_var",
        "3.weight",
        "3.bias",
    ]


def test_a_state_is_a_copy_and_loading_copies():
    net = nn.Linear(1, 1)
    state = net.state_dict()
    state["weight"].fill_(9.0)
    assert net.weight.data[0, 0] != 9.0
    given = {"weight": np.array([[4.0]]), "bias": np.array([2.0])}
    weight = net.weight
    net.load_state_dict(given)
    given["weight"][...] = 7.0
    assert (net.weight.data.tolist(), net.bias.data.tolist()) == ([[4.0]], [2.0])
    assert net.weight is weight
    assert (weight.requires_grad, weight.is_leaf, weight.is_parameter) == (True, True, True)


def test_a_state_is_loaded_in_the_model_s_dtype_and_pytorch_s_counter_passed_over():
    net = nn.BatchNorm1d(2).float()
    state = {
        "weight": [1.0, 2.0],
        "bias": [3, 4],
        "running_mean": np.ones(2),
        "running_var": Tensor([2.0, 2.0]),
    }
    net.load_state_dict(state | {"num_batches_tracked": np.array(7)})
    assert net.gamma.data.tolist() == [1.0, 2.0]
    assert {tensor.dtype for tensor in net.state_dict().values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        pytest.param(
            lambda s: s.pop("3.bias"), KeyError, r"missing \['3\.bias'\], unknown \[\]", id="missing"
        ),
        pytest.param(lambda s: s.update(x=[1]), KeyError, r"missing \[\], unknown \['x'\]", id="unknown"),
        pytest.param(
            lambda s: s.update({"3.bias": np.ones(3)}),
            ValueError,
            r"3\.bias has shape \(2,\).*\(3,\)",
            id="shape",
        ),
        pytest.param(
            lambda s: s.update({"3.bias": np.ones((1, 2))}),
            ValueError,
            r"3\.bias has shape \(2,\).*\(1, 2\)",
            id="2d",
        ),
        *(
            pytest.param(
                lambda s, value=value: s.update({"3.bias": value}), TypeError, r"^3\.bias [^\n]*$", id=kind
            )
            for kind, value in {
                "words": ["a", "b"],
                "numbers in words": ["1", "2"],
                "objects": [None, {}],
                "None": None,
                "complex": [1.0, 2j],
                "masked": np.ma.masked_array([1.0, 2.0], [True, False]),
                "structured": np.zeros(2, [("a", float)]),
                "dates": np.zeros(2, "M8[s]"),
            }.items()
        ),
        pytest.param(lambda s: s.update({3: [1]}), KeyError, r"unknown \[3\]", id="a number as a name"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_changes_nothing(change, error, message):
    net = model()
    before = values(net)
    state = {name: np.full(tensor.shape, 7.0) for name, tensor in net.state_dict().items()}
    change(state)
    with pytest.raises(error) as caught:
        net.load_state_dict(state)
    assert caught.match(message)
    assert values(net) == before


@pytest.mark.parametrize("state", [None, 3, "abc", [1.0], model().parameters(), model()], ids=type)
def test_a_state_is_a_dict(state):
    net = model()
    before = values(net)
    with pytest.raises(TypeError, match=r"^load_state_dict expects a dict .*; got [^\n]*$"):
        net.load_state_dict(state)
    assert values(net) == before


def test_a_state_may_hold_parameters_integers_and_nan():
    net, other = nn.Linear(2, 1), nn.Linear(2, 1)
    net.load_state_dict(dict(other.named_parameters()))
    assert values(net) == values(other)
    net.load_state_dict({"weight": np.array([[1, 200]], np.uint8), "bias": [True]})
    assert values(net) == {"weight": [[1.0, 200.0]], "bias": [1.0]}
    net.load_state_dict({"weight": np.array([[np.nan, np.inf]]), "bias": [0.0]})
    assert np.isnan(net.weight.data[0, 0])
    assert np.isinf(net.weight.data[0, 1])


def test_loading_its_own_arrays_changes_nothing_and_shares_nothing():
    net = nn.Linear(2, 1)
    mine = {"weight": net.weight.data, "bias": net.bias.data}
    before = values(net)
    net.load_state_dict(mine)
    assert values(net) == before
    other = nn.Linear(2, 1)
    other.load_state_dict(mine)
    mine["weight"][...] = 9.0
    assert values(other) == before


def test_a_state_loaded_between_forward_and_backward_gives_no_wrong_gradient():
    net, x = nn.Linear(2, 1), Tensor([[3.0, 4.0]], requires_grad=True)
    z = net(x)
    old = net.weight.data.tolist()
    net.load_state_dict({"weight": [[5.0, 6.0]], "bias": [0.0]})
    try:
        z.backward()
    except RuntimeError:
        assert x.grad is None
    else:
        assert x.grad.data.tolist() == old


def test_shared_parameters_stay_shared_through_a_state():
    class Tied(Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(2, 2)
            self.second = nn.Linear(2, 2)
            self.second.weight = self.first.weight

    net, other = Tied(), Tied()
    assert len(list(net.parameters())) == 3
    other.load_state_dict(net.state_dict())
    assert values(other) == values(net)
    assert other.first.weight is other.second.weight


# ---- conversion and copies -------------------------------------------------------------------------


def test_float_and_double_convert_parameters_buffers_and_gradients_in_place():
    net = model()
    weight, before = net[0].weight, values(net)
    net(Tensor(np.eye(3, 2))).backward()
    assert net.float() is net
    assert net[0].weight is weight
    assert {t.dtype for t in net.state_dict().values()} == {np.dtype(np.float32)}
    assert {p.grad.dtype for p in net.parameters()} == {np.dtype(np.float32)}
    assert net(Tensor(np.eye(3, 2, dtype=np.float32))).dtype == np.float32
    assert net.double()[0].weight.dtype == np.float64
    np.testing.assert_allclose(net[0].weight.data, before["0.weight"], rtol=1e-7)
    assert all(p.requires_grad and p.is_leaf for p in net.parameters())


@pytest.mark.parametrize("dtype", [int, complex, bool, "str", None, "no dtype", object, 3], ids=str)
def test_a_model_is_converted_to_floats_only_and_otherwise_stays_as_it_is(dtype):
    net = model()
    with pytest.raises(
        TypeError, match=r"^(a module is converted to a floating-point dtype|expected a dtype)[^\n]*$"
    ):
        net.to(dtype)
    assert {t.dtype for t in net.state_dict().values()} == {np.dtype(float)}


def test_a_conversion_leaves_a_buffer_of_integers_what_it_is():
    net = model()
    net.register_buffer("count", Tensor([7]))
    net.float()
    assert (net.count.dtype, net[0].weight.dtype) == (np.int64, np.float32)


def test_a_model_converted_after_its_forward_pass_gets_no_wrong_gradient():
    net = nn.Linear(2, 1)
    z = net(Tensor([[3.0, 4.0]]))
    net.float()
    try:
        z.backward()
    except RuntimeError:
        assert net.weight.grad is None
    else:
        assert net.weight.grad.data.tolist() == [[3.0, 4.0]]
        assert net.weight.grad.dtype == np.float32


def test_a_deep_copy_of_a_model_is_a_model_of_its_own():
    net = model()
    net(Tensor(np.eye(3, 2))).backward()
    twin = copy.deepcopy(net)
    assert values(twin) == values(net)
    before = values(net)
    assert [p.grad.data.tolist() for p in twin.parameters()] == [
        p.grad.data.tolist() for p in net.parameters()
    ]
    optimizer = mytorch.optim.SGD(twin.parameters(), lr=1.0)
    optimizer.step()
    twin(Tensor(np.eye(3, 2)))
    assert twin[0].weight is next(twin.parameters())
    assert values(net) == before
    assert values(twin) != before
    twin.eval()
    assert net.is_train


def test_the_names_of_mytorch_nn_are_there_and_shown():
    assert set(nn.__all__) <= vars(nn).keys() & set(dir(nn))
    names = {}
    exec("from mytorch.nn import *", names)
    assert names["Linear"] is mytorch.nn.Linear
