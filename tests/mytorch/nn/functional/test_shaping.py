"""Results own their memory; indices count how often. (Gradients in general: test_functional.py.)"""

import numpy as np
import pytest

from mytorch.tensor import Tensor


def leaf(values):
    return Tensor(np.array(values, dtype=float), requires_grad=True)


@pytest.mark.parametrize(
    "shape_it",
    [
        pytest.param(lambda x: x.reshape(3, 2), id="reshape"),
        pytest.param(lambda x: x.reshape(2, 3), id="reshape to the same"),
        pytest.param(lambda x: x.T, id="T"),
        pytest.param(lambda x: x.permute(0, 1), id="permute"),
        pytest.param(lambda x: x[:1], id="slice"),
        pytest.param(lambda x: x[...], id="all"),
        pytest.param(lambda x: x.clone(), id="clone"),
        pytest.param(lambda x: x.to(np.float64).clone(), id="to"),
    ],
)
def test_writing_to_the_result_does_not_write_to_the_input(shape_it):
    x = leaf([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    z = x * x  # which saves x
    shape_it(x).fill_(9.0)
    assert x.data.tolist() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    z.backward()
    assert x.grad.data.tolist() == [[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]]


def test_an_element_named_thrice_gets_three_gradients():
    x = leaf([1.0, 2.0, 3.0])
    x[[2, 0, 2, 2]].backward([1.0, 10.0, 100.0, 1000.0])
    assert x.grad.data.tolist() == [10.0, 0.0, 1101.0]


def test_an_integer_tensor_can_be_shaped_and_cast_without_gradient():
    x = Tensor([[1, 2], [3, 4]])
    assert x.T.reshape(-1)[1:].data.tolist() == [3, 2, 4]
    assert x.double().requires_grad is False


def test_a_cast_gives_the_gradient_the_dtype_it_came_from():
    x = leaf([1.0, 2.0])
    z = x.float() * 3
    assert z.dtype == np.float32
    z.backward()
    assert (x.grad.dtype, x.grad.data.tolist()) == (np.float64, [3.0, 3.0])
    assert x.to(np.float64) is x


@pytest.mark.parametrize("shape", [(4,), (-1, 4), (2, 2, 2)])
def test_a_shape_of_another_size_is_an_error_that_names_it(shape):
    with pytest.raises(ValueError, match=r"size 6 into shape \("):
        Tensor.ones(2, 3).reshape(*shape)
