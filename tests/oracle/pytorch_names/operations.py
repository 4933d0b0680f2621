"""The names of functions that both libraries have, and PyTorch's samples for them."""

from functools import cache

import torch

import mytorch

# PyTorch's samples give these their arguments in an order of their own.
AS_SAMPLED = {"einsum": lambda tensors, equation: mytorch.einsum(equation, *tensors)}
# What these return is random, or whatever stood in memory: only shapes and dtypes can be compared.
RANDOM = {
    "empty",
    "empty_like",
    "nn.functional.dropout",
    "normal",
    "rand_like",
    "randint",
    "randint_like",
    "randn",
    "randn_like",
    "uniform",
}


@cache
def database():
    """PyTorch's descriptions of its ops; importing them takes several seconds."""
    from torch.testing._internal.common_methods_invocations import op_db

    return [info for info in op_db if torch.float64 in info.dtypes]


def ours(name):
    """What mytorch has by PyTorch's name of an op, as `nn.functional.relu`, or None."""
    if name in AS_SAMPLED:
        return AS_SAMPLED[name]
    found = mytorch
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is None and "." not in name:
        found = getattr(mytorch.Tensor, name, None)
    return found if callable(found) else None


def common():
    """(title, PyTorch's description, our function), for each op that both have."""
    for info in database():
        function = ours(info.name)
        if function is not None:
            title = f"{info.name}, {info.variant_test_name}" if info.variant_test_name else info.name
            yield title, info, function


def samples(info):
    """PyTorch's samples of an op in float64: (args, kwargs) each."""
    differentiable = info.supports_autograd
    for sample in info.sample_inputs("cpu", torch.float64, requires_grad=differentiable):
        yield (sample.input, *sample.args), dict(sample.kwargs)
