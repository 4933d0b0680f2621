"""A tensor changed in place after an op saved it: an error that says so, never a wrong gradient."""

import re
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mytorch
from hw1.places import ROOT
from mytorch import nn, no_grad
from mytorch.autograd_engine import Function
from mytorch.nn import functional as F
from mytorch.nn.linear import Linear
from mytorch.optim.sgd import SGD
from mytorch.tensor import Tensor


def leaf(*values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


class CourseSquare(Function):
    """x², in the course's form: it saves the Tensor, not the array."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return Tensor(x.data**2)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return Tensor(2 * x.data * g.data)


SQUARES = [
    pytest.param(lambda x: x * x, id="Mul"),
    pytest.param(lambda x: x**2, id="Pow"),
    pytest.param(lambda x: (x.reshape(1, -1) @ x.reshape(-1, 1)).sum(), id="MatMul-of-copies"),
    pytest.param(CourseSquare.apply, id="a-user's-Function"),
]
# Every one of them saves x itself; so does the derivative of each need what x was.
SAVERS = [SQUARES[0], SQUARES[1], SQUARES[3]]


def assign_elements(x):
    x[0] = 9.0


def assign_all(x):
    x[...] = np.array([9.0, 9.0])


def assign_through_data(x):
    x.data[...] = 9.0


def assign_one_through_data(x):
    x.data[1] = 9.0


def add_to_data(x):
    x.data += 1


def add_without_recording(x):
    with no_grad():
        x += 1


def multiply_without_recording(x):
    with no_grad():
        x *= 3


def step(x):
    x.grad = Tensor([1.0, 1.0])
    SGD([x], lr=1.0).step()


CHANGES = [
    pytest.param(lambda x: x.fill_(9.0), id="fill_"),
    pytest.param(assign_elements, id="x[0] ="),
    pytest.param(assign_all, id="x[...] ="),
    pytest.param(assign_through_data, id="x.data[...] ="),
    pytest.param(assign_one_through_data, id="x.data[1] ="),
    pytest.param(add_to_data, id="x.data += 1"),
    pytest.param(lambda x: x.data.fill(9.0), id="x.data.fill"),
    pytest.param(lambda x: x.data.reshape(2, 1)[1:].fill(9.0), id="a view of a view of x.data"),
    pytest.param(lambda x: np.multiply(x.data, 3, out=x.data), id="out=x.data"),
    pytest.param(no_grad()(lambda x: np.copyto(x.numpy(), 9.0)), id="x.numpy()"),
    pytest.param(lambda x: memoryview(x.data).__setitem__(0, 9.0), id="a memoryview"),
    pytest.param(add_without_recording, id="x += 1 under no_grad"),
    pytest.param(multiply_without_recording, id="x *= 3 under no_grad"),
    pytest.param(step, id="optimizer.step"),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("square", SAVERS)
def test_a_change_after_an_op_saved_the_tensor_is_refused(square, change):
    x, other = leaf(1.0, 2.0), leaf(1.0, 1.0)
    z = square(x) + other
    change(x)
    before = x.grad
    with pytest.raises(RuntimeError, match=r"in place.*(copy|after backward)"):
        z.backward()
    assert other.grad is None  # nothing was stored on the way
    assert x.grad is before


def assign_data(x):
    x.data = np.array([9.0, 9.0])


def swap_data(x):
    y = Tensor([9.0, 9.0])
    x.data, y.data = y.data, x.data
    assert (x.data == 9).all()


def swap_and_write(x):
    old, x.data = x.data, np.array([9.0, 9.0])
    old[...] = 7.0


def write_and_assign(x):
    x.data[...] *= 1.25
    x.data = np.array([9.0, 9.0])


def fill_and_assign(x):
    x.fill_(7.0)
    x.data = np.array([9.0, 9.0])


def hold_and_assign(x):
    old = x.data
    x.data = np.array([9.0, 9.0])
    old[...] = 7.0


def is_right_or_refused(z, x, slope):
    try:
        z.backward()
    except RuntimeError as error:
        assert re.search(r"in place.*(copy|after backward)", str(error))  # noqa: PT017 (either will do)
        assert x.grad is None
        return "refused"
    np.testing.assert_allclose(x.grad.data, slope)
    return "right"


@pytest.mark.parametrize(
    "change",
    [assign_data, swap_data, swap_and_write, write_and_assign, fill_and_assign, hold_and_assign],
)
@pytest.mark.parametrize("square", SAVERS)
def test_after_another_array_took_the_place_of_a_saved_one_the_gradient_is_right_or_refused(square, change):
    x = leaf(1.0, 2.0)
    z = square(x)
    change(x)
    what = is_right_or_refused(z, x, [2.0, 4.0])
    if change is assign_data and square != CourseSquare.apply:
        assert what == "right"
    if change in (swap_and_write, write_and_assign, fill_and_assign, hold_and_assign):
        assert what == "refused"


@pytest.mark.parametrize("square", SAVERS)
def test_a_result_that_is_changed_in_place_after_it_was_saved_gives_the_right_gradient_or_none(square):
    for hold in (False, True):
        x = leaf(1.0, 2.0)
        h = x * 2.0
        held = h.data if hold else None
        z = square(h)
        h += 1.0
        if hold:
            held[...] = 9.0
        what = is_right_or_refused(z, x, [8.0, 16.0])
        assert what == "refused" or not hold


IN_PLACE = {  # with h = 2x, x = [1, 2]: the change, and h dh/dx afterwards
    "+=": (lambda h: h.__iadd__(1.0), [6.0, 10.0]),
    "-=": (lambda h: h.__isub__(1.0), [2.0, 6.0]),
    "*=": (lambda h: h.__imul__(h), [32.0, 256.0]),
    "/=": (lambda h: h.__itruediv__(2.0), [1.0, 2.0]),
    "**=": (lambda h: h.__ipow__(2.0), [32.0, 256.0]),
    "@=": (lambda h: h.__imatmul__(2 * np.eye(2)), [16.0, 32.0]),
}


@pytest.mark.parametrize(("change", "slope"), IN_PLACE.values(), ids=IN_PLACE)
def test_whoever_else_holds_a_result_sees_it_changed_in_place(change, slope):
    x = leaf(1.0, 2.0)
    h = x * 2.0
    other = h
    assert change(h) is h
    (other * other / 2).backward()
    np.testing.assert_allclose(x.grad.data, slope)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("square", SQUARES)
def test_a_change_before_the_op_is_no_concern_of_its(square, change):
    x = leaf(1.0, 2.0)
    change(x)
    x.grad = None
    x.data  # noqa: B018 (a read, on purpose)
    square(x).backward()
    np.testing.assert_allclose(x.grad.data, 2 * x.data)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_backward_is_nobody_s_concern(change):
    x = leaf(1.0, 2.0)
    (x * x).backward()
    assert x.grad.data.tolist() == [2.0, 4.0]
    change(x)
    x.grad = None
    (x * x).backward()
    np.testing.assert_allclose(x.grad.data, 2 * x.data)


@pytest.mark.parametrize("change", CHANGES)
def test_a_tensor_that_was_not_saved_may_change(change):
    x = leaf(1.0, 2.0)
    z = -(x + 3.0) - x + x.exp() * 0.0 + x.detach()
    change(x)
    x.grad = None
    z.backward()
    np.testing.assert_allclose(x.grad.data, [-2.0, -2.0])


@pytest.mark.parametrize("change", [c for c in CHANGES if not c.id.startswith(("optimizer", "x["))])
@pytest.mark.parametrize(
    ("make", "slope"),
    [
        pytest.param(lambda x: x.exp(), np.exp, id="exp"),
        pytest.param(lambda x: x.sqrt(), lambda x: 0.5 / np.sqrt(x), id="sqrt"),
        pytest.param(F.sigmoid, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2, id="sigmoid"),
        pytest.param(F.tanh, lambda x: 1 - np.tanh(x) ** 2, id="tanh"),
        pytest.param(F.relu, np.ones_like, id="relu"),
        pytest.param(CourseSquare.apply, lambda x: 2 * x, id="a-user's-Function"),
    ],
)
def test_the_output_of_an_op_is_the_user_s_to_change(make, slope, change):
    x = leaf(1.0, 2.0)
    y = make(x)
    z = y + 0.0
    change(y)
    z.backward()
    np.testing.assert_allclose(x.grad.data, slope(x.data))


@pytest.mark.parametrize("change", CHANGES)
def test_a_constant_that_was_saved_is_watched_as_well(change):
    x, c = leaf(1.0, 2.0), Tensor([3.0, 4.0])
    z = x * c
    change(c) if change is not step else c.fill_(0.0)
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


def test_an_intermediate_that_was_saved_is_watched_as_well():
    x = leaf(1.0, 2.0)
    y = x + 1.0
    z = y * y
    y.fill_(9.0)
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()
    assert x.grad is None


@pytest.mark.parametrize("square", SAVERS)
@pytest.mark.parametrize(
    "hold",
    [
        pytest.param(lambda x: x.data, id="data"),
        pytest.param(no_grad()(lambda x: x.numpy()), id="numpy()"),
        pytest.param(lambda x: x.data[:1], id="a view"),
        pytest.param(lambda x: x.data[::-1], id="a reversed view"),
        pytest.param(lambda x: memoryview(x.data), id="a memoryview"),
    ],
)
@pytest.mark.parametrize("early", [True, False], ids=["taken before the op", "taken after the op"])
def test_an_array_that_is_still_held_is_watched(square, hold, early):
    x = leaf(1.0, 2.0)
    held = hold(x) if early else None
    z = square(x)
    held = held if early else hold(x)
    z.backward(retain_graph=True)  # holding and reading it is allowed
    assert x.grad.data.tolist() == [2.0, 4.0]
    held[0] = 7.0
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()
    assert x.grad.data.tolist() == [2.0, 4.0]


def test_an_op_after_a_change_through_a_held_array_has_the_new_gradient_and_the_op_before_it_none():
    x = leaf(1.0, 2.0)
    held = x.data
    before = x * x
    held[0] = 5.0
    after = x * x
    after.backward()
    assert x.grad.data.tolist() == [10.0, 4.0]
    with pytest.raises(RuntimeError, match="in place"):
        before.backward()


def test_reading_data_does_not_stop_backward():
    x = leaf(1.0, 2.0)
    seen = [x.data, x.data[:1]]
    z = x * x
    with no_grad():
        seen += [x.data.copy(), z.data, x.data * 2, np.asarray(x), x.numpy()]
    total = z.data.sum() + float(z.data[0]) + x.data.max()
    z.backward()
    assert total == 8.0
    assert x.grad.data.tolist() == [2.0, 4.0]
    assert len(seen) == 7


def test_a_not_a_number_that_stays_is_not_a_change():
    x = leaf(np.nan, 2.0)
    held = x.data
    z = x * x
    z.backward()
    assert np.isnan(held[0])
    assert x.grad.data[1] == 4.0


def test_loading_a_state_between_forward_and_backward_is_refused():
    model = Linear(2, 3)
    x = Tensor(np.ones((4, 2)), requires_grad=True)
    z = model(x)
    model.load_state_dict({"weight": np.zeros((3, 2)), "bias": np.zeros(3)})
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


@pytest.mark.parametrize(
    ("make", "constant"),
    [
        pytest.param(lambda x, c: x * c, [3.0, 4.0], id="x * array"),
        pytest.param(lambda x, c: c * x, [3.0, 4.0], id="array * x"),
        pytest.param(lambda x, c: x / c, [3.0, 4.0], id="x / array"),
        pytest.param(lambda x, c: x**c, [3.0, 4.0], id="x ** array"),
        pytest.param(lambda x, c: x @ c, [3.0, 4.0], id="x @ array"),
        pytest.param(lambda x, c: x[c], [0, 0], id="x[array]"),
        pytest.param(lambda x, c: x[c], [True, False], id="x[mask]"),
        pytest.param(lambda x, c: F.cross_entropy(x.reshape(2, 1) @ np.ones((1, 2)), c), [0, 1], id="labels"),
    ],
)
@pytest.mark.parametrize("wrap", [np.array, Tensor], ids=["an array", "a tensor"])
def test_a_constant_changed_after_the_op_never_gives_a_wrong_gradient(make, constant, wrap):
    x = leaf(1.5, 2.5)
    make(x, np.array(constant)).backward()
    right, x.grad = x.grad.data.copy(), None
    given = wrap(constant)
    z = make(x, given)
    given[...] = np.roll(constant, 1) if constant[0] != constant[1] else 1
    try:
        z.backward()
    except RuntimeError as error:
        assert "in place" in str(error)  # noqa: PT017 (a refusal is as good as the right gradient)
    else:
        assert x.grad.data.tolist() == right.tolist()


FRESH = """
from mytorch.tensor import Tensor
x = Tensor([1.0, 2.0], requires_grad=True)
z = x * x
x.fill_(5.0)
try:
    z.backward()
except RuntimeError as error:
    print(error)
"""


def test_the_first_change_of_a_process_is_noticed():
    run = subprocess.run([sys.executable, "-c", FRESH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "in place" in run.stdout


def test_a_view_of_a_tensor_that_does_not_own_its_array_is_watched():
    x, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    (x * np.ones((3, 2))).backward()
    c = x.grad  # summed over rows, and reshaped
    held = c.data[:1]
    z = y * c
    held[0] = 9.0
    with pytest.raises(RuntimeError, match="in place"):
        z.backward()


@pytest.mark.parametrize("method", ["complex", "central"])
@pytest.mark.parametrize("hold", [lambda x: x.data, lambda x: None], ids=["held", "not held"])
def test_gradcheck_is_no_change_and_hides_none(hold, method):
    x = leaf(1.0, 2.0)
    held = hold(x)
    before = x * x
    mytorch.gradcheck(lambda x: x * x, x, method=method)
    before.backward(retain_graph=True)
    assert x.grad.data.tolist() == [2.0, 4.0]
    after = x * x
    held = x.data if held is None else held
    held[0] = 9.0
    for z in (before, after):
        with pytest.raises(RuntimeError, match="in place"):
            z.backward()


ACTIONS = ["hold", "drop", "write", "fill_", "assign", "read", "op", "course op", "backward"]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(ACTIONS), min_size=2, max_size=14))
def test_in_any_order_of_events_a_gradient_is_right_or_refused_for_a_reason(actions):
    x = leaf(1.0, 2.0)
    held, waiting, changed, value = None, None, False, 2.0
    for action in [*actions, "backward"]:
        value += 1.0
        if action == "hold":
            held = x.data
        elif action == "drop":
            held = None
        elif action == "read":
            assert x.data.shape == (2,)
        elif action in ("op", "course op"):
            waiting = (x * x if action == "op" else CourseSquare.apply(x)), 2 * x.detach().data
            changed = False
        elif action == "backward" and waiting is not None:
            z, gradient = waiting
            waiting, x.grad = None, None
            try:
                z.backward()
            except RuntimeError:
                assert changed  # noqa: PT017
            else:
                assert not changed
                assert x.grad.data.tolist() == gradient.tolist()
        elif action in ("write", "fill_", "assign"):
            changed = True
            if action == "fill_":
                x.fill_(value)
            elif action == "assign":
                x[1] = value
            elif held is not None:
                held[0] = value
            else:
                x.data[0] = value


# ---- through arrays that somebody holds: large ones, results, views --------------------------------------

SHAPE = (91, 131)


def squared(x):
    return (x * x).sum()


def refused():
    return pytest.raises(RuntimeError, match="was changed in place")


WAYS_TO_HOLD = {
    "a name": lambda x: x,
    "a view": lambda x: x[1:],
    "a view of a view": lambda x: x.T[2:][:, 1:],
    "a transposed view": lambda x: x.T,
    "another dtype": lambda x: x.view(np.int64),
    "a memoryview": memoryview,
    "an array of its interface": lambda x: np.asarray(Interface(x)),
    "strided by hand": lambda x: np.lib.stride_tricks.as_strided(x, (2, 2)),
    "dlpack": lambda x: np.from_dlpack(x),
    "its base": lambda x: x if x.base is None else x.base,
}


class Interface:
    """As another library shows an array."""

    def __init__(self, x):
        self.x, self.__array_interface__ = x, x.__array_interface__


@pytest.mark.parametrize("owner", [True, False], ids=["an array of its own", "a view that nobody else holds"])
@pytest.mark.parametrize("way", WAYS_TO_HOLD)
def test_a_change_through_whatever_holds_the_array_is_refused(way, owner):
    x = Tensor.of(np.ones(SHAPE) if owner else np.ones(SHAPE[::-1]).T)
    x.requires_grad = True
    held = np.asarray(WAYS_TO_HOLD[way](x.data))
    if not held.flags.writeable:  # what NumPy before 2.1 takes by DLPack: nobody can change it
        assert (way, np.__version__ < "2.1") == ("dlpack", True)
        return
    z = squared(x)
    held[...] = 0
    with refused():
        z.backward()


def test_a_change_of_a_result_is_refused():
    layer, x = nn.Linear(SHAPE[1], 200).double(), Tensor(np.ones(SHAPE), requires_grad=True)
    y = layer(x)
    held, z = y.data, y * y
    held[0, 0] = 5
    with refused():
        z.sum().backward()


@pytest.mark.parametrize("make", [np.ones, lambda n: np.ones(n).T], ids=["an array", "a view"])
def test_a_tensor_that_nobody_holds_is_watched_no_more(make):
    x = Tensor.of(make(SHAPE))
    held = x.data
    squared(x)
    assert x.guard.handed_out
    assert x.guard.witness is not None
    del held
    squared(x)
    assert not x.guard.handed_out
    assert x.guard.witness is None


def test_the_watch_goes_on_when_the_thread_that_made_the_tensor_is_gone():
    box = []
    thread = threading.Thread(target=lambda: box.append(Tensor(np.ones(SHAPE), requires_grad=True)))
    thread.start()
    thread.join()
    (x,) = box
    held = x.data
    z = squared(x)
    held[0, 0] = 5
    with refused():
        z.backward()


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_leaf_that_became_a_result_gets_no_gradient(create_graph):
    """Its gradient would land in the `.grad` of a result; PyTorch refuses this, too."""
    w, y = leaf(1.0, 2.0), leaf(3.0, 4.0)
    z = (w * 2).sum()
    w.requires_grad = False
    w += y
    with pytest.raises(RuntimeError, match="in place after Mul (used|saved) it"):
        z.backward(create_graph=create_graph)
    assert w.grad is None
    assert y.grad is None
