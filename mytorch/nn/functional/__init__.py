"""Every operation beside its derivative.

Each op is a class with the value in `forward` and the derivatives in `backward`; its first lines give
both formulas. The engine calls them with arrays, and takes care of what is the same for all: which
gradients are wanted, un-broadcasting, dtypes (see mytorch/function.py and mytorch/graph.py).

Letters: x, y inputs, z output, g the gradient arriving (dL/dz), N the batch size, C classes.
Where an op branches (relu, the row maximum), it looks at the real part: so complex numbers go
through, and gradcheck can take the complex step.
"""

from mytorch.nn.functional.arithmetic import Add, Div, Exp, Log, MatMul, Mul, Neg, Pow, Sqrt, Sub
from mytorch.nn.functional.layers import batch_norm, cross_entropy, linear
from mytorch.nn.functional.network import BatchNorm as BatchNorm
from mytorch.nn.functional.network import CrossEntropy, relu, sigmoid, tanh
from mytorch.nn.functional.network import Linear as Linear
from mytorch.nn.functional.network import ReLU as ReLU
from mytorch.nn.functional.network import Sigmoid as Sigmoid
from mytorch.nn.functional.network import Tanh as Tanh
from mytorch.nn.functional.reduction import Max, MaxAlong, Mean, Sum
from mytorch.nn.functional.shaping import Cast, Index, Permute, Reshape, Transpose

# Without the ops that share a layer's name (ReLU, Linear …): whoever star-imports this and the layers
# wants the layers. The ops are there as F.ReLU, F.Linear …
__all__ = [
    "Add", "Cast", "CrossEntropy", "Div", "Exp", "Index", "Log", "MatMul", "Max", "MaxAlong", "Mean", "Mul",
    "Neg", "Permute", "Pow", "Reshape", "Sqrt", "Sub", "Sum", "Transpose", "batch_norm", "cross_entropy",
    "linear", "relu", "sigmoid", "tanh",
]  # fmt: skip
