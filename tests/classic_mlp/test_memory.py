"""Scratch space: what somebody has is not lent again, and what a step leaves behind is the user's."""

import threading
import tracemalloc

import numpy as np
import pytest

import classic_mlp
from classic_mlp import memory
from classic_mlp.memory import space, space_like

SHAPE, FLOAT64 = (89, 127), np.dtype(np.float64)  # 90 KB, and a shape that no other test asks for
MOST_FRESH = 128 * 1024  # bytes

WAYS_TO_HOLD = {
    "a name": lambda x: x,
    "a view": lambda x: x[1:],
    "a view of a view": lambda x: x.T[2:][:, 1:],
    "another shape": lambda x: x.reshape(-1),
    "a list": lambda x: [[x]],
    "a subclass's view": lambda x: x.view(np.matrix),
    "an iterator": lambda x: x.flat,
    "a memoryview": memoryview,
    "an array of the buffer": lambda x: np.frombuffer(x),
    "dlpack": lambda x: np.from_dlpack(x),
}


def address(x):
    return x.__array_interface__["data"][0]


@pytest.mark.parametrize("way", WAYS_TO_HOLD)
def test_an_array_that_is_held_is_not_lent_again(way):
    x = space(SHAPE, FLOAT64)
    place, held = address(x), WAYS_TO_HOLD[way](x)
    del x
    others = [space(SHAPE, FLOAT64) for _ in range(3)]
    assert len({place, *map(address, others)}) == 4
    del held
    assert place in {address(y) for y in [space(SHAPE, FLOAT64) for _ in range(2)]}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.complex128])
def test_an_array_has_the_shape_and_dtype_asked_for(dtype):
    shape = (300, 17, 30)
    for _ in range(2):
        x = space(shape, np.dtype(dtype))
        assert (x.shape, x.dtype, type(x)) == (shape, dtype, np.ndarray)
        assert x.flags.carray
        x.fill(1)
        del x
    for like in (np.ones(SHAPE), np.ones(SHAPE).T, np.ones(()), np.ones((0, 7))):
        assert (space_like(like).shape, space_like(like).dtype) == (like.shape, like.dtype)


def test_memory_left_over_is_never_lent_for_objects():
    """What stands in it would be read as pointers, and crash the interpreter."""
    for dtype in (np.dtype(object), np.dtype([("n", float), ("o", object)])):
        x = space((89 * 127,), FLOAT64)
        x.fill(1)
        place = address(x)
        del x
        y = space((89 * 127 * 8 // dtype.itemsize,), dtype)
        assert address(y) != place
        assert y.flags.owndata


def test_small_arrays_are_numpys():
    assert space((memory.SMALLEST // 8 - 1,), FLOAT64).flags.owndata


def test_arrays_begin_at_different_places_of_a_page():
    shape = (88, 127)
    places = [address(x) % 4096 for x in [space(shape, FLOAT64) for _ in range(16)]]
    assert len(set(places)) == 16
    assert all(place % 256 == 0 for place in places)


def test_threads_never_share_an_array():
    free = {address(x) for x in [space(SHAPE, FLOAT64) for _ in range(3)]}
    seen, wrong = [], []

    def work(number):
        for _ in range(100):
            arrays = [space(SHAPE, FLOAT64) for _ in range(3)]
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


def test_what_is_kept_is_let_go_before_it_outgrows_the_limit(monkeypatch):
    monkeypatch.setattr(memory, "LARGEST", 2**20)
    held = space(SHAPE, FLOAT64)
    held[...] = 7
    most = []

    def work():
        tracemalloc.start()
        try:
            for n in range(60):
                space((10_000 + n,), FLOAT64).fill(n)
                most.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()

    thread = threading.Thread(target=work)  # with nothing in it yet
    thread.start()
    thread.join()
    assert len(most) == 60
    assert max(most) <= 2**20 * 9 / 8  # a little goes to where arrays begin
    assert (held == 7).all()


@pytest.mark.parametrize(
    "spoil",
    [lambda x: setattr(x.flags, "writeable", False), lambda x: setattr(x, "shape", (-1,))],
    ids=["read-only", "shape"],
)
@pytest.mark.filterwarnings("ignore:Setting the:DeprecationWarning")
def test_what_a_user_did_to_the_array_object_does_not_stay(spoil):
    x, layer = np.ones((77, 131)), classic_mlp.Linear(131, 137, ones, zeros)
    truth = layer(x).copy()
    for _ in range(2):
        spoil(layer(x))
        assert np.array_equal(layer(x), truth)


# ---- a network ------------------------------------------------------------------------------------


def ones(*shape):
    return np.ones(shape)


def zeros(n):
    return np.zeros((1, n))


def network(*sizes, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    hidden = len(sizes) - 1
    return classic_mlp.MLP(
        sizes[0], 10, sizes[1:], [classic_mlp.ReLU(), classic_mlp.Tanh()][:hidden] + [classic_mlp.Identity()],
        lambda *n: (rng.normal(size=n) / np.sqrt(n[0])).astype(dtype), lambda n: np.zeros((1, n), dtype),
        classic_mlp.SoftmaxCrossEntropy(), 0.1 / 512, momentum=0.9, num_bn_layers=hidden,
    )  # fmt: skip


def batch(features, size, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    return rng.random((size, features)).astype(dtype), np.eye(10, dtype=dtype)[rng.integers(0, 10, size)]


def one_step(mlp, x, labels, input_gradient=False):
    mlp.zero_grads()
    mlp.forward(x)
    dx = mlp.backward(labels, input_gradient=input_gradient)
    mlp.step()
    return dx


def test_what_is_kept_of_a_step_stays_as_it_was():
    mlps, kept = [network(300, 200, 150, seed=seed) for seed in (0, 1)], []
    x, labels = batch(300, 128)
    for _ in range(3):
        for mlp in mlps:
            dx = one_step(mlp, x, labels, input_gradient=True)
            found = [mlp.output, dx, dx[1:], memoryview(dx.T)]
            for layer in mlp.linear_layers:
                found += [layer.x, layer.dW, layer.dW[2:], layer.db]
            for layer in mlp.bn_layers:
                found += [
                    layer.x,
                    layer.norm,
                    layer.out,
                    layer.out.T,
                    layer.dgamma,
                    layer.mean,
                    layer.running_var,
                ]
            found += [y for layer in mlp.activations for y in (layer.state, layer.derivative())]
            kept += [(what, np.array(what)) for what in found]
    assert sum(copy.nbytes >= memory.SMALLEST for _, copy in kept) > 50
    assert all(np.array_equal(np.array(what), copy) for what, copy in kept)


def test_a_result_of_one_network_stays_while_another_trains():
    one, other = network(300, 200, seed=0), network(300, 200, seed=1)
    x, labels = batch(300, 128)
    y, state = one.forward(x), one.activations[0].state
    copies = y.copy(), state.copy()
    for _ in range(3):
        one_step(other, x, labels)
    assert np.array_equal(y, copies[0])
    assert np.array_equal(state, copies[1])
    one.backward(labels)
    fresh = network(300, 200, seed=0)
    fresh.forward(x)
    fresh.backward(labels)
    assert all(
        np.array_equal(a.dW, b.dW) for a, b in zip(one.linear_layers, fresh.linear_layers, strict=True)
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sizes", [(7, 5), (1000, 173), (70, 1200), (70_001, 2)], ids=str)
def test_a_step_in_blocks_is_the_formula_s(sizes, dtype):
    rng = np.random.default_rng(0)
    mlp, (n_in, n_out) = network(3, 4, dtype=dtype), sizes
    layer = mlp.linear_layers[0] = classic_mlp.Linear(
        n_in, n_out, lambda *n: rng.normal(size=n).astype(dtype), lambda n: np.zeros((1, n), dtype)
    )
    W, v = layer.W.copy(), np.zeros_like(layer.W)
    for _ in range(3):
        layer.dW = rng.normal(size=(n_in, n_out)).astype(dtype)
        v *= mlp.momentum
        v -= mlp.lr * layer.dW
        W += v
        mlp.step()
        assert np.array_equal(layer.W, W)
        assert np.array_equal(layer.momentum_W, v)
        assert layer.W.dtype == dtype


def test_a_step_is_right_whatever_the_layout_of_what_a_user_put_in():
    rng = np.random.default_rng(0)
    start, g, v = (rng.normal(size=(400, 301)) for _ in range(3))
    results = []
    for layout in (np.ascontiguousarray, np.asfortranarray):
        mlp = network(400, 301, dtype=np.float64)
        layer = mlp.linear_layers[0]
        layer.W, layer.dW, layer.momentum_W = start.copy(), layout(g), layout(v).copy("K")
        mlp.step()
        results.append(layer.W)
    assert np.array_equal(*results)
    np.testing.assert_allclose(results[0], start + (v * 0.9 - mlp.lr * g), rtol=1e-13, atol=1e-15)


def test_a_gradient_of_integers_will_do():
    mlp = network(3, 2)
    before = mlp.linear_layers[0].W.copy()
    mlp.linear_layers[0].dW = np.ones((3, 2), int)
    mlp.step()
    np.testing.assert_allclose(mlp.linear_layers[0].W, before - mlp.lr, rtol=1e-6)


# ---- no new memory --------------------------------------------------------------------------------


def w4_step(hidden, size):
    """A step as the course's loop does it, the batch gathered into one array."""
    images, labels = batch(784, 4 * size)
    mlp, rng = network(784, hidden, hidden), np.random.default_rng(1)
    rows = np.empty((size, 784), np.float32)

    def step():
        chosen = rng.permutation(len(images))[:size]
        images.take(chosen, 0, out=rows, mode="clip")
        truth = labels[chosen]
        mlp.zero_grads()
        mlp.forward(rows)
        mlp.total_loss(truth)
        mlp.backward(truth)
        mlp.step()

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


@pytest.mark.parametrize("steps", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_training_a_small_network_does_not_grow(steps, growth):
    mlp, (x, labels) = network(20, 30), batch(20, 16)
    assert growth(lambda: one_step(mlp, x, labels), steps) < 16 * 1024
