"""A Function of your own: a value, its derivative, and the check that they belong together.

    python -m examples.custom_function

mish(x) = x tanh(log(1 + eˣ))   (Misra 2019). Written as a chain of ready-made ops, it keeps what each of them
needs for the way back; as one Function it keeps x alone. A derivative by hand may be wrong, and a network
would often learn something all the same: only a comparison with numerical derivatives tells.
"""

from typing import Any

import mytorch
from mytorch import Function, GradcheckError, Tensor, gradcheck
from mytorch.nn import functional as F


class Mish(Function):
    """y = x tanh(s) with s = log(1 + eˣ);   dy/dx = tanh(s) + x (1 - tanh²(s)) sigmoid(x)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x * F.softplus(x).tanh()

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        t = F.softplus(x).tanh()
        return grad_output * (t + x * (1 - t**2) * x.sigmoid())


class WrongMish(Mish):
    """The same, but the derivative of s is forgotten."""

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        t = F.softplus(x).tanh()
        return grad_output * (t + x * (1 - t**2))


def main(count: int = 5) -> bool:
    """Check both; returns whether it passed and the wrong one was found."""
    mytorch.manual_seed(0)
    x = mytorch.randn(count, 3, requires_grad=True)
    passed = gradcheck(Mish.apply, x)
    print("Mish: passed")
    is_found = False
    try:
        gradcheck(WrongMish.apply, x)
    except GradcheckError as error:
        print("WrongMish:", error)
        is_found = True
    return passed and is_found


if __name__ == "__main__":
    main()
