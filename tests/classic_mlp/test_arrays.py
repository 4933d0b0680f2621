"""What every layer asks of its arguments: numbers, made floats before anything is computed, or one line."""

import numpy as np
import pytest

from classic_mlp import BatchNorm, Identity, Linear, ReLU, Sigmoid, SoftmaxCrossEntropy, Tanh

LABELS = np.eye(2)[[0, 1, 1]]


def linear():
    return Linear(2, 2, lambda *n: np.full(n, 0.5), lambda n: np.ones(n))


def after(layer, x=((1.0, 2.0), (3.0, 5.0), (4.0, 4.0))):
    layer(np.array(x))
    return layer


DOORS = {  # name: a call with the argument, the words for it
    "Linear": (lambda x: linear()(x), "Linear expects x"),
    "BatchNorm": (lambda x: BatchNorm(2)(x), "BatchNorm expects x"),
    "BatchNorm in eval mode": (lambda x: BatchNorm(2)(x, eval=True), "BatchNorm expects x"),
    "Linear.backward": (lambda x: after(linear()).backward(x), "Linear.backward expects delta"),
    "BatchNorm.backward": (lambda x: after(BatchNorm(2)).backward(x), "BatchNorm.backward expects delta"),
    "logits": (lambda x: SoftmaxCrossEntropy()(x, LABELS), "SoftmaxCrossEntropy expects x"),
    "labels": (lambda x: SoftmaxCrossEntropy()(LABELS, x), "SoftmaxCrossEntropy expects labels"),
    **{
        kind.__name__: (lambda x, kind=kind: kind()(x), f"{kind.__name__} expects z")
        for kind in (Identity, Sigmoid, Tanh, ReLU)
    },
}
EACH = pytest.mark.parametrize(("call", "words"), DOORS.values(), ids=DOORS.keys())

NUMBERS = np.array([[1, 0], [2, 1], [0, 1]])
NO_NUMBERS = {  # name: the argument, how it is called
    "None": (None, "None"),
    "text": ("text", "a value of type str"),
    "bytes": (b"text", "a value of type bytes"),
    "objects": (NUMBERS.astype(object), "an array of object"),
    "large and of objects": (np.full((64, 2), 1, object), "an array of object"),
    "text in an array": (NUMBERS.astype(str), "an array of <U21"),
    "records": (np.zeros((3, 2), [("a\n", float)]), "an array of records"),
    "dates": (np.zeros((3, 2), "M8[s]"), r"an array of datetime64\[s\]"),
    "spans": (np.zeros((3, 2), "m8[s]"), r"an array of timedelta64\[s\]"),
    "masked": (np.ma.masked_array(NUMBERS, NUMBERS > 0), "a masked array"),
    "ragged": ([[1.0], [1.0, 2.0]], "a list that is not of numbers in equal rows"),
    "numbers too large": ([[10**400, 1]] * 3, "a list that is not of numbers in equal rows"),
    "a dict": ({1: 2}, "a value of type dict"),
    "a class": (float, "the class float"),
    "a function": (len, "a value of type builtin_function_or_method"),
}


@EACH
@pytest.mark.parametrize(("given", "called"), NO_NUMBERS.values(), ids=NO_NUMBERS.keys())
def test_what_is_no_array_of_numbers_is_refused_in_one_line(call, words, given, called):
    with pytest.raises(TypeError, match=rf"^{words} as an array of floats; got {called}\.$"):
        call(given)


KINDS = {
    "bytes": NUMBERS.astype(np.uint8),
    "int8": NUMBERS.astype(np.int8),
    "int64": NUMBERS,
    "bools": NUMBERS > 0,
    "a list": NUMBERS.tolist(),
    "a tuple": tuple(map(tuple, NUMBERS)),
    "big-endian": NUMBERS.astype(">f8"),
    "big-endian integers": NUMBERS.astype(">i4"),
    "a matrix": NUMBERS.astype(float).view(np.matrix),
    "a matrix of integers": NUMBERS.view(np.matrix),
    "read-only": np.broadcast_to(1.0, (3, 2)),
    "backwards": NUMBERS.astype(float)[::-1, ::-1],
    "Fortran's order": NUMBERS.T.astype(float, "C").T,
}


@EACH
@pytest.mark.parametrize("given", KINDS.values(), ids=KINDS.keys())
def test_numbers_of_any_kind_give_what_floats_give(call, words, given):
    before = np.array(given)
    got, want = call(given), call(np.array(given, dtype=float))
    assert type(got) is np.ndarray
    assert got.dtype == np.float64
    np.testing.assert_allclose(got, want, rtol=1e-14)
    np.testing.assert_array_equal(given, before)


def test_bytes_do_not_wrap_around():
    layer = BatchNorm(1)
    layer(np.array([[10], [5], [200]], np.uint8))
    np.testing.assert_allclose(layer.mean, [[215 / 3]], rtol=1e-15)
    z = np.array([255], np.uint8)
    np.testing.assert_allclose(Sigmoid()(z), [1], rtol=1e-15)
    np.testing.assert_allclose(Tanh()(z), [1], rtol=1e-15)
    np.testing.assert_allclose(
        SoftmaxCrossEntropy()(np.array([[0, 200]], np.uint8), [[1, 0]]), [200], rtol=1e-15
    )


@pytest.mark.parametrize("kind", [Identity, Sigmoid, Tanh, ReLU])
def test_objects_are_refused(kind):
    with pytest.raises(TypeError, match="got an array of object"):
        kind()(np.full((64, 128), 1, dtype=object))


def test_float16_does_not_overflow_in_the_squares_of_batch_norm(rng):
    x, delta = (1000 * rng.normal(size=(9, 3))).astype(np.float16), rng.normal(size=(9, 3)).astype(np.float16)
    layer, exact = BatchNorm(3), BatchNorm(3)
    y, dx = layer(x), layer.backward(delta)
    want = exact(x.astype(float)), exact.backward(delta.astype(float))
    assert y.dtype == dx.dtype == np.float16
    np.testing.assert_allclose(y, want[0], rtol=2e-3, atol=1e-3)
    np.testing.assert_allclose(dx, want[1], rtol=2e-3, atol=1e-5)
    np.testing.assert_allclose(layer.running_var, exact.running_var, rtol=1e-5)
    assert layer(x, eval=True).dtype == np.float16


BAD_LAYERS = {
    "no input": (lambda: Linear(0, 2, np.ones, np.ones), ValueError, "at least 1; got 0"),
    "a size of 2.5": (lambda: Linear(2, 2.5, np.ones, np.ones), TypeError, "as a whole number; got 2.5"),
    "no function": (lambda: Linear(2, 2, None, np.ones), TypeError, "weight_init_fn as a function; got None"),
    "True features": (lambda: BatchNorm(True), TypeError, "in_feature as a whole number; got True"),
    "alpha above 1": (lambda: BatchNorm(2, alpha=1.5), ValueError, "alpha from 0 to 1; got 1.5"),
    "alpha nan": (lambda: BatchNorm(2, alpha=np.nan), ValueError, "alpha of 0 or more, and finite; got nan"),
    "eps below 0": (lambda: BatchNorm(2, eps=-1e-8), ValueError, "eps of 0 or more, and finite; got -1e-08"),
    "eps as text": (lambda: BatchNorm(2, eps="1"), TypeError, "eps as a number; got a value of type str"),
    "logits of one dimension": (lambda: SoftmaxCrossEntropy()(*np.ones((2, 3))), ValueError, "shape .N, C."),
    "logits without classes": (lambda: SoftmaxCrossEntropy()(*np.ones((2, 2, 0))), ValueError, r"\(N, C\)"),
    "complex labels": (lambda: SoftmaxCrossEntropy()(LABELS, LABELS + 0j), TypeError, "array of complex128"),
}


@pytest.mark.parametrize(("make", "kind", "words"), BAD_LAYERS.values(), ids=BAD_LAYERS.keys())
def test_a_layer_that_cannot_be_says_why(make, kind, words):
    with pytest.raises(kind, match=words):
        make()
