"""Tests of what the shared checks say: of dims, whole numbers, flags, words and masks, wherever they are met.

Each case was once answered by a message of NumPy's own, by an error of another type, or by a warning.
"""

import numpy as np
import pytest

import mytorch
from mytorch import Tensor, autograd, gradcheck, nn, optim
from mytorch.nn import functional as F
from mytorch.nn.utils import clip_grad_norm_
from mytorch.optim import lr_scheduler
from mytorch.utils.data import ConcatDataset, DataLoader, Subset, TensorDataset, default_collate, random_split

MATRIX = np.arange(6.0).reshape(2, 3)
RAGGED = [[True], [True, False]]


def x():
    return Tensor(MATRIX, requires_grad=True)


def optimizer():
    return optim.SGD([x()], lr=0.1)


def rows():
    return TensorDataset(MATRIX)


REFUSED = {
    "an array as a dim": (lambda: x().sum(np.ones(2)), TypeError, r"sum\(\) takes whole numbers"),
    "a dim that is not there": (lambda: x().mean(2), IndexError, r"mean\(\) of a tensor with 2 dims"),
    "a dim twice": (lambda: x().sum((-1, 1)), ValueError, "each dim once"),
    "a dim of a maximum": (lambda: x().max(-3), IndexError, "from -2 to 1; got -3"),
    "keepdim of None": (lambda: x().sum(0, None), TypeError, "True or False for keepdim; got None"),
    "keepdim of a number": (lambda: x().all(0, 10**12), TypeError, "True or False for keepdim"),
    "the maximum of nothing": (
        lambda: Tensor(np.zeros((0, 3))).max(0),
        ValueError,
        "needs an element",
    ),
    "the place of a minimum of nothing": (lambda: mytorch.argmin([]), ValueError, r"argmin\(\) needs"),
    "too few dims to permute": (lambda: x().permute(0), ValueError, "all 2 dims in their new order"),
    "a size that is not there": (lambda: x().size(2), IndexError, r"size\(\) of a tensor with 2 dims"),
    "matrices that do not fit": (
        lambda: x() @ x(),
        ValueError,
        r"got \(2, 3\) and \(2, 3\)",
    ),
    "a matrix times a number": (lambda: x() @ 2.0, ValueError, r"got \(2, 3\) and \(\)"),
    "an index beyond 64 bits": (lambda: x()[2**63], IndexError, "does not fit into 64 bits"),
    "a comparison beyond 64 bits": (lambda: Tensor([1]) & 2**63, ValueError, "does not fit into int64"),
    "a bound of text": (lambda: x().clamp("a"), TypeError, r"clamp\(\) takes tensors, arrays and numbers"),
    "a bound beyond floats": (lambda: x().clamp(10**400), ValueError, r"clamp\(\) takes integers of 64 bits"),
    "text as a condition": (lambda: x().where("a", 0.0), TypeError, r"where\(\) takes"),
    "rows of different lengths": (lambda: x().where(RAGGED, 0.0), ValueError, "rows differ in length"),
    "text as places": (lambda: x().gather(0, "a"), TypeError, r"gather\(\) takes"),
    "text to copy": (lambda: Tensor(MATRIX).copy_("a"), TypeError, r"copy_\(\) takes"),
    "an outer product with text": (lambda: Tensor([1.0]).outer("a"), TypeError, "a tensor holds numbers"),
    "alpha of text": (lambda: x().add(1.0, alpha="a"), TypeError, "a number for alpha; got 'a'"),
    "a correction of text": (lambda: x().var(correction="a"), TypeError, "a number for correction"),
    "unbiased of None": (lambda: x().var(unbiased=None), TypeError, "True or False for unbiased"),
    "a norm of order text": (lambda: x().norm("nuc"), ValueError, "as p; got 'nuc'"),
    "a mean beyond floats": (lambda: Tensor(MATRIX).normal_(10**400), ValueError, "mean that is finite"),
    "complex as floats": (
        lambda: mytorch.full((2,), 1j, dtype="float64"),
        TypeError,
        "imaginary part",
    ),
    "labels of text": (lambda: F.cross_entropy(x(), "a"), TypeError, "class indices as labels"),
    "classes beyond memory": (lambda: F.one_hot([10**12]), ValueError, "do not fit into memory"),
    "padding beyond floats": (lambda: F.pad(x(), (1, 1), value=10**400), ValueError, "pad expects value"),
    "a closure that is none": (lambda: optimizer().step(3), TypeError, "a function as closure; got 3"),
    "a closure of Adam": (lambda: optim.Adam([x()]).step("a"), TypeError, "a function as closure"),
    "an array of parameters": (lambda: optim.SGD(np.array(1.0)), TypeError, "expects several Tensors"),
    "a norm of several orders": (
        lambda: clip_grad_norm_([x()], 1.0, MATRIX),
        TypeError,
        "norm_type",
    ),
    "a mode of arrays": (lambda: gradcheck(Tensor.sin, x(), MATRIX), ValueError, "expects method to be"),
    "a seed of text": (lambda: gradcheck(Tensor.sin, x(), seed="a"), TypeError, "whole number for seed"),
    "a strategy of arrays": (
        lambda: lr_scheduler.OneCycleLR(optimizer(), 0.1, 5, anneal_strategy=MATRIX),
        ValueError,
        "anneal_strategy to be",
    ),
    "a loss beyond floats": (
        lambda: lr_scheduler.ReduceLROnPlateau(optimizer()).step(10**400),
        TypeError,
        "an integer of 1329 bits",
    ),
    "no list of schedules": (lambda: lr_scheduler.SequentialLR(optimizer(), 3, [1]), TypeError, "schedulers"),
    "steps beyond memory": (
        lambda: lr_scheduler.LinearLR(optimizer(), total_iters=10**400),
        ValueError,
        "total_iters that memory can hold",
    ),
    "flags": (
        lambda: autograd.grad(x().sum(), x(), retain_graph=MATRIX),
        TypeError,
        "retain_graph",
    ),
    "no function to differentiate": (lambda: autograd.functional.vjp(3, x()), TypeError, "takes a function"),
    "a path of numbers": (lambda: nn.Linear(3, 2).get_parameter(0), TypeError, "expects a path"),
    "a part that is not there": (
        lambda: nn.Sequential(nn.ReLU())[1],
        IndexError,
        "got the index 1",
    ),
    "a part by text": (lambda: nn.ModuleList([nn.ReLU()])["a"], TypeError, "a whole number for the index"),
    "a place beyond memory": (
        lambda: nn.ModuleList().insert(2**70, nn.ReLU()),
        ValueError,
        "memory can hold",
    ),
    "no function to apply": (lambda: nn.ReLU().apply(3), TypeError, r"apply\(\) takes a function"),
    "a buffer's name of lines": (lambda: nn.ReLU().register_buffer("a\nb", 1.0), TypeError, "no parameter"),
    "a batch that is no list": (lambda: default_collate(3), TypeError, "a list of samples; got 3"),
    "a split by text": (lambda: random_split(rows(), [2], seed="a"), TypeError, "whole number for seed"),
    "a part of nothing": (lambda: Subset(None, [0]), TypeError, "Subset expects a data set"),
    "data sets that are none": (lambda: ConcatDataset(None), TypeError, "a list of data sets; got None"),
    "a sample by text": (lambda: ConcatDataset([rows()])["a"], TypeError, "whole number for index"),
    "workers by text": (lambda: DataLoader(rows(), num_workers="a"), TypeError, "number for num_workers"),
    "no function to collate": (
        lambda: DataLoader(rows(), collate_fn=3),
        TypeError,
        "as collate_fn",
    ),
    "layers without end": (lambda: nn.GRU(3, 2, 2**31), ValueError, "up to 10000 num_layers"),
    "no tensor to view as": (lambda: x().view_as(3), TypeError, r"view_as\(\) takes a Tensor"),
    "no tensor to expand as": (lambda: x().expand_as(None), TypeError, r"expand_as\(\) takes a Tensor"),
    "a gradient by text": (lambda: x().requires_grad_("no"), TypeError, "True or False"),
    "a gradient by an array": (lambda: mytorch.zeros(2, requires_grad=MATRIX), TypeError, "True or False"),
    "a dtype of arrays": (lambda: mytorch.zeros_like(x(), dtype=MATRIX), TypeError, "a dtype of numbers"),
    "no path": (lambda: mytorch.save({}, "a\0b"), ValueError, "cannot be one"),
    "half a character": (lambda: mytorch.load("\ud800"), ValueError, "cannot be one"),
    "metadata of text": (lambda: mytorch.save({}, "a", metadata="ab"), TypeError, "metadata of strings"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused_in_our_own_words(case):
    call, kind, words = REFUSED[case]
    with pytest.raises(kind, match=words) as caught:
        call()
    assert type(caught.value) is kind
    assert "\n" not in str(caught.value)


def test_a_slope_beyond_the_root_of_floats_has_no_gain():
    assert nn.init.calculate_gain("leaky_relu", 1e308) == 0


def test_a_rank_is_told_where_dims_are_counted_from_either_end():
    assert x().sum((0, -1)).item() == 15
    assert x().max(-1).values.data.tolist() == [2, 5]
    assert Tensor(3.0).sum(-1).item() == Tensor(3.0).max(0).values.item() == 3
    assert mytorch.sum(x(), ()).shape == ()
