"""The handouts' formula for a value, and where to find it, by the place that a complaint names."""

# ruff: noqa: E501 (a formula is a line)
__all__ = ["FORMULAS", "formula_of"]

FORMULAS = {  # the beginning of a complaint: the formula (the longest beginning counts)
    # ---- Spring 2020
    "Sigmoid.forward": "S(z) = 1 / (1 + exp(-z)) (3.1.1)",
    "Sigmoid.derivative": "S'(z) = S(z) (1 - S(z)), from the state that forward kept (3.1.2)",
    "Tanh.forward": "tanh(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z)) (3.1.3)",
    "Tanh.derivative": "tanh'(z) = 1 - tanh(z)², from the state that forward kept (3.1.4)",
    "ReLU.forward": "R(z) = z where z > 0, else 0 (3.1.5)",
    "ReLU.derivative": "R'(z) = 1 where z > 0, else 0 (3.1.6)",
    "SoftmaxCrossEntropy.forward": "loss = -sum over classes of y log softmax(x), one for each row (3.2.1, App. A)",
    "SoftmaxCrossEntropy.derivative": "softmax(x) - y, not divided by the batch size (3.2.2, App. A)",
    "Linear.forward": "out = x W + b (3.4.1)",
    "Linear.backward: dW": "dW = xᵀ delta / N, the mean over the batch (3.4.2)",
    "Linear.backward: db": "db = the mean of delta over the batch, of shape (1, out) (3.4.2)",
    "Linear.backward: dx": "dx = delta Wᵀ (3.4.2)",
    "BatchNorm.forward: running_mean": "running mean = α running mean + (1 - α) batch mean (App. C)",
    "BatchNorm.forward: running_var": "running variance = α running variance + (1 - α) batch variance (App. C)",
    "BatchNorm.forward": "y = γ x̂ + β, x̂ = (x - mean) / sqrt(variance + ε), variance over N (App. C)",
    "BatchNorm.backward: dgamma": "dgamma = sum over the batch of delta x̂ (App. C, eq. 7)",
    "BatchNorm.backward: dbeta": "dbeta = sum over the batch of delta (App. C, eq. 6)",
    "BatchNorm.backward: dx": "dx by the paths through x̂, the variance and the mean (App. C, eqs. 5, 10, 17, 21-27)",
    "MLP.forward": "each layer: Linear -> batch norm where there is one -> activation (3.5.2)",
    "MLP.backward: dgamma": "dgamma = sum over the batch of delta x̂ (App. C, eq. 7)",
    "MLP.backward: dbeta": "dbeta = sum over the batch of delta (App. C, eq. 6)",
    "MLP.backward": "loss derivative times activation derivative, back through batch norm and Linear (3.5)",
    "MLP.step": "v = β v - η dW; W = W + v, and so for b (3.5.3)",
    "MLP.zero_grads": "all gradient terms are 0 (3.5)",
    # ---- Fall 2020
    "Sub": "a - b; its derivatives are 1 and -1, each times what arrives (1.1.1)",
    "Mul": "a b; its derivatives are b and a, each times what arrives (1.1.2)",
    "Div": "a / b; its derivatives are 1 / b and -a / b², each times what arrives (1.1.3)",
    "Add": "a + b; each operand gets what arrives, summed over what broadcasting stretched (2.1)",
    "Linear, forward": "x Wᵀ + b (2.1)",
    "Linear, backward: gradient of weight": "gᵀ x, summed over the batch (2.1)",
    "Linear, backward: gradient of bias": "g summed over the batch (2.1)",
    "Linear, backward: gradient of x": "g W (2.1)",
    "Sequential": "each layer's output is the next one's input (2.1)",
    "ReLU: gradient": "ReLU'(z) = 1 where z > 0, else 0, times what arrives (2.2)",
    "ReLU": "ReLU(z) = z where z > 0, else 0 (2.2)",
    "five steps": "W = W - η g after every batch, g of that batch alone (2.3)",
    "SGD.step": "v = β v - η g; W = W + v; without momentum W = W - η g (2.3, 2.6)",
    "BatchNorm1d in training: running_mean": "E = α E + (1 - α) batch mean, momentum = 1 - α (eq. 8)",
    "BatchNorm1d in training: running_var": "Var = α Var + (1 - α) variance over m - 1 (eqs. 7, 9)",
    "BatchNorm1d in evaluation": "y = γ (x - running mean) / sqrt(running variance + ε) + β (2.4)",
    "BatchNorm1d": "y = γ (x - mean) / sqrt(variance + ε) + β, variance over m (eqs. 3-6)",
    "BatchNorm1d(momentum": "running = (1 - momentum) running + momentum batch's own (eqs. 8, 9)",
    "BatchNorm1d, backward": "the derivative of eqs. 3-6, in which mean and variance depend on x too (2.4)",
    "cross_entropy, backward": "(softmax(x) - y) / N, times what arrives (App. B.2)",
    "cross_entropy": "minus the mean over the batch of the true class's log softmax (App. B, B.1)",
    "two backward passes": "each adds what it finds to the gradient that is there, += (0.1.5, step 8)",
    "Function.apply": "a result requires a gradient if any operand does, and is a leaf if none does (App. A)",
    "the expression": "every path from the leaf to the result adds its product of derivatives (0.1.6)",
}


def formula_of(what: str) -> str:
    """The formula of the value that a complaint begins with; "" where there is none."""
    fits = [beginning for beginning in FORMULAS if what.startswith(beginning)]
    return FORMULAS[max(fits, key=len)] if fits else ""
