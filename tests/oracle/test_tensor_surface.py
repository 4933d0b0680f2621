"""The functions and methods of tensors against PyTorch in float64: values, dtypes and gradients."""

import numpy as np
import pytest
import torch

import mytorch

ANY = [(2, 3), (3,), (), (1,), (0,), (2, 0), (2, 1, 3), (1, 1)]
FULL = [(2, 3), (3,), (), (1,), (2, 1, 3), (1, 1)]  # with an element
DIMS = [(2, 3), (3,), (1,), (2, 1, 3), (1, 1)]  # with a dim, and an element
MATRICES = [(2, 3), (3, 2), (1, 1), (0, 2), (2, 3, 3)]
INF = float("inf")

# name: the expression of the library m and a tensor, and the shapes it is tried on.
OF_ONE = {
    "abs": (lambda m, x: m.abs(x), ANY),
    "abs()": (lambda m, x: abs(x), ANY),
    "sin": (lambda m, x: m.sin(x), ANY),
    "cos": (lambda m, x: x.cos(), ANY),
    "exp": (lambda m, x: m.exp(x), ANY),
    "log": (lambda m, x: m.log(x.abs()), ANY),
    "log1p": (lambda m, x: m.log1p(x.abs()), ANY),
    "sqrt": (lambda m, x: m.sqrt(x.abs()), ANY),
    "tanh": (lambda m, x: m.tanh(x), ANY),
    "sigmoid": (lambda m, x: x.sigmoid(), ANY),
    "relu": (lambda m, x: m.relu(x), ANY),
    "erf": (lambda m, x: m.erf(x * 2), ANY),
    "neg": (lambda m, x: m.neg(x), ANY),
    "add, alpha": (lambda m, x: m.add(x, x * x, alpha=-0.5), ANY),
    "sub, alpha": (lambda m, x: x.sub(2, alpha=0.5), ANY),
    "mul": (lambda m, x: m.mul(x, 3), ANY),
    "div": (lambda m, x: m.div(x, 3), ANY),
    "pow": (lambda m, x: m.pow(x, 3), ANY),
    "clamp(min, max)": (lambda m, x: x.clamp(-0.5, 0.5), ANY),
    "clamp(min)": (lambda m, x: m.clamp(x, 0), ANY),
    "clamp(max)": (lambda m, x: m.clamp(x, max=0.25), ANY),
    "clamp, crossed": (lambda m, x: x.clamp(0.5, -0.5), ANY),
    "where(x, 0)": (lambda m, x: m.where(x > 0, x, 0), ANY),
    "where(0., x)": (lambda m, x: m.where(x > 0, 0.0, x), ANY),
    "x.where": (lambda m, x: x.where(x < 0, x * x), ANY),
    "masked_fill": (lambda m, x: x.masked_fill(x > 0, -7), ANY),
    "sum": (lambda m, x: m.sum(x), ANY),
    "sum(())": (lambda m, x: x.sum(()), ANY),
    "sum(0)": (lambda m, x: x.sum(0), ANY),
    "sum(-1, True)": (lambda m, x: m.sum(x, -1, True), ANY),
    "mean": (lambda m, x: m.mean(x), FULL),
    "mean(())": (lambda m, x: x.mean(()), FULL),
    "mean([])": (lambda m, x: x.mean([], True), FULL),
    "mean(0)": (lambda m, x: x.mean(0), FULL),
    "prod": (lambda m, x: m.prod(x), ANY),
    "prod(0)": (lambda m, x: x.prod(0), ANY),
    "prod(-1, True)": (lambda m, x: x.prod(-1, keepdim=True), ANY),
    "max": (lambda m, x: m.max(x), FULL),
    "max(0).values": (lambda m, x: x.max(0).values, FULL),
    "max(-1, True).values": (lambda m, x: m.max(x, -1, True)[0], FULL),
    "max(0).indices": (lambda m, x: x.max(0).indices, FULL),
    "max(1) of none": (lambda m, x: x.max(1).values, [(0, 3)]),
    "min": (lambda m, x: m.min(x), FULL),
    "min(0).values": (lambda m, x: x.min(0).values, FULL),
    "min(-1, True).values": (lambda m, x: m.min(x, -1, True)[0], FULL),
    "min(0).indices": (lambda m, x: x.min(0)[1], FULL),
    "argmax": (lambda m, x: m.argmax(x), FULL),
    "argmax(0)": (lambda m, x: x.argmax(0), FULL),
    "argmin": (lambda m, x: m.argmin(x), FULL),
    "argmin(-1, True)": (lambda m, x: m.argmin(x, -1, True), FULL),
    "any": (lambda m, x: m.any(x > 0), ANY),
    "any(0)": (lambda m, x: (x > 0).any(0), ANY),
    "all": (lambda m, x: m.all(x > 0), ANY),
    "all(-1, True)": (lambda m, x: (x > 0).all(-1, keepdim=True), ANY),
    "all of floats": (lambda m, x: x.all(), ANY),
    "var": (lambda m, x: m.var(x), [(2, 3), (3,), (2, 1, 3)]),
    "var(False)": (lambda m, x: x.var(False), FULL),
    "var(())": (lambda m, x: x.var(()), [(2, 3), (3,)]),
    "var(0, correction=0)": (lambda m, x: x.var(0, correction=0), FULL),
    "var(-1, True, True)": (lambda m, x: m.var(x, -1, True, True), [(2, 3), (3,), (2, 1, 3)]),
    "var((0, -1))": (lambda m, x: m.var(x, (0, -1)), [(2, 3), (2, 1, 3)]),
    "var(correction=0.5)": (lambda m, x: m.var(x, dim=None, correction=0.5), [(2, 3), (3,)]),
    "std": (lambda m, x: m.std(x), [(2, 3), (3,), (2, 1, 3)]),
    "std(0, False)": (lambda m, x: x.std(0, False), FULL),
    "std((0, 1), keepdim)": (lambda m, x: x.std((0, 1), keepdim=True), [(2, 3), (2, 1, 3)]),
    "std of equals": (lambda m, x: (x * 0 + 2).std(), [(2, 3), (3,)]),
    "norm": (lambda m, x: m.norm(x), ANY),
    "norm(0)": (lambda m, x: x.norm(0) + 0 * x.sum(), ANY),
    "norm(1)": (lambda m, x: x.norm(1), ANY),
    "norm(1, 0)": (lambda m, x: x.norm(1, 0), ANY),
    "norm(3, -1, True)": (lambda m, x: x.norm(3, -1, True), ANY),
    "norm(1.5)": (lambda m, x: m.norm(x, 1.5), ANY),
    "norm(0.5)": (lambda m, x: m.norm(x, 0.5), ANY),
    "norm(-1)": (lambda m, x: m.norm(x, -1), FULL),
    "norm(inf)": (lambda m, x: x.norm(INF), FULL),
    "norm(-inf, 0)": (lambda m, x: x.norm(-INF, dim=0), FULL),
    "norm(fro, dims)": (lambda m, x: x.norm("fro", (0, 1)), MATRICES[:3]),
    "norm of zeros": (lambda m, x: (x * 0).norm(), ANY),
    "norm(1.5) of zeros": (lambda m, x: (x * 0).norm(1.5), ANY),
    "cumsum(0)": (lambda m, x: m.cumsum(x, 0), ANY),
    "cumsum(-1)": (lambda m, x: x.cumsum(-1), ANY),
    "softmax(0)": (lambda m, x: m.softmax(x, 0), ANY),
    "softmax(-1)": (lambda m, x: x.softmax(-1), ANY),
    "log_softmax(0)": (lambda m, x: x.log_softmax(0), ANY),
    "log_softmax(-1)": (lambda m, x: m.log_softmax(x * 1000, -1), ANY),
    "logsumexp(0)": (lambda m, x: m.logsumexp(x, 0), FULL),
    "logsumexp(-1, True)": (lambda m, x: (x * 1000).logsumexp(-1, True), FULL),
    "logsumexp((0, 1))": (lambda m, x: x.logsumexp((0, 1)), MATRICES[:3]),
    "einsum, transposed": (lambda m, x: m.einsum("ij->ji", x), MATRICES[:4]),
    "einsum, implicit": (lambda m, x: m.einsum("ba", x), MATRICES[:4]),
    "einsum, summed": (lambda m, x: m.einsum("ij->", x), MATRICES[:4]),
    "einsum, trace": (lambda m, x: m.einsum("...ii", x), [(3, 3), (2, 3, 3), (1, 1)]),
    "einsum, diagonal": (lambda m, x: m.einsum("...ii->...i", x), [(3, 3), (2, 3, 3), (1, 1)]),
    "einsum, Gram": (lambda m, x: m.einsum("...ij,...kj->...ik", x, x), MATRICES),
    "einsum, three": (lambda m, x: m.einsum("ij,kj,kl->il", x, x, x), MATRICES[:4]),
    "einsum, a letter alone": (lambda m, x: m.einsum("ij,kl->k", x, x * x), MATRICES[:4]),
    "einsum, a list": (lambda m, x: m.einsum("ij,ij->i", [x, x]), MATRICES[:4]),
    "reshape": (lambda m, x: m.reshape(x, (-1,)), FULL),
    "view": (lambda m, x: m.flatten(x).view(1, -1), FULL),
    "flatten": (lambda m, x: m.flatten(x), ANY),
    "flatten(0, 0)": (lambda m, x: m.flatten(x, 0, 0), ANY),
    "flatten(1)": (lambda m, x: x.flatten(1), [(2, 3), (2, 1, 3), (0, 2, 3), (2, 0)]),
    "flatten(-2, -1)": (lambda m, x: x.flatten(-2, -1), [(2, 1, 3), (2, 3, 0)]),
    "squeeze": (lambda m, x: m.squeeze(x), ANY),
    "squeeze(0)": (lambda m, x: x.squeeze(0), ANY),
    "squeeze(-1)": (lambda m, x: m.squeeze(x, -1), ANY),
    "squeeze((0, 1))": (lambda m, x: x.squeeze((0, 1)), MATRICES),
    "unsqueeze(0)": (lambda m, x: m.unsqueeze(x, 0), ANY),
    "unsqueeze(-1)": (lambda m, x: x.unsqueeze(-1), ANY),
    "permute(())": (lambda m, x: x.permute(()), [()]),
    "permute": (lambda m, x: m.permute(x, (1, 0)), MATRICES[:4]),
    "permute(*dims)": (lambda m, x: x.permute(2, 0, 1), [(2, 1, 3)]),
    "transpose": (lambda m, x: m.transpose(x, 0, -1), [(2, 3), (2, 1, 3), (0, 2)]),
    "expand": (lambda m, x: x.expand(2, *x.shape), ANY),
    "expand(-1)": (lambda m, x: x.expand(-1, 4), [(2, 1), (1, 1), (0, 1)]),
    "expand to nothing": (lambda m, x: x.expand(0, 1, 2), [(1, 1), (2,), ()]),
    "repeat": (lambda m, x: x.repeat(*(2,) * x.ndim), [*DIMS, (0,), (2, 0)]),
    "repeat(3, ...)": (lambda m, x: x.repeat((3, *(1,) * x.ndim)), ANY),
    "repeat(0)": (lambda m, x: x.repeat(*(0,) * max(x.ndim, 1)), ANY),
    "flip": (lambda m, x: m.flip(x, tuple(range(x.ndim))), ANY),
    "flip(-1)": (lambda m, x: x.flip(-1), ANY),
    "tril": (lambda m, x: m.tril(x), MATRICES),
    "triu(1)": (lambda m, x: x.triu(1), MATRICES),
    "tril(-1)": (lambda m, x: m.tril(x, -1), MATRICES),
    "split": (lambda m, x: m.split(x, 2)[-1], DIMS),
    "split(1, -1)": (lambda m, x: x.split(1, -1)[0], DIMS),
    "split by sizes": (lambda m, x: m.split(x, [1, 2], -1)[1], [(2, 3), (3,), (2, 1, 3)]),
    "split of nothing": (lambda m, x: m.split(x, 2)[0], [(0,), (0, 2)]),
    "chunk": (lambda m, x: m.chunk(x, 2, -1)[-1], DIMS),
    "chunk(7)": (lambda m, x: x.chunk(7)[0], [*DIMS, (0,)]),
    "cat of itself": (lambda m, x: m.cat([x, x * 2]), [*DIMS, (0,), (2, 0)]),
    "cat(-1)": (lambda m, x: m.cat((x, x * 2, x), dim=-1), [*DIMS, (2, 0)]),
    "cat after an empty one": (lambda m, x: m.cat([m.zeros(0), x], 0), DIMS),
    "stack": (lambda m, x: m.stack([x, x * 2]), ANY),
    "stack(-1)": (lambda m, x: m.stack((x, x * 2, x), dim=-1), ANY),
    "x[None]": (lambda m, x: m.stack(list(m.flatten(x)[None])), FULL),
}


def leaves(x):
    """A leaf in either library."""
    return mytorch.Tensor(x, requires_grad=True), torch.from_numpy(np.array(x)).requires_grad_()


def agree(oracle, ours, theirs, inputs, others):
    """Assert that the results agree, and the gradients of the inputs."""
    oracle.close(ours.data, theirs)
    assert ours.requires_grad == theirs.requires_grad
    if not ours.requires_grad:
        return
    oracle.note_ops(ours.grad_fn)
    upstream = np.random.default_rng(1).normal(size=ours.shape)
    ours.backward(mytorch.Tensor(upstream))
    theirs.backward(torch.from_numpy(np.asarray(upstream)))
    for x, other in zip(inputs, others, strict=True):
        oracle.close(x.grad.data, other.grad, what="the gradient")


CASES = [(name, shape) for name, (_, shapes) in OF_ONE.items() for shape in shapes]


@pytest.mark.filterwarnings("ignore:var:UserWarning", "ignore:std:UserWarning")
@pytest.mark.parametrize("layout", ["as it is", "transposed", "ties"])
@pytest.mark.parametrize(("name", "shape"), CASES, ids=lambda value: str(value))
def test_a_function_of_one_tensor_agrees(oracle, name, shape, layout):
    expression, _ = OF_ONE[name]
    rng = np.random.default_rng(0)
    if layout == "ties":
        x = rng.integers(-1, 2, size=shape).astype(float)
        if name in ("log", "sqrt"):
            x = np.where(x == 0, 2, x)
    else:
        x = rng.normal(size=shape[::-1]).T if layout == "transposed" else rng.normal(size=shape)
    ours, theirs = leaves(x)
    agree(oracle, expression(mytorch, ours), expression(torch, theirs), [ours], [theirs])


SHAPES = [
    ((2, 3), (2, 3)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((), (2,)),
    ((), ()),
    ((0,), (1,)),
    ((2, 0), (2, 1)),
    ((1, 1), (2, 1, 3)),
]
OF_TWO = {
    "add": lambda m, x, y: m.add(x, y),
    "sub": lambda m, x, y: m.sub(x, y, alpha=2),
    "mul": lambda m, x, y: x.mul(y),
    "div": lambda m, x, y: m.div(x, y.abs() + 1),
    "pow": lambda m, x, y: m.pow(x.abs() + 1, y),
    "maximum": lambda m, x, y: m.maximum(x, y),
    "minimum": lambda m, x, y: x.minimum(y),
    "max(x, y)": lambda m, x, y: m.max(x, y),
    "min(x, y)": lambda m, x, y: x.min(y),
    "x.max(y)": lambda m, x, y: x.max(y),
    "where": lambda m, x, y: m.where(x > y, x * 2, y),
    "clamp(tensor)": lambda m, x, y: (x + y * 0).clamp(y),
    "clamp(max=tensor)": lambda m, x, y: m.clamp(x, max=y),
    "clamp(tensors)": lambda m, x, y: m.clamp(x, y - 0.5, y + 0.5),
    "eq": lambda m, x, y: m.eq(x, y),
    "ne": lambda m, x, y: x.ne(y),
    "lt": lambda m, x, y: m.lt(x, y),
    "le": lambda m, x, y: x.le(y),
    "gt": lambda m, x, y: m.gt(x, y),
    "ge": lambda m, x, y: x.ge(y),
    "and": lambda m, x, y: (x > 0) & (y > 0),
    "or": lambda m, x, y: (x > 0) | (y > 0),
    "xor": lambda m, x, y: (x > 0) ^ (y > 0),
    "not": lambda m, x, y: ~(x > y),
    "and an int": lambda m, x, y: (x > y) & 1,
    "True ^": lambda m, x, y: True ^ (x > y),
}


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("name", OF_TWO)
def test_a_function_of_two_tensors_agrees(oracle, name, shapes, ties):
    rng = np.random.default_rng(2)
    arrays = [rng.integers(-1, 2, shape) * 1.0 if ties else rng.normal(size=shape) for shape in shapes]
    pairs = [leaves(x) for x in arrays]
    ours, theirs = zip(*pairs, strict=True)
    agree(oracle, OF_TWO[name](mytorch, *ours), OF_TWO[name](torch, *theirs), ours, theirs)


PRODUCTS = {
    "outer": (lambda m, x, y: m.outer(x, y), [((3,), (2,)), ((0,), (2,)), ((1,), (1,))]),
    "matmul": (
        lambda m, x, y: m.matmul(x, y),
        [
            ((2, 3), (3, 4)),
            ((5, 2, 3), (3, 4)),
            ((2, 3), (5, 3, 4)),
            ((5, 1, 2, 3), (4, 3, 2)),
            ((3,), (3,)),
            ((3,), (5, 3, 2)),
            ((5, 2, 3), (3,)),
            ((2, 5, 2, 3), (3,)),
            ((0, 2, 3), (3, 2)),
            ((2, 0), (0, 3)),
            ((5, 2, 0), (0, 3)),
        ],
    ),
    "einsum": (lambda m, x, y: m.einsum("bij,jk->bik", x, y), [((2, 3, 4), (4, 2)), ((0, 3, 4), (4, 2))]),
    "einsum, broadcast": (
        lambda m, x, y: m.einsum("...i,...i->...", x, y),
        [((2, 3), (3,)), ((4, 1, 3), (2, 3)), ((3,), (3,))],
    ),
    "einsum, a size of 1": (lambda m, x, y: m.einsum("ij,ij->j", x, y), [((1, 3), (2, 3)), ((2, 1), (1, 3))]),
    "cat": (lambda m, x, y: m.cat([x, y], 1), [((2, 3), (2, 1)), ((2, 0), (2, 3)), ((2, 3, 2), (2, 1, 2))]),
    "linear": (
        lambda m, x, w: m.nn.functional.linear(x, w, m.zeros(w.shape[0], dtype=w.dtype)),
        [((4, 3), (2, 3)), ((3,), (2, 3)), ((5, 4, 3), (2, 3)), ((2, 0, 3), (2, 3)), ((1, 1, 1, 3), (1, 3))],
    ),
}


@pytest.mark.parametrize(
    ("name", "shapes"), [(name, shapes) for name, (_, all_) in PRODUCTS.items() for shapes in all_], ids=str
)
def test_a_product_agrees(oracle, name, shapes):
    rng = np.random.default_rng(3)
    ours, theirs = zip(*(leaves(rng.normal(size=shape)) for shape in shapes), strict=True)
    expression = PRODUCTS[name][0]
    agree(oracle, expression(mytorch, *ours), expression(torch, *theirs), ours, theirs)


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("shape", [(2, 2), (1, 2), (2, 1), (0, 0)], ids=str)
def test_gather_agrees(oracle, shape, dim):
    rng = np.random.default_rng(4)
    index = rng.integers(2, size=shape)
    ours, theirs = leaves(rng.normal(size=(2, 3)))
    agree(
        oracle,
        mytorch.gather(ours, dim, mytorch.Tensor(index)),
        torch.gather(theirs, dim, torch.from_numpy(index)),
        [ours],
        [theirs],
    )


ZEROS = {
    "one zero": [0.0, 2.0, 3.0],
    "two zeros": [0.0, 0.0, 3.0],
    "a zero": [0.0],
    "minus zero": [-0.0, 1.0],
}
INFINITE = {
    "minus infinity": [-INF, 1.0, 2.0],
    "infinity": [INF, 1.0, 2.0],
    "minus infinities": [-INF, -INF, -INF],
    "a NaN": [np.nan, 1.0, 2.0],
    "large": [1e300, -1e300, 1.0],
}
SPECIAL = {**ZEROS, **INFINITE}
ANYWHERE = ["softmax(0)", "log_softmax(0)", "logsumexp(0)", "erf", "where(x, 0)", "cumsum(0)"]
AT_ZERO = [
    "prod",
    "std",
    "std(0, False)",
    "abs",
    "clamp(min)",
    "norm",
    "norm(1)",
    "norm(0.5)",
    "max",
    "min",
    "sqrt",
]
AT_SPECIAL = [(n, v) for n in ANYWHERE for v in SPECIAL] + [(n, v) for n in AT_ZERO for v in ZEROS]


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::UserWarning")
@pytest.mark.parametrize(("name", "values"), AT_SPECIAL)
def test_at_special_values_the_same_numbers_come_out(name, values):
    ours, theirs = leaves(SPECIAL[values])
    z, expected = OF_ONE[name][0](mytorch, ours), OF_ONE[name][0](torch, theirs)
    np.testing.assert_allclose(z.data, expected.detach().numpy(), rtol=1e-12)
    z.backward()
    expected.backward(torch.ones_like(expected))
    np.testing.assert_allclose(ours.grad.data, theirs.grad.numpy(), rtol=1e-12)


FACTORIES = {
    "zeros": lambda m: m.zeros(2, 3),
    "zeros((2, 3))": lambda m: m.zeros((2, 3)),
    "zeros()": lambda m: m.zeros(()),
    "ones": lambda m: m.ones([2, 0]),
    "ones of int64": lambda m: m.ones(2, dtype=m.zeros(1).to(m.arange(1).dtype).dtype),
    "full": lambda m: m.full((2, 2), 0.5),
    "full of ints": lambda m: m.full((2,), 3),
    "full of bools": lambda m: m.full((2,), True),
    "full, 0-d": lambda m: m.full((), 1.5, requires_grad=True),
    "eye": lambda m: m.eye(2),
    "eye(2, 3)": lambda m: m.eye(2, 3),
    "arange(4)": lambda m: m.arange(4),
    "arange(1, 2, 0.25)": lambda m: m.arange(1, 2, 0.25),
    "arange(4, 0, -1)": lambda m: m.arange(4, 0, -1),
    "linspace": lambda m: m.linspace(0, 1, 5),
    "linspace(1)": lambda m: m.linspace(2, 3, 1),
    "linspace(0)": lambda m: m.linspace(2, 3, 0),
    "zeros_like": lambda m: m.zeros_like(m.arange(3)),
    "ones_like": lambda m: m.ones_like(m.zeros(2, 1), requires_grad=True),
    "full_like": lambda m: m.full_like(m.zeros(2, 1), 3),
    "rand": lambda m: m.rand(2, 3) * 0,
    "rand(())": lambda m: m.rand(()) * 0,
    "randn": lambda m: m.randn((2, 3), requires_grad=True).detach() * 0,
    "randint": lambda m: m.randint(5, (2, 3)) * 0,
    "randint(low, high)": lambda m: m.randint(2, 3, (4,)),
    "rand_like": lambda m: m.rand_like(m.ones(2)) * 0,
    "randn_like": lambda m: m.randn_like(m.ones(2)) * 0,
}


@pytest.fixture
def float64():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.mark.parametrize("name", FACTORIES)
def test_a_factory_agrees(oracle, name, float64):
    ours, theirs = FACTORIES[name](mytorch), FACTORIES[name](torch)
    oracle.close(ours.data, theirs)
    assert (ours.requires_grad, ours.is_leaf) == (theirs.requires_grad, theirs.is_leaf)


IN_PLACE = {
    "zero_": lambda m, x: x.zero_(),
    "fill_": lambda m, x: x.fill_(2.5),
    "copy_": lambda m, x: x.copy_(m.full((3,), 1.5)),
    "add_": lambda m, x: x.add_(2, alpha=0.5),
    "sub_": lambda m, x: x.sub_(x.detach().clone() * 0.25),
    "mul_": lambda m, x: x.mul_(3),
    "div_": lambda m, x: x.div_(4),
    "clamp_": lambda m, x: x.clamp_(-0.5, 0.5),
    "normal_": lambda m, x: x.normal_(2.0, 0.0),
    "uniform_": lambda m, x: x.uniform_(1.0, 1.0),
}


@pytest.mark.parametrize("name", IN_PLACE)
def test_a_change_in_place_agrees_or_is_refused_alike(oracle, name, float64):
    change = IN_PLACE[name]
    values = np.random.default_rng(5).normal(size=(2, 3))
    ours, theirs = leaves(values)
    with mytorch.no_grad(), torch.no_grad():
        assert change(mytorch, ours) is ours
        change(torch, theirs)
    oracle.close(ours.data, theirs)
    assert ours.requires_grad
    if name != "fill_":
        with pytest.raises(RuntimeError, match="leaf"):
            change(mytorch, ours)
        with pytest.raises(RuntimeError, match="leaf"):
            change(torch, theirs)
    y, other = ours * 2, theirs * 2
    change(mytorch, y)
    change(torch, other)
    oracle.close(y.data, other)
    if y.requires_grad:
        y.backward()
        other.backward(torch.ones_like(other))
        oracle.close(ours.grad.data, theirs.grad)


DTYPES = ["bool", "uint8", "int8", "int32", "int64", "float16", "float32", "float64"]
MIXED = {
    "cat": lambda m, x, y: m.cat([m.flatten(x), m.flatten(y)]),
    "stack": lambda m, x, y: m.stack([m.flatten(x)[:1], m.flatten(y)[:1]]),
    "where": lambda m, x, y: m.where(x > 0, x, y),
    "maximum": lambda m, x, y: m.maximum(x, y),
    "minimum": lambda m, x, y: m.minimum(x, y),
    "clamp": lambda m, x, y: m.clamp(x, y),
    "add": lambda m, x, y: m.add(x, y),
    "eq": lambda m, x, y: m.eq(x, y),
    "and": lambda m, x, y: x & y,
    "masked_fill": lambda m, x, y: x.masked_fill(y > 0, 1),
    "outer": lambda m, x, y: m.outer(m.flatten(x), m.flatten(y)),
}
UNARY = {
    "where(x, 0.5)": lambda m, x: m.where(x > 0, x, 0.5),
    "where(2, x)": lambda m, x: m.where(x > 0, 2, x),
    "clamp(0.5)": lambda m, x: x.clamp(0.5),
    "clamp(0, 1)": lambda m, x: x.clamp(0, 1),
    "cumsum": lambda m, x: x.cumsum(0),
    "prod": lambda m, x: x.prod(),
    "prod(0)": lambda m, x: m.prod(x, 0),
    "sin": lambda m, x: m.sin(x),
    "cos": lambda m, x: m.cos(x),
    "erf": lambda m, x: m.erf(x),
    "log1p": lambda m, x: m.log1p(x),
    "sigmoid": lambda m, x: m.sigmoid(x),
    "neg": lambda m, x: m.neg(x),
    "logsumexp": lambda m, x: x.logsumexp(0),
    "var": lambda m, x: x.var(),
    "std": lambda m, x: x.std(),
    "norm": lambda m, x: x.norm(),
    "norm(3)": lambda m, x: x.norm(3),
    "max": lambda m, x: x.max(),
    "min(0)": lambda m, x: x.min(0).values,
    "not": lambda m, x: ~x,
    "tril": lambda m, x: x[None].tril(),
    "flip": lambda m, x: x.flip(0),
    "and 1": lambda m, x: x & 1,
    "or True": lambda m, x: x | True,
    "pow": lambda m, x: m.pow(x, 2),
}


def same_dtype(call, arrays):
    """Assert that dtype and values are PyTorch's, or that both refuse."""
    try:
        expected = call(torch, *(torch.from_numpy(np.array(x)) for x in arrays))
    except (RuntimeError, TypeError):
        return
    z = call(mytorch, *map(mytorch.Tensor, arrays))
    assert f"torch.{z.dtype}" == str(expected.dtype), arrays
    np.testing.assert_allclose(z.data.astype(float), expected.double().numpy(), rtol=2e-3)


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize("first", DTYPES)
@pytest.mark.parametrize("name", MIXED)
def test_two_dtypes_give_the_dtype_that_pytorch_gives(float64, name, first):
    for second in DTYPES:
        x, y = np.array([1, 0, 3, 2], first), np.array([0, 1, 2, 5], second)
        for arrays in ([x, y], [x[2], y], [x, y[1]], [x[2], y[1]]):
            same_dtype(MIXED[name], [np.asarray(array) for array in arrays])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", UNARY)
def test_a_dtype_gives_the_dtype_that_pytorch_gives(float64, name, dtype):
    same_dtype(UNARY[name], [np.array([1, 0, 3, 2], dtype)])
