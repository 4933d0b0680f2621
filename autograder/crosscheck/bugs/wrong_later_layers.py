"""Bugs in the later homeworks' layers."""

from autograder.crosscheck.bugs.bug import Bug

__all__ = ["LATER"]

_HAND, _OPS, _NN = "classic_mlp/", "mytorch/ops/", "mytorch/nn/"

_PLANTED = [
    # ---- by hand
    (f"{_HAND}conv.py:Convolution.slide_back", "rows.sum(axis=1)", "rows.mean(axis=1)"),
    (f"{_HAND}conv.py:Convolution.slide_back", "dx[:, ph : ph + H, pw : pw + L]", "dx[:, :H, :L]"),
    (f"{_HAND}conv.py:Convolution.slide_back", "sw] += columns", "sw] = columns"),
    (f"{_HAND}conv.py:Convolution.slide", "[:, ::sh, ::sw]", "[:, ::sw, ::sh]"),
    (f"{_HAND}conv.py:Convolution.slide", " + b[:, np.newaxis]", " - b[:, np.newaxis]"),
    (f"{_HAND}pooling.py:MaxPool2d.forward", "part.real > y.real", "part.real >= y.real"),
    (f"{_HAND}pooling.py:MaxPool2d.backward", "dx[there] += ", "dx[there] = "),
    (f"{_HAND}dropout.py:Dropout.forward", "self.mask / (1 - self.p)", "self.mask * (1 - self.p)"),
    (f"{_HAND}dropout.py:Dropout.forward", "self._factor = None, 1.0", "self._factor = None, 1.0 - self.p"),
    (f"{_HAND}dropout.py:Dropout.backward", "np.asarray(delta * self._factor)", "np.asarray(delta)"),
    (f"{_HAND}layernorm.py:LayerNorm.backward", " - x_hat * along", " + x_hat * along"),
    (f"{_HAND}layernorm.py:LayerNorm.backward", "d.mean(axis=-1, ", "d.mean(axis=0, "),
    (f"{_HAND}layernorm.py:LayerNorm.backward", "d = delta * gamma", "d = delta"),
    (f"{_HAND}layernorm.py:LayerNorm.forward", " + self.eps)", ")"),
    (f"{_HAND}flatten.py:Flatten.forward", "x.reshape(len(x), -1)", "x.reshape(len(x), -1, order='F')"),
    (f"{_HAND}rnn.py:RNNCell.backward", "da = delta * (1 - new * new)", "da = delta * (1 - new)"),
    (f"{_HAND}rnn.py:RNNCell.backward", "da @ W_ih, da @ W_hh", "da @ W_ih, da @ W_hh.T"),
    (f"{_HAND}rnn.py:Cell.add", "self.dW_hh + da_hh.T @ h", "da_hh.T @ h"),
    (f"{_HAND}rnn.py:Cell.add", "self.db_hh + da_hh", "self.db_hh + da_ih"),
    (f"{_HAND}gru.py:GRUCell.backward", "da_h @ W_hh + delta * z\n", "da_h @ W_hh\n"),
    (f"{_HAND}gru.py:GRUCell.backward", "da_z = delta * (h - n)", "da_z = delta * (n - h)"),
    (f"{_HAND}gru.py:GRUCell.backward", "[da_r, da_z, da_n * r]", "[da_r, da_z, da_n]"),
    (f"{_HAND}gru.py:GRUCell.backward", "da_n * h_n * r", "da_n * h * r"),
    (f"{_HAND}attention.py:ScaledDotProductAttention.backward", "(dP * P).sum", "dP.sum"),
    (f"{_HAND}attention.py:ScaledDotProductAttention.backward", "np.sqrt(Q.", "np.sqrt(V."),
    (f"{_HAND}attention.py:ScaledDotProductAttention.backward", "_turned(dS) @ Q", "_turned(dP) @ Q"),
    (f"{_HAND}sequential.py:Sequential.step", "else lr / self._size", "else lr"),
    (f"{_HAND}sequential.py:_through", "delta * slope", "delta"),
    # ---- by autograd
    (f"{_OPS}convolution.py:Convolution.backward", "g.sum(axis=2)", "g.mean(axis=2)"),
    (f"{_OPS}convolution.py:Convolution.backward", "*ctx.window), ctx.padding)", "*ctx.window))"),
    (f"{_OPS}convolution.py:Convolution.forward", "z += bias", "z -= bias"),
    (f"{_OPS}windows.py:scatter", "view += columns[:, i]", "view[...] = columns[:, i]"),
    (f"{_OPS}windows.py:spans", "gap * (size - 1) + 1", "gap * size"),
    (f"{_OPS}pooling.py:MaxPool.forward", "real > z.real", "real >= z.real"),
    (f"{_OPS}pooling.py:MaxPool.backward", "view += g * (winner == i)", "view[...] = g * (winner == i)"),
    (f"{_OPS}regularization.py:Dropout.forward", "1 / (1 - p) if", "1 if"),
    (f"{_OPS}regularization.py:Dropout.backward", "else g * ctx.scale", "else g"),
    (f"{_OPS}regularization.py:LayerNorm.backward", "- z * (g * z)", "+ z * (g * z)"),
    (f"{_OPS}regularization.py:LayerNorm.backward", "(g - along - ", "(g - "),
    (f"{_OPS}regularization.py:LayerNorm.forward", " + eps)", ")"),
    (f"{_NN}gru.py:GRUUnit.step", "n + z * (h - n)", "h + z * (n - h)"),
    (f"{_NN}gru.py:GRUUnit.step", "r * b[", "b["),
    (f"{_NN}rnn.py:RecurrentUnit.of_hidden", "self.bias_hh", "self.bias_ih"),
    (f"{_NN}rnn.py:_over_time", "h = unit.step(a, h)", "h = unit.step(a, h.detach())"),
    (f"{_NN}conv.py:_Convolution._convolved", "self.bias, self.stride", "self.bias, self.dilation"),
    (f"{_NN}functions/normalization.py:_layer_norm", "z + left.pop(0)", "z - left.pop(0)"),
    (f"{_NN}functions/attention.py:_attend", "(query * scale) @", "query @"),
    (f"{_NN}functions/attention.py:_attend", "softmax(-1).where(~looks_at_none, 0.0)", "softmax(-1)"),
]

LATER = [Bug("later layers", *planted) for planted in _PLANTED]
