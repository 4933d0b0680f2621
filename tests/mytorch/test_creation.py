# ruff: noqa: NPY002 (the course's generator is what is tested)
"""The functions that make tensors: values, dtypes, flags, and the course's generator."""

import numpy as np
import pytest

import mytorch
from mytorch import Tensor, creation

LIKE = Tensor(np.zeros((2, 1), np.float32))
MADE = {
    "zeros": (lambda **o: mytorch.zeros(2, 3, **o), np.zeros((2, 3))),
    "zeros of a tuple": (lambda **o: mytorch.zeros((2, 3), **o), np.zeros((2, 3))),
    "zeros of nothing": (lambda **o: mytorch.zeros(0, **o), np.zeros(0)),
    "zeros without dims": (lambda **o: mytorch.zeros((), **o), np.zeros(())),
    "ones": (lambda **o: mytorch.ones([2], **o), np.ones(2)),
    "full": (lambda **o: mytorch.full((2, 2), 1.5, **o), np.full((2, 2), 1.5)),
    "eye": (lambda **o: mytorch.eye(2, **o), np.eye(2)),
    "eye of two sizes": (lambda **o: mytorch.eye(2, 3, **o), np.eye(2, 3)),
    "arange": (lambda **o: mytorch.arange(0.5, 2.5, **o), np.array([0.5, 1.5])),
    "arange with a step": (lambda **o: mytorch.arange(1, 0, -0.25, **o), np.arange(1, 0, -0.25)),
    "linspace": (lambda **o: mytorch.linspace(0, 1, 5, **o), np.linspace(0, 1, 5)),
    "linspace of one": (lambda **o: mytorch.linspace(3, 4, steps=1, **o), np.array([3.0])),
}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("dtype", [None, np.float32, "float16"])
@pytest.mark.parametrize("requires_grad", [False, True])
def test_the_numbers_the_dtype_and_the_flags_are_as_asked(name, dtype, requires_grad):
    make, expected = MADE[name]
    x = make(dtype=dtype, requires_grad=requires_grad)
    assert (type(x), x.is_leaf, x.requires_grad) == (Tensor, True, requires_grad)
    assert x.dtype == (dtype or np.float64)
    np.testing.assert_array_equal(x.data, expected.astype(dtype or np.float64))
    assert x.shape == expected.shape


def test_a_number_decides_the_dtype_of_full_and_arange():
    assert mytorch.full((2,), 3).dtype == np.int64
    assert mytorch.full((2,), True).dtype == np.bool_
    assert mytorch.arange(3).dtype == np.int64
    assert mytorch.arange(3, dtype=np.float32).data.tolist() == [0, 1, 2]
    assert mytorch.full((), Tensor(2.5)).item() == 2.5


def test_the_default_dtype_is_that_of_new_tensors():
    mytorch.set_default_dtype(np.float32)
    try:
        for x in (
            mytorch.zeros(2),
            mytorch.full((1,), 0.5),
            mytorch.arange(0.5),
            mytorch.linspace(0, 1, 2),
            mytorch.rand(2),
            mytorch.randn(2),
            mytorch.eye(2),
            mytorch.empty(2),
        ):
            assert x.dtype == np.float32
    finally:
        mytorch.set_default_dtype(np.float64)


@pytest.mark.parametrize("name", [name for name in creation.__all__ if name.endswith("_like")])
def test_what_is_like_another_has_its_shape_and_dtype(name):
    rest = (7,) if name == "full_like" else ()
    x = getattr(mytorch, name)(LIKE, *rest)
    assert (x.shape, x.dtype, x.requires_grad) == ((2, 1), np.float32, False)
    y = getattr(mytorch, name)(LIKE.data, *rest, dtype=np.float64, requires_grad=True)
    assert (y.shape, y.dtype, y.requires_grad) == ((2, 1), np.float64, True)
    with pytest.raises(TypeError, match="takes a Tensor or an array"):
        getattr(mytorch, name)([1.0], *rest)
    values = {"zeros_like": 0, "ones_like": 1, "full_like": 7}
    if name in values:
        assert x.data.tolist() == [[values[name]]] * 2


def test_as_tensor_gives_the_tensor_itself_or_a_constant():
    assert mytorch.as_tensor(LIKE) is LIKE
    assert mytorch.as_tensor([1.5]).data.tolist() == [1.5]


DRAWN = {
    "rand": (lambda: mytorch.rand(2, 3), lambda: np.random.random_sample((2, 3))),
    "randn": (lambda: mytorch.randn((2, 3)), lambda: np.random.randn(2, 3)),
    "randn without dims": (lambda: mytorch.randn(()), lambda: np.random.randn()),
    "randint": (lambda: mytorch.randint(10, (2, 3)), lambda: np.random.randint(0, 10, (2, 3))),
    "randint from low": (lambda: mytorch.randint(-5, 5, [4]), lambda: np.random.randint(-5, 5, 4)),
    "rand_like": (lambda: mytorch.rand_like(Tensor([1.0, 2.0])), lambda: np.random.random_sample(2)),
    "randn_like": (lambda: mytorch.randn_like(Tensor([1.0, 2.0])), lambda: np.random.randn(2)),
    "normal_": (lambda: mytorch.empty(3).normal_(1, 2), lambda: np.random.normal(1, 2, 3)),
    "uniform_": (lambda: mytorch.empty(3).uniform_(-1, 2), lambda: np.random.uniform(-1, 2, 3)),
}


@pytest.mark.parametrize("name", DRAWN)
def test_random_numbers_are_the_course_s_generator_s(name):
    ours, theirs = DRAWN[name]
    mytorch.manual_seed(7)
    first, second = ours(), ours()
    np.random.seed(7)
    np.testing.assert_array_equal(first.data, theirs())
    np.testing.assert_array_equal(second.data, theirs())
    assert first.dtype == (np.int64 if "int" in name else np.float64)


ERRORS = {
    "a negative size": (lambda: mytorch.zeros(-1), ValueError, "sizes of 0 and more"),
    "a size of a float": (lambda: mytorch.rand(2.0), TypeError, "whole numbers"),
    "more than memory": (lambda: mytorch.ones(2**40, 2**20), ValueError, "no memory can hold"),
    "a dtype of words": (lambda: mytorch.zeros(2, dtype=str), TypeError, "a dtype of numbers"),
    "integers with a gradient": (
        lambda: mytorch.zeros(2, dtype=int, requires_grad=True),
        TypeError,
        "only floating-point",
    ),
    "random integers by rand": (lambda: mytorch.rand(2, dtype=int), TypeError, "draws floats"),
    "full of several": (lambda: mytorch.full((2,), [1, 2]), TypeError, "one number"),
    "full of a tensor with a gradient": (
        lambda: mytorch.full((2,), Tensor(1.0, requires_grad=True)),
        TypeError,
        r"detach\(\)",
    ),
    "a step of 0": (lambda: mytorch.arange(0, 3, 0), ValueError, "in steps of 0"),
    "linspace of words": (lambda: mytorch.linspace("a", 1, 2), TypeError, "numbers"),
    "linspace of -1": (lambda: mytorch.linspace(0, 1, -1), ValueError, "sizes of 0 and more"),
    "randint without size": (lambda: mytorch.randint(5), TypeError, "the size as a tuple"),
    "randint from 5 below 2": (lambda: mytorch.randint(5, 2, (3,)), ValueError, "got 5 and 2"),
    "a negative seed": (lambda: mytorch.manual_seed(-1), ValueError, "from 0 to"),
    "a seed of words": (lambda: mytorch.manual_seed("a"), TypeError, "whole numbers"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_what_cannot_be_made_is_refused_in_one_line(name):
    call, kind, words = ERRORS[name]
    before = np.random.get_state()[1].tolist()
    with pytest.raises(kind, match=words) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert np.random.get_state()[1].tolist() == before
