"""Bugs in the operations beyond the handouts'."""

from autograder.crosscheck.bugs.bug import Bug

__all__ = ["OPERATIONS"]

_OPS = "mytorch/ops/"

OPERATIONS = [
    Bug("signs", f"{_OPS}loss.py:BinaryCrossEntropy.backward", "log_rest - log_x", "log_x - log_rest"),
    Bug("signs", f"{_OPS}loss.py:NegativeLogLikelihood.backward", "-g * weights", "g * weights"),
    Bug("signs", f"{_OPS}elementwise.py:Cos.backward", "-g * np.sin(x)", "g * np.sin(x)"),
    Bug(
        "signs",
        f"{_OPS}regularization.py:LayerNorm.backward",
        "g - along - z * (g * z).mean(axis=ctx.dims, keepdims=True)",
        "g - along + z * (g * z).mean(axis=ctx.dims, keepdims=True)",
    ),
    Bug(
        "signs",
        f"{_OPS}softmax.py:LogSoftmax.backward",
        "g - softmax * g.sum(axis=ctx.dim, keepdims=True, dtype=softmax.dtype)",
        "g + softmax * g.sum(axis=ctx.dim, keepdims=True, dtype=softmax.dtype)",
    ),
    Bug(
        "transposes",
        f"{_OPS}convolution.py:Convolution.backward",
        "rows.swapaxes(1, 2) @ g",
        "rows.reshape(rows.shape[0], -1, out) @ g",
    ),
    Bug(
        "transposes",
        f"{_OPS}convolution.py:Convolution.backward",
        "(columns @ g.swapaxes(1, 2)).swapaxes(1, 2)",
        "columns @ g.swapaxes(1, 2)",
    ),
    Bug("N", f"{_OPS}pooling.py:AvgPool.backward", "batch_last(g) / ctx.divisor", "batch_last(g)"),
    Bug(
        "axes",
        f"{_OPS}softmax.py:Softmax.backward",
        "(g * z).sum(axis=ctx.dim, keepdims=True)",
        "(g * z).sum(axis=-1, keepdims=True)",
    ),
    Bug(
        "axes",
        f"{_OPS}regularization.py:LayerNorm.forward",
        "from_first.mean(axis=ctx.dims, keepdims=True)",
        "from_first.mean(axis=-1, keepdims=True)",
    ),
    Bug("axes", f"{_OPS}scanning.py:CumSum.backward", "np.flip(from_the_end, ctx.dim)", "from_the_end"),
    Bug(
        "axes", f"{_OPS}windows.py:seen", "zip(element, d, strict=True)", "zip(element[::-1], d, strict=True)"
    ),
    Bug(
        "axes",
        f"{_OPS}joining.py:Cat.backward",
        "np.split(g, ctx.borders, axis=ctx.dim)",
        "np.split(g, ctx.borders, axis=0)",
    ),
    Bug(
        "dropped terms",
        f"{_OPS}regularization.py:LayerNorm.backward",
        "g - along - z * (g * z).mean(axis=ctx.dims, keepdims=True)",
        "g - z * (g * z).mean(axis=ctx.dims, keepdims=True)",
    ),
    Bug(
        "dropped terms",
        f"{_OPS}regularization.py:Dropout.backward",
        "g if ctx.scale is None else g * ctx.scale",
        "g",
    ),
    Bug(
        "dropped terms",
        f"{_OPS}activation.py:LeakyReLU.backward",
        "np.where(positive, g, ctx.slope * g)",
        "np.where(positive, g, 0 * g)",
    ),
    Bug(
        "dropped terms",
        f"{_OPS}activation.py:ELU.forward",
        "np.where(positive, 1, alpha * np.exp(left))",
        "np.where(positive, 1, np.exp(left))",
    ),
    Bug(
        "dropped terms",
        f"{_OPS}activation.py:Softplus.forward",
        "(np.where(right, scaled, 0) + np.log1p(e)) / beta",
        "np.where(right, scaled, 0) + np.log1p(e)",
    ),
    Bug(
        "dropped terms",
        f"{_OPS}convolution.py:Convolution.forward",
        "z += bias.reshape(-1, *[1] * (z.ndim - 1))",
        "z += 0 * bias.reshape(-1, *[1] * (z.ndim - 1))",
    ),
    Bug("dropped terms", f"{_OPS}scanning.py:_product_of_the_others", "before * behind", "before"),
    Bug("dropped terms", f"{_OPS}embedding.py:Embedding.backward", "dweight[ctx.padding] = 0", "pass"),
    Bug(
        "dropped terms",
        f"{_OPS}elementwise.py:Erf.backward",
        "2 / math.sqrt(math.pi)",
        "1 / math.sqrt(math.pi)",
    ),
    Bug(
        "eps",
        f"{_OPS}regularization.py:LayerNorm.forward",
        "np.sqrt((deviation * deviation).mean(axis=ctx.dims, keepdims=True) + eps)",
        "np.sqrt((deviation * deviation).mean(axis=ctx.dims, keepdims=True)) + eps",
    ),
    Bug("accumulation", f"{_OPS}windows.py:scatter", "view += columns[:, i]", "view[...] = columns[:, i]"),
    Bug(
        "accumulation",
        f"{_OPS}embedding.py:Embedding.backward",
        "np.add.at(dweight, indices, g)",
        "dweight[indices] = g",
    ),
    Bug(
        "accumulation",
        f"{_OPS}pooling.py:MaxPool.backward",
        "view += g * (winner == i)",
        "view[...] = g * (winner == i)",
    ),
    Bug(
        "stability",
        f"{_OPS}activation.py:Softplus.forward",
        "(np.where(right, scaled, 0) + np.log1p(e)) / beta",
        "np.log1p(np.exp(scaled)) / beta",
    ),
    Bug(
        "stability",
        f"{_OPS}softmax.py:_exponentials",
        "x - x.real.max(axis=dim, keepdims=True)",
        "x - 0 * x.real.max(axis=dim, keepdims=True)",
    ),
    Bug("stability", f"{_OPS}loss.py:_log", "np.where(z.real < _LEAST_LOG, _LEAST_LOG, z)", "z"),
    Bug(
        "evaluation or training",
        f"{_OPS}regularization.py:_drawn",
        "drawn <= keep if keep > 0.5 else drawn > 1 - keep",
        "drawn <= keep",
    ),
    Bug("ties and edges", f"{_OPS}pooling.py:MaxPool.forward", "real > z.real", "real >= z.real"),
    Bug(
        "ties and edges",
        f"{_OPS}pooling.py:MaxPool.forward",
        "batch_last(x, padding, fill=-np.inf)",
        "batch_last(x, padding)",
    ),
    Bug(
        "ties and edges", f"{_OPS}elementwise.py:Maximum.backward", "np.where(np.equal(x, y), g / 2, g)", "g"
    ),
    Bug("ties and edges", f"{_OPS}activation.py:ELU.forward", "x.real > 0", "x.real >= 0"),
    Bug(
        "ties and edges",
        f"{_OPS}activation.py:Softplus.forward",
        "scaled.real > threshold",
        "scaled.real >= threshold",
    ),
    Bug("memory", f"{_OPS}elementwise.py:Where.forward", "condition.copy()", "condition"),
    Bug("memory", f"{_OPS}loss.py:NegativeLogLikelihood.forward", "labels.copy()", "labels"),
    Bug("memory", f"{_OPS}softmax.py:Softmax.forward", "z.copy()", "z"),
    Bug("memory", f"{_OPS}regularization.py:LayerNorm.forward", "z.copy()", "z"),
]
