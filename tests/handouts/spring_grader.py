"""A stand-in for Spring 2020's grader: the handout's formulas in plain NumPy, against an unpacked hand-in.

It runs in the hand-in's top folder, and prints {check: what is wrong, "" for nothing} as JSON. All formulas
here are written from the handout and owe nothing to the project.
"""

# ruff: noqa: E402, I001, NPY002, PT018 (imports and generator are the course's; these are no pytest asserts)

import json
import sys
import traceback

import numpy as np

sys.path.append("mytorch")
sys.path.append("hw1")

import activation
import batchnorm
import hw1
import hw1 as nn
import linear
import loss
import mc

RTOL = 1e-4
normal = np.random.randn
CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", " ")] = function
    return function


def same(got, want, what):
    """The grader's comparison: an ndarray of the same dtype and shape, close."""
    want = np.asarray(want)
    assert isinstance(got, np.ndarray), f"{what} is {type(got)}"
    assert got.dtype == want.dtype, f"{what} has dtype {got.dtype}, not {want.dtype}"
    assert got.shape == want.shape, f"{what} has shape {got.shape}, not {want.shape}"
    assert np.allclose(got, want, rtol=RTOL), f"{what} is {got}, not {want}"


def one_hot(rows, classes=10):
    return np.eye(classes)[np.random.randint(classes, size=rows)]


# ---- the handout's formulas

FORWARD = {
    "Identity": lambda z: z,
    "Sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "Tanh": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "ReLU": lambda z: np.array([v if v > 0 else 0.0 for v in z.ravel()]).reshape(z.shape),
}
DERIVATIVE = {
    "Identity": lambda z: np.ones_like(z),
    "Sigmoid": lambda z: FORWARD["Sigmoid"](z) * (1 - FORWARD["Sigmoid"](z)),
    "Tanh": lambda z: 1 - FORWARD["Tanh"](z) ** 2,
    "ReLU": lambda z: np.array([1.0 if v > 0 else 0.0 for v in z.ravel()]).reshape(z.shape),
}


def softmax(x):
    """App. A, with App. B's trick, row by row."""
    return np.array([np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in x])


def cross_entropy(x, y):
    """L = - sum y_i (x_i - log sum exp x), with the trick."""
    log_sums = np.array([row.max() + np.log(np.exp(row - row.max()).sum()) for row in x])
    return (y * (log_sums[:, None] - x)).sum(axis=1)


def norm_forward(x, gamma, beta):
    """Equations 1 to 4: mean, variance, the normalised x, y."""
    m = len(x)
    mean = x.sum(axis=0, keepdims=True) / m
    var = ((x - mean) ** 2).sum(axis=0, keepdims=True) / m
    norm = (x - mean) / np.sqrt(var + 1e-8)
    return mean, var, norm, gamma * norm + beta


def norm_backward(x, gamma, delta):
    """Equations 5 to 27: dx, dgamma, dbeta."""
    m = len(x)
    mean, var, norm, _ = norm_forward(x, gamma, 0)
    dnorm = delta * gamma
    dvar = -0.5 * (dnorm * (x - mean) * (var + 1e-8) ** -1.5).sum(axis=0, keepdims=True)
    dmean = -(dnorm * (var + 1e-8) ** -0.5).sum(axis=0, keepdims=True)
    dmean += dvar * (-2 / m * (x - mean).sum(axis=0, keepdims=True))
    dx = dnorm * (var + 1e-8) ** -0.5 + dvar * 2 / m * (x - mean) + dmean / m
    return dx, (delta * norm).sum(axis=0, keepdims=True), delta.sum(axis=0, keepdims=True)


class Reference:
    """The network of 3.5 in those formulas."""

    def __init__(self, weights, biases, functions, lr, momentum, num_bn_layers):
        self.W, self.b = [W.copy() for W in weights], [b.copy() for b in biases]
        self.functions, self.lr, self.momentum = functions, lr, momentum
        self.vW, self.vb = [0 * W for W in weights], [0 * b for b in biases]
        widths = [b.shape[1] for b in biases[:num_bn_layers]]
        self.gamma, self.beta = [np.ones((1, n)) for n in widths], [np.zeros((1, n)) for n in widths]
        self.running_mean, self.running_var = (
            [np.zeros((1, n)) for n in widths],
            [np.ones((1, n)) for n in widths],
        )

    def forward(self, x, training=True):
        self.inputs, self.before_norm, self.z = [], [], []
        for i, function in enumerate(self.functions):
            self.inputs.append(x)
            z = x @ self.W[i] + self.b[i]
            self.before_norm.append(z)
            if i < len(self.gamma) and training:
                mean, var, _, z = norm_forward(z, self.gamma[i], self.beta[i])
                self.running_mean[i] = 0.9 * self.running_mean[i] + 0.1 * mean
                self.running_var[i] = 0.9 * self.running_var[i] + 0.1 * var
            elif i < len(self.gamma):
                z = (z - self.running_mean[i]) / np.sqrt(self.running_var[i] + 1e-8)
                z = self.gamma[i] * z + self.beta[i]
            self.z.append(z)
            x = FORWARD[function](z)
        self.output = x
        return x

    def backward(self, y):
        delta = softmax(self.output) - y
        last = len(self.functions)
        self.dW, self.db = [None] * last, [None] * last
        self.dgamma, self.dbeta = [None] * len(self.gamma), [None] * len(self.gamma)
        for i in reversed(range(last)):
            delta = delta * DERIVATIVE[self.functions[i]](self.z[i])
            if i < len(self.gamma):
                delta, self.dgamma[i], self.dbeta[i] = norm_backward(
                    self.before_norm[i], self.gamma[i], delta
                )
            self.dW[i] = self.inputs[i].T @ delta / len(y)
            self.db[i] = delta.mean(axis=0, keepdims=True)
            delta = delta @ self.W[i].T

    def step(self):
        for i in range(len(self.W)):
            self.vW[i] = self.momentum * self.vW[i] - self.lr * self.dW[i]
            self.vb[i] = self.momentum * self.vb[i] - self.lr * self.db[i]
            self.W[i], self.b[i] = self.W[i] + self.vW[i], self.b[i] + self.vb[i]
        for i in range(len(self.gamma)):
            self.gamma[i] = self.gamma[i] - self.lr * self.dgamma[i]
            self.beta[i] = self.beta[i] - self.lr * self.dbeta[i]


def pair(sizes, functions, lr=0.01, momentum=0.0, num_bn_layers=0):
    """A network of the hand-in's, and the reference with its weights."""
    mlp = nn.MLP(
        sizes[0],
        sizes[-1],
        sizes[1:-1],
        [getattr(nn, name)() for name in functions],
        normal,
        lambda n: normal(1, n),
        nn.SoftmaxCrossEntropy(),
        lr,
        momentum=momentum,
        num_bn_layers=num_bn_layers,
    )
    layers = mlp.linear_layers
    return mlp, Reference(
        [layer.W for layer in layers], [layer.b for layer in layers], functions, lr, momentum, num_bn_layers
    )


def compare_gradients(mlp, reference):
    for i, layer in enumerate(mlp.linear_layers):
        same(layer.dW, reference.dW[i], f"dW of layer {i}")
        same(layer.db, reference.db[i], f"db of layer {i}")
    for i in range(len(reference.gamma)):
        same(mlp.bn_layers[i].dgamma, reference.dgamma[i], f"dgamma of layer {i}")
        same(mlp.bn_layers[i].dbeta, reference.dbeta[i], f"dbeta of layer {i}")


def train_both(mlp, reference, rows, steps=5):
    """Steps on fresh batches, everything compared after each; then evaluation mode."""
    n_in, n_out = reference.W[0].shape[0], reference.b[-1].shape[1]
    mlp.train()
    for _ in range(steps):
        x, y = normal(rows, n_in), one_hot(rows, n_out)
        given = x.copy(), y.copy()
        mlp.zero_grads()
        same(mlp.forward(x), reference.forward(x), "output")
        mlp.backward(y)
        reference.backward(y)
        compare_gradients(mlp, reference)
        mlp.step()
        reference.step()
        for i, layer in enumerate(mlp.linear_layers):
            same(layer.W, reference.W[i], f"W of layer {i}")
            same(layer.b, reference.b[i], f"b of layer {i}")
        for i in range(len(reference.gamma)):
            for name in ("gamma", "beta", "running_mean", "running_var"):
                same(getattr(mlp.bn_layers[i], name), getattr(reference, name)[i], f"{name} of layer {i}")
        same(x, given[0], "the batch afterwards")
        same(y, given[1], "the labels afterwards")
    mlp.eval()
    x, y = normal(rows, n_in), one_hot(rows, n_out)
    output = reference.forward(x, training=False)
    same(mlp(x), output, "output in evaluation")
    assert np.allclose(mlp.total_loss(y), cross_entropy(output, y).sum(), rtol=RTOL)
    assert mlp.error(y) == (output.argmax(axis=1) != y.argmax(axis=1)).sum()


# ---- the checks


@check
def multiple_choice():
    letters = [getattr(mc, f"question_{i}")() for i in range(1, 6)]
    assert letters == ["b", "a", "a", "a", "c"], letters


@check
def activations():
    assert activation.Activation().state is None
    for name in FORWARD:
        for kind in (getattr(activation, name), getattr(nn, name)):
            function = kind()
            assert isinstance(function, activation.Activation) and function.state is None
            z = 2 * normal(5, 7)
            z[0, 0] = 0
            given = z.copy()
            same(function(z), FORWARD[name](z), f"{name} forward")
            same(function.state, FORWARD[name](z), f"state of {name}")
            if name == "Identity":
                assert function.derivative() == 1.0
            else:
                same(function.derivative(), DERIVATIVE[name](z), f"{name} derivative")
            same(z, given, "the input afterwards")
            same(function.forward(z[:2]), FORWARD[name](z[:2]), f"{name} of another shape")


@check
def loss_of_a_batch():
    criterion = loss.SoftmaxCrossEntropy()
    assert isinstance(criterion, loss.Criterion) and isinstance(nn.SoftmaxCrossEntropy(), loss.Criterion)
    assert criterion.logits is criterion.labels is criterion.loss is None
    for scale in (1, 1000):
        x, y = scale * normal(20, 10), one_hot(20)
        same(criterion(x, y), cross_entropy(x, y), "loss")
        same(criterion.derivative(), softmax(x) - y, "derivative")
        same(criterion.logits, x, "logits")
        same(criterion.labels, y, "labels")
        same(criterion.loss, cross_entropy(x, y), "the loss that is kept")
        same(criterion.forward(x[:3], y[:3]), cross_entropy(x[:3], y[:3]), "loss of another batch")
        same(criterion.derivative(), softmax(x[:3]) - y[:3], "derivative of another batch")


@check
def linear_layer():
    drawn = []

    def weights(n_in, n_out):
        drawn.append(("W", n_in, n_out))
        return normal(n_in, n_out)

    def biases(n):
        drawn.append(("b", n))
        return normal(1, n)

    layer = linear.Linear(6, 4, weights, biases)
    assert drawn == [("W", 6, 4), ("b", 4)], drawn
    for name in ("dW", "momentum_W"):
        same(getattr(layer, name), np.zeros((6, 4)), name)
    for name in ("db", "momentum_b"):
        same(getattr(layer, name), np.zeros((1, 4)), name)
    for rows in (9, 1):
        x, delta = normal(rows, 6), normal(rows, 4)
        same(layer(x) if rows > 1 else layer.forward(x), np.dot(x, layer.W) + layer.b, "output")
        same(layer.backward(delta), np.dot(delta, layer.W.T), "dx")
        same(layer.dW, np.dot(x.T, delta) / rows, "dW")
        same(layer.db, delta.mean(axis=0, keepdims=True), "db")


@check
def batch_normalisation():
    layer = batchnorm.BatchNorm(5)
    assert (layer.alpha, layer.eps) == (0.9, 1e-8) and layer.x is layer.norm is layer.out is None
    for name, value in {
        "var": 1,
        "mean": 0,
        "gamma": 1,
        "dgamma": 0,
        "beta": 0,
        "dbeta": 0,
        "running_mean": 0,
        "running_var": 1,
    }.items():
        same(getattr(layer, name), np.full((1, 5), float(value)), name)
    layer = batchnorm.BatchNorm(5, alpha=0.8)
    gamma, beta = 1 + 0.3 * normal(1, 5), normal(1, 5)
    layer.gamma, layer.beta = gamma.copy(), beta.copy()
    running_mean, running_var = np.zeros((1, 5)), np.ones((1, 5))
    for _ in range(3):
        x, delta = 1 + 2 * normal(8, 5), normal(8, 5)
        mean, var, norm, out = norm_forward(x, gamma, beta)
        running_mean, running_var = 0.8 * running_mean + 0.2 * mean, 0.8 * running_var + 0.2 * var
        same(layer(x), out, "output")
        for name, value in {
            "x": x,
            "mean": mean,
            "var": var,
            "norm": norm,
            "out": out,
            "running_mean": running_mean,
            "running_var": running_var,
        }.items():
            same(getattr(layer, name), value, name)
        dx, dgamma, dbeta = norm_backward(x, gamma, delta)
        same(layer.backward(delta), dx, "dx")
        same(layer.dgamma, dgamma, "dgamma")
        same(layer.dbeta, dbeta, "dbeta")
    x = normal(4, 5)
    want = gamma * (x - running_mean) / np.sqrt(running_var + 1e-8) + beta
    same(layer(x, eval=True), want, "output in evaluation")
    same(layer.forward(x[:1], eval=True), want[:1], "output for one example")
    same(layer.running_mean, running_mean, "running_mean after evaluation")


@check
def the_sample_constructor_call():
    from hw1 import MLP, Identity, Sigmoid, SoftmaxCrossEntropy

    weight_init_fn, bias_init_fn = np.random.randn, lambda n: np.zeros((1, n))
    mlp = MLP(
        784,
        10,
        [64, 64, 32],
        [Sigmoid(), Sigmoid(), Sigmoid(), Identity()],
        weight_init_fn,
        bias_init_fn,
        SoftmaxCrossEntropy(),
        0.008,
        momentum=0.9,
        num_bn_layers=0,
    )
    assert mlp.train_mode is True and mlp.num_bn_layers == 0 and not mlp.bn
    assert (mlp.nlayers, mlp.input_size, mlp.output_size) == (4, 784, 10)
    assert (mlp.lr, mlp.momentum, len(mlp.activations)) == (0.008, 0.9, 4)
    assert isinstance(mlp.criterion, SoftmaxCrossEntropy) and not mlp.bn_layers
    assert [layer.W.shape for layer in mlp.linear_layers] == [(784, 64), (64, 64), (64, 32), (32, 10)]
    mlp.eval()
    assert mlp.train_mode is False
    mlp.train()
    assert mlp.train_mode is True


@check
def weights_are_drawn_in_layer_order():
    np.random.seed(11785)
    mlp, _ = pair([3, 4, 2], ["Sigmoid", "Identity"])
    np.random.seed(11785)
    for layer in mlp.linear_layers:
        same(layer.W, normal(*layer.W.shape), "W")
        same(layer.b, normal(*layer.b.shape), "b")


@check
def a_linear_mlp():
    train_both(*pair([784, 10], ["Identity"], lr=0.008), rows=20)


@check
def one_hidden_layer_of_each_activation():
    for name in FORWARD:
        train_both(*pair([12, 7, 10], [name, "Identity"]), rows=10)


@check
def several_hidden_layers():
    train_both(*pair([20, 16, 12, 9, 10], ["Sigmoid", "Tanh", "ReLU", "Identity"]), rows=16)
    train_both(*pair([784, 64, 64, 32, 10], ["Sigmoid"] * 3 + ["Identity"], lr=0.008), rows=20, steps=2)


@check
def momentum():
    train_both(*pair([20, 16, 10], ["Sigmoid", "Identity"], momentum=0.9), rows=16)
    train_both(*pair([10, 10], ["Identity"], momentum=0.856), rows=16)


@check
def batch_normalisation_in_a_network():
    for num_bn_layers in (1, 2, 3):
        functions = ["Sigmoid", "Sigmoid", "Identity"]
        train_both(*pair([12, 9, 8, 10], functions, num_bn_layers=num_bn_layers), rows=16)
    train_both(*pair([12, 9, 10], ["Sigmoid", "Identity"], momentum=0.9, num_bn_layers=1), rows=16)


@check
def gradients_are_overwritten_and_zeroed():
    mlp, reference = pair([6, 5, 4], ["Sigmoid", "Identity"], num_bn_layers=1)
    x, y = normal(8, 6), one_hot(8, 4)
    for _ in range(2):
        mlp.forward(x)
        mlp.backward(y)
    reference.forward(x)
    reference.backward(y)
    compare_gradients(mlp, reference)
    mlp.zero_grads()
    for layer in mlp.linear_layers:
        same(layer.dW, np.zeros_like(layer.W), "dW")
        same(layer.db, np.zeros_like(layer.b), "db")
    same(mlp.bn_layers[0].dgamma, np.zeros((1, 5)), "dgamma")
    same(mlp.bn_layers[0].dbeta, np.zeros((1, 5)), "dbeta")


@check
def training_statistics():
    mlp, reference = pair([6, 5, 10], ["Sigmoid", "Identity"], lr=0.1, momentum=0.5)
    train, val, test = ((normal(n, 6), one_hot(n)) for n in (50, 20, 20))
    given = [part.copy() for part in (*train, *val)]
    curves = hw1.get_training_stats(mlp, (train, val, test), 4, 10)
    assert len(curves) == 4
    for name, curve in zip(
        ("training losses", "training errors", "validation losses", "errors"), curves, strict=True
    ):
        same(curve, np.array(curve, dtype=float).reshape(4), name)
    for part, before in zip((*train, *val), given, strict=True):
        same(part, before, "the data afterwards")
    for i, layer in enumerate(mlp.linear_layers):
        assert not np.allclose(layer.W, reference.W[i]), "the network was not trained"
        reference.W[i], reference.b[i] = layer.W, layer.b
    output = reference.forward(val[0], training=False)
    assert np.allclose(curves[2][-1], cross_entropy(output, val[1]).mean(), rtol=RTOL), "validation loss"
    assert np.allclose(curves[3][-1], (output.argmax(axis=1) != val[1].argmax(axis=1)).mean()), (
        "validation error"
    )
    assert curves[0][-1] < curves[0][0], "the training loss did not fall"


def main():
    np.random.seed(2020)
    found = {}
    for name, function in CHECKS.items():
        try:
            function()
            found[name] = ""
        except Exception:
            found[name] = traceback.format_exc()
    print(json.dumps(found))


main()
