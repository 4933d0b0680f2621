"""Bugs in functions, layers, optimizers and schedules beyond the handouts'."""

from autograder.crosscheck.bugs.bug import Bug

__all__ = ["LAYERS"]

_FUNCTIONS = "mytorch/nn/functions/"
_OPTIM = "mytorch/optim/"
_NN = "mytorch/nn/"

LAYERS = [
    Bug("signs", f"{_OPTIM}adam.py:Adam.change", "g = -g", "g = g"),
    Bug("signs", f"{_NN}gru.py:GRUUnit.step", "n + z * (h - n)", "n - z * (h - n)"),
    Bug("signs", f"{_NN}gru.py:GRUUnit.step", "n + z * (h - n)", "h + z * (n - h)"),
    Bug(
        "transposes",
        f"{_FUNCTIONS}attention.py:_attend",
        "key.transpose(-1, -2)",
        "key.reshape(*key.shape[:-2], key.shape[-1], key.shape[-2])",
    ),
    Bug(
        "transposes",
        f"{_NN}rnn.py:TimeIterator.forward",
        "output.transpose(0, 1) if turned else output",
        "output",
    ),
    Bug("N", f"{_FUNCTIONS}classification.py:_likelihood", "losses.sum() / total", "losses.mean()"),
    Bug("N", f"{_FUNCTIONS}loss.py:kl_div", "total / rows[0]", "total / predicted.array.size"),
    Bug("N", f"{_FUNCTIONS}pooling.py:_counts", "if include_pad: ...", "if not include_pad: ..."),
    Bug("axes", f"{_NN}batchnorm.py:BatchNorm2d.forward", "x.permute(0, 2, 3, 1)", "x.permute(0, 3, 2, 1)"),
    Bug("dropped terms", f"{_NN}gru.py:GRUUnit.step", "r * b[:, 2 * size:]", "b[:, 2 * size:]"),
    Bug(
        "dropped terms", f"{_NN}rnn.py:RNNUnit.step", "a + self.of_hidden(h)", "a + self.of_hidden(h) * 0 + h"
    ),
    Bug("dropped terms", f"{_FUNCTIONS}attention.py:_attend", "query * scale", "query * 1.0"),
    Bug(
        "dropped terms",
        f"{_FUNCTIONS}loss.py:binary_cross_entropy_with_logits",
        "(1.0 - y) * softplus(x)",
        "softplus(x)",
    ),
    Bug("dropped terms", f"{_FUNCTIONS}loss.py:_huber", "c / per_unit * (d - c * 0.5)", "c * (d - c * 0.5)"),
    Bug(
        "dropped terms",
        f"{_FUNCTIONS}classification.py:of_probabilities",
        "y * (1 - smoothing) + smoothing / classes",
        "y * (1 - smoothing)",
    ),
    Bug(
        "dropped terms",
        f"{_FUNCTIONS}classification.py:_likelihood",
        "losses * (1 - smoothing) + spread",
        "losses + spread",
    ),
    Bug("biased or unbiased", f"{_OPTIM}adam.py:Adam.change", "lr / (1 - beta1**t)", "lr"),
    Bug(
        "biased or unbiased",
        f"{_OPTIM}adam.py:Adam.change",
        "np.sqrt(v / (1 - beta2**t)) + eps",
        "np.sqrt(v) + eps",
    ),
    Bug(
        "biased or unbiased",
        f"{_OPTIM}adam.py:Adam.change",
        "lr / (1 - beta1**t)",
        "lr / (1 - beta1**(t + 1))",
    ),
    Bug(
        "eps",
        f"{_OPTIM}adam.py:Adam.change",
        "np.sqrt(v / (1 - beta2**t)) + eps",
        "np.sqrt(v / (1 - beta2**t) + eps)",
    ),
    Bug("eps", f"{_OPTIM}adagrad.py:Adagrad.change", "np.sqrt(s) + eps", "np.sqrt(s + eps)"),
    Bug("eps", f"{_OPTIM}rmsprop.py:RMSprop.change", "np.sqrt(v) + eps", "np.sqrt(v + eps)"),
    Bug("momentum", f"{_OPTIM}adam.py:Adam.change", "x *= 1 - lr * weight_decay", "x *= 1 - weight_decay"),
    Bug(
        "momentum",
        f"{_OPTIM}adam.py:Adam.change",
        "g = g + weight_decay * x",
        "g = g + lr * weight_decay * x",
    ),
    Bug("momentum", f"{_OPTIM}adam.py:Adam.change", "v += (1 - beta2) * g * g", "v += (1 - beta1) * g * g"),
    Bug(
        "momentum",
        f"{_OPTIM}adam.py:Adam.change",
        "np.maximum(kept['max_exp_avg_sq'], v, out=kept['max_exp_avg_sq'])",
        "v",
    ),
    Bug("momentum", f"{_OPTIM}adagrad.py:Adagrad.change", "1 + (t - 1) * lr_decay", "1 + t * lr_decay"),
    Bug("momentum", f"{_OPTIM}rmsprop.py:RMSprop.change", "scaled = b", "pass"),
    Bug("momentum", f"{_OPTIM}rmsprop.py:RMSprop.change", "v = v - m * m", "v = v - m"),
    Bug("momentum", f"{_OPTIM}rmsprop.py:RMSprop.change", "(1 - alpha) * g * g", "alpha * g * g"),
    Bug(
        "momentum",
        f"{_OPTIM}sgd.py:SGD._step_with_options",
        "g + momentum * v if options.nesterov else v",
        "v",
    ),
    Bug(
        "momentum",
        f"{_OPTIM}sgd.py:SGD._step_with_options",
        "g if v is None else momentum * v.astype(dtype) + (1 - options.dampening) * g",
        "(1 - options.dampening) * g + (0 if v is None else momentum * v.astype(dtype))",
    ),
    Bug(
        "momentum",
        f"{_OPTIM}sgd.py:SGD._step_with_options",
        "momentum * v - lr * g if options.nesterov else v",
        "momentum * v if options.nesterov else v",
    ),
    Bug(
        "momentum",
        f"{_OPTIM}sgd.py:SGD._step_with_options",
        "g = g + options.weight_decay * x",
        "g = g - options.weight_decay * x",
    ),
    Bug(
        "momentum",
        f"{_OPTIM}lr_scheduler/by_epoch.py:StepLR.get_lr",
        "self.last_epoch > 0 and self.last_epoch % self.step_size == 0",
        "self.last_epoch % self.step_size == 0",
    ),
    Bug(
        "momentum",
        f"{_OPTIM}lr_scheduler/by_epoch.py:CosineAnnealingLR.get_lr",
        "math.cos(math.pi * (t - 1) / self.T_max)",
        "math.cos(math.pi * t / self.T_max)",
    ),
    Bug(
        "momentum",
        f"{_OPTIM}lr_scheduler/by_epoch.py:MultiStepLR.get_lr",
        "self.gamma ** self.milestones.count(self.last_epoch)",
        "self.gamma if self.last_epoch in self.milestones else 1.0",
    ),
    Bug(
        "momentum", f"{_OPTIM}lr_scheduler/one_cycle.py:OneCycleLR._between", "(a - b) / 2.0", "(b - a) / 2.0"
    ),
    Bug(
        "momentum",
        f"{_OPTIM}lr_scheduler/plateau.py:ReduceLROnPlateau.step",
        "self.num_bad_epochs > self.patience",
        "self.num_bad_epochs >= self.patience",
    ),
    Bug(
        "momentum",
        f"{_NN}utils/clip_grad.py:clip_grad_norm_",
        "np.minimum(1.0, max_norm / (total + 1e-6))",
        "max_norm / (total + 1e-6)",
    ),
    Bug("accumulation", f"{_OPTIM}adagrad.py:Adagrad.change", "s += g * g", "s[...] = g * g"),
    Bug("stale state", f"{_OPTIM}adaptive.py:Adaptive.step", "self.state[p] = kept", "pass"),
    Bug("stale state", f"{_NN}rnn.py:_over_time", "h = h[:n]", "h = h[-n:]"),
    Bug(
        "stale state",
        f"{_NN}rnn.py:TimeIterator.forward",
        "_over_time(unit, data, batch_sizes, states[k])",
        "_over_time(unit, data, batch_sizes, states[0])",
    ),
    Bug("stability", f"{_FUNCTIONS}attention.py:_attend", "looks_at_none.any()", "False"),
    Bug("evaluation or training", f"{_NN}dropout.py:Dropout.forward", "self.is_train", "True"),
    Bug(
        "ties and edges",
        f"{_FUNCTIONS}classification.py:_likelihood",
        "losses.sum() + math.nan",
        "losses.sum() * math.nan",
    ),
    Bug(
        "ties and edges",
        f"{_FUNCTIONS}attention.py:scaled_dot_product_attention",
        "np.tri(*sizes, dtype=bool)",
        "np.tri(*sizes, k=-1, dtype=bool)",
    ),
    Bug("ties and edges", f"{_FUNCTIONS}pooling.py:_window", "last + s < n", "last + s <= n"),
    Bug("stale state", f"{_OPTIM}adam.py:Adam.change", "t = kept['step'] = kept['step'] + 1", "t = 1"),
]
