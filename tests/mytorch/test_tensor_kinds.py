"""The form of a tensor, and its elements as other numbers; PyTorch's names of the dtypes."""

import numpy as np
import pytest

import mytorch
from mytorch import Tensor, dtype_names, gradcheck

A = np.array([[1.5, -2.0, 0.0], [-0.5, 4.0, -1.0]])
SQUARE = np.arange(9.0).reshape(3, 3)

# name: of a tensor, the same of an array, the array.
FORMS = {
    "t of a matrix": (lambda x: x.t(), np.transpose, A),
    "t of a vector": (lambda x: x.t(), np.array, A[0]),
    "view_as": (lambda x: x.view_as(mytorch.zeros(3, 2)), lambda a: a.reshape(3, 2), A),
    "reshape_as": (lambda x: x.reshape_as(mytorch.zeros(6)), np.ravel, A),
    "expand_as": (lambda x: x.expand_as(mytorch.zeros(4, 3)), lambda a: np.tile(a, (4, 1)), A[:1]),
    "narrow": (lambda x: x.narrow(1, 1, 2), lambda a: a[:, 1:3], A),
    "narrow to nothing": (lambda x: x.narrow(-1, 3, 0), lambda a: a[:, :0], A),
    "unbind(1)[2]": (lambda x: x.unbind(1)[2], lambda a: a[:, 2], A),
    "mytorch.unbind": (lambda x: mytorch.unbind(x)[1], lambda a: a[1], A),
    "diag of a matrix": (lambda x: x.diag(), np.diag, SQUARE),
    "diag of a wide one": (lambda x: x.diag(), np.diag, A),
    "diag of a vector": (lambda x: x.diag(), np.diag, A[0]),
    "half and back": (lambda x: x.half().double(), np.array, A),
    "contiguous": (lambda x: x.T.contiguous().cpu(), np.transpose, A),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_numpy_s_and_has_a_gradient(name):
    fn, formula, array = FORMS[name]
    z = fn(Tensor(array))
    assert type(z) is Tensor
    np.testing.assert_array_equal(z.data, formula(array))
    if name != "half and back":  # float16 is too coarse for a numerical derivative
        assert gradcheck(fn, Tensor(array, requires_grad=True))


def test_elements_become_other_numbers():
    x = Tensor(A)
    assert (x.long().dtype, x.long().tolist()) == (np.int64, [[1, -2, 0], [0, 4, -1]])
    assert (x.int().dtype, x.bool().dtype, x.half().dtype) == (np.int32, np.bool_, np.float16)
    assert x.bool().tolist() == [[True, True, False], [True, True, True]]
    assert x.type_as(Tensor([1])).dtype == np.int64
    assert (Tensor(2).tolist(), x.dim(), x.nelement()) == (2, 2, 6)


def test_new_tensors_have_the_dtype_of_the_old_one():
    x = Tensor(np.float32([1, 2]))
    for new, expected in (
        (x.new_zeros(2, 1), [[0], [0]]),
        (x.new_ones((2,)), [1, 1]),
        (x.new_tensor([3]), [3]),
    ):
        assert (new.dtype, new.tolist()) == (np.float32, expected)


@pytest.mark.parametrize("name", dtype_names.__all__)
def test_a_dtype_goes_by_pytorchs_name(name):
    dtype = getattr(mytorch, name)
    assert mytorch.zeros(2, dtype=dtype).dtype == dtype
    words = {
        "bool": "bool",
        "double": "f8",
        "float": "f4",
        "half": "f2",
        "int": "i4",
        "long": "i8",
        "short": "i2",
    }
    assert dtype == np.dtype(words.get(name, name))


WRONG = {
    "t of three dims": (lambda: mytorch.zeros(1, 1, 1).t(), ValueError, "transpose"),
    "diag of three dims": (lambda: mytorch.zeros(1, 1, 1).diag(), ValueError, "diag"),
    "narrow beyond the end": (lambda: Tensor(A).narrow(1, 2, 2), ValueError, "longer dim than 3"),
    "type_as no tensor": (lambda: Tensor(A).type_as("float"), TypeError, "takes a Tensor; got 'float'"),
    "unbind no dim": (lambda: Tensor(1.0).unbind(3), IndexError, "unbind"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_an_error_that_says_so(name):
    call, error, words = WRONG[name]
    with pytest.raises(error, match=words):
        call()
