"""Adam, AdamW, RMSprop and Adagrad: the papers' formulas, awkward dtypes, and steps that cannot be taken."""

import numpy as np
import pytest

from mytorch import nn
from mytorch.optim import Adagrad, Adam, AdamW, RMSprop
from mytorch.optim.adam import Adam as BonusAdam
from mytorch.tensor import Tensor


def leaf(values, dtype=float):
    return Tensor(np.array(values, dtype), requires_grad=True)


def step(optimizer, *gradients):
    for p, g in zip(optimizer.params, gradients, strict=True):
        p.grad = None if g is None else Tensor(np.asarray(g, p.dtype))
    optimizer.step()


# ---- the formulas ------------------------------------------------------------------------------------


def adam(p, gradients, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8, decay=0.0, decoupled=False, largest=False):
    """Algorithm 1 of Kingma and Ba; lines 6 and 12 of algorithm 2 of Loshchilov and Hutter; AMSGrad."""
    m = v = v_max = 0.0
    for t, g in enumerate(gradients, 1):
        if decoupled:
            p = p - lr * decay * p
        else:
            g = g + decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        v_max = np.maximum(v_max, v)
        p = p - lr * (m / (1 - beta1**t)) / (np.sqrt((v_max if largest else v) / (1 - beta2**t)) + eps)
    return p


def rmsprop(p, gradients, lr=0.1, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
    """Hinton's slide 29; Graves' equations 38 to 41, with the lr outside."""
    v = m = b = 0.0
    for g in gradients:
        v = alpha * v + (1 - alpha) * g**2
        m = alpha * m + (1 - alpha) * g
        b = momentum * b + g / (np.sqrt(v - centered * m**2) + eps)
        p = p - lr * b
    return p


def adagrad(p, gradients, lr=0.1, decay=0.0, start=0.0, eps=1e-10):
    """Duchi et al., the diagonal case."""
    s = start
    for t, g in enumerate(gradients, 1):
        s = s + g**2
        p = p - lr / (1 + (t - 1) * decay) * g / (np.sqrt(s) + eps)
    return p


FORMULAS = {
    "Adam": (lambda p: Adam(p, 0.1), adam, {}),
    "Adam, betas": (
        lambda p: Adam(p, 0.1, (0.5, 0.7), 0.01),
        adam,
        {"beta1": 0.5, "beta2": 0.7, "eps": 0.01},
    ),
    "Adam, decay": (lambda p: Adam(p, 0.1, weight_decay=0.3), adam, {"decay": 0.3}),
    "Adam, amsgrad": (
        lambda p: Adam(p, 0.1, (0.5, 0.5), amsgrad=True),
        adam,
        {"beta1": 0.5, "beta2": 0.5, "largest": True},
    ),
    "AdamW": (lambda p: AdamW(p, 0.1, weight_decay=0.3), adam, {"decay": 0.3, "decoupled": True}),
    "AdamW, default": (lambda p: AdamW(p, 0.1), adam, {"decay": 0.01, "decoupled": True}),
    "RMSprop": (lambda p: RMSprop(p, 0.1), rmsprop, {}),
    "RMSprop, momentum": (
        lambda p: RMSprop(p, 0.1, 0.5, momentum=0.9),
        rmsprop,
        {"alpha": 0.5, "momentum": 0.9},
    ),
    "RMSprop, centered": (
        lambda p: RMSprop(p, 0.1, eps=0.1, centered=True),
        rmsprop,
        {"eps": 0.1, "centered": True},
    ),
    "Adagrad": (lambda p: Adagrad(p, 0.1), adagrad, {}),
    "Adagrad, all": (
        lambda p: Adagrad(p, 0.1, 0.2, 0.0, 0.5, 0.01),
        adagrad,
        {"decay": 0.2, "start": 0.5, "eps": 0.01},
    ),
}
START = np.array([[1.0, -2.0, 0.5]])
GRADIENTS = [np.array([[3.0, 0.1, 0.0]]), np.array([[-1.0, 0.2, 0.0]]), np.array([[0.5, -7.0, 1e-6]])]


@pytest.mark.parametrize(("make", "formula", "settings"), FORMULAS.values(), ids=FORMULAS)
def test_steps_are_those_of_the_paper(make, formula, settings):
    x = leaf(START)
    optimizer = make([x])
    for g in GRADIENTS:
        step(optimizer, g)
    np.testing.assert_allclose(x.data, formula(START, GRADIENTS, **settings), rtol=1e-12, atol=1e-14)


def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient_is():
    x = leaf([0.0, 0.0, 0.0])
    step(Adam([x], lr=0.5), [1e-3, -1.0, 1e6])
    np.testing.assert_allclose(x.data, [-0.5, 0.5, -0.5], rtol=1e-4)


def test_the_bonus_of_the_homework_finds_its_name_and_signature():
    optimizer = BonusAdam(iter([leaf(1.0)]), 0.01, (0.8, 0.9), 1e-6)
    assert (optimizer.lr, optimizer.betas, optimizer.eps) == (0.01, (0.8, 0.9), 1e-6)


KINDS = {
    "Adam": lambda p, **o: Adam(p, 0.1, **o),
    "Adam, amsgrad": lambda p, **o: Adam(p, 0.1, amsgrad=True, **o),
    "AdamW": lambda p, **o: AdamW(p, 0.1, **o),
    "RMSprop": lambda p, **o: RMSprop(p, 0.1, momentum=0.5, centered=True, **o),
    "Adagrad": lambda p, **o: Adagrad(p, 0.1, **o),
}
each = pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)


@each
def test_maximize_goes_up_as_far_as_a_step_would_go_down(make):
    down, up = leaf([[0.0, 0.0]]), leaf([[0.0, 0.0]])
    for x, maximize in ((down, False), (up, True)):
        optimizer = make([x], maximize=maximize, weight_decay=0.0)
        for g in GRADIENTS:
            step(optimizer, g[:, :2])
    np.testing.assert_array_equal(up.data, -down.data)
    assert np.all(down.data[:, 0] != 0)


# ---- dtypes ------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_is_kept_and_half_precision_is_computed_in_single(make, dtype):
    x, truth = leaf([1.0, 2.0], dtype), leaf([1.0, 2.0])
    ours, exact = make([x]), make([truth])
    for g in ([1e-4, 3.0], [1e-4, -2.0], [2e-4, 1.0]):  # the square of 1e-4 is 0 in float16
        step(ours, np.array(g, dtype))
        step(exact, np.array(g, dtype))
    assert x.dtype == dtype
    np.testing.assert_allclose(
        x.data, truth.data, rtol=4 * float(np.finfo(dtype).eps), atol=1e-3 * (dtype == np.float16)
    )
    arrays = [array for array in ours.state[x].values() if isinstance(array, np.ndarray)]
    assert {array.dtype for array in arrays} == {np.dtype(np.result_type(dtype, np.float32))}


@each
def test_a_model_may_be_converted_after_its_optimizer_was_made(make):
    model = nn.Linear(2, 1).float()
    optimizer = make(model.parameters())
    for convert in (model.double, model.float, lambda: model.to(np.float16)):
        (model(Tensor(np.ones((1, 2), model.weight.dtype))) ** 2).sum().backward()
        optimizer.step()
        convert()
        optimizer.zero_grad()
    (model(Tensor(np.ones((1, 2), np.float16))) ** 2).sum().backward()
    optimizer.step()
    assert model.weight.dtype == np.float16
    assert np.isfinite(model.weight.data).all()


@each
def test_a_parameter_without_gradient_and_its_state_rest(make):
    x, y = leaf([1.0]), leaf([1.0])
    optimizer = make([x, y])
    step(optimizer, [1.0], [1.0])
    before = y.data.tolist(), repr(optimizer.state[y])
    step(optimizer, [1.0], None)
    assert (y.data.tolist(), repr(optimizer.state[y])) == before
    assert (optimizer.state[x]["step"], optimizer.state[y]["step"]) == (2, 1)


@each
def test_the_same_array_is_changed_and_a_node_notices(make):
    x = leaf([1.0, 2.0])
    array, z = x.data, (x * x).sum()
    g = Tensor([3.0, 4.0])
    x.grad = g
    make([x], weight_decay=0.1).step()
    assert x.data is array
    assert g.data.tolist() == [3.0, 4.0]
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


@each
def test_a_node_notices_a_step_also_where_nobody_else_holds_the_array(make):
    x = leaf([1.0, 2.0])
    z = (x * x).sum()
    step(make([x]), [3.0, 4.0])
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


@each
def test_a_state_that_is_read_only_is_copied(make):
    x, y = leaf([1.0]), leaf([1.0])
    optimizers = make([x]), make([y])
    for optimizer in optimizers:
        step(optimizer, [1.0])
    for array in optimizers[0].state[x].values():
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    for optimizer in optimizers:
        step(optimizer, [2.0])
    assert x.data.tolist() == y.data.tolist()


@each
def test_numbers_that_overflow_are_inf_or_nan_and_stop_nothing_halfway(make):
    x, y = leaf([1.0]), leaf([1.0])
    with np.errstate(all="raise"):
        step(make([x, y]), [1e200], [1.0])
    assert y.data.tolist() != [1.0]


@each
def test_an_empty_and_a_0_d_parameter_are_taken(make):
    x, y = leaf(np.zeros((0, 3))), leaf(2.0)
    optimizer = make([x, y])
    for _ in range(2):
        step(optimizer, np.zeros((0, 3)), 1.0)
    assert (x.shape, y.shape, type(y.data)) == ((0, 3), (), np.ndarray)
    assert y.item() < 2


@pytest.mark.parametrize(
    ("make", "rate"),
    [(Adam, 0.1), (AdamW, 0.1), (RMSprop, 0.05), (Adagrad, 0.9)],
    ids=["Adam", "AdamW", "RMSprop", "Adagrad"],
)
def test_it_finds_the_bottom_of_a_long_valley(make, rate):
    x = leaf([5.0, -3.0])
    optimizer = make([x], lr=rate)
    for t in range(400):
        optimizer.lr = rate * (1 - t / 400)
        optimizer.zero_grad()
        ((x * Tensor([1.0, 30.0])) ** 2).sum().backward()
        optimizer.step()
    np.testing.assert_allclose(x.data, [0.0, 0.0], atol=0.05)


# ---- all or nothing ----------------------------------------------------------------------------------


BAD_SETTINGS = {
    "nan": np.nan,
    "inf": np.inf,
    "below 0": -0.1,
    "a string": "0.1",
    "None": None,
    "an array": np.ones(2),
}
NUMBERS = {
    Adam: ("lr", "eps", "weight_decay"),
    AdamW: ("lr", "eps", "weight_decay"),
    RMSprop: ("lr", "alpha", "eps", "weight_decay", "momentum"),
    Adagrad: ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"),
}


@pytest.mark.parametrize("value", BAD_SETTINGS.values(), ids=BAD_SETTINGS)
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in NUMBERS for name in NUMBERS[kind]])
def test_a_setting_that_is_no_number_is_refused_when_given_and_when_assigned(kind, name, value):
    message = rf"^{kind.__name__} expects [^\n]*{name}[^\n]*got [^\n]*$"
    with pytest.raises((TypeError, ValueError), match=message):
        kind([leaf([1.0])], **{name: value})
    x, y = leaf([1.0]), leaf([2.0])
    optimizer = kind([{"params": [x]}, {"params": [y]}])
    step(optimizer, [1.0], [1.0])
    before = x.data.tolist(), repr(optimizer.state)
    optimizer.param_groups[1][name] = value
    with pytest.raises((TypeError, ValueError), match=message):
        optimizer.step()
    assert (x.data.tolist(), repr(optimizer.state)) == before


@pytest.mark.parametrize(
    "betas", [0.9, (0.9,), (0.9, 1.0), (-0.1, 0.9), ("a", 0.9), (0.9, np.nan), None, "ab"], ids=str
)
def test_betas_that_are_none_are_refused(betas):
    with pytest.raises((TypeError, ValueError), match=r"^Adam expects [^\n]*betas[^\n]*$"):
        Adam([leaf(1.0)], betas=betas)


FLAGS = [
    (Adam, "amsgrad"),
    (Adam, "maximize"),
    (RMSprop, "centered"),
    (RMSprop, "maximize"),
    (Adagrad, "maximize"),
]


@pytest.mark.parametrize(("kind", "name"), FLAGS)
def test_a_flag_is_true_or_false(kind, name):
    with pytest.raises(TypeError, match=f"{kind.__name__} expects True or False for {name}"):
        kind([leaf(1.0)], **{name: 1})


def last_state(change):
    def spoil(optimizer):
        state = optimizer.state[optimizer.params[1]]
        change(state, next(name for name in state if name != "step"))

    return spoil


def read_only(optimizer):
    optimizer.params[1].array.flags.writeable = False


SPOILT = {
    "a parameter of another shape": lambda o: setattr(o.params[1], "data", np.ones((3, 1))),
    "a read-only parameter": read_only,
    "a state of another shape": last_state(lambda s, name: s.update({name: np.ones(5)})),
    "a state that is a list": last_state(lambda s, name: s.update({name: [[1.0], [2.0]]})),
    "a complex state": last_state(lambda s, name: s.update({name: np.ones((2, 1), complex)})),
    "a count that is none": last_state(lambda s, name: s.update(step="two")),
    "a count below 0": last_state(lambda s, name: s.update(step=-1)),
    "no dict": lambda o: o.state.update({o.params[1]: [1]}),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
@each
def test_a_step_that_cannot_be_taken_whole_changes_nothing(make, spoil):
    x, y = leaf([1.0, 2.0]), leaf([[3.0], [4.0]])
    optimizer = make([x, y])
    step(optimizer, [1.0, 2.0], [[3.0], [5.0]])
    spoil(optimizer)
    before = x.data.tolist(), repr(optimizer.state)
    with pytest.raises(ValueError) as caught:
        optimizer.step()
    assert "\n" not in str(caught.value)
    assert (x.data.tolist(), repr(optimizer.state)) == before


@each
def test_a_state_that_a_user_put_in_is_used_and_one_that_is_missing_begins(make):
    x = leaf([1.0, 2.0])
    optimizer = make([x])
    step(optimizer, [1.0, 1.0])
    name = next(name for name in optimizer.state[x] if name != "step")
    optimizer.state[x][name] = np.full(2, 4, np.float32)
    step(optimizer, [0.0, 0.0])
    assert optimizer.state[x][name].dtype == np.float64
    assert optimizer.state[x][name][0] > 1
    del optimizer.state[x]
    step(optimizer, [1.0, 1.0])
    assert optimizer.state[x]["step"] == 1
