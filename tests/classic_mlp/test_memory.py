"""What a step leaves behind is the user's and stays as it was; a step is right; training does not grow."""

import numpy as np
import pytest

import classic_mlp

# ---- a network ------------------------------------------------------------------------------------


def ones(*shape):
    return np.ones(shape)


def zeros(n):
    return np.zeros((1, n))


def network(*sizes, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    hidden = len(sizes) - 1
    return classic_mlp.MLP(
        sizes[0],
        10,
        sizes[1:],
        [classic_mlp.ReLU(), classic_mlp.Tanh()][:hidden] + [classic_mlp.Identity()],
        lambda *n: (rng.normal(size=n) / np.sqrt(n[0])).astype(dtype),
        lambda n: np.zeros((1, n), dtype),
        classic_mlp.SoftmaxCrossEntropy(),
        0.1 / 512,
        momentum=0.9,
        num_bn_layers=hidden,
    )


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
    assert sum(copy.nbytes >= 2**16 for _, copy in kept) > 50
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
def test_a_step_is_the_formula_s(sizes, dtype):
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


@pytest.mark.parametrize("steps", [100, pytest.param(10_000, marks=pytest.mark.slow)])
def test_training_a_small_network_does_not_grow(steps, growth):
    mlp, (x, labels) = network(20, 30), batch(20, 16)
    assert growth(lambda: one_step(mlp, x, labels), steps) < 16 * 1024
