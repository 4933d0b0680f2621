"""The operations that random programs are made of, one line each.

A row is an expression with {0}, {1} … for its operands and {dim}, {key} … for what is drawn to fit the first
operand's shape. The same expression runs in mytorch, in PyTorch and in NumPy; where it must not, the row has
another one for `torch` or `numpy`. `takes` has a letter for each operand:

    f  a tensor of floats        p  a Python number      a  an array, written there
    i  a tensor of integers      s  a NumPy scalar       c  an array with a name, which may be written to
    b  a tensor of bools         l  a list of numbers    0  a tensor of floats and of shape ()
    k  an array of indices with a name

The functions and methods that are in PyTorch beside the handout's are in surface.py, layers and losses in
layer_rows.py, what is for images in image_rows.py, order and
distances in order_rows.py, and derivatives of derivatives in slope_rows.py.

NumPy's expression is given complex arrays too, and its imaginary part is the derivative (see formulas.py).
"""

from typing import Any

import numpy as np

from autograder.crosscheck.programs.conditions import (
    alike,
    apart,
    batch,
    first_positive,
    fits_batch_norm,
    fits_linear,
    flat,
    nonempty,
    of_another,
    off_each_other,
    off_one,
    off_zero,
    positive,
    rows,
    two_rows,
    vectors,
)
from autograder.crosscheck.programs.image_rows import IMAGES
from autograder.crosscheck.programs.layer_rows import LAYERS
from autograder.crosscheck.programs.order_rows import ORDER
from autograder.crosscheck.programs.row import Op
from autograder.crosscheck.programs.slope_rows import SLOPES
from autograder.crosscheck.programs.surface import SURFACE

__all__ = ["FUNCTIONS", "NUMPYS", "OPERATORS", "OPS"]


def _arithmetic() -> list[Op]:
    """The operators, with a tensor on either side of everything that a user may put beside it."""
    beside = ["ff", "fi", "if", *(pair for c in "pslac" for pair in ("f" + c, c + "f"))]
    rows = [Op(f"{pair}: x {o} y", f"{{0}} {o} {{1}}", pair) for o in "+-*" for pair in beside]
    rows += [Op(f"{pair}: x / y", "{0} / {1}", pair, when=positive) for pair in beside]
    rows += [
        Op(f"{pair}: x ** y", "{0} ** {1}", pair, when=first_positive) for pair in beside if pair != "if"
    ]
    rows += [Op(f"{pair}: x * y", "{0} * {1}", pair) for pair in ("fb", "bf", "ii")]
    return rows


def _by_apply() -> list[Op]:
    """The ops as classes, which the course's tests call by `apply`."""
    two = {"Add": "+", "Sub": "-", "Mul": "*", "Div": "/"}
    plain = {name: f"{{0}} {o} {{1}}" for name, o in two.items()}
    return [
        Op(f"F.{name}", f"F.{name}.apply({{0}}, {{1}})", "ff", torch=z, numpy=z, when=positive)
        for name, z in plain.items()
    ]


def _numpys() -> list[Op]:
    """NumPy's functions and an array's methods on tensors, and all else that reads a tensor as numbers."""
    rows: list[tuple[Any, ...]] = [  # ours, takes, PyTorch's, NumPy's, when
        ("np.exp({0})", "f", "{0}.exp()"),
        ("np.log({0})", "f", "{0}.log()", "", positive),
        ("np.sqrt({0})", "f", "{0}.sqrt()", "", positive),
        ("np.negative({0})", "f", "-{0}"),
        ("np.tanh({0})", "f", "torch.tanh({0})"),
        ("np.sin({0})", "f", "torch.sin({0})"),
        ("np.abs({0})", "f", "torch.abs({0})", "N.absolute({0})", off_zero),
        ("np.square({0})", "f", "{0} ** 2"),
        ("np.add({0}, {1})", "ff", "{0} + {1}"),
        ("np.subtract({0}, {1})", "ff", "{0} - {1}"),
        ("np.multiply({0}, {1})", "fa", "{0} * {1}"),
        ("np.multiply({0}, {1})", "af", "{0} * {1}"),
        ("np.divide({0}, {1})", "ff", "{0} / {1}", "", positive),
        ("np.power({0}, {1})", "fp", "{0} ** {1}", "", first_positive),
        ("np.maximum({0}, {1})", "ff", "torch.maximum({0}, {1})", "N.maximum({0}, {1})", off_each_other),
        ("np.matmul({0}, {1})", "ff", "{0} @ {1}"),
        ("np.dot({0}, {1})", "af", "{0} @ {1}", "{0} @ {1}", flat),
        ("np.sum({0})", "f", "{0}.sum()"),
        ("np.sum({0}, axis={dim})", "f", "{0}.sum({dim})"),
        ("np.mean({0})", "f", "{0}.mean()", "", nonempty),
        ("np.mean({0}, axis={dim}, keepdims=True)", "f", "{0}.mean({dim}, True)", "", nonempty),
        ("np.max({0})", "f", "{0}.max()", "N.max_of_all({0})", apart),
        ("np.amax({0}, axis={dim})", "f", "{0}.max({dim}).values", "N.max_along({0}, {dim})", apart),
        ("np.reshape({0}, {shape})", "f", "{0}.reshape({shape})"),
        ("np.ravel({0})", "f", "{0}.reshape(-1)"),
        ("np.transpose({0})", "f", "torch.permute({0}, tuple(range({0}.ndim))[::-1])"),
        ("np.squeeze({0})", "f", "{0}.squeeze()"),
        ("np.expand_dims({0}, 0)", "f", "{0}[None]"),
        ("np.concatenate([{0}, {1}])", "ff", "torch.concatenate([{0}, {1}])"),
        ("np.stack([{0}, {0}])", "f", "torch.stack([{0}, {0}])"),
        ("np.vstack([{0}, {1}])", "ff", "torch.vstack([{0}, {1}])"),
        ("np.where({mask}, {0}, 0.5)", "f", "torch.where({mask}, {0}, 0.5)"),
        ("np.clip({0}, -1.0, 1.0)", "f", "torch.clip({0}, -1.0, 1.0)", "N.clip({0}, -1.0, 1.0)", off_one),
        ("np.einsum('...,...->...', {0}, {1})", "ff", "{0} * {1}", "{0} * {1}"),
        ("np.outer({0}, {1})", "ff", "torch.outer({0}, {1})", "", vectors),
        ("np.add.reduce({0})", "f", "{0}.sum(0)"),
        ("np.asarray({0}) * {1}", "ff", "{0} * {1}", "{0} * {1}"),
        ("np.array([{0}, {1}]).sum()", "00", "{0} + {1}", "{0} + {1}"),
        ("{0}.dot({1})", "af", "{0} @ {1}", "{0} @ {1}", flat),
        ("{0}.clip({1}, None)", "a0", "torch.maximum({0}, {1})", "N.maximum({0}, {1})", off_each_other),
        ("{0} * float({1})", "f0", "{0} * {1}", "{0} * {1}"),
        ("math.exp({0}) * {1}", "0f", "{0}.exp() * {1}", "np.exp({0}) * {1}"),
        ("{0} * [{1}, {1}, {1}]", "f0", "{0} * {1}.expand(3)", "{0} * np.array([{1}] * 3)"),
        ("{0} + ({1}, {1}, {1})", "f0", "{0} + {1}.expand(3)", "{0} + np.array([{1}] * 3)"),
        ("Tensor([{0}, {1}])", "00", "torch.stack([{0}, {1}])", "np.array([{0}, {1}])"),
        ("Tensor.zeros(2).to({0}.dtype).fill_({0})", "0", "{0}.expand(2)", "np.array([{0}, {0}])"),
        (
            "assign(Tensor.zeros(2).to(np.result_type({0}.dtype, {1}.dtype)), [{0}, {1}])",
            "00",
            "torch.stack([{0}, {1}])",
            "np.array([{0}, {1}])",
        ),
    ]
    return [
        Op(
            ours,
            f"as_tensor({ours})",
            takes,
            torch,
            more[0] if more else "",
            alike(*more[1:]),
            ties=more[1:] in ([apart], [off_zero], [off_one], [off_each_other]),
            like=LIKE.get(ours, ()),
            may_refuse=True,
        )
        for ours, takes, torch, *more in rows
    ]


LIKE = {"np.matmul({0}, {1})": ((2, 3), (3, 2)), "np.outer({0}, {1})": ((3,), (2,))}


OPERATORS = _arithmetic()
NUMPYS = _numpys()
FUNCTIONS: list[Op] = [
    *_by_apply(),
    # ---- element by element
    Op("-x", "-{0}"),
    Op("x.exp()", "{0}.exp()", numpy="np.exp({0})"),
    Op("x.log()", "{0}.log()", numpy="np.log({0})", when=positive),
    Op("x.sqrt()", "{0}.sqrt()", numpy="np.sqrt({0})", when=positive),
    Op("x ** 2", "{0} ** 2"),
    Op("x ** 3.", "{0} ** 3.0"),
    Op("x ** 1", "{0} ** 1"),
    Op("x ** 0", "{0} ** 0"),
    Op("x ** -1", "{0} ** -1", when=positive),
    Op("2 ** x", "2 ** {0}"),
    Op("pow", "pow({0}, 2)"),
    Op("F.relu", "F.relu({0})", numpy="N.relu({0})", when=off_zero, ties=True),
    Op("F.sigmoid", "F.sigmoid({0})", numpy="N.sigmoid({0})"),
    Op("F.tanh", "F.tanh({0})", numpy="np.tanh({0})"),
    Op("nn.ReLU", "nn.ReLU()({0})", numpy="N.relu({0})", when=off_zero, ties=True),
    Op("nn.Sigmoid", "nn.Sigmoid()({0})", numpy="N.sigmoid({0})"),
    Op("nn.Tanh", "nn.Tanh()({0})", numpy="np.tanh({0})"),
    Op(
        "nn.Sequential",
        "nn.Sequential(nn.Tanh(), nn.Identity(), nn.Sigmoid())({0})",
        numpy="N.sigmoid(np.tanh({0}))",
    ),
    Op("a Function of the user's", "Cube.apply({0})", torch="{0} * {0} * {0}", numpy="{0} * {0} * {0}"),
    # ---- products of matrices
    *(
        Op(f"{pair}: x @ y", "{0} @ {1}", pair, when=alike(), like=((2, 3), (3, 2)))
        for pair in ("ff", "fa", "af", "fl", "lf")
    ),
    Op("F.MatMul", "F.MatMul.apply({0}, {1})", "ff", torch="{0} @ {1}", numpy="{0} @ {1}", when=alike()),
    Op(
        "F.linear",
        "F.linear({0}, {1}, {2})",
        "fff",
        numpy="{0} @ {1}.T + {2}",
        when=alike(fits_linear),
        like=((2, 3), (2, 3), (2,)),
    ),
    # ---- reductions
    Op("x.sum()", "{0}.sum()"),
    Op("x.mean()", "{0}.mean()", when=nonempty),
    Op("x.sum(dim)", "{0}.sum({dim})"),
    Op("x.mean(dim)", "{0}.mean({dim})", when=nonempty),
    Op("x.sum(dim, keepdim)", "{0}.sum({dim}, keepdim=True)", numpy="{0}.sum({dim}, keepdims=True)"),
    Op("x.sum(axis, keepdims)", "{0}.sum(axis={dim}, keepdims=True)"),
    Op("x.mean(dims)", "{0}.mean({dims})", when=nonempty),
    Op("x.sum(dims, keepdim)", "{0}.sum({dims}, True)", numpy="{0}.sum({dims}, keepdims=True)"),
    Op("x.max()", "{0}.max()", numpy="N.max_of_all({0})", when=apart, ties=True),
    Op("x.max(dim)", "{0}.max({dim}).values", numpy="N.max_along({0}, {dim})", when=apart, ties=True),
    Op(
        "x.max(dim, keepdim)",
        "{0}.max({dim}, True)[0]",
        numpy="N.max_along({0}, {dim}, True)",
        when=apart,
        ties=True,
    ),
    Op(
        "max(dim).indices",
        "{0}.max({dim})[1]",
        numpy="{0}.real.argmax({dim})",
        when=apart,
        dtype="int64",
        ties=True,
    ),
    Op("x.argmax()", "{0}.argmax()", numpy="{0}.real.argmax()", when=apart, ties=True, dtype="int64"),
    Op(
        "x.argmax(dim)",
        "{0}.argmax({dim})",
        numpy="{0}.real.argmax({dim})",
        when=apart,
        dtype="int64",
        ties=True,
    ),
    # ---- shape and selection
    Op("x.T", "{0}.T", torch="torch.permute({0}, tuple(range({0}.ndim))[::-1])"),
    Op("x.transpose(a, b)", "{0}.transpose({dim}, -1)", numpy="{0}.swapaxes({dim}, -1)"),
    Op("x.transpose()", "{0}.transpose()", torch="torch.permute({0}, tuple(range({0}.ndim))[::-1])"),
    Op("x.permute", "{0}.permute({perm})", numpy="{0}.transpose({perm})"),
    Op("x.reshape", "{0}.reshape({shape})"),
    Op("x.reshape(-1)", "{0}.reshape(-1)"),
    Op("x.reshape(*sizes)", "{0}.reshape(*{shape})"),
    Op("x[key]", "{0}[{key}]"),
    Op("x[indices]", "{0}[{rows}]", when=nonempty),
    Op("x[::-1]", "{0}[::-1]", torch="{0}.flip(0)", when=rows),
    Op("x[tensor]", "{0}[Tensor({1})]", "fk", "{0}[{1}]", "{0}[{1}]", two_rows),
    Op("x[array]", "{0}[{1}]", "fk", when=two_rows),
    Op("x[mask]", "{0}[{mask}]"),
    Op("x[bools]", "{0}[{1}]", "fb", when=lambda x, m: x.shape == m.shape),
    Op("x[x > 0.3]", "{0}[{0} > 0.3]", numpy="{0}[{0}.real > 0.3]", when=lambda x: off_zero(x - 0.3)),
    Op("unpacking", "sum([*{0}])", numpy="sum([*{0}])", when=rows),
    # ---- dtypes and copies
    Op("x.float()", "{0}.float()", numpy="{0} * 1", dtype="float32", when=of_another("float32")),
    Op("x.double()", "{0}.float().double()", numpy="{0} * 1", dtype="float64"),
    Op("x.to(float16)", "{0}.to(np.float16)", numpy="{0} * 1", dtype="float16", when=of_another("float16")),
    Op("x.to(float32)", "{0}.to(np.float32)", numpy="{0} * 1", dtype="float32", when=of_another("float32")),
    Op(
        "x.to(int64)",
        "{0}.to(np.int64)",
        numpy="{0}.real.astype(int)",
        dtype="int64",
        when=lambda x: off_zero(x - np.round(x)),
    ),
    Op("x.clone()", "{0}.clone()", numpy="{0} * 1"),
    Op("x.detach()", "{0}.detach()", numpy="{0}.real * 1", records=False),
    # ---- comparisons, alone and within an expression
    Op("x > y", "{0} > {1}", "ff", numpy="N.greater({0}, {1})", when=off_each_other, dtype="bool"),
    Op("x <= y", "{0} <= {1}", "fp", numpy="~N.greater({0}, {1})", when=off_each_other, dtype="bool"),
    Op("(x > 0) * x", "({0} > 0) * {0}", numpy="({0}.real > 0) * {0}", when=off_zero, ties=True),
    Op("sum([x, y])", "sum([{0}, {1}])", "ff", torch="0 + {0} + {1}"),
    Op(
        "max(x, y)",
        "max({0}, {1}) + {0} * {1}",
        "00",
        when=off_each_other,
        numpy="({1} if {1}.real > {0}.real else {0}) + {0} * {1}",
    ),
    # ---- layers and losses with labels
    Op("F.cross_entropy", "F.cross_entropy({0}, {labels})", numpy="N.cross_entropy({0}, {labels})"),
    Op(
        "F.cross_entropy, sum",
        "F.cross_entropy({0}, {labels}, reduction='sum')",
        numpy="N.cross_entropy({0}, {labels}, 'sum')",
    ),
    Op(
        "nn.CrossEntropyLoss",
        "nn.CrossEntropyLoss()({0}, Tensor({labels}))",
        torch="F.cross_entropy({0}, {labels})",
        numpy="N.cross_entropy({0}, {labels})",
    ),
    Op(
        "F.batch_norm in training",
        "F.batch_norm({0}, *statistics({0}), {1}, {2}, True)",
        "fff",
        numpy="N.batch_norm({0}, {1}, {2})",
        when=alike(batch),
        like=((3, 2), (2,), (2,)),
    ),
    Op(
        "F.batch_norm in evaluation",
        "F.batch_norm({0}, *statistics({0}), {1}, {2})",
        "fff",
        numpy="N.normalise({0}, *statistics({0}), {1}, {2})",
        when=alike(fits_batch_norm),
        like=((2, 3), (3,), (3,)),
    ),
]
FUNCTIONS += [*SURFACE, *LAYERS, *IMAGES, *ORDER, *SLOPES]
OPS = [*OPERATORS, *FUNCTIONS, *NUMPYS]
