"""The derivatives of the ops once more, written in tensors, so that they can be differentiated themselves.

`DERIVATIVES[op]` has one function for each input: `(ctx, g, *inputs)`, with Tensors for g and the inputs,
gives the gradient of that input as an expression of ops. An op with any number of inputs has one function for
all of them instead: `(ctx, g, *inputs, i)` gives that of input i. An op that saves nothing for its derivative
is linear: it keeps no inputs, and its functions get none. Settings are read from ctx, where the op kept them.

What an op keeps of its value is computed again here, since what was kept is no expression of the inputs. What
is constant from element to element (where relu's x is positive, which element is the maximum) is taken from
what was saved. The broadcasting and the dtypes are undone by the walk (mytorch/autograd/recorded_walk.py).

The files mirror those of mytorch/ops/.
"""

from typing import Any

from mytorch.autograd.derivatives.activation import ACTIVATION
from mytorch.autograd.derivatives.arithmetic import ARITHMETIC
from mytorch.autograd.derivatives.elementwise import ELEMENTWISE
from mytorch.autograd.derivatives.loss import LOSS
from mytorch.autograd.derivatives.network import NETWORK
from mytorch.autograd.derivatives.reduction import REDUCTION
from mytorch.autograd.derivatives.regularization import REGULARIZATION
from mytorch.autograd.derivatives.scanning import SCANNING
from mytorch.autograd.derivatives.shaping import SHAPING
from mytorch.autograd.derivatives.softmax import SOFTMAX
from mytorch.autograd.derivatives.windows import WINDOWS

__all__ = ["DERIVATIVES"]

DERIVATIVES: dict[Any, Any] = {
    **ACTIVATION,
    **ARITHMETIC,
    **ELEMENTWISE,
    **LOSS,
    **NETWORK,
    **REDUCTION,
    **REGULARIZATION,
    **SCANNING,
    **SHAPING,
    **SOFTMAX,
    **WINDOWS,
}
