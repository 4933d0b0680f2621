"""F.pad: numbers around a tensor, in every mode."""

import numpy as np
import pytest

from mytorch import gradcheck
from mytorch.nn import functional as F
from mytorch.tensor import Tensor


def leaf(*shape):
    return Tensor(np.arange(1.0, 1 + np.prod(shape)).reshape(shape), requires_grad=True)


ROW = {  # of 1, 2, 3
    "nothing": ((0, 0), {}, [1, 2, 3]),
    "no dim": ((), {}, [1, 2, 3]),
    "zeros": ((2, 1), {}, [0, 0, 1, 2, 3, 0]),
    "another number": ((1, 2), {"value": -5}, [-5, 1, 2, 3, -5, -5]),
    "cut off": ((-1, 0), {}, [2, 3]),
    "cut off and added": ((1, -2), {"value": 9.0}, [9, 1]),
    "all cut off": ((-1, -2), {}, []),
    "replicate": ((2, 1), {"mode": "replicate"}, [1, 1, 1, 2, 3, 3]),
    "replicate beyond its size": ((0, 4), {"mode": "replicate"}, [1, 2, 3, 3, 3, 3, 3]),
    "reflect": ((2, 1), {"mode": "reflect"}, [3, 2, 1, 2, 3, 2]),
    "circular": ((3, 2), {"mode": "circular"}, [1, 2, 3, 1, 2, 3, 1, 2]),
    "nothing, reflected": ((0, 0), {"mode": "reflect"}, [1, 2, 3]),
}


@pytest.mark.parametrize("name", ROW)
def test_a_row_gets_these_ends(name):
    widths, settings, expected = ROW[name]
    x = leaf(3)
    z = F.pad(x, widths, **settings)
    assert z.data.tolist() == expected
    assert gradcheck(lambda x: F.pad(x, widths, **settings), x, method="complex")
    if expected:
        z.data[...] = 0  # which is the user's
        assert x.data.tolist() == [1, 2, 3]


@pytest.mark.parametrize("mode", ["constant", "replicate", "reflect", "circular"])
def test_the_last_dim_comes_first(mode):
    x = leaf(2, 3, 4)
    z = F.pad(x, (1, 2, 0, 1), mode=mode)
    assert z.shape == (2, 4, 7)
    name = {"constant": "constant", "replicate": "edge", "reflect": "reflect", "circular": "wrap"}[mode]
    np.testing.assert_array_equal(z.data, np.pad(x.data, [(0, 0), (0, 1), (1, 2)], mode=name))
    assert gradcheck(lambda x: F.pad(x, (1, 2, 0, 1), mode=mode), x, method="complex")


def test_integers_stay_integers_and_floats_their_dtype():
    assert F.pad(Tensor([1, 2]), (1, 0)).data.tolist() == [0, 1, 2]
    assert F.pad(Tensor([1, 2]), (1, 0)).dtype == np.int64
    assert F.pad(Tensor(np.ones(2, np.float16)), (1, 0), value=3).dtype == np.float16
    assert F.pad(np.ones(1), [1, 1]).data.tolist() == [0, 1, 0]


WRONG = {
    "an odd number": (ValueError, "two numbers, before and after", ((1,), {})),
    "one number": (ValueError, r"of shape \(3,\); got 1", (1, {})),
    "more dims than x has": (ValueError, "two numbers, before and after", ((1, 1, 1, 1), {})),
    "no whole number": (TypeError, "pad expects a whole number for pad", ((0.5, 1), {})),
    "more cut off than there is": (ValueError, "pad expects to leave something of x", ((-2, -2), {})),
    "an unknown mode": (ValueError, "expects mode \"constant\".*got 'mirror'", ((1, 1), {"mode": "mirror"})),
    "a word as value": (TypeError, "expects a number for value; got 'a'", ((1, 1), {"value": "a"})),
    "a value elsewhere": (
        ValueError,
        'with mode "constant" only',
        ((1, 1), {"mode": "reflect", "value": 1.0}),
    ),
    "reflecting all": (ValueError, "than dim 0 of size 3 has to give", ((3, 0), {"mode": "reflect"})),
    "more than a round": (ValueError, "with mode 'circular'; got 0 and 4", ((0, 4), {"mode": "circular"})),
    "cutting by reflection": (ValueError, "expects no negative numbers", ((-1, 0), {"mode": "reflect"})),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_is_refused_in_a_sentence(name):
    error, message, (widths, settings) = WRONG[name]
    with pytest.raises(error, match=message):
        F.pad(leaf(3), widths, **settings)


def test_nothing_cannot_be_replicated():
    with pytest.raises(ValueError, match="than dim 0 of size 0 has to give"):
        F.pad(Tensor(np.ones(0)), (1, 0), mode="replicate")
