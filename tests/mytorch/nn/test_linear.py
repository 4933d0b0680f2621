"""The fully connected layer: its draw, its formula, its complaints."""

import numpy as np
import pytest

from mytorch import gradcheck
from mytorch.nn.linear import Linear
from mytorch.tensor import Tensor


def test_weight_and_bias_are_parameters_of_the_course_s_shapes():
    layer = Linear(3, 2)
    assert (layer.weight.shape, layer.bias.shape) == ((2, 3), (2,))
    assert (layer.in_features, layer.out_features) == (3, 2)
    parameters = list(layer.parameters())
    assert parameters[0] is layer.weight
    assert parameters[1] is layer.bias
    for p in parameters:
        assert (p.requires_grad, p.is_leaf, p.is_parameter, p.grad, p.dtype) == (
            True,
            True,
            True,
            None,
            np.float64,
        )


def test_weight_then_bias_are_drawn_from_the_global_generator_within_its_bounds():
    np.random.seed(7)  # noqa: NPY002 (the course's generator)
    layer = Linear(4, 3)
    np.random.seed(7)  # noqa: NPY002
    np.testing.assert_array_equal(layer.weight.data, np.random.uniform(-0.5, 0.5, (3, 4)))  # noqa: NPY002
    np.testing.assert_array_equal(layer.bias.data, np.random.uniform(-0.5, 0.5, 3))  # noqa: NPY002


def test_the_draw_fills_plus_minus_one_over_the_root_of_the_inputs():
    drawn = Linear(100, 200).weight.data
    assert 0.0999 < drawn.max() <= 0.1
    assert -0.1 <= drawn.min() < -0.0999
    assert abs(drawn.mean()) < 0.002
    assert drawn.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.02)


def test_it_computes_x_times_the_weight_s_transpose_plus_bias():
    layer = Linear(3, 2)
    layer.load_state_dict({"weight": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "bias": [10.0, 20.0]})
    x = Tensor([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]], requires_grad=True)
    z = layer(x)
    assert z.data.tolist() == [[8.0, 18.0], [15.5, 36.0]]
    z.backward([[1.0, 2.0], [3.0, 5.0]])
    assert layer.weight.grad.data.tolist() == [[7.0, 3.0, 0.5], [12.0, 5.0, 0.5]]
    assert layer.bias.grad.data.tolist() == [4.0, 7.0]
    assert x.grad.data.tolist() == [[9.0, 12.0, 15.0], [23.0, 31.0, 39.0]]


@pytest.mark.parametrize("n", [0, 1, 5])
def test_its_gradients_are_the_numerical_ones_whatever_the_batch(n):
    layer = Linear(3, 2)
    x = Tensor(np.linspace(-1, 2, 3 * n).reshape(n, 3), requires_grad=True)
    assert gradcheck(lambda x, weight, bias: layer(x), [x, layer.weight, layer.bias], method="complex")


def test_it_gives_an_input_without_gradient_none():
    layer, x = Linear(3, 2), Tensor(np.ones((4, 3)))
    layer(x).backward()
    assert x.grad is None
    assert layer.weight.grad.data.tolist() == [[4.0] * 3] * 2


@pytest.mark.parametrize(
    ("shape", "hint"),
    [
        pytest.param((5, 783), False, id="too narrow"),
        pytest.param((0,), False, id="nothing"),
        pytest.param((784, 5), False, id="transposed"),
        pytest.param((), False, id="0-d"),
        pytest.param((100, 28, 28), True, id="images"),
        pytest.param((100, 1, 28, 28), True, id="images with a channel"),
        pytest.param((100, 28, 27), False, id="images of another size"),
    ],
)
def test_an_input_of_another_shape_is_refused_with_advice(shape, hint):
    with pytest.raises(ValueError, match="Linear expects") as caught:
        Linear(784, 10)(Tensor(np.zeros(shape)))
    said = str(caught.value)
    assert said.startswith(f"Linear expects x of shape (N, 784); got {shape}.")
    assert ("Flatten the images first: x.reshape(100, -1)." in said) is hint


@pytest.mark.parametrize("shape", [(3,), (2, 4, 3), (1, 1, 3), (2, 0, 3)], ids=str)
def test_an_input_may_have_any_leading_dims(shape):
    layer = Linear(3, 2)
    x = np.random.default_rng(0).normal(size=shape)
    z = layer(Tensor(x))
    np.testing.assert_allclose(z.data, x @ layer.weight.data.T + layer.bias.data, rtol=1e-14)
    assert z.shape == (*shape[:-1], 2)
    assert gradcheck(lambda x, w, b: layer(x), [Tensor(x, True), layer.weight, layer.bias], "complex")


@pytest.mark.parametrize("sizes", [(0, 3), (3, 0), (-1, 3)])
def test_sizes_below_one_are_refused(sizes):
    with pytest.raises(ValueError, match=f"Linear expects .* of 1 and up; got {min(sizes)}"):
        Linear(*sizes)


def test_its_repr_names_its_sizes():
    assert repr(Linear(3, 2)) == "Linear(in_features=3, out_features=2)"
