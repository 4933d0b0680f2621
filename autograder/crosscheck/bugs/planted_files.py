"""The files that bugs are planted in, by the names that the lists use."""

__all__ = [
    "ACTIVATION",
    "ARITHMETIC",
    "AUTO",
    "BATCHNORM",
    "BROADCASTING",
    "CONVERSION",
    "ENGINE",
    "FUNCTIONAL",
    "HAND_ARRAYS",
    "HAND_LAYER",
    "IN_PLACE",
    "LINEAR",
    "LOSS",
    "MLP",
    "NETWORK",
    "REDUCTION",
    "SGD",
    "SHAPING",
    "STORING",
    "TRAINING",
]

_HAND, _NN, _OPS = "classic_mlp/", "mytorch/nn/", "mytorch/ops/"
ACTIVATION, LINEAR, LOSS = _HAND + "activation.py", _HAND + "linear.py", _HAND + "loss.py"
HAND_LAYER = _HAND + "layer.py"
BATCHNORM, MLP, TRAINING = _HAND + "batchnorm.py", _HAND + "mlp.py", _HAND + "training.py"
NETWORK, ARITHMETIC = _OPS + "network.py", _OPS + "arithmetic.py"
REDUCTION, SHAPING = _OPS + "reduction.py", _OPS + "shaping.py"
FUNCTIONAL, ENGINE = _NN + "functional.py", "mytorch/autograd_engine.py"
STORING, IN_PLACE, BROADCASTING = "mytorch/storing.py", "mytorch/in_place.py", "mytorch/broadcasting.py"
SGD, AUTO = "mytorch/optim/sgd.py", "autograd_mlp/mlp.py"
CONVERSION, HAND_ARRAYS = "mytorch/conversion.py", _HAND + "arrays.py"
