"""Gradient descent in the course's dialect: v = momentum v - lr g, p = p + v."""

import copy

import numpy as np
import pytest

from mytorch import is_grad_enabled, nn, optim
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def step(optimizer, *gradients):
    for p, g in zip(optimizer.params, gradients, strict=True):
        p.grad = None if g is None else Tensor(np.array(g, float))
    optimizer.step()


def test_its_settings_and_its_zero_velocities_are_attributes():
    params = [leaf([[1.0, 2.0]]), leaf(3.0)]
    optimizer = SGD(params)
    assert (optimizer.lr, optimizer.momentum) == (0.001, 0.0)
    assert isinstance(optimizer.momentums, list)
    assert [v.tolist() for v in optimizer.momentums] == [[[0.0, 0.0]], 0.0]
    assert [type(v) for v in optimizer.momentums] == [np.ndarray] * 2
    assert isinstance(optimizer, optim.Optimizer)
    optimizer = SGD(params, 0.5, 0.25)
    assert (optimizer.lr, optimizer.momentum) == (0.5, 0.25)


def test_without_momentum_it_goes_down_the_gradient():
    x, y = leaf([[1.0, 2.0]]), leaf(3.0)
    optimizer = SGD([x, y], lr=0.5)
    step(optimizer, [[4.0, -2.0]], 1.0)
    assert (x.data.tolist(), y.data.tolist()) == ([[-1.0, 3.0]], 2.5)
    step(optimizer, [[0.0, 0.0]], 1.0)
    assert (x.data.tolist(), y.data.tolist()) == ([[-1.0, 3.0]], 2.0)


def test_with_momentum_a_changed_rate_leaves_the_velocity_as_it_was():
    x = leaf([8.0])
    optimizer = SGD([x], lr=1.0, momentum=0.5)
    step(optimizer, [4.0])  # v = -4
    assert (x.data.tolist(), optimizer.momentums[0].tolist()) == ([4.0], [-4.0])
    optimizer.lr = 0.25
    step(optimizer, [4.0])  # v = -2 - 1; PyTorch's v = 2 + 4, p = 4 - 1.5
    assert (x.data.tolist(), optimizer.momentums[0].tolist()) == ([1.0], [-3.0])
    optimizer.momentum = 0.0
    step(optimizer, [2.0])
    assert (x.data.tolist(), optimizer.momentums[0].tolist()) == ([0.5], [-0.5])


def test_each_parameter_has_a_velocity_of_its_own():
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = SGD([x, y], lr=1.0, momentum=0.5)
    step(optimizer, [1.0], [2.0])
    step(optimizer, [0.0], [0.0])
    assert (x.data.tolist(), y.data.tolist()) == ([-0.5], [-2.0])


def test_a_parameter_without_gradient_is_left_alone_with_its_velocity():
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = SGD([x, y], lr=1.0, momentum=0.5)
    step(optimizer, [1.0], [1.0])
    step(optimizer, None, [0.0])
    assert (x.data.tolist(), y.data.tolist()) == ([0.0], [-0.5])
    assert [v.tolist() for v in optimizer.momentums] == [[-1.0], [-0.5]]


def test_a_step_changes_the_same_tensor_and_array_and_no_graph_comes_of_it():
    x = leaf([1.0, 2.0])
    array, optimizer = x.data, SGD([x], lr=0.1, momentum=0.9)
    for _ in range(3):
        optimizer.zero_grad()
        (x * x).backward()
        gradient = x.grad.data.copy()
        optimizer.step()
        assert x.grad.data.tolist() == gradient.tolist()
    assert x.data is array
    assert (x.is_leaf, x.requires_grad, x.grad_fn) == (True, True, None)
    assert is_grad_enabled()


def test_velocities_and_gradients_share_no_memory_with_the_parameters():
    x = leaf([1.0, 2.0])
    optimizer = SGD([x], lr=1.0)
    step(optimizer, [1.0, 1.0])
    after = x.data.tolist()
    optimizer.momentums[0][...] = 99.0
    x.grad.fill_(99.0)
    assert x.data.tolist() == after


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_is_kept(dtype):
    x = leaf([1.0, 2.0], dtype)
    optimizer = SGD([x], lr=0.1, momentum=0.9)
    (x * 3.0).backward()
    optimizer.step()
    assert x.dtype == optimizer.momentums[0].dtype == dtype
    np.testing.assert_allclose(x.data, [0.7, 1.7], rtol=2 * np.finfo(dtype).eps)


@pytest.mark.parametrize("convert", [nn.Module.double, nn.Module.float, lambda m: m.to(np.float16)])
@pytest.mark.parametrize("start", [np.float32, np.float64])
def test_a_model_may_be_converted_after_its_optimizer_was_made(start, convert):
    model = nn.Linear(2, 1).to(start)
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    velocity = 0.0
    for step in range(4):
        if step == 2:
            convert(model)
        optimizer.zero_grad()
        model(Tensor(np.full((1, 2), 3, model.weight.dtype))).backward()
        before, velocity = model.weight.data.astype(float), 0.9 * velocity - 0.1 * 3
        optimizer.step()
        tolerance = 4 * float(max(np.finfo(d).eps for d in (start, model.weight.dtype)))
        np.testing.assert_allclose(model.weight.data, before + velocity, atol=tolerance)
        np.testing.assert_allclose(optimizer.momentums[0], [[velocity] * 2], rtol=tolerance)
        assert [v.dtype for v in optimizer.momentums] == [p.dtype for p in model.parameters()]
    assert model.weight.dtype == convert(nn.Linear(2, 1)).weight.dtype


@pytest.mark.parametrize("number", [np.float64, np.float32, np.int64], ids=str)
def test_a_rate_of_numpy_s_widens_nothing(number):
    x = leaf([1.0, 2.0], np.float32)
    optimizer = SGD([x], lr=number(1), momentum=number(0))
    (x * 0.5).backward()
    optimizer.step()
    assert (x.data.tolist(), x.dtype, optimizer.momentums[0].dtype) == ([0.5, 1.5], np.float32, np.float32)


# ---- all or nothing ----------------------------------------------------------------------------------


def everything(optimizer):
    return [a.tolist() for a in (*(p.data for p in optimizer.params), *optimizer.momentums)]


def trained():
    """An optimizer of two parameters that have a gradient and a velocity each."""
    x, y = leaf([1.0, 2.0]), leaf([[3.0], [4.0]])
    optimizer = SGD([x, y], lr=0.5, momentum=0.5)
    step(optimizer, [1.0, 2.0], [[3.0], [5.0]])
    return optimizer


BAD_SETTINGS = {
    "nan": np.nan,
    "inf": np.inf,
    "-inf": -np.inf,
    "below 0": -0.1,
    "complex": 0.1j,
    "a string": "0.1",
    "None": None,
    "True": True,
    "a list": [0.1],
    "an array": np.array([0.1, 0.2]),
    "a Tensor": Tensor(0.1),
    "huge": 10**400,
    "bytes": b"1",
    "an object": object(),
}


@pytest.mark.parametrize("value", BAD_SETTINGS.values(), ids=BAD_SETTINGS)
@pytest.mark.parametrize("name", ["lr", "momentum"])
def test_a_setting_that_is_no_number_of_0_and_up_is_refused_when_given_and_when_assigned(name, value):
    message = rf"^SGD expects (a number for )?{name}( that is finite and not below 0)?; got [^\n]*$"
    with pytest.raises((TypeError, ValueError), match=message):
        SGD([leaf([1.0])], **{name: value})
    optimizer = trained()
    before = everything(optimizer)
    setattr(optimizer, name, value)
    with pytest.raises((TypeError, ValueError), match=message):
        optimizer.step()
    setattr(optimizer, name, 0)
    assert everything(optimizer) == before
    optimizer.step()


def other_data(array):
    def spoil(optimizer):
        optimizer.params[1].data = array

    return spoil


def read_only(optimizer):
    optimizer.params[1].array.flags.writeable = False


SPOILT = {
    "a parameter of another shape": other_data(np.ones((3, 1))),
    "a parameter of another number of dims": other_data(np.ones(2)),
    "a read-only parameter": read_only,
    "a velocity of another shape": lambda o: o.momentums.__setitem__(1, np.zeros(2)),
    "a velocity that is a list": lambda o: o.momentums.__setitem__(1, [[0.0], [0.0]]),
    "a complex velocity": lambda o: o.momentums.__setitem__(1, np.zeros((2, 1), complex)),
    "no velocity": lambda o: o.momentums.__setitem__(1, None),
    "too few velocities": lambda o: o.momentums.pop(),
    "too many velocities": lambda o: o.momentums.append(np.zeros(2)),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_step_that_cannot_be_taken_whole_changes_nothing(spoil):
    optimizer = trained()
    spoil(optimizer)
    before = [id(v) for v in optimizer.momentums], optimizer.params[0].data.tolist()
    velocity = optimizer.momentums[0].tolist()
    with pytest.raises(ValueError, match="SGD") as caught:
        optimizer.step()
    assert "\n" not in str(caught.value)
    assert ([id(v) for v in optimizer.momentums], optimizer.params[0].data.tolist()) == before
    assert optimizer.momentums[0].tolist() == velocity


def test_a_parameter_of_another_shape_is_trained_once_its_velocity_fits():
    optimizer = trained()
    p = optimizer.params[1]
    p.grad, p.data = None, np.zeros(3)
    optimizer.momentums[1] = np.zeros(3)
    step(optimizer, [0.0, 0.0], [1.0, 2.0, 3.0])
    assert p.data.tolist() == [-0.5, -1.0, -1.5]


def test_numbers_that_overflow_in_a_step_are_inf_and_stop_nothing_halfway():
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = SGD([x, y], lr=1e200)
    with np.errstate(all="raise"):
        step(optimizer, [1e200], [1e-200])
    assert (x.data.tolist(), y.data.tolist()) == ([-np.inf], [0.0])


def test_a_node_notices_a_step():
    x = leaf([1.0, 2.0])
    z = (x * x).sum()
    step(SGD([x], lr=0.1), [1.0, 1.0])
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


def test_after_training_and_evaluating_parameters_are_still_leaves_that_require_gradients():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
    optimizer, x = SGD(model.parameters(), lr=0.1, momentum=0.9), Tensor(np.eye(5, 3))
    for _ in range(5):
        optimizer.zero_grad()
        nn.CrossEntropyLoss()(model(x), Tensor([0, 1, 1, 0, 1])).backward()
        optimizer.step()
    model.eval()
    for _ in range(5):
        assert model(x).requires_grad
    for p in model.parameters():
        assert (p.requires_grad, p.is_leaf, p.is_parameter, p.grad_fn) == (True, True, True, None)
        assert p.grad.requires_grad is False
    assert x.grad is None


def test_it_finds_the_bottom_of_a_bowl():
    x = leaf([5.0, -3.0])
    optimizer = SGD([x], lr=0.1, momentum=0.8)
    for _ in range(200):
        optimizer.zero_grad()
        ((x - Tensor([1.0, 2.0])) ** 2).sum().backward()
        optimizer.step()
    np.testing.assert_allclose(x.data, [1.0, 2.0], atol=1e-6)


# ---- options, and PyTorch's rule -----------------------------------------------------------------------


def course(p, gradients, rates, momentum=0.0, dampening=0.0, decay=0.0, nesterov=False):
    """v = momentum v - lr (1 - dampening) g, p = p + v; with nesterov, p = p + momentum v - lr g."""
    v = np.zeros_like(p)
    for g, lr in zip(gradients, rates, strict=True):
        g = g + decay * p
        v = momentum * v - lr * (1 - dampening) * g
        p = p + (momentum * v - lr * g if nesterov else v)
    return p


def pytorch(p, gradients, rates, momentum=0.0, dampening=0.0, decay=0.0, nesterov=False):
    """v = momentum v + (1 - dampening) g, p = p - lr v; the first v is g; with nesterov, g + momentum v."""
    v = None
    for g, lr in zip(gradients, rates, strict=True):
        g = g + decay * p
        v = g if v is None else momentum * v + (1 - dampening) * g
        p = p - lr * (g + momentum * v if nesterov else v if momentum else g)
    return p


OPTIONS = {
    "none": {},
    "momentum": {"momentum": 0.9},
    "dampening": {"momentum": 0.9, "dampening": 0.25},
    "decay": {"momentum": 0.5, "weight_decay": 0.5},
    "nesterov": {"momentum": 0.9, "nesterov": True, "weight_decay": 0.125},
    "dampening without momentum": {"dampening": 0.25},
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize(("rule", "formula"), [("course", course), ("pytorch", pytorch)])
@pytest.mark.parametrize("maximize", [False, True])
def test_each_option_of_each_rule_is_its_formula(rule, formula, options, maximize):
    start, rates = np.array([[1.0, -2.0]]), [0.5, 0.25, 0.125]
    gradients = [np.array([[3.0, 0.5]]), np.array([[-1.0, 0.25]]), np.array([[0.5, 7.0]])]
    x = leaf(start)
    optimizer = SGD([x], momentum_rule=rule, maximize=maximize, **options)
    for g, lr in zip(gradients, rates, strict=True):
        optimizer.lr = lr
        step(optimizer, -g if maximize else g)
    settings = {"decay" if name == "weight_decay" else name: value for name, value in options.items()}
    np.testing.assert_allclose(x.data, formula(start, gradients, rates, **settings), rtol=1e-13)


def test_the_rules_agree_at_a_constant_rate_and_part_when_it_changes():
    x, y = leaf([1.0]), leaf([1.0])
    optimizers = SGD([x], 0.5, 0.5), SGD([y], 0.5, 0.5, momentum_rule="pytorch")
    for optimizer in optimizers:
        step(optimizer, [1.0])
        step(optimizer, [1.0])
    assert x.data.tolist() == y.data.tolist() == [-0.25]
    for optimizer in optimizers:
        optimizer.lr = 0.0
        step(optimizer, [1.0])
    assert (x.data.tolist(), y.data.tolist()) == ([-0.625], [-0.25])


def test_by_pytorchs_rule_a_velocity_begins_with_the_first_gradient():
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = SGD([x, y], 0.5, 0.5, momentum_rule="pytorch")
    assert optimizer.momentums == [None, None]
    step(optimizer, [2.0], None)
    assert optimizer.momentums[0].tolist() == [2.0]
    assert optimizer.momentums[1] is None
    x.grad.fill_(9.0)
    assert optimizer.momentums[0].tolist() == [2.0]
    optimizer = SGD([x], 0.5, momentum_rule="pytorch")
    step(optimizer, [2.0])
    assert optimizer.momentums == [None]


@pytest.mark.parametrize("rule", ["course", "pytorch"])
@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("options", [{}, {"weight_decay": 0.1, "momentum": 0.5, "nesterov": True}], ids=str)
def test_options_keep_the_dtype_and_half_precision_is_computed_in_single(rule, dtype, options):
    x = leaf([1.0], dtype)
    optimizer = SGD([x], 1e-5, momentum_rule=rule, **options)
    x.grad = Tensor(np.array([6e4], dtype))
    optimizer.step()
    factor = 1.5 if options else 1.0
    np.testing.assert_allclose(x.data, [1 - 0.6 * factor], rtol=4e-3)
    assert x.dtype == dtype
    assert optimizer.momentums[0] is None or optimizer.momentums[0].dtype == dtype


def test_options_that_are_the_default_by_another_name_give_the_bits_of_the_plain_step():
    rng = np.random.default_rng(8)
    plain = SGD(parameters(np.random.default_rng(9), SHAPES), 0.1, 0.9)
    same = SGD(
        parameters(np.random.default_rng(9), SHAPES),
        0.1,
        0.9,
        0,
        0,
        np.False_,
        momentum_rule=str(b"course", "ascii"),
    )
    for _ in range(3):
        for p, q, g in zip(plain.params, same.params, give(plain, rng), strict=True):
            p.grad, q.grad = Tensor(g), Tensor(g)
        plain.step()
        same.step()
    for p, q in zip(plain.params, same.params, strict=True):
        np.testing.assert_array_equal(p.data, q.data)


BAD_OPTIONS = {
    "a rule that is none": ({"momentum_rule": "nesterov"}, 'momentum_rule "course" or "pytorch"'),
    "no rule": ({"momentum_rule": None}, "momentum_rule"),
    "nesterov without momentum": ({"nesterov": True}, "momentum above 0"),
    "nesterov with dampening": ({"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "dampening 0"),
    "dampening below 0": ({"dampening": -1}, "dampening"),
    "decay that is NaN": ({"weight_decay": np.nan}, "weight_decay"),
    "maximize that is a number": ({"maximize": 1}, "maximize"),
    "nesterov that is a number": ({"nesterov": 1}, "nesterov"),
}


@pytest.mark.parametrize(("options", "message"), BAD_OPTIONS.values(), ids=BAD_OPTIONS)
def test_options_that_make_no_sense_are_refused(options, message):
    with pytest.raises((TypeError, ValueError), match=rf"^SGD expects [^\n]*{message}[^\n]*$"):
        SGD([leaf([1.0])], **options)


# ---- shapes and layouts: always the bits of the formula -----------------------------------------------


class Formula:
    """v = momentum v - lr g, p = p + v, a parameter at a time."""

    def __init__(self, params, lr, momentum):
        self.p, self.lr, self.momentum = [p.data.copy() for p in params], lr, momentum
        self.v = [np.zeros_like(p) for p in self.p]

    def step(self, gradients):
        for p, v, g in zip(self.p, self.v, gradients, strict=True):
            if g is not None:
                v *= self.momentum
                v -= self.lr * g
                p += v

    def agrees_with(self, optimizer):
        ours = [*(p.data for p in optimizer.params), *optimizer.momentums]
        return all(np.array_equal(a, b) for a, b in zip(ours, [*self.p, *self.v], strict=True))


SHAPES = [(7, 5), (5,), (), (1, 9), (9, 1), (0, 3), (2, 3, 4), (257, 300)]


def parameters(rng, shapes, dtype=np.float64, order="C"):
    return [
        Tensor(np.array(rng.normal(size=shape), dtype, order=order), requires_grad=True) for shape in shapes
    ]


def give(optimizer, rng, order="C", without=()):
    """Random gradients, laid out in that order; None to the parameters at the places `without`."""
    gradients = []
    for i, p in enumerate(optimizer.params):
        g = None if i in without else np.array(rng.normal(size=p.shape), p.dtype, order=order)
        p.grad = None if g is None else Tensor(g)
        gradients.append(g)
    return gradients


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("orders", ["CC", "FF", "CF", "FC"])
def test_a_step_gives_the_bits_of_the_formula_in_every_shape_and_layout(dtype, orders):
    rng = np.random.default_rng(0)
    optimizer = SGD(parameters(rng, SHAPES, dtype, orders[0]), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for step in range(4):
        optimizer.lr = truth.lr = 0.1 / (1 + step)
        truth.step(give(optimizer, rng, orders[1]))
        optimizer.step()
        assert truth.agrees_with(optimizer)


@pytest.mark.parametrize("without", [(0,), (7,), (1, 2), range(8)], ids=str)
def test_parameters_without_gradient_rest_among_others_that_do_not(without):
    rng = np.random.default_rng(1)
    optimizer = SGD(parameters(rng, SHAPES), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for resting in ((), without, (), without):
        truth.step(give(optimizer, rng, without=resting))
        optimizer.step()
        assert truth.agrees_with(optimizer)


@pytest.mark.parametrize("shape", [(7, 5), (257, 300)], ids=str)
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_velocity_that_a_user_put_in_is_used(shape, order):
    rng = np.random.default_rng(2)
    optimizer = SGD(parameters(rng, [shape, (3,), shape]), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for step in range(3):
        truth.step(give(optimizer, rng))
        optimizer.step()
        assert truth.agrees_with(optimizer)
        given = rng.normal(size=shape)
        optimizer.momentums[step] = np.array(given, order=order) if step != 1 else np.ones(3)
        truth.v[step][...] = given if step != 1 else 1


@pytest.mark.parametrize("shape", [(7, 5), (257, 300)], ids=str)
@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_data_that_a_user_put_in_is_used_in_any_layout(shape, order, dtype):
    rng = np.random.default_rng(3)
    optimizer = SGD(parameters(rng, [shape, (3,)]), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for _ in range(3):
        given = rng.normal(size=shape).astype(dtype).copy(order)
        optimizer.params[0].data = given
        truth.p[0], truth.v[0] = given.copy(), truth.v[0].astype(dtype)
        truth.step(give(optimizer, rng, order))
        optimizer.step()
        assert truth.agrees_with(optimizer)
        assert optimizer.params[0].dtype == dtype


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("sizes", [(6, 5), (300, 271)], ids=str)
def test_a_weight_in_any_layout_is_trained_alike(order, sizes):
    rng, (n_in, n_out) = np.random.default_rng(4), sizes
    layer = nn.Linear(n_in, n_out).double()
    layer.weight = Tensor(layer.weight.data.copy(order), requires_grad=True, is_parameter=True)
    optimizer = SGD(layer.parameters(), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    for _ in range(3):
        optimizer.zero_grad()
        (layer(Tensor(rng.normal(size=(4, n_in)))) ** 2).sum().backward()
        truth.step([p.grad.data for p in optimizer.params])
        optimizer.step()
        assert truth.agrees_with(optimizer)


def test_a_copy_of_an_optimizer_steps_by_itself():
    rng = np.random.default_rng(5)
    optimizer = SGD(parameters(rng, SHAPES), lr=0.1, momentum=0.9)
    truth = Formula(optimizer.params, 0.1, 0.9)
    truth.step(give(optimizer, rng))
    optimizer.step()
    twin = copy.deepcopy(optimizer)
    before = [p.data.copy() for p in twin.params]
    for one in (optimizer, twin):
        gradients = give(one, np.random.default_rng(6))
        one.step()
    truth.step(gradients)
    assert truth.agrees_with(optimizer)
    assert truth.agrees_with(twin)
    assert not all(np.array_equal(a, p.data) for a, p in zip(before, twin.params, strict=True))


def test_parameters_may_be_put_in_another_order_with_their_velocities():
    rng = np.random.default_rng(7)
    optimizer = SGD(parameters(rng, [(3,), (3,)]), lr=0.1, momentum=0.9)
    optimizer.params.reverse()
    optimizer.momentums.reverse()
    truth = Formula(optimizer.params, 0.1, 0.9)
    for _ in range(2):
        truth.step(give(optimizer, rng))
        optimizer.step()
    assert truth.agrees_with(optimizer)
