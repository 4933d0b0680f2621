"""The operations of random programs that are activations, normalisation, losses and layers (see table.py).

NumPy's formulas are L's (formulas_of_layers.py). Whole numbers, as class indices are, stand in the row, whose
operands have the shapes that it says.
"""

from typing import Any

from autograder.crosscheck.programs.conditions import (
    alike,
    always,
    double,
    moderate,
    nonempty,
    off_each_other,
    off_zero,
    rows,
    same_shape,
    shaped,
)
from autograder.crosscheck.programs.row import Op

__all__ = ["LAYERS"]


def _pointwise() -> list[Op]:
    """Of tensors of any shape."""
    table: list[tuple[Any, ...]] = [  # ours, NumPy's, when
        ("F.leaky_relu({0}, 0.2)", "L.leaky_relu({0}, 0.2)", off_zero),
        ("nn.LeakyReLU()({0})", "L.leaky_relu({0})", off_zero),
        ("F.elu({0})", "L.elu({0})", off_zero),
        ("nn.ELU(0.5)({0})", "L.elu({0}, 0.5)", off_zero),
        ("F.gelu({0})", "L.gelu({0})"),
        ("F.gelu({0}, approximate='tanh')", "L.gelu_by_tanh({0})"),
        ("nn.GELU()({0})", "L.gelu({0})"),
        ("F.silu({0})", "L.silu({0})"),
        ("nn.SiLU()({0})", "L.silu({0})"),
        ("F.softplus({0}, 2.0)", "L.softplus({0}, 2.0)"),
        ("nn.Softplus(1.0, 0.3)({0})", "L.softplus({0}, 1.0, 0.3)", lambda x: off_zero(x - 0.3)),
        ("F.logsigmoid({0})", "-L.softplus(-{0}, 1, np.inf)"),
        ("nn.Tanh()({0})", "np.tanh({0})"),
        ("nn.Sigmoid()({0})", "N.sigmoid({0})"),
        ("nn.ReLU()({0})", "N.relu({0})", off_zero),
        ("nn.Identity()({0}) * 1", "{0} * 1"),
        ("F.softmax({0}, {dim})", "N.softmax({0}, {dim})"),
        ("nn.Softmax(-1)({0})", "N.softmax({0}, -1)", rows),
        ("F.log_softmax({0}, {dim})", "L.log_softmax({0}, {dim})", nonempty),
        ("nn.LogSoftmax(-1)({0})", "L.log_softmax({0}, -1)", lambda x: rows(x) and nonempty(x)),
        ("F.normalize({0}, 2.0, {dim})", "L.normalize({0}, 2, {dim})", nonempty),
        ("F.normalize({0}, 1.0, {dim}, 0.5)", "L.normalize({0}, 1, {dim}, 0.5)", off_zero),
        ("F.layer_norm({0}, {0}.shape[-1:])", "L.layer_norm({0}, 1)", lambda x: rows(x) and nonempty(x)),
        ("nn.Dropout(0.5).eval()({0}) * 1", "{0} * 1"),
        ("F.dropout({0}, 0.5, False) * 1", "{0} * 1"),
    ]
    return [
        Op(ours, ours, numpy=numpy, when=when[0] if when else always, ties=bool(when))
        for ours, numpy, *when in table
    ]


DROPOUTS = [
    Op(
        "F.dropout, its mask given",
        "F.dropout({0}, 0.25, mask={mask})",
        torch="{0} * {mask} / 0.75",
        numpy="L.dropout({0}, 0.25, {mask})",
    ),
    Op(
        "nn.Dropout, seeded",
        "seeded(5, nn.Dropout(0.4), {0})",
        torch="{0} * kept({0}, 0.4, 5) / 0.6",
        numpy="L.dropout({0}, 0.4, L.seeded_mask({0}.shape, 0.4, 5))",
    ),
]


def _losses_of_pairs() -> list[Op]:
    table: list[tuple[Any, ...]] = [  # ours, NumPy's, when
        ("F.mse_loss({0}, {1})", "L.reduced(({0} - {1}) ** 2)"),
        ("F.mse_loss({0}, {1}, reduction='sum')", "L.reduced(({0} - {1}) ** 2, 'sum')"),
        ("nn.MSELoss(reduction='none')({0}, {1})", "({0} - {1}) ** 2"),
        ("F.l1_loss({0}, {1})", "L.reduced(N.absolute({0} - {1}))", off_each_other),
        ("nn.L1Loss(reduction='sum')({0}, {1})", "N.absolute({0} - {1}).sum()", off_each_other),
        ("F.smooth_l1_loss({0}, {1}, beta=0.5)", "L.huber({0}, {1}, 0.5, 0.5).mean()"),
        ("nn.SmoothL1Loss()({0}, {1})", "L.huber({0}, {1}).mean()"),
        ("F.huber_loss({0}, {1}, delta=0.7)", "L.huber({0}, {1}, 0.7).mean()"),
        ("nn.HuberLoss('sum')({0}, {1})", "L.huber({0}, {1}).sum()"),
        (
            "F.kl_div({0}, {1}.sigmoid(), reduction='sum')",
            "(N.sigmoid({1}) * (np.log(N.sigmoid({1})) - {0})).sum()",
        ),
        (
            "nn.KLDivLoss(reduction='batchmean', log_target=True)({0}, {1})",
            "(np.exp({1}) * ({1} - {0})).sum() / len({0})",
            lambda x, y: bool(x.ndim) and same_shape(x, y),
        ),
        (
            "F.binary_cross_entropy({0}.sigmoid(), {1}.sigmoid())",
            "L.bce(N.sigmoid({0}), N.sigmoid({1})).mean()",
            moderate,
        ),
        (
            "nn.BCELoss(reduction='none')({0}.sigmoid(), {1}.sigmoid())",
            "L.bce(N.sigmoid({0}), N.sigmoid({1}))",
            moderate,
        ),
        ("F.binary_cross_entropy_with_logits({0}, {1})", "L.bce_of_logits({0}, {1}).mean()"),
        (
            "nn.BCEWithLogitsLoss(reduction='sum')({0}, {1})",
            "L.bce_of_logits({0}, {1}).sum()",
        ),
    ]
    return [
        Op(
            ours,
            ours,
            "ff",
            numpy=numpy,
            when=alike(shaped(((2, 2), (2, 2)), *when)),
            like=((2, 2), (2, 2)),
            ties=when == [off_each_other],
        )
        for ours, numpy, *when in table
    ] + [
        Op(
            "weights of BCEWithLogitsLoss",
            "nn.BCEWithLogitsLoss(Tensor(np.array([0.5, 2.0])), pos_weight=Tensor(np.array([3.0, 0.25])))"
            "({0}, {1})",
            "ff",
            numpy="(np.array([0.5, 2.0]) * L.bce_of_logits({0}, {1}, np.array([3.0, 0.25]))).mean()",
            when=alike(shaped(((3, 2), (3, 2)), double)),
            like=((3, 2), (3, 2)),
        ),
        Op(
            "weight of F.binary_cross_entropy",
            "F.binary_cross_entropy({0}.sigmoid(), {1}.sigmoid(), Tensor(np.array([0.5, 2.0])))",
            "ff",
            numpy="(np.array([0.5, 2.0]) * L.bce(N.sigmoid({0}), N.sigmoid({1}))).mean()",
            when=alike(shaped(((3, 2), (3, 2)), double, moderate)),
            like=((3, 2), (3, 2)),
        ),
    ]


def _losses_of_classes() -> list[Op]:
    weight = "Tensor(np.array([0.5, 2.0, 1.0]))"
    labels = "Tensor(np.array([2, 0, 1, 2]))"
    pixels = "Tensor(np.array([[2, 0], [1, 1]]))"
    four, dense = (4, 3), (2, 3, 2)
    table: list[tuple[Any, ...]] = [  # ours, NumPy's, shape
        (
            f"F.cross_entropy({{0}}, {labels}, {weight})",
            "L.log_softmax({0}, 1), [2, 0, 1, 2], [0.5, 2.0, 1.0]",
            four,
        ),
        (
            f"F.cross_entropy({{0}}, {labels}, ignore_index=2, reduction='none')",
            "L.log_softmax({0}, 1), [2, 0, 1, 2], None, 2, 'none'",
            four,
        ),
        (
            f"F.cross_entropy({{0}}, {labels}, label_smoothing=0.3)",
            "L.log_softmax({0}, 1), [2, 0, 1, 2], smoothing=0.3",
            four,
        ),
        (
            f"nn.CrossEntropyLoss({weight}, ignore_index=1, label_smoothing=0.2)({{0}}, {labels})",
            "L.log_softmax({0}, 1), [2, 0, 1, 2], [0.5, 2.0, 1.0], 1, 'mean', 0.2",
            four,
        ),
        (
            f"nn.CrossEntropyLoss(reduction='none')({{0}}, {pixels})",
            "L.log_softmax({0}, 1), [[2, 0], [1, 1]], reduction='none'",
            dense,
        ),
        (
            f"F.nll_loss({{0}}, {labels}, {weight}, ignore_index=0)",
            "{0}, [2, 0, 1, 2], [0.5, 2.0, 1.0], 0",
            four,
        ),
        (f"nn.NLLLoss(reduction='sum')({{0}}, {pixels})", "{0}, [[2, 0], [1, 1]], reduction='sum'", dense),
    ]
    return [
        Op(ours, ours, numpy=f"L.class_loss({numpy})", when=shaped((shape,), double), like=(shape,))
        for ours, numpy, shape in table
    ] + [
        Op(
            "F.cross_entropy of shares",
            "F.cross_entropy({0}, {1}.softmax(1), label_smoothing=0.2)",
            "ff",
            numpy="L.cross_entropy_of_shares({0}, N.softmax({1}, 1), 'mean', 0.2)",
            when=alike(shaped(((2, 3), (2, 3)))),
            like=((2, 3), (2, 3)),
        )
    ]


def row(name: str, ours: str, numpy: str, *shapes: tuple[int, ...], torch: str = "") -> Op:
    """An operation on operands of these shapes, all of one dtype."""
    return Op(name, ours, "f" * len(shapes), torch, numpy, alike(shaped(shapes)), like=shapes)


PARTS = "weight_ih={2}, weight_hh={3}, bias_ih={4}, bias_hh={5}"
OVER_TIME = "weight_ih_l0={2}, weight_hh_l0={3}, bias_ih_l0={4}, bias_hh_l0={5}"
FLAT = "[{2}, {3}, {4}, {5}], True, 1, 0.0, False, False"
CELL, GATES = ((2, 2), (2, 2), (2,), (2,)), ((6, 2), (6, 2), (6,), (6,))
PACKED = "PackedSequence({0}, np.array([1, 0]), np.array([2, 1, 1]))"
WITH_PARTS = [
    row(
        "F.layer_norm",
        "F.layer_norm({0}, (2, 2), {1}, {2}, 0.1)",
        "L.layer_norm({0}, 2, {1}, {2}, 0.1)",
        (3, 2, 2),
        (2, 2),
        (2, 2),
    ),
    row(
        "nn.LayerNorm",
        "holding(nn.LayerNorm(3), [{0}], weight={1}, bias={2})",
        "L.layer_norm({0}, 1, {1}, {2})",
        (2, 3),
        (3,),
        (3,),
    ),
    row(
        "nn.Linear(bias=False)",
        "holding(nn.Linear(3, 2, bias=False), [{0}], weight={1})",
        "{0} @ {1}.T",
        (2, 2, 3),
        (2, 3),
    ),
    row(
        "F.embedding",
        "F.embedding(Tensor(np.array([[0, 2], [2, 1]])), {0}, padding_idx=-2)",
        "L.embedding({0}, [[0, 2], [2, 1]], 1)",
        (3, 2),
    ),
    row(
        "nn.Embedding",
        "holding(nn.Embedding(3, 2), [Tensor(np.array([1, 1, 0]))], weight={0})",
        "L.embedding({0}, [1, 1, 0])",
        (3, 2),
    ),
    row(
        "attention",
        "F.scaled_dot_product_attention({0}, {1}, {2})",
        "L.attention({0}, {1}, {2})",
        (2, 2, 3),
        (2, 3, 3),
        (2, 3, 2),
    ),
    row(
        "attention, causal and scaled",
        "F.scaled_dot_product_attention({0}, {1}, {2}, is_causal=True, scale=0.3)",
        "L.attention({0}, {1}, {2}, scale=0.3, causal=True)",
        (3, 2),
        (3, 2),
        (3, 2),
    ),
    row(
        "attention, a row of the mask empty",
        "F.scaled_dot_product_attention({0}, {1}, {2}, Tensor(np.array([[True, False], [False, False]])))",
        "L.attention({0}, {1}, {2}, [[True, False], [False, False]])",
        (2, 2),
        (2, 2),
        (2, 3),
    ),
    row(
        "attention, a mask that learns",
        "F.scaled_dot_product_attention({0}, {1}, {2}, {3})",
        "L.attention({0}, {1}, {2}, {3})",
        (2, 2, 2),
        (2, 3, 2),
        (2, 3, 2),
        (2, 3),
    ),
    row(
        "nn.RNNCell",
        f"holding(nn.RNNCell(2, 2), [{{0}}, {{1}}], {PARTS})",
        "L.rnn({0}[None], {1}, {2}, {3}, {4}, {5})[0]",
        (3, 2),
        (3, 2),
        *CELL,
    ),
    row(
        "nn.GRUCell",
        f"holding(nn.GRUCell(2, 2), [{{0}}, {{1}}], {PARTS})",
        "L.gru({0}[None], {1}, {2}, {3}, {4}, {5})[0]",
        (3, 2),
        (3, 2),
        *GATES,
    ),
    row(
        "nn.RNN",
        f"holding(nn.RNN(2, 2), [{{0}}, {{1}}], {OVER_TIME})[0]",
        "L.rnn({0}, {1}[0], {2}, {3}, {4}, {5})",
        (3, 2, 2),
        (1, 2, 2),
        *CELL,
        torch=f"torch.rnn_tanh({{0}}, {{1}}, {FLAT}, False)[0]",
    ),
    row(
        "nn.GRU, batch first, last state",
        f"holding(nn.GRU(2, 2, batch_first=True), [{{0}}, {{1}}], {OVER_TIME})[1]",
        "L.gru({0}.swapaxes(0, 1), {1}[0], {2}, {3}, {4}, {5})[-1:]",
        (2, 3, 2),
        (1, 2, 2),
        *GATES,
        torch=f"torch.gru({{0}}, {{1}}, {FLAT}, True)[1]",
    ),
    row(
        "nn.GRU of sequences of two lengths",
        f"holding(nn.GRU(2, 2), [{PACKED}, {{1}}], {OVER_TIME})[0].data",
        "L.gru({0}, {1}, {2}, {3}, {4}, {5}, sizes=[2, 1, 1])",
        (4, 2),
        (2, 2),
        *GATES,
        torch=f"torch.gru({{0}}, torch.tensor([2, 1, 1]), {{1}}[None], {FLAT})[0]",
    ),
    row(
        "nn.RNN of sequences of two lengths, last states",
        f"holding(nn.RNN(2, 2), [{PACKED}, {{1}}], {OVER_TIME})[1]",
        "L.rnn({0}, {1}, {2}, {3}, {4}, {5}, sizes=[2, 1, 1])[[3, 1]]",
        (4, 2),
        (2, 2),
        *CELL,
        torch=f"torch.rnn_tanh({{0}}, torch.tensor([2, 1, 1]), {{1}}[None], {FLAT})[1][0]",
    ),
    row(
        "pack_sequence",
        "pack_sequence([{0}, {1}]).data",
        "np.stack([{1}[0], {0}[0], {1}[1], {1}[2]])",
        (1, 2),
        (3, 2),
        torch="torch.nn.utils.rnn.pack_sequence([{0}, {1}], False).data",
    ),
    row("unpack_sequence", f"unpack_sequence({PACKED})[1]", "{0}[[0, 2, 3]]", (4, 2), torch="{0}[[0, 2, 3]]"),
]
LAYERS = [*_pointwise(), *DROPOUTS, *_losses_of_pairs(), *_losses_of_classes(), *WITH_PARTS]
