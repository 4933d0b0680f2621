"""The pool: what somebody holds is left alone, what nobody holds is used again."""

import pickle
import threading
import tracemalloc

import numpy as np
import pytest

from mytorch import memory, nn, no_grad, optim
from mytorch.autograd_engine import ContextManager
from mytorch.memory import empty, empty_like
from mytorch.nn import functional as F
from mytorch.tensor import Tensor

SHAPE, FLOAT64 = (91, 131), np.dtype(np.float64)  # 93 KB, and a shape that no other test asks for
MOST_FRESH = 128 * 1024  # bytes

WAYS_TO_HOLD = {
    "a name": lambda x: x,
    "a view": lambda x: x[1:],
    "a view of a view": lambda x: x.T[2:][:, 1:],
    "a transposed view": lambda x: x.T,
    "another shape": lambda x: x.reshape(-1),
    "another dtype": lambda x: x.view(np.int64),
    "a subclass": lambda x: x.view(np.ma.MaskedArray),
    "a list": lambda x: [[x]],
    "a closure": lambda x: lambda: x,
    "an iterator": lambda x: x.flat,
    "a memoryview": memoryview,
    "a memoryview of a view": lambda x: memoryview(x[3:])[1:],
    "an array of the buffer": lambda x: np.frombuffer(x),
    "an array of its interface": lambda x: np.asarray(Interface(x)),
    "strided by hand": lambda x: np.lib.stride_tricks.as_strided(x, (2, 2)),
    "dlpack": lambda x: np.from_dlpack(x),
    "its base": lambda x: x.base,
}


class Interface:
    """As another library shows an array."""

    def __init__(self, x):
        self.x, self.__array_interface__ = x, x.__array_interface__


def address(x):
    return x.__array_interface__["data"][0]


@pytest.fixture(autouse=True)
def _empty_pool():
    memory.empty_cache()


IN_C_ORDER_ALONE = ["another shape", "an array of the buffer", "a memoryview of a view"]  # else no view


@pytest.mark.parametrize(
    ("way", "order"),
    [(way, "C") for way in WAYS_TO_HOLD]
    + [(way, "F") for way in WAYS_TO_HOLD if way not in IN_C_ORDER_ALONE],
)
def test_an_array_that_is_held_is_not_handed_out_again(way, order):
    x = empty(SHAPE, FLOAT64, order)
    x[...] = 1
    place, held = address(x), WAYS_TO_HOLD[way](x)
    del x
    others = [empty(SHAPE, FLOAT64, order) for _ in range(3)]
    assert len({place, *map(address, others)}) == 4
    del held
    assert place in {address(y) for y in [empty(SHAPE, FLOAT64, order) for _ in range(2)]}


def test_an_array_that_nobody_holds_is_handed_out_again():
    x, y = empty(SHAPE, FLOAT64), empty(SHAPE, FLOAT64)
    place, other = address(x), address(y)
    assert place != other
    del x
    x = empty(SHAPE, FLOAT64)
    assert address(x) == place
    del x, y
    assert {address(z) for z in [empty(SHAPE, FLOAT64) for _ in range(2)]} == {place, other}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex128, np.uint8, bool])
@pytest.mark.parametrize("order", ["C", "F"])
def test_an_array_has_the_shape_dtype_and_order_asked_for(dtype, order):
    shape = (300, 17, 130)
    for _ in range(2):
        x = empty(shape, np.dtype(dtype), order)
        assert (x.shape, x.dtype, type(x)) == (shape, dtype, np.ndarray)
        assert x.flags[f"{order}_CONTIGUOUS"]
        assert x.flags.aligned
        assert x.flags.writeable
        assert memory.owns_its_memory(x)
        assert not memory.owns_its_memory(x[1:])
        assert not memory.owns_its_memory(x.T)
        x.fill(1)  # all of it can be written to
        del x


def test_empty_like_follows_the_layout():
    c = np.ones(SHAPE)
    assert empty_like(c).flags.c_contiguous
    assert empty_like(c.T).strides == c.T.strides
    assert empty_like(c[:, ::2]).shape == c[:, ::2].shape
    for x in (np.ones(()), np.ones((0, 7)), np.ones((3, 1, 2)), np.ones((200, 1))):
        assert (empty_like(x).shape, empty_like(x).dtype) == (x.shape, x.dtype)


def test_python_objects_get_no_old_memory():
    x = empty(SHAPE, FLOAT64)
    x.fill(1.0)
    del x
    for objects in (
        empty(SHAPE, np.dtype(object)),
        empty(SHAPE, np.dtype([("a", object), ("b", float)]))["a"],
    ):
        assert all(value is None for value in objects.flat)
    ctx = ContextManager()
    z = F.ReLU.forward(ctx, np.full(SHAPE, 1, dtype=object))  # would take old memory for references
    assert (z == 1).all()


def test_small_arrays_are_numpys():
    x = empty((memory.LARGE // 8 - 1,), FLOAT64)
    assert x.base is None
    assert x.flags.owndata


def test_arrays_begin_at_different_places_of_a_page():
    places = [address(x) % 4096 for x in [empty(SHAPE, FLOAT64) for _ in range(16)]]
    assert len(set(places)) == 16
    assert all(place % 256 == 0 for place in places)


def test_threads_never_share_an_array():
    free = {address(x) for x in [empty(SHAPE, FLOAT64) for _ in range(3)]}
    seen, wrong = [], []

    def work(number):
        for _ in range(100):
            arrays = [empty(SHAPE, FLOAT64) for _ in range(3)]
            for x in arrays:
                x.fill(number)
            if any((x != number).any() for x in arrays):
                wrong.append(number)
            seen.append({address(x) for x in arrays})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert not free & set.union(*seen)


def test_the_pool_gives_up_what_it_has_before_it_outgrows_its_limit(monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2**20)
    held = empty(SHAPE, FLOAT64)
    held[...] = 7
    tracemalloc.start()
    try:
        for n in range(60):
            x = empty((10_000 + n,), FLOAT64)
            x[...] = n
            del x
            assert tracemalloc.get_traced_memory()[0] <= 2**20 * 9 / 8  # a little goes to where arrays begin
    finally:
        tracemalloc.stop()
    assert (held == 7).all()
    assert not np.shares_memory(held, empty(SHAPE, FLOAT64))
    memory.empty_cache()
    assert (held == 7).all()


def test_an_array_beyond_the_limit_is_not_kept(monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2**20)
    tracemalloc.start()
    try:
        x = empty((2**18,), FLOAT64)
        del x
        assert tracemalloc.get_traced_memory()[0] <= 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda x: setattr(x.flags, "writeable", False),
        lambda x: setattr(x, "shape", (-1,)),
        lambda x: setattr(x, "dtype", np.int64),
    ],
    ids=["read-only", "shape", "dtype"],
)
@pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning")
def test_what_a_user_did_to_the_array_object_does_not_stay(spoil):
    x, layer = Tensor(np.ones(SHAPE)), nn.Linear(SHAPE[1], SHAPE[1]).double()
    with no_grad():
        truth = layer(x).data.copy()
        for _ in range(2):
            spoil(layer(x).data)
            assert np.array_equal(layer(x).data, truth)


# ---- what a user keeps of a training step ----------------------------------------------------------


def network(*sizes, with_bn=True, seed=0):
    np.random.seed(seed)  # noqa: NPY002 (the course's generator)
    layers = []
    for n_in, n_out in zip(sizes, sizes[1:], strict=False):
        layers += (
            [nn.Linear(n_in, n_out), nn.BatchNorm1d(n_out), nn.ReLU()]
            if with_bn
            else [nn.Linear(n_in, n_out)]
        )
    return nn.Sequential(*layers, nn.Linear(sizes[-1], 10)).float()


def batch(model_input, size, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((size, model_input), np.float32), rng.integers(0, 10, size)


def trainer(model, x, labels, keep=lambda tensor: None, retain_graph=False):
    """A training step that shows every tensor on its way to `keep`."""
    optimizer, criterion = optim.SGD(model.parameters(), lr=0.1, momentum=0.9), nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        z = Tensor(x, requires_grad=True)
        keep(z)
        first = z
        for layer in model._submodules.values():
            z = layer(z)
            keep(z)
        loss = criterion(z, labels)
        for _ in range(1 + retain_graph):
            loss.backward(retain_graph=retain_graph)
        keep(first.grad)
        for p in model.parameters():
            keep(p.grad)
        optimizer.step()

    return step


KEEP = {
    "data": lambda t: t.data,
    "a slice": lambda t: t.data[1:],
    "a memoryview": lambda t: memoryview(t.data),
    "the tensor": lambda t: t,
    "numpy()": no_grad()(lambda t: t.numpy().T),
}


contents = no_grad()(np.array)


@pytest.mark.parametrize("retain_graph", [False, True])
@pytest.mark.parametrize("way", KEEP)
def test_what_is_kept_of_a_step_stays_as_it_was(way, retain_graph):
    kept = []

    def keep(tensor):
        what = KEEP[way](tensor)
        kept.append((what, contents(what)))

    steps = [
        trainer(network(300, 200, 150, seed=seed), *batch(300, 128, seed), keep, retain_graph)
        for seed in (0, 1)
    ]
    for _ in range(3):
        for step in steps:
            step()
    sizes = [copy.nbytes for _, copy in kept]
    assert sum(size >= memory.LARGE for size in sizes) > 50
    assert all(np.array_equal(contents(what), copy) for what, copy in kept)


def test_keeping_nothing_keeps_everything_changes_no_bit():
    results = []
    for keep in (lambda tensor: None, [].append):
        model = network(300, 200, 150)
        step = trainer(model, *batch(300, 128), keep)
        for _ in range(4):
            step()
        memory.empty_cache()
        step()
        results.append([p.data.copy() for p in model.parameters()])
    assert all(np.array_equal(a, b) for a, b in zip(*results, strict=True))


def test_two_threads_train_as_one_alone():
    def train(seed):
        model = network(300, 200, 150, seed=seed)
        return model, trainer(model, *batch(300, 128, seed))

    def run(step):
        for _ in range(10):
            step()

    alone, together = [train(seed) for seed in (0, 1)], [train(seed) for seed in (0, 1)]
    for _, step in alone:
        run(step)
    threads = [threading.Thread(target=run, args=(step,)) for _, step in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for (one, _), (other, _) in zip(alone, together, strict=True):
        for a, b in zip(one.parameters(), other.parameters(), strict=True):
            assert np.array_equal(a.data, b.data)


def test_gradients_of_leaves_share_no_memory():
    a, b, c, d = (Tensor(np.ones(SHAPE), requires_grad=True) for _ in range(4))
    z = a + b + c.T.T + d.reshape(-1).reshape(SHAPE) + F.relu(a)
    z.backward(Tensor(np.ones(SHAPE)))
    grads = [x.grad.data for x in (a, b, c, d)]
    for i, one in enumerate(grads):
        for other in grads[i + 1 :]:
            assert not np.shares_memory(one, other)
    assert [g[0, 0] for g in grads] == [2, 1, 1, 1]


def test_two_views_of_one_gradient_become_two():
    for view in (lambda x: x.T, lambda x: x.reshape(-1), lambda x: x.permute(1, 0)):
        a, b = (Tensor(np.ones(SHAPE), requires_grad=True) for _ in range(2))
        z = F.relu(view(a) + view(b))  # relu's gradient is an array of the pool
        z.backward(Tensor(np.ones(z.shape)))
        assert not np.shares_memory(a.grad.data, b.grad.data)


def test_a_large_tensor_is_a_copy_in_the_layout_given():
    given = np.random.default_rng(0).random(SHAPE)
    for array in (given, given.T, np.asfortranarray(given), given[::2], given[:, ::-1]):
        x = Tensor(array)
        assert np.array_equal(x.data, array)
        assert not np.shares_memory(x.data, array)
        assert x.data.flags.fnc == array.flags.fnc


# ---- the watch over arrays that .data handed out ----------------------------------------------------


def squared(x):
    return (x * x).sum()


def refused():
    return pytest.raises(RuntimeError, match="was changed in place")


def test_a_change_through_data_that_is_held_is_refused():
    x = Tensor(np.ones(SHAPE), requires_grad=True)
    assert type(x._data.base) is memory._Block
    held = x.data
    z = squared(x)
    held[0, 0] = 5
    with refused():
        z.backward()


def test_a_change_through_a_view_is_refused():
    x = Tensor(np.ones(SHAPE), requires_grad=True)
    row = x.data[0]
    z = squared(x)
    row += 1
    with refused():
        z.backward()


def test_a_change_of_a_result_is_refused():
    layer, x = nn.Linear(SHAPE[1], 200).double(), Tensor(np.ones(SHAPE), requires_grad=True)
    y = layer(x)
    held, z = y.data, y * y
    held[0, 0] = 5
    with refused():
        z.sum().backward()


def test_a_tensor_that_nobody_holds_is_watched_no_more():
    x = Tensor(np.ones(SHAPE), requires_grad=True)
    held = x.data
    squared(x)
    assert x._shown
    assert x._witness is not None
    del held
    squared(x)
    assert not x._shown
    assert x._witness is None


def given_up():
    memory.empty_cache()


def outgrown():
    for n in range(9):
        empty((memory.MOST // 64 + n,), FLOAT64)


@pytest.mark.parametrize("lose", [given_up, outgrown])
def test_the_watch_goes_on_when_the_pool_has_let_the_array_go(lose, monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2**20)
    x = Tensor(np.ones(SHAPE), requires_grad=True)
    lose()
    held = x.data
    z = squared(x)
    held[0, 0] = 5
    with refused():
        z.backward()


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


def test_a_large_tensor_can_be_pickled():
    x = Tensor(np.ones(SHAPE), requires_grad=True)
    copy = pickle.loads(pickle.dumps(x.data))
    assert np.array_equal(copy, x.data)


# ---- no new memory --------------------------------------------------------------------------------


def w4_step(hidden, size):
    """The handout's loop, each batch gathered into one array."""
    rng = np.random.default_rng(0)
    images, labels = rng.random((4 * size, 784), np.float32), rng.integers(0, 10, 4 * size)
    model = network(784, hidden, hidden)
    optimizer, criterion = optim.SGD(model.parameters(), lr=0.1, momentum=0.9), nn.CrossEntropyLoss()
    rows = np.empty((size, 784), np.float32)

    def step():
        chosen = rng.permutation(len(images))[:size]
        images.take(chosen, 0, out=rows, mode="clip")
        optimizer.zero_grad()
        criterion(model(Tensor(rows)), Tensor(labels[chosen])).backward()
        optimizer.step()

    return step


@pytest.mark.parametrize(
    ("hidden", "size"), [(256, 256), pytest.param(2048, 512, marks=pytest.mark.slow)], ids=["small", "W4"]
)
def test_a_step_in_steady_state_takes_no_new_large_array(hidden, size, fresh_memory):
    step = w4_step(hidden, size)
    for _ in range(3):
        step()
    for _ in range(2):
        taken, place = fresh_memory(step)
        assert taken < MOST_FRESH, place


def test_the_measure_sees_a_large_array(fresh_memory):
    def step():
        np.empty(10)
        np.empty(MOST_FRESH // 8).fill(0)  # gone at once
        np.empty(10)

    taken, place = fresh_memory(step)
    assert taken >= MOST_FRESH
    assert place == f"{__file__}:{step.__code__.co_firstlineno + 2}"


@pytest.mark.parametrize("steps", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_training_a_small_network_does_not_grow(steps, growth):
    step = trainer(network(20, 30), *batch(20, 16))
    assert growth(step, steps) < 16 * 1024


def test_training_a_network_of_large_arrays_does_not_grow(growth, monkeypatch):
    step = trainer(network(300, 150), *batch(300, 128))
    assert growth(step, 50) < 16 * 1024
