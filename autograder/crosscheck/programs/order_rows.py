"""The operations of random programs that are order, rounding, parts and distances (see table.py)."""

from typing import Any

import numpy as np

from autograder.crosscheck.programs.conditions import alike, apart, off_zero, rows, shaped, with_dims
from autograder.crosscheck.programs.row import Op

__all__ = ["ORDER"]


def _all_different(x: Any) -> bool:
    return apart(x) and np.unique(x).size == x.size


def _off_borders(x: Any) -> bool:
    """No element is so close to a whole number or a half that rounding decides where it goes."""
    return off_zero(2 * x - np.round(2 * x))


VALUES = [
    Op(
        "x.sort(dim)",
        "{0}.sort({dim})[0]",
        numpy="np.take_along_axis({0}, {0}.real.argsort({dim}), {dim})",
        when=lambda x: rows(x) and _all_different(x),
    ),
    Op(
        "x.argsort(dim)",
        "{0}.argsort({dim})",
        numpy="{0}.real.argsort({dim})",
        when=lambda x: rows(x) and _all_different(x),
        dtype="int64",
    ),
    Op(
        "x.topk(1)",
        "{0}.topk(1)[0]",
        numpy="N.max_along({0}, -1, True)",
        when=lambda x: rows(x) and _all_different(x),
    ),
    *(
        Op(f"x.{name}()", f"{{0}}.{name}()", numpy=f"np.{name}({{0}}.real)", when=_off_borders)
        for name in ("floor", "ceil", "round", "sign")
    ),
    *(
        Op(f"x.{name}()", f"{{0}}.{name}()", numpy=f"np.{name}({{0}}.real)", dtype="bool")
        for name in ("isfinite", "isinf", "isnan")
    ),
    Op("x.long()", "{0}.long()", numpy="{0}.real.astype(int)", when=_off_borders, dtype="int64"),
    Op("x.half()", "{0}.half() * 1", numpy="{0} * 1", dtype="float16"),
]
PARTS = [
    Op("x.diag()", "{0}.diag()", numpy="np.diag({0})", when=shaped(((2, 2),)), like=((2, 2),)),
    Op("x.t()", "{0}.t() * 1", numpy="{0}.T", when=lambda x: x.ndim <= 2),
    Op("x.unbind()", "{0}.unbind()[-1]", numpy="{0}[-1]", when=rows),
    Op("x.narrow", "{0}.narrow(0, 0, 1)", numpy="{0}[:1]", when=with_dims(1)),
    Op("x.expand_as", "{0}.expand_as({0}.unsqueeze(0)) * 1", numpy="{0}[None]"),
    Op("x.reshape_as", "{0}.reshape_as({0}.unsqueeze(-1))", numpy="{0}[..., None]"),
    Op("x.view_as", "{0}.view_as({0}.unsqueeze(-1)) * 1", numpy="{0}[..., None]"),
    Op("x.type_as", "{0}.type_as({0}) * 1", numpy="{0} * 1"),
    Op("x.cpu()", "{0}.cpu().contiguous() * 1", numpy="{0} * 1"),
]
DISTANCES = [
    Op(
        name,
        ours,
        "f" * len(shapes),
        numpy=numpy,
        when=alike(shaped(shapes)),
        like=shapes,
    )
    for name, ours, numpy, shapes in [
        (
            "nn.PairwiseDistance",
            "nn.PairwiseDistance(eps=0.25)({0}, {1})",
            "N.norm({0} - {1} + 0.25, 2, -1)",
            ((3, 2), (3, 2)),
        ),
        (
            "nn.CosineSimilarity",
            "nn.CosineSimilarity()({0}, {1})",
            "(L.normalize({0}, 2, 1) * L.normalize({1}, 2, 1)).sum(1)",
            ((3, 2), (3, 2)),
        ),
        (
            "nn.TripletMarginLoss",
            "nn.TripletMarginLoss(margin=5.0, eps=0.25, reduction='sum')({0}, {1}, {2})",
            "N.relu(N.norm({0} - {1} + 0.25, 2, -1) - N.norm({0} - {2} + 0.25, 2, -1) + 5).sum()",
            ((3, 2), (3, 2), (3, 2)),
        ),
        (
            "F.pairwise_distance",
            "F.pairwise_distance({0}, {1}, eps=0.25)",
            "N.norm({0} - {1} + 0.25, 2, -1)",
            ((3, 2), (3, 2)),
        ),
        (
            "F.cosine_similarity",
            "F.cosine_similarity({0}, {1}, 1)",
            "(L.normalize({0}, 2, 1) * L.normalize({1}, 2, 1)).sum(1)",
            ((3, 2), (3, 2)),
        ),
        (
            "F.triplet_margin_loss",
            "F.triplet_margin_loss({0}, {1}, {2}, margin=5.0, eps=0.25)",
            "N.relu(N.norm({0} - {1} + 0.25, 2, -1) - N.norm({0} - {2} + 0.25, 2, -1) + 5).mean()",
            ((3, 2), (3, 2), (3, 2)),
        ),
    ]
]
ORDER = [*VALUES, *PARTS, *DISTANCES]
