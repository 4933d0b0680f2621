"""The bugs that are planted to see whether the check finds them: one line of source in place of another.

Those with a reason are equivalent: nobody can tell them from the right code from outside.
"""

from typing import NamedTuple

__all__ = ["BUGS", "Bug"]

_HAND, _NN, _F = "classic_mlp/", "mytorch/nn/", "mytorch/nn/functional/"
ACTIVATION, LINEAR, LOSS = _HAND + "activation.py", _HAND + "linear.py", _HAND + "loss.py"
BATCHNORM, MLP, TRAINING = _HAND + "batchnorm.py", _HAND + "mlp.py", _HAND + "training.py"
NETWORK, ARITHMETIC = _F + "network.py", _F + "arithmetic.py"
REDUCTION, SHAPING = _F + "reduction.py", _F + "shaping.py"
ENGINE, SGD, AUTO = "mytorch/autograd_engine.py", "mytorch/optim/sgd.py", "autograd_mlp/mlp.py"


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
    Bug("signs", LOSS, "return self.softmax - self.labels", "return self.labels - self.softmax"),
    Bug("signs", ACTIVATION, "return 1 - y * y", "return 1 + y * y"),
    Bug("signs", ACTIVATION, "return y * (1 - y)", "return y * (1 + y)"),
    Bug("signs", BATCHNORM, "d - d.mean(axis=0) - self.norm", "d - d.mean(axis=0) + self.norm"),
    Bug("signs", BATCHNORM, "d - d.mean(axis=0) - self.norm", "d + d.mean(axis=0) - self.norm"),
    Bug("signs", MLP, "linear.momentum_W - lr * linear.dW", "linear.momentum_W + lr * linear.dW"),
    Bug("signs", NETWORK, "e[rows, labels] -= 1", "e[rows, labels] += 1"),
    Bug("signs", NETWORK, "ctx.save_for_backward(1 - z * z)", "ctx.save_for_backward(1 + z * z)"),
    Bug("signs", NETWORK, "d.mean(axis=0) - x_hat * (d", "d.mean(axis=0) + x_hat * (d"),
    Bug("signs", ARITHMETIC, "return g, -g", "return g, g"),
    Bug("signs", ARITHMETIC, "-g * (x / y / y)", "g * (x / y / y)"),
    Bug("signs", SGD, "v -= self.lr", "v += self.lr"),
    # ---- transposes
    Bug("transposes", LINEAR, "self.dW = self.x.T @ delta / N", "self.dW = (delta.T @ self.x / N).reshape(self.W.shape)"),
    Bug("transposes", LINEAR, "return delta @ self.W.T", "return delta @ self.W.reshape(self.W.shape[::-1])"),
    Bug("transposes", NETWORK, "(x.T @ g).T, g.sum", "(x.T @ g).reshape(weight.shape), g.sum"),
    Bug("transposes", ARITHMETIC, "np.matmul(rows.swapaxes(-1, -2), g)", "np.matmul(rows, g)"),
    Bug("transposes", AUTO, "linear.weight = Tensor(W.T,", "linear.weight = Tensor(W.reshape(n_out, n_in),"),
    # ---- times or divided by N
    Bug("N", LINEAR, "self.x.T @ delta / N", "self.x.T @ delta"),
    Bug("N", LINEAR, "delta.sum(axis=0, keepdims=True) / N", "delta.sum(axis=0, keepdims=True)"),
    Bug("N", LINEAR, "self.x.T @ delta / N", "self.x.T @ (delta / N)"),
    Bug("N", LINEAR, "return delta @ self.W.T", "return delta @ self.W.T / N"),
    Bug("N", LOSS, "return self.softmax - self.labels", "return (self.softmax - self.labels) / len(self.labels)"),
    Bug("N", BATCHNORM, "self.dbeta = delta.sum(", "self.dbeta = delta.mean("),
    Bug("N", BATCHNORM, "self.dgamma = (delta * self.norm).sum(", "self.dgamma = (delta * self.norm).mean("),
    Bug("N", MLP, "self._output_for(labels), labels).sum()", "self._output_for(labels), labels).mean()"),
    Bug("N", NETWORK, 'len(x) if reduction == "mean" else 1', 'x.size if reduction == "mean" else 1'),
    Bug("N", NETWORK, "softmax_minus_onehot * (g / max(ctx.n, 1))", "softmax_minus_onehot * g"),
    Bug("N", AUTO, "p.grad.data /= len(labels)", "p.grad.data /= len(labels) - 1 or 1"),
    Bug("N", REDUCTION, "_stretch(g / np.float64(ctx.n),", "_stretch(g,"),
    Bug("N", TRAINING, "return loss / len(x), error / len(x)", "return loss / len(batches), error / len(batches)"),
    # ---- axes
    Bug("axes", LOSS, "e.sum(axis=1, keepdims=True)", "e.sum(axis=0, keepdims=True)"),
    Bug("axes", LOSS, "(self.labels * shifted).sum(axis=1)", "(self.labels * shifted).sum()"),
    Bug("axes", MLP, "output.argmax(axis=1)", "output.argmax()"),
    Bug("axes", BATCHNORM, "(deviation * deviation).mean(axis=0, keepdims=True)", "(deviation * deviation).mean(keepdims=True)"),
    Bug("axes", NETWORK, "e.sum(axis=1, keepdims=True)", "e.sum(keepdims=True)"),
    Bug("axes", NETWORK, "(g * x_hat).sum(axis=0), g.sum(axis=0)", "(g * x_hat).sum(axis=0), g.sum()"),
    Bug("axes", NETWORK, "(x_hat * x_hat).mean(axis=0)", "(x_hat * x_hat).mean()"),
    Bug("axes", AUTO, "self._logits.data.argmax(axis=1)", "self._logits.data.argmax(axis=-2)"),
    Bug("axes", SHAPING, "return g.transpose(ctx.back)", "return g.transpose(np.argsort(ctx.back))"),
    # ---- dropped terms
    Bug("dropped terms", BATCHNORM, "d = d - d.mean(axis=0) - self.norm", "d = d - self.norm"),
    Bug("dropped terms", BATCHNORM, " - self.norm * (d * self.norm).mean(axis=0)", ""),
    Bug("dropped terms", BATCHNORM, "return d / self.std", "return d"),
    Bug("dropped terms", BATCHNORM, "d = delta * self.gamma", "d = delta"),
    Bug("dropped terms", BATCHNORM, "self.dgamma = (delta * self.norm)", "self.dgamma = (delta * self.x)"),
    Bug("dropped terms", NETWORK, "(d - d.mean(axis=0) - x_hat", "(d - x_hat"),
    Bug("dropped terms", NETWORK, " - x_hat * (d * x_hat).mean(axis=0)) / std", ") / std"),
    Bug("dropped terms", NETWORK, "        d = g * gamma\n", "        d = g\n"),
    Bug("dropped terms", NETWORK, "return g * positive", "return g"),
    Bug("dropped terms", NETWORK, "ctx.save_for_backward(z * (1 - z))", "ctx.save_for_backward(z)"),
    Bug("dropped terms", ARITHMETIC, "dx = g * (y * x **", "dx = g * (x **"),
    Bug("dropped terms", MLP, "delta = delta * activation.derivative()", "delta = activation.derivative() * np.ones_like(delta)"),
    # ---- biased or unbiased
    Bug("biased or unbiased", BATCHNORM, "(N / (N - 1)) if self.unb", "((N - 1) / N) if self.unb"),
    Bug("biased or unbiased", BATCHNORM, "else self.var\n        self.running_mean", "else self.var * (N / max(N - 1, 1))\n        self.running_mean"),
    Bug("biased or unbiased", NETWORK, "var * (n / (n - 1)) if unbiased_running_var else var", "var"),
    Bug("biased or unbiased", NETWORK, "std = np.sqrt(var + eps)", "std = np.sqrt(var * len(x) / max(len(x) - 1, 1) + eps)"),
    Bug("biased or unbiased", AUTO, "unbiased_running_var=False", "unbiased_running_var=True"),
    # ---- eps
    Bug("eps", BATCHNORM, "np.sqrt(var + self.eps)", "(np.sqrt(var) + self.eps)"),
    Bug("eps", BATCHNORM, "eps: float = 1e-8", "eps: float = 1e-5"),
    Bug("eps", BATCHNORM, "np.sqrt(var + self.eps)", "np.sqrt(var)"),
    Bug("eps", NETWORK, "std = np.sqrt(var + eps)", "std = np.sqrt(var) + eps"),
    Bug("eps", NETWORK, "(running_var + eps).sqrt()", "running_var.sqrt()"),
    Bug("eps", _NN + "batchnorm.py", "eps: float = 1e-5", "eps: float = 1e-8"),
    # ---- momentum
    Bug("momentum", MLP, "linear.W += linear.momentum_W", "linear.W += momentum * linear.momentum_W"),
    Bug("momentum", MLP, "momentum * linear.momentum_b - lr", "linear.momentum_b - lr"),
    Bug("momentum", MLP, "momentum * linear.momentum_W - lr * linear.dW", "momentum * linear.momentum_W - (1 - momentum) * lr * linear.dW"),
    Bug("momentum", MLP, "bn.gamma -= lr * bn.dgamma", "bn.gamma -= 0.5 * lr * bn.dgamma"),
    Bug("momentum", BATCHNORM, "self.alpha * self.running_mean + (1 - self.alpha) * self.mean", "(1 - self.alpha) * self.running_mean + self.alpha * self.mean"),
    Bug("momentum", SGD, "v -= self.lr * p.grad._data\n            p._data += v", "v += p.grad._data\n            p._data -= self.lr * v"),
    Bug("momentum", SGD, "p._data += v", "p._data += self.momentum * v - self.lr * p.grad._data"),
    Bug("momentum", AUTO, "self._optimizers[0].momentum = float(self.momentum)", "for o in self._optimizers:\n            o.momentum = float(self.momentum)"),
    Bug("momentum", NETWORK, "(1 - momentum) * running._data + momentum * batch.real", "momentum * running._data + (1 - momentum) * batch.real"),
    # ---- accumulation
    Bug("accumulation", LINEAR, "self.dW = self.x.T", "self.dW = self.dW + self.x.T"),
    Bug("accumulation", BATCHNORM, "self.dbeta = delta.sum(", "self.dbeta = self.dbeta + delta.sum("),
    Bug("accumulation", ENGINE, "leaf.grad._data += g", "leaf.grad._data = g"),
    Bug("accumulation", ENGINE, "due[key] = (parent, due[key][1] + grad)", "due[key] = (parent, grad)"),
    Bug("accumulation", ENGINE, "grad, ours = arrived[key][1] + grad, True", "pass"),
    Bug("accumulation", ENGINE, "grad if ours else grad.copy()", "grad"),
    Bug("accumulation", AUTO, "self.network.zero_grad()\n", "pass\n"),
    Bug("accumulation", AUTO, "self._x.grad = None", "pass"),
    Bug("accumulation", ENGINE, "key = -parent._order\n                if key in due", "key = parent._order\n                if key in due"),
    # ---- un-broadcasting
    Bug("un-broadcasting", ENGINE, "(*range(extra), *ones), keepdims=True", "tuple(range(extra)), keepdims=True"),
    Bug("un-broadcasting", ENGINE, "if size == 1)", "if size == 1 and grad.shape[axis] == shape[-1])"),
    Bug("un-broadcasting", ENGINE, "summed = grad.sum(", "summed = grad.mean("),
    Bug("un-broadcasting", NETWORK, "(x.T @ g).T, g.sum(axis=0)", "(x.T @ g).T, g[0]"),
    # ---- stale state
    Bug("stale state", LINEAR, "        self.x = x\n        return", "        self.x = x if self.x is None or len(x) != len(self.x) else self.x\n        return"),
    Bug("stale state", MLP, "activation.state = self._states[i]", "pass"),
    Bug("stale state", BATCHNORM, "self.norm = deviation / self.std", "self.norm = deviation / self.std if self.norm is None or len(x) != len(self.norm) else self.norm"),
    Bug("stale state", LINEAR, "self.W = np.array(weight_init_fn(in_feature, out_feature))", "self.W = weight_init_fn(in_feature, out_feature)"),
    Bug("stale state", AUTO, "for optimizer in self._optimizers:\n            optimizer.lr = float(self.lr)", "for optimizer in self._optimizers:\n            optimizer.lr = optimizer.lr"),
    Bug("stale state", ENGINE, "            self._check_unchanged()\n        return self._saved", "            pass\n        return self._saved"),
    # ---- stability
    Bug("stability", ACTIVATION, "self.state = np.maximum(e, right) / (1 + e)", "self.state = (1 / (1 + np.exp(-z))).astype(own)"),
    Bug("stability", LOSS, "shifted = x - x.real.max(axis=1, keepdims=True)", "shifted = x"),
    Bug("stability", LOSS, "shifted = x - x.real.max(axis=1, keepdims=True)", "shifted = x - x.real.max()"),
    Bug("stability", NETWORK, "shifted = x - x.real.max(axis=1, keepdims=True, initial=-np.inf)", "shifted = x - x.real.max()"),
    Bug("stability", BATCHNORM, "self.var = (deviation * deviation).mean(axis=0, keepdims=True)", "self.var = (x * x).mean(axis=0, keepdims=True) - self.mean**2"),
    Bug("stability", NETWORK, "x_hat = x - x[0]", "x_hat = x - 0 * x[0]"),
    Bug("stability", NETWORK, "np.exp(np.where(negative, x, -x), dtype=wide)", "np.exp(np.where(negative, x, -x))"),
    # ---- evaluation or training
    Bug("evaluation or training", MLP, "eval=not self.train_mode", "eval=False"),
    Bug("evaluation or training", MLP, "self.train_mode = False", "self.train_mode = True"),
    Bug("evaluation or training", BATCHNORM, "x - self.running_mean, self.running_var", "x - self.mean, self.var"),
    Bug("evaluation or training", BATCHNORM, "        if self._by_batch:", "        if True:"),
    Bug("evaluation or training", AUTO, "self.network.train(self.train_mode)", "self.network.train(True)"),
    Bug("evaluation or training", NETWORK, "    if not training:\n", "    if False:\n"),
    Bug("evaluation or training", TRAINING, "        mlp.eval()\n", "        mlp.train()\n"),
    Bug("evaluation or training", _NN + "module.py", 'object.__setattr__(module, "is_train", mode)', 'object.__setattr__(self, "is_train", mode)'),
    # ---- nobody can see these
    Bug("equivalent", ACTIVATION, "np.maximum(z, 0)", "np.maximum(0, z)", "the maximum of two numbers has no order"),
    Bug("equivalent", LOSS, "return self.softmax - self.labels", "return -(self.labels - self.softmax)", "the difference rounds alike both ways"),
    Bug("equivalent", BATCHNORM, "(deviation * deviation)", "np.square(deviation)", "a square is the same product"),
    Bug("equivalent", NETWORK, "return g * positive", "return positive * g", "multiplication commutes, in floats too"),
    Bug("equivalent", BATCHNORM, "return d / self.std", "return (d - 0 * (2 / len(d)) * (self.norm * self.std).mean(axis=0)) / self.std", "eq. 17's last term, a sum of deviations from their mean: identically 0"),
]
