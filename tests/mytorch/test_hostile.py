"""Tests of every public function and method of the core with wrong arguments.

Each call ends in an answer that holds numbers, or in one line of a TypeError, ValueError, IndexError or
RuntimeError: never in a crash, a SystemError, a RecursionError, or a tensor of Python objects.
"""

import decimal
import fractions
import operator

import numpy as np
import pytest

import mytorch
from mytorch import no_grad
from mytorch.autograd_engine import AccumulateGrad, BackwardFunction, backward
from mytorch.nn import functional as F
from mytorch.tensor import Tensor


def leaf():
    return Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)


def nested(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


def endless():
    loop = []
    loop.append(loop)
    return loop


HOSTILE = {
    "None": None,
    "text": "abc",
    "digits": "12",
    "bytes": b"12",
    "bytearray": bytearray(b"12"),
    "list": [1.0, 2.0],
    "empty list": [],
    "list of text": [1.0, "a"],
    "rows of different lengths": [[1.0], [1.0, 2.0]],
    "list of None": [None, None, None],
    "deep list": nested(100),
    "very deep list": nested(2_000),
    "very deep tuple": (nested(2_000),),
    "endless list": endless(),
    "dict": {"a": 1.0},
    "set": {1.0, 2.0},
    "object": object(),
    "function": len,
    "class": float,
    "module": np,
    "slice": slice(1),
    "range": range(3),
    "generator": (x for x in [1.0]),
    "array of objects": np.array([1.0, None, "a"], dtype=object),
    "large array of objects": np.full((64, 256), 1, dtype=object),
    "0-d array of objects": np.array(None, dtype=object),
    "structured array": np.zeros(3, [("a", float), ("b", int)]),
    "masked array": np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0]),
    "array of text": np.array(["a", "b", "c"]),
    "array of bytes": np.array([b"a", b"b", b"c"]),
    "dates": np.array(["2020-01-01"] * 3, "datetime64[D]"),
    "a date": np.datetime64("2020-01-01"),
    "a text of NumPy's": np.str_("a"),
    "void": np.void(b"abc"),
    "complex": 1j,
    "complex array": np.array([1j, 2.0, 3.0]),
    "bool": True,
    "bools": np.array([True, False, True]),
    "bytes array": np.array([255, 1, 0], np.uint8),
    "big-endian array": np.array([1.0, 2.0, 3.0], ">f8"),
    "0-d array": np.array(1.5),
    "empty array": np.zeros(0),
    "empty rows": np.zeros((0, 3)),
    "array of many dims": np.zeros((1,) * 32),
    "not a number": float("nan"),
    "infinite": float("inf"),
    "fraction of a dim": 1.5,
    "huge": 10**12,
    "beyond int64": 2**70,
    "beyond floats": 10**400,
    "negative": -1,
    "very negative": -(10**12),
    "huge array index": np.array([10**12]),
    "Decimal": decimal.Decimal("1.5"),
    "Fraction": fractions.Fraction(1, 2),
    "tensor": Tensor([1.0, 2.0, 3.0]),
    "tensor of integers": Tensor([1, 0]),
    "tensor of complex": Tensor([1j, 2j, 3j]),
    "0-d tensor": Tensor(1.0),
    "empty tensor": Tensor(np.zeros((0, 3))),
    "list of tensors": [Tensor(1.0), Tensor(2.0), Tensor(3.0)],
    "list of leaves": [Tensor(1.0, requires_grad=True)] * 3,
    "dict of tensors": {"a": Tensor(1.0)},
    "leaf": leaf(),
    "Ellipsis": ...,
    "a dtype": np.dtype("f4"),
    "an exception": ValueError("x"),
    "NotImplemented": NotImplemented,
}


def setter(name):
    return lambda x: setattr(leaf(), name, x)


def change(method):
    return lambda x: getattr(Tensor(np.ones((2, 3))), method)(x)


CALLS = {
    **{
        f"w {op.__name__} x": lambda x, op=op: op(leaf(), x)
        for op in (
            operator.add,
            operator.sub,
            operator.mul,
            operator.truediv,
            operator.pow,
            operator.matmul,
            operator.lt,
            operator.ge,
            operator.eq,
            operator.ne,
            operator.floordiv,
            operator.mod,
            operator.and_,
        )
    },
    **{
        f"x {op.__name__} w": lambda x, op=op: op(x, leaf())
        for op in (
            operator.add,
            operator.sub,
            operator.mul,
            operator.truediv,
            operator.pow,
            operator.matmul,
            operator.gt,
            operator.eq,
        )
    },
    **{
        f"c {op.__name__} x": lambda x, op=op: op(Tensor(np.ones((2, 3))), x)
        for op in (
            operator.iadd,
            operator.isub,
            operator.imul,
            operator.itruediv,
            operator.contains,
        )
    },
    "integers + x": lambda x: Tensor([1, 2, 3]) + x,
    "bytes * x": lambda x: Tensor(np.array([1, 2, 3], np.uint8)) * x,
    "bools / x": lambda x: Tensor([True, False, True]) / x,
    **{f"F.{name}": lambda x, name=name: getattr(F, name)(x) for name in ("relu", "sigmoid", "tanh")},
    **{
        f"{op}.apply": lambda x, op=op: getattr(F, op).apply(leaf(), x)
        for op in (
            "Add",
            "Mul",
            "MatMul",
            "Exp",
        )
    },
    "Tensor": Tensor,
    "Tensor, a leaf": lambda x: Tensor(x, requires_grad=True),
    "Tensor, a parameter": lambda x: Tensor(x, True, True, True),
    "tensor": mytorch.tensor,
    "tensor(dtype)": lambda x: mytorch.tensor([1.0], dtype=x),
    **{f"Tensor.{name}": getattr(Tensor, name) for name in ("zeros", "ones", "empty", "randn", "arange")},
    "Tensor.zeros(2, x)": lambda x: Tensor.zeros(2, x),
    "Tensor.arange(0, x)": lambda x: Tensor.arange(0, x),
    "Tensor.arange(0, 1, x)": lambda x: Tensor.arange(0, 1, x),
    "Tensor.arange(x, x, x, x)": lambda x: Tensor.arange(x, x, x, x),
    **{
        f"w.{name}": lambda x, name=name: getattr(leaf(), name)(x)
        for name in (
            "sum",
            "mean",
            "max",
            "argmax",
            "permute",
            "reshape",
            "to",
            "size",
            "transpose",
            "backward",
            "exp",
            "T",
            "__getitem__",
            "__format__",
            "__call__",
        )
    },
    "w.transpose(0, x)": lambda x: leaf().transpose(0, x),
    "w.permute(0, x)": lambda x: leaf().permute(0, x),
    "w.permute(x, x)": lambda x: leaf().permute(x, x),
    "w.reshape(2, x)": lambda x: leaf().reshape(2, x),
    "w.sum((0, x))": lambda x: leaf().sum((0, x)),
    "w.sum([x, x])": lambda x: leaf().sum([x, x]),
    "w.sum(axis, dim)": lambda x: leaf().sum(axis=x),
    "w.sum(other)": lambda x: leaf().sum(other=x),
    "w.sum().backward": lambda x: leaf().sum().backward(x),
    "w[x, 0]": lambda x: leaf()[x, 0],
    "w[0, x]": lambda x: leaf()[0, x],
    "w[[x]]": lambda x: leaf()[[x]],
    "w[x:]": lambda x: leaf()[x:],
    "c.fill_": change("fill_"),
    "c[0] = x": lambda x: operator.setitem(Tensor(np.ones((2, 3))), 0, x),
    "c[0, 0] = x": lambda x: operator.setitem(Tensor(np.ones((2, 3), np.uint8)), (0, 0), x),
    "c[x] = 1": lambda x: operator.setitem(Tensor(np.ones((2, 3))), x, 1.0),
    **{f"w.{name} = x": setter(name) for name in ("data", "grad")},
    "c.data = x": lambda x: setattr(Tensor([1.0]), "data", x),
    "backward(x, g)": lambda x: backward(x, Tensor(1.0)),
    "backward(node, x)": lambda x: backward((leaf() * 2.0).grad_fn, x),
    "backward(leaf's node, x)": lambda x: backward(AccumulateGrad(leaf()), x),
    "backward of a bare node": lambda x: backward(BackwardFunction(F.Mul), x),
    "AccumulateGrad": AccumulateGrad,
    "AccumulateGrad.apply": lambda x: AccumulateGrad(leaf()).apply(x),
    "node.apply": lambda x: (leaf() * 2.0).grad_fn.apply(x),
    "gradcheck(x, w)": lambda x: mytorch.gradcheck(x, leaf()),
    "gradcheck(f, x)": lambda x: mytorch.gradcheck(lambda y: y, x),
    "gradcheck(f to x)": lambda x: mytorch.gradcheck(lambda y: x, leaf()),
    "gradcheck(method)": lambda x: mytorch.gradcheck(lambda y: y * y, leaf(), method=x),
    "no_grad": no_grad,
    "no_grad()": lambda x: no_grad()(x),
    "set_default_dtype": mytorch.set_default_dtype,
    **{
        f"np.{name}(w, x)": lambda x, name=name: getattr(np, name)(leaf(), x)
        for name in (
            "add",
            "power",
            "matmul",
            "equal",
            "sum",
            "dot",
            "inner",
            "vdot",
            "reshape",
            "transpose",
            "max",
            "concatenate",
        )
    },
    "np.multiply(x, c)": lambda x: np.multiply(x, Tensor(np.ones((2, 3)))),
}
ONCE = {
    "too large together": lambda: Tensor.zeros(10**7, 1) + Tensor.zeros(1, 10**8),
    "too large a product": lambda: Tensor.zeros(10**7, 1) @ Tensor.zeros(1, 10**8),
    "too large": lambda: Tensor.zeros(10**12),
    "too many dims": lambda: Tensor.ones(*[1] * 100),
    "negative": lambda: Tensor.ones(2, -1),
    "no room": lambda: leaf().reshape(7),
    "two free sizes": lambda: leaf().reshape(-1, -1),
    "dims twice": lambda: leaf().permute(0, 0),
    "dims too few": lambda: leaf().permute(0),
    "dims out of range": lambda: leaf().permute(0, 5),
    "dims of a number": lambda: Tensor(1.0).permute(0),
    "transpose out of range": lambda: leaf().transpose(0, 4),
    "sum out of range": lambda: leaf().sum(2),
    "sum twice": lambda: leaf().sum((1, -1)),
    "max out of range": lambda: leaf().max(2),
    "index out of range": lambda: leaf()[2],
    "too many indices": lambda: leaf()[0, 0, 0],
    "a gradient of another shape": lambda: (leaf() * 2.0).backward(Tensor([1.0])),
    "a complex gradient": lambda: (leaf() * 2.0).backward(np.full((2, 3), 1j)),
    "a gradient of text": lambda: (leaf() * 2.0).backward([["a"] * 3] * 2),
    "shapes that do not fit": lambda: leaf() + np.ones(4),
    "matrices that do not fit": lambda: leaf() @ np.ones((2, 2)),
    "matrix times number": lambda: leaf() @ 2.0,
    "endless arange": lambda: Tensor.arange(0, float("inf")),
    "arange in no steps": lambda: Tensor.arange(0, 1, 0),
    "arange of nothing": lambda: Tensor.arange(),
    "a course's transpose": lambda: leaf().T(),
}


@pytest.mark.parametrize("name", ONCE)
def test_nonsense_is_refused_in_one_line(name):
    with pytest.raises((TypeError, ValueError, IndexError, RuntimeError)) as caught:
        ONCE[name]()
    assert str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_transpose_by_the_course_s_method_says_how_it_is_written_here():
    with pytest.raises(TypeError, match=r"\.T is a property here: write a\.T"):
        leaf().T()
    assert leaf().T.shape == (3, 2)


ALLOWED = (TypeError, ValueError, IndexError, RuntimeError, mytorch.GradcheckError)


def holds_numbers(answer):
    """Whether the tensors in it do, and their gradients."""
    for part in answer if isinstance(answer, tuple | list) else [answer]:
        if isinstance(part, Tensor):
            if part.requires_grad:
                part.backward()
            if part.array.dtype.kind not in "fiubc":
                return False
    return True


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("call", CALLS)
def test_a_hostile_argument_ends_in_numbers_or_in_one_line(call):
    wrong = []
    for name, argument in HOSTILE.items():
        default = mytorch.get_default_dtype()
        try:
            answer = CALLS[call](argument)
            if not holds_numbers(answer):
                wrong.append((name, answer))
        except ALLOWED as error:
            if (
                "\n" in str(error)
                or isinstance(error, RecursionError | NotImplementedError)
                or not str(error)
            ):
                wrong.append((name, repr(error)))
        except BaseException as error:
            wrong.append((name, repr(error)))
        finally:
            mytorch.set_default_dtype(default)
    assert not wrong
