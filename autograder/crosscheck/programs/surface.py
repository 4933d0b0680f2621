"""The operations of random programs that are PyTorch's functions and methods on tensors (see table.py).

`mytorch.` in an expression is `torch.` in PyTorch.
"""

from autograder.crosscheck.programs.conditions import (
    alike,
    apart,
    nonempty,
    off_both,
    off_each_other,
    off_one,
    off_zero,
    positive,
    rows,
    same_columns,
    same_shape,
    spread,
    spread_rows,
    vectors,
    with_dims,
)
from autograder.crosscheck.programs.row import Op

__all__ = ["SURFACE"]


ELEMENTS = [
    Op("abs", "mytorch.abs({0})", numpy="N.absolute({0})", when=off_zero, ties=True),
    Op("abs()", "abs({0})", numpy="N.absolute({0})", when=off_zero, ties=True),
    Op("x.abs()", "{0}.abs()", numpy="N.absolute({0})", when=off_zero, ties=True),
    Op("x.neg()", "{0}.neg()", numpy="-{0}"),
    Op("mytorch.exp", "mytorch.exp({0})", numpy="np.exp({0})"),
    Op("x.sin()", "{0}.sin()", numpy="np.sin({0})"),
    Op("x.cos()", "{0}.cos()", numpy="np.cos({0})"),
    Op("x.log1p()", "{0}.log1p()", numpy="np.log1p({0})", when=positive),
    Op("x.erf()", "{0}.erf()", numpy="N.erf({0})"),
    Op("x.tanh()", "{0}.tanh()", numpy="np.tanh({0})"),
    Op("x.sigmoid()", "{0}.sigmoid()", numpy="N.sigmoid({0})"),
    Op("x.relu()", "{0}.relu()", numpy="N.relu({0})", when=off_zero, ties=True),
    Op("x.add", "{0}.add({1}, alpha=0.5)", "ff", numpy="{0} + 0.5 * {1}", when=alike()),
    Op("x.sub", "{0}.sub({1}, alpha=0.5)", "ff", numpy="{0} - 0.5 * {1}", when=alike()),
    Op("x.mul", "{0}.mul({1})", "ff", numpy="{0} * {1}"),
    Op("x.div", "{0}.div({1})", "ff", numpy="{0} / {1}", when=positive),
    Op("x.pow", "{0}.pow(3)", numpy="{0} ** 3"),
    Op("x.matmul", "{0}.matmul({1})", "ff", numpy="{0} @ {1}", when=alike(), like=((2, 3), (3, 2))),
    Op(
        "mytorch.matmul of a batch",
        "mytorch.matmul({0}, {1})",
        "ff",
        numpy="{0} @ {1}",
        when=alike(),
        like=((2, 1, 2), (2, 2)),
    ),
]
CHOICES = [
    *(
        Op(
            f"{ours}, {kind}",
            source,
            "ff",
            numpy=f"N.{kind}({{0}}, {{1}})",
            when=alike(off_each_other),
            ties=True,
        )
        for kind in ("maximum", "minimum")
        for ours, source in (
            ("method", f"{{0}}.{kind}({{1}})"),
            ("function", f"mytorch.{kind}({{0}}, {{1}})"),
            ("max or min", f"mytorch.{kind[:3]}({{0}}, {{1}})"),
        )
    ),
    Op("x.clamp", "{0}.clamp(-1.0, 1.0)", numpy="N.clip({0}, -1.0, 1.0)", when=off_one, ties=True),
    Op(
        "clamp by tensors",
        "mytorch.clamp({0}, {1}, {1} + 1)",
        "ff",
        numpy="np.where({0}.real < {1}.real, {1}, np.where({0}.real > {1}.real + 1, {1} + 1, {0} + 0 * {1}))",
        when=alike(off_both),
    ),
    Op("where(mask, x, 0.5)", "mytorch.where(Tensor({mask}), {0}, 0.5)", numpy="np.where({mask}, {0}, 0.5)"),
    Op("where(b, x, y)", "mytorch.where({1}, {0}, {2})", "fbf", numpy="np.where({1}, {0}, {2})"),
    Op("x.where", "{0}.where({0} > 0, {0} * 2)", numpy="np.where({0}.real > 0, {0}, {0} * 2)", when=off_zero),
    Op("x.masked_fill", "{0}.masked_fill(Tensor({mask}), -1.5)", numpy="np.where({mask}, -1.5, {0})"),
    Op("tril", "{0}.tril()", numpy="np.where(np.tri(*{0}.shape[-2:]) > 0, {0}, 0)", when=with_dims(2)),
    Op("triu", "{0}.triu(1)", numpy="np.where(np.tri(*{0}.shape[-2:]) > 0, 0, {0})", when=with_dims(2)),
]
BOOLS = [
    *(
        Op(f"x.{name}", f"{{0}}.{name}({{1}})", "ff", numpy=numpy, when=off_each_other, dtype="bool")
        for name, numpy in {
            "gt": "N.greater({0}, {1})",
            "lt": "N.greater({1}, {0})",
            "ge": "~N.greater({1}, {0})",
            "le": "~N.greater({0}, {1})",
            "eq": "~(N.greater({0}, {1}) | N.greater({1}, {0}))",
            "ne": "N.greater({0}, {1}) | N.greater({1}, {0})",
        }.items()
    ),
    *(
        Op(
            f"x > 0 {o} b",
            f"({{0}} > 0) {o} {{1}}",
            "fb",
            "",
            f"({{0}}.real > 0) {o} {{1}}",
            off_zero,
            "bool",
        )
        for o in "&|^"
    ),
    Op("~(x > 0)", "~({0} > 0)", numpy="~({0}.real > 0)", when=off_zero, dtype="bool"),
    Op("x.any()", "({0} > 0).any()", numpy="({0}.real > 0).any()", when=off_zero, dtype="bool"),
    Op("x.all(dim)", "({0} > 0).all({dim})", numpy="({0}.real > 0).all({dim})", when=off_zero, dtype="bool"),
]
REDUCTIONS = [
    Op("sum(())", "mytorch.sum({0}, ())", numpy="{0}.sum()"),
    Op("mean(())", "{0}.mean(())", numpy="{0}.mean()", when=nonempty),
    Op("x.prod()", "{0}.prod()"),
    Op("prod(dim)", "mytorch.prod({0}, {dim}, True)", numpy="{0}.prod({dim}, keepdims=True)"),
    Op("prod of ties", "{0}.prod({dim})", ties=True),
    Op("x.cumsum", "{0}.cumsum({dim})"),
    Op("x.min()", "{0}.min()", numpy="N.min_of_all({0})", when=apart, ties=True),
    Op("x.min(dim)", "{0}.min({dim}).values", numpy="N.min_along({0}, {dim})", when=apart, ties=True),
    Op("x.argmin()", "{0}.argmin()", numpy="{0}.real.argmin()", when=apart, dtype="int64", ties=True),
    Op(
        "min(dim).indices",
        "mytorch.min({0}, {dim})[1]",
        numpy="{0}.real.argmin({dim})",
        when=apart,
        dtype="int64",
        ties=True,
    ),
    Op("x.var()", "{0}.var()", numpy="N.var({0})", when=spread),
    Op("var(0)", "mytorch.var({0}, 0, keepdim=True)", numpy="N.var({0}, 0, 1, True)", when=spread_rows),
    Op("var(correction)", "{0}.var({dims}, correction=0)", numpy="N.var({0}, {dims}, 0)", when=nonempty),
    Op("x.std()", "{0}.std()", numpy="np.sqrt(N.var({0}))", when=spread),
    Op("std(0, False)", "mytorch.std({0}, 0, False)", numpy="np.sqrt(N.var({0}, 0, 0))", when=spread_rows),
    Op("x.norm()", "{0}.norm()", numpy="N.norm({0})", ties=True),
    Op("norm(1)", "{0}.norm(1, {dim})", numpy="N.norm({0}, 1, {dim})", when=off_zero, ties=True),
    Op("norm(3)", "mytorch.norm({0}, 3, {dim}, True)", numpy="N.norm({0}, 3, {dim}, True)", when=off_zero),
    Op("x.softmax", "{0}.softmax({dim})", numpy="N.softmax({0}, {dim})"),
    Op("softmax(-1)", "mytorch.softmax({0}, -1)", numpy="N.softmax({0}, -1)", when=rows),
    Op("x.log_softmax", "{0}.log_softmax({dim})", numpy="np.log(N.softmax({0}, {dim}))"),
    Op("x.logsumexp", "{0}.logsumexp({dim}, True)", numpy="N.logsumexp({0}, {dim}, True)", when=nonempty),
    Op("logsumexp(dims)", "mytorch.logsumexp({0}, {dims})", numpy="N.logsumexp({0}, {dims})", when=nonempty),
]
SHAPES = [
    Op("x.view", "({0} * 1).reshape(-1).view({shape})", numpy="({0} * 1).reshape({shape})"),
    Op("x.flatten()", "{0}.flatten()"),
    Op("flatten(dim)", "mytorch.flatten({0}, 1)", numpy="{0}.reshape(len({0}), -1)", when=with_dims(2)),
    Op("x.squeeze()", "{0}.squeeze()"),
    Op("squeeze(0)", "mytorch.squeeze({0}, 0)", numpy="{0}.reshape({0}.shape[{0}.shape[:1] == (1,) :])"),
    Op("x.unsqueeze", "{0}.unsqueeze(-1)", numpy="{0}[..., None]"),
    Op("unsqueeze(dim)", "mytorch.unsqueeze({0}, {dim})", numpy="np.expand_dims({0}, {dim})"),
    Op("x.expand", "{0}.unsqueeze(0).expand(2, *{0}.shape)", numpy="np.stack([{0}, {0}])"),
    Op("x.repeat", "{0}.repeat(2, *(1,) * {0}.ndim)", numpy="np.stack([{0}, {0}])"),
    Op("repeat along a dim", "{0}.repeat(2, 2)", numpy="np.tile({0}, (2, 2))", when=lambda x: x.ndim <= 2),
    Op("x.flip", "{0}.flip({dim})", numpy="np.flip({0}, {dim})"),
    Op("x.split", "{0}.split(2)[-1]", numpy="{0}[(len({0}) - 1) // 2 * 2 :]", when=with_dims(1)),
    Op("x.chunk", "{0}.chunk(2)[0]", numpy="{0}[: (len({0}) + 1) // 2]", when=with_dims(1)),
    Op(
        "x.gather",
        "{0}.gather(0, Tensor({places}))",
        numpy="np.take_along_axis({0}, {places}, 0)",
        when=with_dims(1),
    ),
    Op("transpose", "mytorch.transpose({0}, {dim}, 0)", numpy="{0}.swapaxes({dim}, 0)"),
    Op("permute", "mytorch.permute({0}, ({perm},))", numpy="{0}.transpose({perm})"),
    Op("reshape", "mytorch.reshape({0}, {shape})", numpy="{0}.reshape({shape})"),
]
SEVERAL = [
    Op(
        "cat",
        "mytorch.cat([{0}, {1}, {0}])",
        "ff",
        numpy="np.concatenate([{0}, {1}, {0}])",
        when=alike(same_columns),
        like=((2, 3), (1, 3)),
    ),
    Op(
        "cat(dim)",
        "mytorch.cat([{0}, {0} * 2], {dim})",
        numpy="np.concatenate([{0}, {0} * 2], {dim})",
        when=rows,
    ),
    Op(
        "stack",
        "mytorch.stack([{0}, {1}], -1)",
        "ff",
        numpy="np.stack([{0}, {1}], -1)",
        when=alike(same_shape),
        like=((2, 3), (2, 3)),
    ),
    Op("x.outer", "{0}.outer({1})", "ff", numpy="np.outer({0}, {1})", when=alike(vectors), like=((3,), (2,))),
    Op(
        "einsum",
        "mytorch.einsum('ij,kj->ik', {0}, {1})",
        "ff",
        numpy="np.einsum('ij,kj->ik', {0}, {1})",
        when=alike(),
        like=((2, 3), (1, 3)),
    ),
    Op(
        "einsum, broadcast",
        "mytorch.einsum('...i,...i->...', {0}, {1})",
        "ff",
        numpy="np.einsum('...i,...i->...', {0}, {1})",
        when=alike(),
        like=((2, 3), (3,)),
    ),
    Op("einsum, trace", "mytorch.einsum('ii', {0})", numpy="np.einsum('ii', {0})", like=((2, 2),)),
    Op(
        "F.linear of a batch",
        "F.linear({0}, {1}, {2})",
        "fff",
        numpy="{0} @ {1}.T + {2}",
        when=alike(lambda x, w, b: x.ndim == 3 and w.ndim == 2 and b.shape == w.shape[:1]),
        like=((2, 1, 3), (2, 3), (2,)),
    ),
]
SURFACE = [*ELEMENTS, *CHOICES, *BOOLS, *REDUCTIONS, *SHAPES, *SEVERAL]
