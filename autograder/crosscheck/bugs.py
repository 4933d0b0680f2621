"""The bugs that are planted to see whether the check finds them: one line of source in place of another.

Those with a reason are equivalent: nobody can tell them from the right code from outside.
"""

from typing import NamedTuple

__all__ = ["BUGS", "Bug"]

_HAND, _NN, _F = "classic_mlp/", "mytorch/nn/", "mytorch/nn/functional/"
ACTIVATION, LINEAR, LOSS = _HAND + "activation.py", _HAND + "linear.py", _HAND + "loss.py"
HAND_LAYER = _HAND + "layer.py"
BATCHNORM, MLP, TRAINING = _HAND + "batchnorm.py", _HAND + "mlp.py", _HAND + "training.py"
NETWORK, LAYERS, ARITHMETIC = _F + "network.py", _F + "layers.py", _F + "arithmetic.py"
REDUCTION, SHAPING = _F + "reduction.py", _F + "shaping.py"
ENGINE, GRAPH = "mytorch/autograd_engine.py", "mytorch/graph.py"
SGD, AUTO = "mytorch/optim/sgd.py", "autograd_mlp/mlp.py"
CONVERSION, MEMORY, HAND_MEMORY = "mytorch/conversion.py", "mytorch/memory.py", _HAND + "memory.py"


class Bug(NamedTuple):
    """`new` in place of `old`, which stands in the file exactly once."""

    family: str
    file: str
    old: str
    new: str
    equivalent: str = ""  # the reason why nobody can see it

    def __str__(self) -> str:
        return f"{self.file}: {_short(self.old)}  ->  {_short(self.new)}"


def _short(code: str) -> str:
    return " ".join(code.split())[:70]


# fmt: off
# ruff: noqa: E501
BUGS = [
    # ---- signs
    Bug("signs", LOSS, "return self._sums * self.softmax - self.labels", "return self.labels - self._sums * self.softmax"),
    Bug("signs", ACTIVATION, "return np.subtract(1, slope, out=slope)", "return np.add(1, slope, out=slope)"),
    Bug("signs", ACTIVATION, "slope = np.subtract(1, y, out=space_like(y))", "slope = np.add(1, y, out=space_like(y))"),
    Bug("signs", BATCHNORM, "np.subtract(delta, dx, out=dx)", "np.add(delta, dx, out=dx)"),
    Bug("signs", BATCHNORM, "dx -= self.dbeta / N", "dx += self.dbeta / N"),
    Bug("signs", MLP, "linear.momentum_W, linear.dW, lr,", "linear.momentum_W, linear.dW, -lr,"),
    Bug("signs", NETWORK, "e[rows, labels] -= 1", "e[rows, labels] += 1"),
    Bug("signs", NETWORK, "np.subtract(1, slope, out", "np.add(1, slope, out"),
    Bug("signs", NETWORK, "np.subtract(g, dx, out=dx)", "np.add(g, dx, out=dx)"),
    Bug("signs", ARITHMETIC, "return g, -g", "return g, g"),
    Bug("signs", ARITHMETIC, "-g * (x / y / y)", "g * (x / y / y)"),
    Bug("signs", SGD, "exact -= np.multiply(lr", "exact += np.multiply(lr"),
    # ---- transposes
    Bug("transposes", LINEAR, "self.dW = np.matmul(self.x.T, delta, out=space(W.shape, dtype))", "self.dW = (delta.T @ self.x).reshape(W.shape)"),
    Bug("transposes", LINEAR, "return np.matmul(delta, W.T,", "return np.matmul(delta, W.reshape(W.shape[::-1]),"),
    Bug("transposes", NETWORK, "np.matmul(x.T, g, out=dw.T, dtype=wide)", "dw[...] = (x.T @ g).reshape(weight.shape)"),
    Bug("transposes", ARITHMETIC, "np.matmul(rows.swapaxes(-1, -2), g)", "np.matmul(rows, g)"),
    Bug("transposes", AUTO, "linear.weight = Tensor(W.T,", "linear.weight = Tensor(W.reshape(n_out, n_in),"),
    # ---- times or divided by N
    Bug("N", LINEAR, "self.dW /= N", "pass"),
    Bug("N", LINEAR, "self.db /= N", "pass"),
    Bug("N", LINEAR, "np.matmul(self.x.T, delta, out=space(W.shape, dtype))\n        self.dW /= N", "np.matmul(self.x.T, delta / N, out=space(W.shape, dtype))"),
    Bug("N", LINEAR, "return np.matmul(delta, W.T,", "return np.matmul(delta / len(delta), W.T,"),
    Bug("N", LOSS, "return self._sums * self.softmax - self.labels", "return (self._sums * self.softmax - self.labels) / len(self.labels)"),
    Bug("N", BATCHNORM, "self.dbeta = _sum(delta)", "self.dbeta = _sum(delta) / N"),
    Bug("N", BATCHNORM, "self.dgamma = _sum(np.multiply(delta, self.norm, out=dx))", "self.dgamma = _sum(np.multiply(delta, self.norm, out=dx)) / N"),
    Bug("N", MLP, "*self._logits_for(labels))[0].sum()", "*self._logits_for(labels))[0].mean()"),
    Bug("N", NETWORK, 'len(x) if reduction == "mean" else 1', 'x.size if reduction == "mean" else 1'),
    Bug("N", AUTO, "p.grad.data /= len(classes)", "p.grad.data /= len(classes) - 1 or 1"),
    Bug("N", NETWORK, "np.divide(g, max(ctx.n, 1), dtype=", "np.divide(g, 1, dtype="),
    Bug("N", REDUCTION, "_stretch(g / np.float64(ctx.n),", "_stretch(g,"),
    Bug("N", TRAINING, "return loss / len(x), error / len(x)", "return loss / len(batches), error / len(batches)"),
    Bug("N", BATCHNORM, "self.dgamma / N, out=dx", "self.dgamma, out=dx"),
    Bug("N", NETWORK, "dgamma / n, out=dx", "dgamma, out=dx"),
    Bug("N", NETWORK, "dx -= dbeta / n", "dx -= dbeta"),
    # ---- axes
    Bug("axes", LOSS, "total[:, np.newaxis]", "e.sum(axis=0)"),
    Bug("axes", LOSS, "(labels * shifted) @ one\n", "(labels * shifted).sum()\n"),
    Bug("axes", MLP, "logits.argmax(axis=1)", "logits.argmax()"),
    Bug("axes", BATCHNORM, "_mean(np.multiply(deviation, deviation, out=space_like(deviation)))", "(deviation * deviation).mean(keepdims=True)"),
    Bug("axes", NETWORK, "e @ _ones(x.shape[1], e.dtype)", "np.full(len(e), e.sum())"),
    Bug("axes", NETWORK, "dgamma, dbeta = _sum(dx), _sum(g)", "dgamma, dbeta = _sum(dx), g.sum()"),
    Bug("axes", NETWORK, "var = _mean(z)", "var = z.mean()"),
    Bug("axes", AUTO, "logits.data.argmax(axis=1)", "logits.data.argmax(axis=-2)"),
    Bug("axes", SHAPING, "return g.transpose(ctx.back)", "return g.transpose(np.argsort(ctx.back))"),
    Bug("axes", NETWORK, "np.maximum.reduce(x.real.T.copy(), axis=0, initial=-np.inf)[:, np.newaxis]", "np.maximum.reduce(x.real, axis=0, initial=-np.inf)"),
    # ---- dropped terms
    Bug("dropped terms", BATCHNORM, "        dx -= self.dbeta / N\n", ""),
    Bug("dropped terms", BATCHNORM, "np.subtract(delta, dx, out=dx)", "dx[...] = delta"),
    Bug("dropped terms", BATCHNORM, "dx *= gamma / self.std", "dx *= gamma"),
    Bug("dropped terms", BATCHNORM, "dx *= gamma / self.std", "dx /= self.std"),
    Bug("dropped terms", BATCHNORM, "np.multiply(delta, self.norm, out=dx)", "np.multiply(delta, self.x, out=dx)"),
    Bug("dropped terms", NETWORK, "        dx -= dbeta / n\n", ""),
    Bug("dropped terms", NETWORK, "np.subtract(g, dx, out=dx)", "dx[...] = g"),
    Bug("dropped terms", NETWORK, "dx *= gamma / std", "dx /= std"),
    Bug("dropped terms", NETWORK, "return np.multiply(g, positive, out=out_like(g))", "return g"),
    Bug("dropped terms", NETWORK, "slope = np.subtract(1, z, out=out_like(z))\n            slope *= z", "slope = z.copy()"),
    Bug("dropped terms", ARITHMETIC, "dx = g * (y * x **", "dx = g * (x **"),
    Bug("dropped terms", MLP, "delta = np.multiply(delta, slope, out=space(delta.shape, np.result_type(delta, slope)))", "delta = slope * np.ones_like(delta)"),
    Bug("dropped terms", NETWORK, "dx *= gamma / std", "dx *= gamma"),
    Bug("dropped terms", NETWORK, "else ones @ g", "else ones[1:] @ g[1:]"),
    Bug("dropped terms", NETWORK, "if ctx.needs(0) else None\n        dw", "if not ctx.needs(0) else None\n        dw"),
    Bug("dropped terms", ARITHMETIC, "return g * y if ctx.needs(0) else None, g * x if ctx.needs(1) else None", "return g * y if ctx.needs(1) else None, g * x if ctx.needs(0) else None"),
    Bug("dropped terms", MLP, "                self.linear_layers[i].keep_gradients(delta)\n", ""),
    Bug("dropped terms", MLP, "if i == 0 and not input_gradient:", "if not input_gradient:"),
    Bug("dropped terms", MLP, "for i in range(0, len(W), rows):", "for i in range(0, len(W), rows + (rows < len(W))):"),
    Bug("dropped terms", SGD, "for i, p, v, g in due:", "for i, p, v, g in due[1:]:"),
    Bug("dropped terms", SGD, "for i, p, v, g in due:", "for i, p, v, g in due[:-1]:"),
    # ---- biased or unbiased
    Bug("biased or unbiased", BATCHNORM, "(N / (N - 1)) if self.unb", "((N - 1) / N) if self.unb"),
    Bug("biased or unbiased", BATCHNORM, "else self.var\n        self.running_mean", "else self.var * (N / max(N - 1, 1))\n        self.running_mean"),
    Bug("biased or unbiased", LAYERS, "var * (n / (n - 1)) if unbiased_running_var else var", "var"),
    Bug("biased or unbiased", NETWORK, "std = np.sqrt(var + eps)", "std = np.sqrt(var * len(x) / max(len(x) - 1, 1) + eps)"),
    Bug("biased or unbiased", AUTO, "unbiased_running_var=False", "unbiased_running_var=True"),
    # ---- eps
    Bug("eps", BATCHNORM, "np.sqrt(var + self.eps)", "(np.sqrt(var) + self.eps)"),
    Bug("eps", BATCHNORM, "eps: float = 1e-8", "eps: float = 1e-5"),
    Bug("eps", BATCHNORM, "np.sqrt(var + self.eps)", "np.sqrt(var)"),
    Bug("eps", NETWORK, "std = np.sqrt(var + eps)", "std = np.sqrt(var) + eps"),
    Bug("eps", LAYERS, "(running_var + eps).sqrt()", "running_var.sqrt()"),
    Bug("eps", _NN + "batchnorm.py", "eps: float = 1e-5", "eps: float = 1e-8"),
    # ---- momentum
    Bug("momentum", MLP, "W_some += v_some", "W_some += momentum * v_some"),
    Bug("momentum", MLP, "linear.momentum_b, linear.db, lr, momentum)", "linear.momentum_b, linear.db, lr, 1.0)"),
    Bug("momentum", MLP, "linear.momentum_W, linear.dW, lr,", "linear.momentum_W, linear.dW, (1 - momentum) * lr,"),
    Bug("momentum", MLP, "gamma -= lr * bn.dgamma", "gamma -= 0.5 * lr * bn.dgamma"),
    Bug("momentum", BATCHNORM, "self.alpha * self.running_mean + (1 - self.alpha) * self.mean", "(1 - self.alpha) * self.running_mean + self.alpha * self.mean"),
    Bug("momentum", AUTO, "self._optimizers[0].momentum = momentum", "for o in self._optimizers:\n            o.momentum = momentum"),
    Bug("momentum", SGD, "exact -= np.multiply(lr, g, out=out_like(exact), dtype=exact.dtype)\n                if exact is not v:\n                    v[...] = exact\n                p._data += v", "exact += g\n                p._data -= lr * v"),
    Bug("momentum", LAYERS, "((1 - momentum) * running._data + momentum * batch.real)", "(momentum * running._data + (1 - momentum) * batch.real)"),
    Bug("momentum", SGD, "p._data += v\n", "p._data += momentum * v - lr * g\n"),
    Bug("momentum", SGD, "p._data += v\n", "p._data += momentum * v\n"),
    Bug("momentum", SGD, "exact *= momentum\n", "exact *= 1 - momentum\n"),
    # ---- accumulation
    Bug("accumulation", LINEAR, "self.dW = np.matmul(", "self.dW = self.dW + np.matmul("),
    Bug("accumulation", BATCHNORM, "self.dbeta = _sum(delta)", "self.dbeta = self.dbeta + _sum(delta)"),
    Bug("accumulation", GRAPH, "leaf._grad._data + g", "g"),
    Bug("accumulation", ENGINE, "due[key] = (parent, due[key][1] + grad)", "due[key] = (parent, grad)"),
    Bug("accumulation", ENGINE, "grad, ours = arrived[key][1] + grad, True", "pass"),
    Bug("accumulation", ENGINE, "grad if ours else grad.copy()", "grad"),
    Bug("accumulation", AUTO, "                p.grad = None\n", "                pass\n"),
    Bug("accumulation", AUTO, "x.grad, x.requires_grad = None, input_gradient", "x.requires_grad = input_gradient"),
    Bug("accumulation", ENGINE, "key = -parent._order\n                if key in due", "key = parent._order\n                if key in due"),
    Bug("accumulation", ENGINE, "ours = grad is not g and owns_its_memory(grad)", "ours = grad is not g"),
    # ---- un-broadcasting
    Bug("un-broadcasting", GRAPH, "(*range(extra), *ones), keepdims=True", "tuple(range(extra)), keepdims=True"),
    Bug("un-broadcasting", GRAPH, "if size == 1)", "if size == 1 and grad.shape[axis] == shape[-1])"),
    Bug("un-broadcasting", GRAPH, "summed = grad.sum(", "summed = grad.mean("),
    Bug("un-broadcasting", NETWORK, "return dx, dw, _sum(g)", "return dx, dw, g[0]"),
    # ---- stale state
    Bug("stale state", LINEAR, "        self.x = x\n        y =", "        self.x = x if self.x is None or len(x) != len(self.x) else self.x\n        y ="),
    Bug("stale state", MLP, "used = object.__new__(type(f))\n        vars(used).update(vars(f))", "used = f"),
    Bug("stale state", BATCHNORM, "self.norm = np.divide(deviation, self.std, out=deviation)", "self.norm = deviation / self.std if self.norm is None or len(x) != len(self.norm) else self.norm"),
    Bug("stale state", HAND_LAYER, 'array = as_floats(given, who, self.name).copy("C")', "array = as_floats(given, who, self.name)"),
    Bug("stale state", HAND_LAYER, "if mine[name] is not array or", "if"),
    Bug("stale state", HAND_LAYER, "array.copy() if held else None", "None"),
    Bug("stale state", LINEAR, "return self.run(own(x))", "return self.run(x)"),
    Bug("stale state", MLP, "x, self._activations = own(x), []", "self._activations = []"),
    Bug("stale state", AUTO, "            optimizer.lr = lr\n", "            optimizer.lr = optimizer.lr or lr\n"),
    Bug("stale state", GRAPH, "            self._check_unchanged()\n        return self._saved", "            pass\n        return self._saved"),
    Bug("stale state", LINEAR, "self.db = ones((1, N), dtype) @ delta", "db = ones((1, N), dtype) @ delta"),
    Bug("stale state", SGD, "                self.momentums[i] = v\n", ""),
    Bug("stale state", SGD, "                p._changed()\n", ""),
    # ---- stability
    Bug("stability", ACTIVATION, "        y /= e\n", "        y[...] = 1 / (1 + np.exp(-z))\n"),
    Bug("stability", LOSS, "shifted = x - _row_maxima(x)", "shifted = x"),
    Bug("stability", LOSS, "shifted = x - _row_maxima(x)", "shifted = x - x.real.max()"),
    Bug("stability", NETWORK, "shifted = x - _row_maxima(x)", "shifted = x - x.real.max()"),
    Bug("stability", BATCHNORM, "self.var = _mean(np.multiply(deviation, deviation, out=space_like(deviation)))", "self.var = (x * x).mean(axis=0, keepdims=True) - self.mean**2"),
    Bug("stability", NETWORK, "np.subtract(x, x[0], out", "np.subtract(x, 0 * x[0], out"),
    Bug("stability", NETWORK, "return dtype, _SINGLE if dtype == _HALF else dtype", "return dtype, dtype"),
    Bug("stability", NETWORK, 'np.exp(z, out=empty_like(z), dtype=wide, casting="same_kind")', "np.exp(z, out=empty_like(z))"),
    # ---- evaluation or training
    Bug("evaluation or training", MLP, "eval=not self.train_mode", "eval=False"),
    Bug("evaluation or training", MLP, "self.train_mode = False", "self.train_mode = True"),
    Bug("evaluation or training", BATCHNORM, "wide - self.running_mean, self.running_var", "wide - self.mean, self.var"),
    Bug("evaluation or training", BATCHNORM, "        if not self._by_batch:", "        if False:"),
    Bug("evaluation or training", AUTO, "self.network.train(self.train_mode)", "self.network.train(True)"),
    Bug("evaluation or training", LAYERS, "    if training is not True and not flag(", "    if False and not flag("),
    Bug("evaluation or training", TRAINING, "        mlp.eval()\n", "        mlp.train()\n"),
    Bug("evaluation or training", _NN + "module.py", 'object.__setattr__(module, "is_train", mode)', 'object.__setattr__(self, "is_train", mode)'),
    # ---- arrays used again
    Bug("memory", MEMORY, "if sys.getrefcount(block) <= _UNHELD:", "if sys.getrefcount(block) <= _UNHELD + 1:"),
    Bug("memory", MEMORY, "if sys.getrefcount(block) <= _UNHELD:", "if True:"),
    Bug("memory", MEMORY, "_pool.shelves.get(size, [])", "_pool.shelves.get(size, []) or next(iter(_pool.shelves.values()), [])"),
    Bug("memory", MEMORY, "class _Pool(threading.local):", "class _Pool:"),
    Bug("memory", HAND_MEMORY, "if getrefcount(memory) == _FREE:", "if getrefcount(memory) <= _FREE + 1:"),
    Bug("memory", HAND_MEMORY, "class _Kept(threading.local):", "class _Kept:"),
    Bug("memory", CONVERSION, "        array = empty_like(data)\n        array[...] = data\n        return array", "        return data"),
    Bug("memory", NETWORK, "np.multiply(g, positive, out=out_like(g))", "np.multiply(g, positive, out=g)"),
    Bug("memory", NETWORK, "out=out_like(g))\n\n\nclass Tanh", "out=slope)\n\n\nclass Tanh"),
    Bug("memory", NETWORK, "out=out_like(g))\n\n\nclass Linear", "out=g)\n\n\nclass Linear"),
    Bug("memory", NETWORK, "np.multiply(g, x_hat, out=out_like(x_hat))", "np.multiply(g, x_hat, out=g)"),
    Bug("memory", NETWORK, "z = np.multiply(x_hat, x_hat, out=out_like(x_hat))", "z = np.multiply(x_hat, x_hat, out=x_hat)"),
    Bug("memory", ACTIVATION, "slope = np.multiply(y, y, out=space_like(y))", "slope = np.multiply(y, y, out=y)"),
    Bug("memory", ACTIVATION, "self.state = np.maximum(z, 0, out=space_like(z))", "self.state = np.maximum(z, 0, out=z)"),
    Bug("memory", BATCHNORM, "np.multiply(deviation, deviation, out=space_like(deviation))", "np.multiply(deviation, deviation, out=x)"),
    Bug("memory", BATCHNORM, "N, dx = len(delta), space(delta.shape, np.result_type(delta, self.norm, gamma))", "N, dx = len(delta), delta"),
    # ---- ties, kinks and the ends of what a function takes
    Bug("ties and edges", REDUCTION, "ctx.save_for_backward(winners / winners.sum())", "ctx.save_for_backward(winners * winners.sum())"),
    Bug("ties and edges", REDUCTION, "ctx.save_for_backward(winners / winners.sum())", "ctx.save_for_backward(winners)"),
    Bug("ties and edges", REDUCTION, "np.expand_dims(x.argmax(axis=dim), dim)", "np.expand_dims(x.shape[dim] - 1 - np.flip(x, dim).argmax(axis=dim), dim)"),
    Bug("ties and edges", NETWORK, "positive = np.greater(x.real, 0,", "positive = np.greater_equal(x.real, 0,"),
    Bug("ties and edges", ACTIVATION, "np.greater(y.real, 0,", "np.greater_equal(y.real, 0,"),
    Bug("ties and edges", ARITHMETIC, "np.where(np.equal(y, 0), 1, y - 1)", "(y - 1)"),
    Bug("ties and edges", ARITHMETIC, "np.log(np.where(vanishes, 1, x))", "np.log(x)"),
    Bug("ties and edges", ARITHMETIC, "np.greater_equal(y, 0)", "np.greater(y, 0)"),
    Bug("ties and edges", REDUCTION, "{d % len(shape) for d in dims}", "set(dims)"),
    Bug("ties and edges", SHAPING, "np.add.at(dx, ctx.key, g)", "dx[ctx.key] = g"),
    Bug("ties and edges", SHAPING, "x.shape, np.may_share_memory(x, z)", "x.shape, True"),
    # ---- nobody can see these
    Bug("equivalent", ACTIVATION, "np.maximum(z, 0, out=", "np.maximum(0, z, out=", "the maximum of two numbers has no order"),
    Bug("equivalent", LOSS, "return self._sums * self.softmax - self.labels", "return -(self.labels - self._sums * self.softmax)", "the difference rounds alike both ways"),
    Bug("equivalent", BATCHNORM, "np.multiply(deviation, deviation, out=space_like(deviation))", "np.square(deviation)", "a square is the same product"),
    Bug("equivalent", NETWORK, "np.multiply(g, positive, out=out_like(g))", "np.multiply(positive, g, out=out_like(g))", "multiplication commutes, in floats too"),
    Bug("equivalent", BATCHNORM, "dx -= self.dbeta / N", "dx -= self.dbeta / N + 0 * (2 / N) * _sum(self.norm * self.std)", "eq. 17's last term, a sum of deviations from their mean: identically 0"),
    Bug("equivalent", NETWORK, "        dx -= dbeta / n\n        dx *= gamma / std", "        np.subtract(dx, dbeta / n, out=dx)\n        np.multiply(gamma / std, dx, out=dx)", "the same two operations, in the same place"),
    Bug("equivalent", MEMORY, "next(_turn) * STAGGER % PAGE", "0", "where an array begins costs time, and no digit"),
]
