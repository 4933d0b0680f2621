"""Layers and losses beyond the handouts' against PyTorch's, over their options: values and gradients.

A case is a function of F (the nn.functional of either library) and of tensors, or a layer of either library,
so that the very same expression runs on both.
"""

import itertools

import numpy as np
import pytest
import torch

import mytorch
from mytorch import nn
from mytorch.nn import functional as F

SHAPES = [(), (3,), (4, 3), (2, 3, 4), (0, 3)]


def drawn(*shape, seed=0, scale=1.0):
    return np.asarray(scale * np.random.default_rng(seed).normal(size=shape))


def probabilities(*shape, seed=0):
    return np.asarray(np.random.default_rng(seed).uniform(0.02, 0.98, shape))


def distributions(*shape, dim=1, seed=0):
    e = np.exp(drawn(*shape, seed=seed))
    return e / e.sum(dim, keepdims=True)


# ---- activations -------------------------------------------------------------------------------------

ACTIVATIONS = {
    "leaky_relu": lambda F, x: F.leaky_relu(x),
    "leaky_relu of slope 0.3": lambda F, x: F.leaky_relu(x, 0.3),
    "leaky_relu of slope -1": lambda F, x: F.leaky_relu(x, negative_slope=-1.0),
    "elu": lambda F, x: F.elu(x),
    "elu of alpha 0.5": lambda F, x: F.elu(x, alpha=0.5),
    "gelu": lambda F, x: F.gelu(x),
    "gelu by tanh": lambda F, x: F.gelu(x, approximate="tanh"),
    "silu": lambda F, x: F.silu(x),
    "softplus": lambda F, x: F.softplus(x),
    "softplus of beta 3": lambda F, x: F.softplus(x, beta=3.0, threshold=5.0),
    "softplus of a low threshold": lambda F, x: F.softplus(x, 0.5, -1.0),
    "logsigmoid": lambda F, x: F.logsigmoid(x),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_agrees(oracle, name):
    for shape, scale in itertools.product(SHAPES, (1.0, 30.0, 1000.0)):
        oracle.agree(ACTIVATIONS[name], [drawn(*shape, scale=scale)])
    oracle.agree(ACTIVATIONS[name], [np.array([0.0, -0.0, 1e-300, -1e-300])])


@pytest.mark.parametrize("op", ["softmax", "log_softmax"])
def test_a_softmax_agrees_along_every_dim(oracle, op):
    for shape, scale in itertools.product(SHAPES[:-1], (1.0, 1000.0)):
        for dim in range(-max(len(shape), 1), max(len(shape), 1)):
            oracle.agree(
                lambda F, x, dim=dim: getattr(F, op)(x, dim=dim), [drawn(*shape, scale=scale)], floor=1e-2
            )
    oracle.agree(lambda F, x: getattr(F, op)(x.float(), 1).double(), [drawn(2, 3)], relative=1e-6)


# ---- normalisation, dropout, embeddings ----------------------------------------------------------------

NORMED = [
    ((4, 3), (3,)),
    ((3,), (3,)),
    ((2, 3, 4), (4,)),
    ((2, 3, 4), (3, 4)),
    ((0, 3), (3,)),
    ((4, 1), (1,)),
]


@pytest.mark.parametrize("affine", ["weight and bias", "weight", "bias", "neither"])
@pytest.mark.parametrize(("shape", "normalized"), NORMED, ids=str)
def test_layer_norm_agrees(oracle, shape, normalized, affine):
    given = {"weight": drawn(*normalized, seed=1), "bias": drawn(*normalized, seed=2)}
    names = [name for name in given if name in affine]

    def op(F, x, *scales):
        return F.layer_norm(x, normalized, **dict(zip(names, scales, strict=True)), eps=1e-3)

    for offset in (0.0, 1e3):
        oracle.agree(op, [drawn(*shape) + offset, *(given[name] for name in names)])


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("p", [1.0, 2.0, 3.5, np.inf])
def test_normalize_agrees(oracle, p, dim):
    x = drawn(4, 3, 2)
    oracle.agree(lambda F, x: F.normalize(x, p, dim), [x])
    x[0] = x[:, 0] = x[..., 0] = 0
    oracle.agree(lambda F, x: F.normalize(x, p=p, dim=dim, eps=0.1), [x])


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("shape", [(40, 30), (7,), ()], ids=str)
def test_dropout_agrees_where_pytorch_drops_the_same(oracle, p, shape):
    np.random.seed(1)  # noqa: NPY002 (the course's generator)
    kept = np.random.default_rng(1).random(shape) >= p
    scale = 1 / (1 - p) if p < 1 else 0.0
    oracle.agree(
        lambda F, x: F.dropout(x, p, mask=kept),
        [drawn(*shape)],
        theirs=lambda F, x: x * torch.tensor(kept) * scale,
    )
    oracle.agree(lambda F, x: F.dropout(x, p, training=False) * 1.0, [drawn(*shape)])


@pytest.mark.parametrize("padding", [None, 0, 2, -1])
def test_an_embedding_agrees(oracle, padding):
    for indices in ([[0, 2, 2], [1, 4, 2]], [3], 2, np.zeros((0, 2), int)):
        indices = np.array(indices)
        oracle.agree(lambda F, w, i: F.embedding(i, w, padding_idx=padding), [drawn(5, 3)], [indices])


def test_one_hot_agrees(oracle):
    for indices, options in (([[0, 2], [1, 1]], {}), ([0, 2], {"num_classes": 5}), (3, {})):
        ours = F.one_hot(np.array(indices), **options)
        oracle.close(ours.data, torch.nn.functional.one_hot(torch.tensor(indices), **options))


# ---- losses of pairs -----------------------------------------------------------------------------------

PAIRS = {
    "mse_loss": lambda F, x, y, r: F.mse_loss(x, y, reduction=r),
    "l1_loss": lambda F, x, y, r: F.l1_loss(x, y, reduction=r),
    "smooth_l1_loss": lambda F, x, y, r: F.smooth_l1_loss(x, y, reduction=r),
    "smooth_l1_loss of beta 0.3": lambda F, x, y, r: F.smooth_l1_loss(x, y, reduction=r, beta=0.3),
    "smooth_l1_loss of beta 0": lambda F, x, y, r: F.smooth_l1_loss(x, y, reduction=r, beta=0.0),
    "huber_loss": lambda F, x, y, r: F.huber_loss(x, y, reduction=r),
    "huber_loss of delta 2.5": lambda F, x, y, r: F.huber_loss(x, y, reduction=r, delta=2.5),
    "kl_div of logs": lambda F, x, y, r: F.kl_div(x, y, reduction=r, log_target=True),
    "bce with logits": lambda F, x, y, r: F.binary_cross_entropy_with_logits(x, y, reduction=r),
}


@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning")
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("name", PAIRS)
def test_a_loss_of_two_tensors_agrees_in_both_gradients(oracle, name, reduction):
    def op(F, x, y):
        return PAIRS[name](F, x, y, reduction) * 2.0

    for shape in ((), (3,), (4, 3), (2, 3, 2)):
        oracle.agree(op, [drawn(*shape), drawn(*shape, seed=1)])
        oracle.agree(op, [drawn(*shape)], [drawn(*shape, seed=1)])
    equal = np.array([0.5, -1.0])
    oracle.agree(op, [equal, equal])


@pytest.mark.parametrize("reduction", ["mean", "sum", "none", "batchmean"])
@pytest.mark.filterwarnings("ignore:reduction. 'mean' divides:UserWarning")
def test_kl_div_agrees_where_a_probability_is_0(oracle, reduction):
    logs, y = np.log(distributions(4, 3)), distributions(4, 3, seed=1)
    oracle.agree(lambda F, x, y: F.kl_div(x, y, reduction=reduction), [logs, y])
    y[0, 0] = y[2] = 0
    oracle.agree(lambda F, x, y: F.kl_div(x, y, reduction=reduction), [logs], [y])


@pytest.mark.parametrize("weighted", [None, (4, 3), (3,), (1,)], ids=str)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_binary_cross_entropy_agrees(oracle, reduction, weighted):
    weight = () if weighted is None else (np.abs(drawn(*weighted, seed=3)),)

    def op(F, x, y, w=None):
        return F.binary_cross_entropy(x, y, weight=w, reduction=reduction)

    if weight:
        oracle.agree(op, [probabilities(4, 3)], [probabilities(4, 3, seed=1), *weight])
    else:
        oracle.agree(op, [probabilities(4, 3), probabilities(4, 3, seed=1)])
    oracle.agree(op, [probabilities(4, 3)], [np.round(probabilities(4, 3, seed=1)), *weight])
    edges = np.array([[0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]])
    oracle.agree(op, [edges[0]], [edges[1]], relative=1e-8)  # PyTorch divides by float32's 1e-12 there


@pytest.mark.parametrize("positive", [None, (4, 3), (3,), ()], ids=str)
@pytest.mark.parametrize("weighted", [None, (3,)], ids=str)
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_binary_cross_entropy_with_logits_agrees(oracle, reduction, weighted, positive):
    names = [name for name, shape in (("weight", weighted), ("pos_weight", positive)) if shape is not None]
    given = [np.asarray(np.abs(drawn(*shape, seed=5))) for shape in (weighted, positive) if shape is not None]

    def op(F, x, y, *scales):
        options = dict(zip(names, scales, strict=True))
        return F.binary_cross_entropy_with_logits(x, y, reduction=reduction, **options)

    for scale in (1.0, 100.0):
        x = drawn(4, 3, scale=scale)
        oracle.agree(op, [x], [probabilities(4, 3), *given])
        oracle.agree(op, [x], [np.round(probabilities(4, 3)), *given])


# ---- losses of classes -----------------------------------------------------------------------------------

WEIGHT = np.array([0.3, 2.0, 0.0, 1.5, 0.7])
LOGITS = {"(N, C)": (6, 5), "(C,)": (5,), "(N, C, d)": (3, 5, 2), "(N, C, d, e)": (2, 5, 3, 2)}


def labels_for(shape, seed=0):
    rest = shape[:1] + shape[2:] if len(shape) > 1 else ()
    return np.asarray(np.random.default_rng(seed).integers(0, 5, rest))


@pytest.mark.parametrize("ignore", [None, -100, 1, 7])
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["unweighted", "weighted"])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("form", LOGITS)
def test_losses_of_class_indices_agree(oracle, form, reduction, weight, ignore):
    shape = LOGITS[form]
    labels = labels_for(shape)
    options = {} if ignore is None else {"ignore_index": ignore}
    if ignore is not None and labels.ndim:
        labels.flat[::3] = ignore
    given = [labels] if weight is None else [labels, weight]

    def nll(F, x, y, w=None):
        return F.nll_loss(x, y, weight=w, reduction=reduction, **options)

    oracle.agree(nll, [drawn(*shape)], given)
    for smoothing, scale in itertools.product((0.0, 0.1, 1.0), (1.0, 30.0)):

        def cross_entropy(F, x, y, w=None, smoothing=smoothing):
            return F.cross_entropy(x, y, weight=w, reduction=reduction, label_smoothing=smoothing, **options)

        oracle.agree(cross_entropy, [drawn(*shape, scale=scale)], given)


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("weight", [None, WEIGHT], ids=["unweighted", "weighted"])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("form", LOGITS)
def test_cross_entropy_agrees_with_probabilities_as_targets(oracle, form, reduction, weight, smoothing):
    shape = LOGITS[form]
    target = distributions(*shape, dim=min(1, len(shape) - 1), seed=1)

    def op(F, x, y, w=None):
        return F.cross_entropy(x, y, weight=w, reduction=reduction, label_smoothing=smoothing)

    oracle.agree(op, [drawn(*shape)], [target] if weight is None else [target, weight])
    if weight is None:
        oracle.agree(op, [drawn(*shape), target])


def test_a_mean_over_ignored_labels_alone_is_no_number_in_both(oracle):
    labels = np.array([-100, -100])
    oracle_value = torch.nn.functional.cross_entropy(torch.zeros(2, 3), torch.tensor(labels))
    assert np.isnan(oracle_value.item())
    assert np.isnan(F.cross_entropy(np.zeros((2, 3)), labels).item())


# ---- layers --------------------------------------------------------------------------------------------

LAYERS = {
    "LeakyReLU": (lambda nn: nn.LeakyReLU(0.2), (4, 3)),
    "ELU": (lambda nn: nn.ELU(0.7), (4, 3)),
    "GELU": (lambda nn: nn.GELU(), (4, 3)),
    "GELU by tanh": (lambda nn: nn.GELU(approximate="tanh"), (4, 3)),
    "SiLU": (lambda nn: nn.SiLU(), (4, 3)),
    "Softplus": (lambda nn: nn.Softplus(2.0), (4, 3)),
    "Softmax": (lambda nn: nn.Softmax(dim=1), (4, 3)),
    "LogSoftmax": (lambda nn: nn.LogSoftmax(-1), (4, 3)),
    "Flatten": (lambda nn: nn.Flatten(), (4, 3, 2)),
    "Flatten in the middle": (lambda nn: nn.Flatten(1, -2), (4, 3, 2, 5)),
    "Flatten of a number": (lambda nn: nn.Flatten(0), ()),
    "LayerNorm": (lambda nn: nn.LayerNorm(3), (4, 3)),
    "LayerNorm over two dims": (lambda nn: nn.LayerNorm([3, 2], eps=0.1), (4, 3, 2)),
    "LayerNorm without bias": (lambda nn: nn.LayerNorm(3, bias=False), (4, 3)),
    "LayerNorm without both": (lambda nn: nn.LayerNorm(3, elementwise_affine=False), (4, 3)),
    "Linear without bias": (lambda nn: nn.Linear(3, 2, bias=False), (4, 3)),
    "Dropout in evaluation": (lambda nn: nn.Sequential(nn.Dropout(0.3), nn.Tanh()).eval(), (4, 3)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_agrees_in_values_gradients_state_and_the_names_of_its_state(oracle, name):
    make, shape = LAYERS[name]
    ours, theirs = make(nn), make(torch.nn).double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    state = {path: drawn(*value.shape, seed=i) for i, (path, value) in enumerate(theirs.state_dict().items())}
    ours.load_state_dict(state)
    theirs.load_state_dict({path: torch.tensor(value) for path, value in state.items()})
    oracle.agree(lambda F, x: ours(x), [drawn(*shape)], theirs=lambda F, x: theirs(x))
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        oracle.close(p.grad.data, q.grad)


def test_an_embedding_layer_agrees_in_its_gradient(oracle):
    ours, theirs = nn.Embedding(5, 3, padding_idx=-1), torch.nn.Embedding(5, 3, padding_idx=-1).double()
    assert (ours.padding_idx, list(ours.state_dict())) == (theirs.padding_idx, list(theirs.state_dict()))
    assert not ours.weight.data[4].any()
    theirs.load_state_dict({"weight": torch.tensor(ours.weight.data)})
    indices = np.array([[1, 4], [1, 0]])
    upstream = drawn(2, 2, 3)
    ours(indices).backward(upstream)
    theirs(torch.tensor(indices)).backward(torch.tensor(upstream))
    oracle.close(ours.weight.grad.data, theirs.weight.grad)


CRITERIA = {
    "MSELoss": (lambda nn, w: nn.MSELoss(), False),
    "L1Loss": (lambda nn, w: nn.L1Loss(reduction="sum"), False),
    "SmoothL1Loss": (lambda nn, w: nn.SmoothL1Loss(beta=0.4), False),
    "HuberLoss": (lambda nn, w: nn.HuberLoss(delta=0.4), False),
    "BCEWithLogitsLoss": (lambda nn, w: nn.BCEWithLogitsLoss(weight=w[:3], pos_weight=w[1:4]), False),
    "KLDivLoss": (lambda nn, w: nn.KLDivLoss(reduction="batchmean", log_target=True), False),
    "CrossEntropyLoss": (
        lambda nn, w: nn.CrossEntropyLoss(weight=w[:3], ignore_index=1, label_smoothing=0.1),
        True,
    ),
    "NLLLoss": (lambda nn, w: nn.NLLLoss(weight=w[:3], ignore_index=0), True),
}


@pytest.mark.parametrize("name", CRITERIA)
def test_a_loss_layer_agrees(oracle, name):
    make, of_labels = CRITERIA[name]
    ours, theirs = make(nn, WEIGHT), make(torch.nn, torch.tensor(WEIGHT))
    target = np.array([0, 2, 1, 2]) if of_labels else probabilities(4, 3)
    oracle.agree(
        lambda F, x: ours(x, target), [drawn(4, 3)], theirs=lambda F, x: theirs(x, torch.tensor(target))
    )
    if name == "CrossEntropyLoss" or name == "NLLLoss":
        assert list(ours.state_dict()) == list(theirs.state_dict())


# ---- how weights begin -----------------------------------------------------------------------------------


def test_gains_agree():
    for word in ("linear", "sigmoid", "conv2d", "tanh", "relu", "leaky_relu", "selu"):
        assert nn.init.calculate_gain(word) == pytest.approx(torch.nn.init.calculate_gain(word), rel=1e-15)
    assert nn.init.calculate_gain("leaky_relu", 0.3) == pytest.approx(
        torch.nn.init.calculate_gain("leaky_relu", 0.3), rel=1e-15
    )


DRAWN = {
    "uniform_": lambda init, t: init.uniform_(t, -2.0, 0.5),
    "normal_": lambda init, t: init.normal_(t, 1.0, 0.3),
    "xavier_uniform_": lambda init, t: init.xavier_uniform_(t, gain=2.0),
    "xavier_normal_": lambda init, t: init.xavier_normal_(t),
    "kaiming_uniform_": lambda init, t: init.kaiming_uniform_(t, a=0.2),
    "kaiming_normal_": lambda init, t: init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"),
}


@pytest.mark.parametrize("shape", [(400, 100), (40, 20, 5, 10)], ids=str)
@pytest.mark.parametrize("name", DRAWN)
def test_drawn_weights_have_pytorch_s_mean_spread_and_range(name, shape):
    torch.manual_seed(0)
    ours, theirs = mytorch.Tensor(np.zeros(shape)), torch.zeros(shape, dtype=torch.float64)
    assert DRAWN[name](nn.init, ours) is ours
    DRAWN[name](torch.nn.init, theirs)
    x, y = ours.data, theirs.numpy()
    assert x.std() == pytest.approx(y.std(), rel=0.02)
    assert x.mean() == pytest.approx(y.mean(), abs=0.03 * y.std())
    if "uniform" in name:
        assert np.abs(x).max() == pytest.approx(np.abs(y).max(), rel=1e-3)
