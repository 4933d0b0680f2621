"""Random programs against the tracer: 600 of them, none silently wrong, and bugs planted among them."""

import re
import subprocess
import sys
from collections import Counter
from functools import partial
from itertools import chain

import numpy as np
import pytest

from autograder.crosscheck.planting import ROOT
from autograder.crosscheck.programs.draw import draw
from autograder.crosscheck.programs.judge import Count, judge
from autograder.crosscheck.programs.shrink import shrink
from autograder.crosscheck.programs.statement import Statement, listing
from autograder.crosscheck.programs.table import OPS
from autograder.crosscheck.programs.tracer import Tracer
from mytorch import Tensor, autograd_engine, broadcasting, in_place, nn, ops, optim
from mytorch.autograd_engine import Function
from mytorch.nn import functional as F
from mytorch.optim import SGD
from mytorch.reading import Readable

SEED, COUNT = 44, 600
# Modules that no program calls: they are made of others, or the same by another name.
OF_OTHERS = {
    "GRUUnit",
    "Module",
    "ModuleDict",
    "ModuleList",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "RNNUnit",
    "Sequential",
    "TimeIterator",
}
KERNELS = [
    op
    for op in vars(ops).values()
    if isinstance(op, type) and issubclass(op, Function) and op is not ops.ArrayFunction
]
# Members of Tensor that no line of a program calls: they make no tensor from tensors, or are called by the
# functions of the prelude or by the judge.
ASIDE = {
    "arange",
    "array",
    "clamp_",
    "copy",
    "dim",
    "dtype",
    "empty",
    "grad_fn",
    "guard",
    "int",
    "is_leaf",
    "is_parameter",
    "item",
    "kept_grad",
    "ndim",
    "nelement",
    "new_ones",
    "new_tensor",
    "new_zeros",
    "numel",
    "numpy",
    "of",
    "ones",
    "randn",
    "register_hook",
    "requires_grad_",
    "retain_grad",
    "retains_grad",
    "shape",
    "size",
    "tolist",
    "wants_grad",
    "zeros",
}


@pytest.fixture(scope="module")
def programs():
    return [draw(SEED, number) for number in range(COUNT)]


@pytest.fixture(scope="module")
def verdicts(programs):
    """How each program ended, and the ops whose derivatives were asked for."""
    asked = set()
    with pytest.MonkeyPatch.context() as patch:
        for op in KERNELS:
            patch.setattr(op, "backward_arrays", staticmethod(noting(op, op.backward_arrays, asked)))
        return [judge(program) for program in programs], asked


def noting(op, kernel, asked):
    def backward(ctx, g):
        asked.add(op)
        return kernel(ctx, g)

    return backward


@pytest.fixture(scope="module")
def count(verdicts):
    total = Count()
    for number, verdict in enumerate(verdicts[0]):
        total.add(number, verdict)
    return total


def further_turns(op):
    """More programs in which this row has its turn."""
    return (draw(SEED, COUNT * len(OPS) * turn + OPS.index(op)) for turn in range(1, 9))


def ends_as(kind, program):
    verdict = judge(program)
    return (verdict.outcome, verdict.kind) == ("wrong", kind)


# ---- the library --------------------------------------------------------------------------------


def test_no_program_is_silently_wrong(programs, count):
    for number, verdict in count.wrong[:1]:
        smaller = shrink(programs[number], partial(ends_as, verdict.kind))
        pytest.fail(f"{count}\nprogram {number} of seed {SEED}: {judge(smaller).why}\n\n{listing(smaller)}")


def test_most_programs_run_through(count):
    assert count.outcomes["agreed"] >= 0.7 * COUNT, str(count)


def test_every_row_of_the_table_is_run_and_differentiated(count):
    whole = {"ii: x * y"} | {op.name for op in OPS if op.dtype in ("bool", "int64")}
    for op in OPS:
        plain = op.records and not op.may_refuse and op.name not in whole
        done = count.differentiated if plain else count.ran | (count.refused if op.may_refuse else Counter())
        verdicts = [] if done[op.name] else map(judge, further_turns(op))
        assert done[op.name] or any(op.name in (v.differentiated if plain else v.ran) for v in verdicts), (
            op.name
        )


def test_every_op_of_the_library_is_differentiated(verdicts):
    assert set(KERNELS) - verdicts[1] == set()


def test_every_method_of_a_tensor_is_called(programs):
    text = " ".join(line.ours for program in programs for line in program)
    public = {
        name for name in {name for kind in Tensor.__mro__ for name in vars(kind)} if not name.startswith("_")
    }
    assert {name for name in public - ASIDE if not re.search(rf"\.{name}\b", text)} == set()


def test_every_function_and_layer_is_called(programs):
    text = " ".join(line.ours for program in programs for line in program)
    functions = {name for name in F.__all__ if name.islower()}
    assert {name for name in functions if not re.search(rf"F\.{name}\b", text)} == {"one_hot"}  # of integers
    layers = {name for name in nn.__all__ if isinstance(getattr(nn, name), type)} - OF_OTHERS
    assert {name for name in layers if not re.search(rf"nn\.{name}\b", text)} == set()


def test_every_optimizer_makes_a_step(count):
    kinds = {kind.__name__ for kind in vars(optim).values() if isinstance(kind, type)} - {"Optimizer"}
    assert {f"optim.{kind}" for kind in kinds} - set(count.ran) == set()


# ---- the test of the tester: bugs in memory, each found among them ------------------------------


def swapped_product(ctx, g):
    x, y = ctx.saved_tensors
    return g * x, g * y


def mean_for_sum(unbroadcast):
    def wrong(g, shape, dtype, op):
        right = unbroadcast(g, shape, dtype, op)
        return right / dtype.type(g.size / max(right.size, 1) if g.size else 1)

    return wrong


def overwrite(arrived):
    for leaf, g in arrived:
        leaf.grad = leaf.of(g)


def widened_sum(ctx, x, y):
    return np.add(x, y).astype(np.float64)


def shares_multiplied(ctx, x):
    z = x.max()
    winners = x == z
    ctx.save_for_backward(winners * winners.sum())
    return z


def slope_one_at_zero(ctx, x):
    ctx.save_for_backward(x >= 0)
    return np.maximum(x, 0)


def last_of_equals(ctx, x, dim, keepdim=False):
    winner = np.expand_dims(x.shape[dim] - 1 - np.flip(x, dim).argmax(axis=dim), dim)
    ctx.dim, ctx.shape = dim, x.shape
    ctx.save_for_backward(winner)
    z = np.take_along_axis(x, winner, axis=dim)
    return z if keepdim else z.squeeze(axis=dim)


def once_each(ctx, g):
    dx = np.zeros(ctx.shape, g.dtype)
    dx[ctx.key] = g
    return dx


def uphill(step):
    def wrong(self):
        self.lr = -self.lr
        step(self)
        self.lr = -self.lr

    return wrong


def as_an_array(self, dtype=None, copy=None):
    return self.array.astype(dtype or self.array.dtype)


# What is put in place of what, and a word that the programs hold in which it can show.
BUGS = {
    "the product's derivatives swapped": ("*", F.Mul, "backward_arrays", staticmethod(swapped_product)),
    "un-broadcast by the mean": ("+", autograd_engine, "unbroadcast", mean_for_sum(broadcasting.unbroadcast)),
    "= for +=": ("backward", autograd_engine, "accumulate", overwrite),
    "no check of changes in place": (".data", in_place, "refuse_changes", lambda *given: None),
    "float64 from sums": ("float32", F.Add, "forward_arrays", staticmethod(widened_sum)),
    "equal maxima share by multiplying": (".max()", F.Max, "forward_arrays", staticmethod(shares_multiplied)),
    "relu has slope 1 at 0": ("relu", F.ReLU, "forward_arrays", staticmethod(slope_one_at_zero)),
    "the last of equal maxima wins": (".max(", F.MaxAlong, "forward_arrays", staticmethod(last_of_equals)),
    "a row that is named twice counts once": ("[[", F.Index, "backward_arrays", staticmethod(once_each)),
    "detach does not cut": ("detach", Tensor, "detach", Tensor.clone),
    "a step uphill": ("step", SGD, "step", uphill(SGD.step)),
    "NumPy cuts the graph": ("np.concatenate", Tensor, "__array__", as_an_array),
}


@pytest.mark.parametrize("bug", BUGS)
def test_a_planted_bug_is_found(bug, programs, verdicts, monkeypatch):
    word, owner, name, wrong = BUGS[bug]
    monkeypatch.setattr(owner, name, wrong)
    if name == "__array__":  # NumPy asks for it where there is no protocol of more meaning
        monkeypatch.delattr(Readable, "__array_function__", raising=False)
        monkeypatch.setattr(Tensor, "__array_ufunc__", None)
    healthy = [p for p, verdict in zip(programs, verdicts[0], strict=True) if verdict.outcome != "wrong"]
    telling = [program for program in healthy if word in " ".join(line.ours for line in program)]
    further = (program for op in OPS if word in op.ours for program in further_turns(op))
    assert any(judge(program).outcome == "wrong" for program in chain(telling, further))


# ---- the tools ------------------------------------------------------------------------------------


def test_the_same_numbers_give_the_same_program():
    assert listing(draw(5, 1)) == listing(draw(5, 1))
    assert listing(draw(5, 1)) != listing(draw(5, 2))


def test_what_is_wrong_shrinks_to_a_few_lines_that_run_alone(programs, verdicts, monkeypatch, tmp_path):
    monkeypatch.setattr(F.Tanh, "backward_arrays", staticmethod(lambda ctx, g: 3 * g))
    telling = [p for p in programs if len(p) > 8 and "anh(" in " ".join(line.ours for line in p)]
    wrong = [p for p in telling if judge(p).outcome == "wrong"][:4]
    smallest = [shrink(program, lambda p: judge(p).outcome == "wrong") for program in wrong]
    assert all(judge(p).outcome == "wrong" for p in smallest)
    smaller = min(smallest, key=len)
    assert len(smaller) <= 5
    (tmp_path / "program.py").write_text(listing(smaller))
    subprocess.run(
        [sys.executable, tmp_path / "program.py"], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True
    )


def test_the_tracer_knows_derivatives_from_school_whatever_is_written_later():
    lines = [
        Statement("leaf", "leaf", "", target="w", dtype="float64", given=(np.array(3.0), True)),
        Statement("op", "op", "", "", "w * w", "v", ("w",), dtype="float64"),
        Statement("write", "write", "", "", "X[...] = 7.0", reads=("w",)),
        Statement("backward", "backward", "", reads=("v",), given=np.array(4.0)),
    ]
    tracer = Tracer()
    for line in lines:
        tracer.run(line)
    assert tracer.gradient("w") == 4 * 2 * 3
    assert tracer.look("v") == (9.0, "float64", True, False)


def test_an_error_that_no_rule_allows_is_wrong(programs, verdicts, monkeypatch):
    def grumpy(ctx, x):
        raise RuntimeError("this was changed in place after Exp saved it")

    monkeypatch.setattr(F.Exp, "forward_arrays", staticmethod(grumpy))
    verdict = judge(next(p for p in programs if any(line.name == "x.exp()" for line in p)))
    assert verdict.outcome == "wrong"
    assert verdict.why.startswith("badly refused: RuntimeError")
