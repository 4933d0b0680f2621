"""Bugs in the later homeworks' layers."""

from autograder.crosscheck.bugs.bug import Bug

__all__ = ["LATER"]

_HAND, _OPS, _NN = "classic_mlp/", "mytorch/ops/", "mytorch/nn/"

_PLANTED = [
    # ---- by hand
    (f"{_HAND}conv.py:Convolution.slide_back", "rows.sum(axis=1)", "rows.mean(axis=1)"),
    (f"{_HAND}conv.py:Convolution.slide_back", "dx[:, ph : ph + H, pw : pw + L]", "dx[:, :H, :L]"),
    (
        f"{_HAND}conv.py:Convolution.slide_back",
        "dx[:, i : i + sh * high : sh, j : j + sw * wide : sw] += columns[:, i, j]",
        "dx[:, i : i + sh * high : sh, j : j + sw * wide : sw] = columns[:, i, j]",
    ),
    (
        f"{_HAND}conv.py:Convolution.slide",
        "sliding_window_view(images, (kh, kw), axis=(1, 2))[:, ::sh, ::sw]",
        "sliding_window_view(images, (kh, kw), axis=(1, 2))[:, ::sw, ::sh]",
    ),
    (
        f"{_HAND}conv.py:Convolution.slide",
        "W.reshape(len(W), -1) @ self._columns + b[:, np.newaxis]",
        "W.reshape(len(W), -1) @ self._columns - b[:, np.newaxis]",
    ),
    (f"{_HAND}pooling.py:MaxPool2d.forward", "part.real > y.real", "part.real >= y.real"),
    (
        f"{_HAND}pooling.py:MaxPool2d.backward",
        "dx[there] += np.where(self._winner == place, delta, 0)",
        "dx[there] = np.where(self._winner == place, delta, 0)",
    ),
    (f"{_HAND}dropout.py:Dropout.forward", "self.mask / (1 - self.p)", "self.mask * (1 - self.p)"),
    (
        f"{_HAND}dropout.py:Dropout.forward",
        "self.mask, self._factor = None, 1.0",
        "self.mask, self._factor = None, 1.0 - self.p",
    ),
    (f"{_HAND}dropout.py:Dropout.backward", "np.asarray(delta * self._factor)", "np.asarray(delta)"),
    (
        f"{_HAND}layernorm.py:LayerNorm.backward",
        "d - d.mean(axis=-1, keepdims=True) - x_hat * along",
        "d - d.mean(axis=-1, keepdims=True) + x_hat * along",
    ),
    (
        f"{_HAND}layernorm.py:LayerNorm.backward",
        "d.mean(axis=-1, keepdims=True)",
        "d.mean(axis=0, keepdims=True)",
    ),
    (f"{_HAND}layernorm.py:LayerNorm.backward", "d = delta * gamma", "d = delta"),
    (
        f"{_HAND}layernorm.py:LayerNorm.forward",
        "np.sqrt((deviation * deviation).mean(axis=-1, keepdims=True) + self.eps)",
        "np.sqrt((deviation * deviation).mean(axis=-1, keepdims=True))",
    ),
    (f"{_HAND}flatten.py:Flatten.forward", "x.reshape(len(x), -1)", "x.reshape(len(x), -1, order='F')"),
    (f"{_HAND}rnn.py:RNNCell.backward", "da = delta * (1 - new * new)", "da = delta * (1 - new)"),
    (f"{_HAND}rnn.py:RNNCell.backward", "da @ W_ih, da @ W_hh", "da @ W_ih, da @ W_hh.T"),
    (f"{_HAND}rnn.py:Cell.add", "self.dW_hh + da_hh.T @ h", "da_hh.T @ h"),
    (f"{_HAND}rnn.py:Cell.add", "da_hh.sum(axis=0)", "da_ih.sum(axis=0)"),
    (f"{_HAND}gru.py:GRUCell.backward", "da_h @ W_hh + delta * z\n", "da_h @ W_hh\n"),
    (f"{_HAND}gru.py:GRUCell.backward", "h - n", "n - h"),
    (f"{_HAND}gru.py:GRUCell.backward", "[da_r, da_z, da_n * r]", "[da_r, da_z, da_n]"),
    (f"{_HAND}gru.py:GRUCell.backward", "da_n * h_n * r", "da_n * h * r"),
    (f"{_HAND}attention.py:ScaledDotProductAttention.backward", "(dP * P).sum", "dP.sum"),
    (
        f"{_HAND}attention.py:ScaledDotProductAttention.backward",
        "np.sqrt(Q.shape[-1])",
        "np.sqrt(V.shape[-1])",
    ),
    (f"{_HAND}attention.py:ScaledDotProductAttention.backward", "_turned(dS) @ Q", "_turned(dP) @ Q"),
    (f"{_HAND}sequential.py:Sequential.step", "lr / self._size", "lr"),
    (f"{_HAND}sequential.py:_through", "delta * slope", "delta"),
    # ---- by autograd
    (f"{_OPS}convolution.py:Convolution.backward", "g.sum(axis=2)", "g.mean(axis=2)"),
    (
        f"{_OPS}convolution.py:Convolution.backward",
        "batch_first(scatter(dcolumns, ctx.space, *ctx.window), ctx.padding)",
        "batch_first(scatter(dcolumns, ctx.space, *ctx.window))",
    ),
    (
        f"{_OPS}convolution.py:Convolution.forward",
        "z += bias.reshape(-1, *[1] * (z.ndim - 1))",
        "z -= bias.reshape(-1, *[1] * (z.ndim - 1))",
    ),
    (f"{_OPS}windows.py:scatter", "view += columns[:, i]", "view[...] = columns[:, i]"),
    (f"{_OPS}windows.py:places", "(n - reach) // step + 1", "n // step - reach // step + 1"),
    (f"{_OPS}pooling.py:MaxPool.forward", "real > z.real", "real >= z.real"),
    (f"{_OPS}pooling.py:MaxPool.backward", "view += g * (winner == i)", "view[...] = g * (winner == i)"),
    (f"{_OPS}regularization.py:Dropout.forward", "1 / (1 - p) if p < 1 else 0", "1 if p < 1 else 0"),
    (f"{_OPS}regularization.py:Dropout.backward", "g * ctx.scale", "g"),
    (
        f"{_OPS}regularization.py:LayerNorm.backward",
        "z * (g * z).mean(axis=ctx.dims, keepdims=True)",
        "z * g.mean(axis=ctx.dims, keepdims=True)",
    ),
    (f"{_OPS}regularization.py:LayerNorm.backward", "g - along", "g"),
    (
        f"{_OPS}regularization.py:LayerNorm.forward",
        "(deviation * deviation).mean(axis=ctx.dims, keepdims=True) + eps",
        "(deviation * deviation).mean(axis=ctx.dims, keepdims=True)",
    ),
    (f"{_NN}gru.py:GRUUnit.step", "n + z * (h - n)", "h + z * (n - h)"),
    (
        f"{_NN}gru.py:GRUUnit.step",
        "a[:, 2 * size :] + r * b[:, 2 * size :]",
        "a[:, 2 * size :] + b[:, 2 * size :]",
    ),
    (f"{_NN}rnn.py:RecurrentUnit.of_hidden", "self.bias_hh", "self.bias_ih"),
    (f"{_NN}rnn.py:_over_time", "h = unit.step(a, h)", "h = unit.step(a, h.detach())"),
    (
        f"{_NN}conv.py:_Convolution._convolved",
        "op(x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)",
        "op(x, self.weight, self.bias, self.dilation, padding, self.dilation, self.groups)",
    ),
    (f"{_NN}functions/normalization.py:_layer_norm", "z + left.pop(0)", "z - left.pop(0)"),
    (f"{_NN}functions/attention.py:_attend", "query * scale", "query"),
    (
        f"{_NN}functions/attention.py:_attend",
        "scores.where(~looks_at_none, 0.0).softmax(-1).where(~looks_at_none, 0.0)",
        "scores.where(~looks_at_none, 0.0).softmax(-1)",
    ),
]

LATER = [Bug("later layers", *planted) for planted in _PLANTED]
