"""Convolution, pooling and what goes with them against PyTorch's, with settings drawn at random."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from mytorch import Tensor, nn, ops

SEED = st.integers(0, 2**32 - 1)
SMALL = st.integers(1, 3)


def draw(shape, seed):
    return np.random.default_rng(seed).normal(size=shape)


@st.composite
def windows(draw, least_padding=0):
    """(dims, space, kernel, stride, padding, dilation) of a window that fits into the padded image."""
    dims = draw(st.sampled_from([1, 2]))

    def sizes(numbers):
        return tuple(draw(numbers) for _ in range(dims))

    kernel, dilation, stride = sizes(st.integers(1, 4)), sizes(SMALL), sizes(SMALL)
    padding = sizes(st.integers(0, 3))
    space = []
    for k, d, p in zip(kernel, dilation, padding, strict=True):
        least = max(1, d * (k - 1) + 1 - 2 * p)
        space.append(draw(st.integers(least, least + 4)))  # the least: a kernel as large as the image
    return dims, tuple(space), kernel, stride, padding, dilation


@given(window=windows(), n=st.integers(0, 3), groups=SMALL, depth=SMALL, width=SMALL, seed=SEED)
def test_convolution_agrees(oracle, window, n, groups, depth, width, seed):
    dims, space, kernel, *settings = window
    x = draw((n, groups * depth, *space), seed)
    weight, bias = draw((groups * width, depth, *kernel), seed + 1), draw(groups * width, seed + 2)

    def op(F, x, weight, bias=None):
        return (F.conv1d if dims == 1 else F.conv2d)(x, weight, bias, *settings, groups)

    oracle.agree(op, [x, weight, bias], seed=seed)
    oracle.agree(op, [x, weight], seed=seed)
    oracle.agree(lambda F, weight, x: op(F, x, weight), [weight], [x], seed=seed)
    if n:
        oracle.agree(op, [x[0], weight, bias], seed=seed)


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")  # PyTorch, of its speed
@given(window=windows(), padding=st.sampled_from(["same", "valid"]), n=st.integers(1, 2), seed=SEED)
def test_padding_by_a_word_agrees(oracle, window, padding, n, seed):
    dims, space, kernel, _, around, dilation = window
    space = tuple(m + 2 * p for m, p in zip(space, around, strict=True))
    x, weight = draw((n, 2, *space), seed), draw((3, 2, *kernel), seed + 1)
    oracle.agree(
        lambda F, x, w: (F.conv1d if dims == 1 else F.conv2d)(x, w, padding=padding, dilation=dilation),
        [x, weight],
        seed=seed,
    )


@given(window=windows(), n=st.integers(0, 2), seed=SEED)
def test_unfold_agrees(oracle, window, n, seed):
    dims, space, kernel, stride, padding, dilation = window
    assume(dims == 2)
    oracle.agree(
        lambda F, x: F.unfold(x, kernel, dilation, padding, stride), [draw((n, 2, *space), seed)], seed=seed
    )


def within_half(padding, kernel):
    return tuple(min(p, k // 2) for p, k in zip(padding, kernel, strict=True))


@given(window=windows(), n=st.integers(0, 2), ceil=st.booleans(), ties=st.booleans(), seed=SEED)
def test_max_pooling_agrees_where_numbers_are_equal_too(oracle, window, n, ceil, ties, seed):
    dims, space, kernel, stride, padding, dilation = window
    space = tuple(m + 2 * p for m, p in zip(space, padding, strict=True))
    padding = within_half(padding, kernel)
    x = draw((n, 2, *space), seed)
    x = np.round(x) if ties else x
    settings = (kernel, stride, padding, dilation, ceil)
    oracle.agree(
        lambda F, x: (F.max_pool1d if dims == 1 else F.max_pool2d)(x, *settings),
        [x],
        seed=seed,
    )


@given(window=windows(), n=st.integers(0, 2), ceil=st.booleans(), count=st.booleans(), seed=SEED)
def test_average_pooling_agrees(oracle, window, n, ceil, count, seed):
    dims, space, kernel, stride, padding, _ = window
    space = tuple(m + 2 * p for m, p in zip(space, padding, strict=True))
    padding = within_half(padding, kernel)
    x = draw((n, 2, *space), seed)

    def op(F, x, *divisor):
        pool = F.avg_pool1d if dims == 1 else F.avg_pool2d
        return pool(x, kernel, stride, padding, ceil, count, *divisor)

    oracle.agree(op, [x], seed=seed)
    if dims == 2:
        oracle.agree(lambda F, x: op(F, x, 3), [x], seed=seed)


@given(
    space=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    seed=SEED,
)
def test_adaptive_pooling_agrees(oracle, space, size, seed):
    x = draw((2, 3, *space), seed)
    oracle.agree(lambda F, x: F.adaptive_avg_pool2d(x, size), [x], seed=seed)
    oracle.agree(lambda F, x: F.adaptive_avg_pool1d(x, size[1]), [x[0]], seed=seed)


def test_nan_and_infinity_are_maxima_as_in_pytorch(oracle):
    x = np.array([[[1, np.nan, 2, np.nan, np.inf, 1, np.inf, -np.inf]]])
    ours, theirs = Tensor(x, requires_grad=True), oracle.to_torch(x).requires_grad_()
    for one, F in ((ours, nn.functional), (theirs, torch.nn.functional)):
        F.max_pool1d(one, 4, 1).sum().backward()
    assert ours.grad.data.tolist() == theirs.grad.tolist()


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
@given(widths=st.lists(st.integers(-2, 3), min_size=4, max_size=4), seed=SEED)
def test_pad_agrees(oracle, mode, widths, seed):
    widths = widths if mode == "constant" else [abs(w) for w in widths]
    x = draw((2, 1, 5, 4), seed)
    oracle.agree(lambda F, x: F.pad(x, widths, mode), [x], seed=seed)
    oracle.agree(lambda F, x: F.pad(x, widths[:2], mode), [x[0]], seed=seed)
    if mode == "constant":
        oracle.agree(lambda F, x: F.pad(x, widths, mode, 2.5), [x], seed=seed)


def test_lenet_gives_the_same_loss_and_gradients_with_pytorch_s_state(oracle):
    def lenet(library):
        return library.Sequential(
            *(
                library.Conv2d(1, 6, 5, padding=2),
                library.BatchNorm2d(6),
                library.Tanh(),
                library.MaxPool2d(2),
            ),
            *(library.Conv2d(6, 16, 5, bias=False), library.ReLU(), library.AvgPool2d(2), library.Flatten()),
            *(library.Linear(400, 84), library.ReLU(), library.Linear(84, 10)),
        )

    torch.manual_seed(0)
    ours, theirs = lenet(nn), lenet(torch.nn).double()
    ours.load_state_dict({name: value.numpy() for name, value in theirs.state_dict().items()})
    x, labels = draw((7, 1, 28, 28), 0), np.arange(7)
    loss = nn.CrossEntropyLoss()(ours(Tensor(x)), labels)
    expected = torch.nn.CrossEntropyLoss()(theirs(oracle.to_torch(x)), oracle.to_torch(labels))
    loss.backward()
    expected.backward()
    oracle.close(loss.data, expected)
    for (name, p), other in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        oracle.close(p.grad.data, other.grad, what=name)
    state = {n: v for n, v in theirs.state_dict().items() if not n.endswith("num_batches_tracked")}
    for (name, value), (path, other) in zip(ours.state_dict().items(), state.items(), strict=True):
        assert name == path
        oracle.close(value.data, other, what=name)
    x = draw((3, 1, 28, 28), 1)
    oracle.close(ours.eval()(Tensor(x)).data, theirs.eval()(oracle.to_torch(x)))


@pytest.mark.parametrize("mode", ["zeros", "reflect", "replicate", "circular"])
@pytest.mark.parametrize("padding", [(2, 1), "same"])
def test_a_layer_with_a_padding_mode_agrees(oracle, mode, padding):
    settings = {"padding": padding, "padding_mode": mode, "dilation": (1, 2), "groups": 2}
    ours, theirs = nn.Conv2d(2, 4, (3, 2), **settings), torch.nn.Conv2d(2, 4, (3, 2), **settings).double()
    assert repr(ours) == repr(theirs)
    ours.load_state_dict({name: value.numpy() for name, value in theirs.state_dict().items()})
    x = draw((2, 2, 5, 6), 0)
    oracle.close(ours(Tensor(x)).data, theirs(oracle.to_torch(x)))


def test_every_op_of_these_has_been_compared(oracle, request):
    run = {item.originalname for item in request.session.items if item.path == request.path}
    if run != {name for name in globals() if name.startswith("test_")}:
        pytest.skip("not all tests of this file were asked for")
    names = {
        name
        for name in ops.__all__
        if getattr(ops, name).__module__ in ("mytorch.ops.convolution", "mytorch.ops.pooling")
    }
    assert names == {"AvgPool", "Convolution", "MaxPool", "Unfold"}
    assert names | {"Pad"} <= oracle.compared_ops
