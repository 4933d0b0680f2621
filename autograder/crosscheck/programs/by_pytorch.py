"""The reference that is PyTorch, where it is installed."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from autograder.crosscheck.formulas_of_layers import seeded_mask
from autograder.crosscheck.programs.statement import Statement
from autograder.crosscheck.programs.tracer import Seen

__all__ = ["ByPyTorch"]

_DTYPES = {name: getattr(torch, name) for name in ("float64", "float32", "float16", "int64", "bool")}


def _array(data: Any, dtype: torch.dtype | None = None) -> torch.Tensor:
    """np.array, whose floats are float64."""
    x = torch.tensor(data)
    return x.to(dtype or (torch.float64 if x.is_floating_point() else x.dtype))


def _tensor(x: torch.Tensor, requires_grad: bool = False) -> torch.Tensor:
    return x.requires_grad_(requires_grad)


class ByPyTorch:
    """Runs a program in PyTorch, line by line.

    Every operand that a line reads is a clone (draw.py writes them so), as an op of ours reads what stands in
    its operands at that moment, whatever is written to them later.
    """

    def __init__(self) -> None:
        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)
        np_ = SimpleNamespace(array=_array, **_DTYPES)
        self.names: dict[str, Any] = {
            "torch": torch,
            "mytorch": torch,
            "np": np_,
            "math": np_,
            "F": torch.nn.functional,
            "nn": torch.nn,
            "Tensor": _tensor,
            "statistics": _statistics,
            "batch_norm": _batch_norm,
            "slope": _slope,
            "doubled": _doubled,
            "holding": lambda layer, inputs, **parts: torch.func.functional_call(layer, parts, tuple(inputs)),
            "kept": lambda x, p, seed: torch.tensor(seeded_mask(tuple(x.shape), p, seed)).to(x.dtype),
        }

    def run(self, line: Statement) -> None:
        """Execute one line."""
        exec(line.torch or line.ours, self.names)

    def look(self, name: str) -> Seen:
        """A value as it stands."""
        x = self.names[name]
        dtype = str(x.dtype).removeprefix("torch.")
        return Seen(x.detach().numpy().astype(_wide(dtype)), dtype, x.requires_grad, x.is_leaf)

    def gradient(self, name: str) -> Any:
        """What has been added up in `.grad`."""
        x = self.names[name]
        return None if not x.is_leaf or x.grad is None else x.grad.numpy().astype(np.float64)


def _wide(dtype: str) -> Any:
    return dtype if dtype in ("bool", "int64") else np.float64


def _statistics(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return x.new_full(x.shape[1:], 0.25), x.new_full(x.shape[1:], 1.5)


def _batch_norm(
    x: torch.Tensor, mean: torch.Tensor, var: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor
) -> torch.Tensor:
    """In training; PyTorch's own would save the running statistics, which the next pass moves."""
    torch.nn.functional.batch_norm(x.detach(), mean, var, training=True)
    return torch.nn.functional.batch_norm(x, None, None, gamma, beta, training=True)


def _slope(f: Any, x: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
    wanted = any(one.requires_grad for one in (x, *others)) and torch.is_grad_enabled()
    with torch.enable_grad():
        y = x * 1 if x.requires_grad else x.detach().requires_grad_(True)
        g = torch.autograd.grad(f(y).sum(), y, create_graph=True)[0] * 1
    return g if wanted else g.detach()


def _doubled(x: torch.Tensor) -> torch.Tensor:
    z = x * 1
    if z.requires_grad:
        z.register_hook(lambda g: g * 2)
    return z * 1
