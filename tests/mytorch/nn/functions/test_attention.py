"""Scaled dot-product attention against a loop over queries in plain NumPy."""

import numpy as np
import pytest

from mytorch import Tensor, gradcheck
from mytorch.nn.functional import scaled_dot_product_attention

MASK = np.array([[True, False, True, True], [False, True, False, False], [True, True, True, True]])
BLIND = MASK & np.array([[True], [False], [True]])  # the second query may look at no key


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def inputs(*batch):
    """Three queries of 2 features, four keys, values of 5 features."""
    return draw(*batch, 3, 2, seed=1), draw(*batch, 4, 2, seed=2), draw(*batch, 4, 5, seed=3)


def by_loops(query, key, value, allowed=None, bias=0.0, scale=None):
    """One query after another, for tensors without dims in front."""
    allowed = np.ones((len(query), len(key)), bool) if allowed is None else allowed
    bias = np.broadcast_to(bias, allowed.shape)
    result = np.zeros((len(query), value.shape[1]))
    for i, q in enumerate(query):
        total = 0.0
        for j, k in enumerate(key):
            if allowed[i, j]:
                weight = np.exp(q @ k * (q.size**-0.5 if scale is None else scale) + bias[i, j])
                result[i] += weight * value[j]
                total += weight
        result[i] /= total or 1
    return result


BIAS = draw(3, 4, seed=4)
CASES = {
    "plain": ({}, {}),
    "a mask of bools": ({"attn_mask": MASK}, {"allowed": MASK}),
    "a mask of bools as a Tensor": ({"attn_mask": Tensor(MASK)}, {"allowed": MASK}),
    "one mask for all queries": ({"attn_mask": MASK[:1]}, {"allowed": np.repeat(MASK[:1], 3, 0)}),
    "a query that sees no key": ({"attn_mask": BLIND}, {"allowed": BLIND}),
    "a mask of floats": ({"attn_mask": BIAS}, {"bias": BIAS}),
    "one that forbids": ({"attn_mask": np.where(BLIND, BIAS, -np.inf)}, {"allowed": BLIND, "bias": BIAS}),
    "causal": ({"is_causal": True}, {"allowed": np.tri(3, 4, dtype=bool)}),
    "another scale": ({"scale": 0.3}, {"scale": 0.3}),
    "no scores": ({"scale": 0.0}, {"scale": 0.0}),
}


@pytest.mark.parametrize(("options", "expected"), CASES.values(), ids=CASES)
def test_each_query_gets_the_weighted_mean_of_the_values(options, expected):
    z = scaled_dot_product_attention(*inputs(), **options)
    np.testing.assert_allclose(z.data, by_loops(*inputs(), **expected), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("options", "expected"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("method", ["complex", "central"])
def test_its_gradients_are_the_numerical_ones(options, expected, method):
    tensors = [Tensor(x, requires_grad=True) for x in inputs(2)]
    assert gradcheck(lambda *xs: scaled_dot_product_attention(*xs, **options), tensors, method=method)


def test_a_mask_of_floats_may_be_trained():
    tensors = [Tensor(x, requires_grad=True) for x in (*inputs(2), BIAS)]
    assert gradcheck(scaled_dot_product_attention, tensors)


def test_dims_in_front_are_broadcast():
    query, key, value = inputs(2, 1)
    z = scaled_dot_product_attention(query, key[0], value[:, :, :, :3])
    assert z.shape == (2, 1, 3, 3)
    np.testing.assert_allclose(z.data[1, 0], by_loops(query[1, 0], key[0, 0], value[1, 0, :, :3]), rtol=1e-12)
    tensors = [Tensor(x, requires_grad=True) for x in (query, key[0], value)]
    assert gradcheck(scaled_dot_product_attention, tensors)


def test_large_scores_do_not_overflow():
    query, key, value = inputs()
    z = scaled_dot_product_attention(1e4 * query, key, value).data
    best = (query @ key.T).argmax(1)
    np.testing.assert_allclose(z, value[best], rtol=1e-12)


def test_a_blind_query_gives_gradients_of_zero_and_no_nan():
    query, key, value = (Tensor(x, requires_grad=True) for x in inputs())
    scaled_dot_product_attention(query, key, value, attn_mask=BLIND).sum().backward()
    assert query.grad.data[1].tolist() == [0, 0]
    assert all(np.isfinite(x.grad.data).all() for x in (query, key, value))


def test_dropout_takes_whole_weights_away_and_scales_the_rest():
    query, key = np.zeros((1, 2)), np.zeros((1000, 2))
    np.random.seed(1)  # noqa: NPY002 (the course's generator)
    z = scaled_dot_product_attention(query, key, np.eye(1000), dropout_p=0.75).data
    kept = z != 0
    np.testing.assert_allclose(z[kept], 4 / 1000, rtol=1e-12)
    assert 200 < kept.sum() < 300
    assert not scaled_dot_product_attention(query, key, np.eye(1000), dropout_p=1.0).data.any()


def test_without_keys_the_answer_is_zero_and_without_queries_it_is_empty():
    query, key, value = inputs()
    assert scaled_dot_product_attention(query, key[:0], value[:0]).data.tolist() == np.zeros((3, 5)).tolist()
    assert scaled_dot_product_attention(query[:0], key, value).shape == (0, 5)


def test_without_features_all_values_count_the_same():
    query, key, value = inputs()
    z = scaled_dot_product_attention(query[:, :0], key[:, :0], value)
    np.testing.assert_allclose(z.data, np.tile(value.mean(0), (3, 1)), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_the_result_has_the_dtype_of_the_inputs(dtype):
    low = [x.astype(dtype) for x in inputs()]
    z = scaled_dot_product_attention(*low, attn_mask=MASK)
    assert z.dtype == dtype
    exact = by_loops(*(x.astype(float) for x in low), allowed=MASK)
    np.testing.assert_allclose(z.data, exact, atol=4 * np.finfo(dtype).eps)


def test_integers_become_floats():
    ones = np.ones((2, 2), int)
    assert scaled_dot_product_attention(ones, ones, ones).data.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def call(*given, **options):
    query, key, value = (*given, *inputs()[len(given) :])
    return lambda: scaled_dot_product_attention(query, key, value, **options)


REFUSED = {
    "a vector": (call(np.ones(2)), ValueError, r"query \(…, L, E\), key \(…, S, E\) and value"),
    "keys of other features": (call(np.ones((3, 3))), ValueError, r"got \(3, 3\), \(4, 2\), \(4, 5\)"),
    "more values than keys": (
        lambda: scaled_dot_product_attention(*inputs()[:2], np.ones((5, 5))),
        ValueError,
        r"got \(3, 2\), \(4, 2\), \(5, 5\)",
    ),
    "batches that do not fit": (
        call(np.ones((2, 3, 2)), np.ones((3, 4, 2))),
        ValueError,
        "dims in front that broadcast",
    ),
    "a mask of another shape": (call(attn_mask=MASK.T), ValueError, r"broadcasts to \(…, 3, 4\); got"),
    "a mask that would stretch the scores": (
        call(np.ones((1, 2)), attn_mask=MASK),
        ValueError,
        r"broadcasts to \(…, 1, 4\)",
    ),
    "a mask of integers": (call(attn_mask=MASK.astype(int)), TypeError, "attn_mask of bools or floats"),
    "a list as mask": (call(attn_mask=MASK.tolist()), TypeError, "attn_mask of bools or floats"),
    "two masks": (call(attn_mask=MASK, is_causal=True), ValueError, "attn_mask or is_causal=True, not both"),
    "is_causal of 1": (call(is_causal=1), TypeError, "True or False for is_causal"),
    "a probability above 1": (call(dropout_p=1.5), ValueError, "dropout_p from 0 to 1"),
    "a scale that is none": (call(scale="2"), TypeError, "a number for scale"),
    "a list": (call([[1.0, 2.0]]), TypeError, "a Tensor or an array for query"),
}


@pytest.mark.parametrize(("run", "error", "match"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_in_one_line(run, error, match):
    with pytest.raises(error, match=match) as caught:
        run()
    assert "\n" not in str(caught.value)
