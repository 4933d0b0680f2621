"""Every operation beside its derivative.

Each op is a class with the value in `forward` and the derivatives in `backward`; its first lines give both
formulas. The engine calls both methods with arrays. It does the work that is the same for all ops: which
gradients are needed, un-broadcasting, dtypes (see array_function.py and mytorch/autograd_engine.py).

Letters: x, y the inputs, z the output, g the gradient of the output (dL/dz), N the batch size, C the number
of classes. An op that branches (relu, the row maximum) compares real parts, so that it works with complex
numbers and gradcheck can use the complex step.
"""

from mytorch.ops.arithmetic import Add, Div, Exp, Log, MatMul, Mul, Neg, Pow, Sqrt, Sub
from mytorch.ops.array_function import ArrayFunction
from mytorch.ops.convolution import Convolution, Unfold
from mytorch.ops.network import BatchNorm, CrossEntropy, Linear, ReLU, Sigmoid, Tanh
from mytorch.ops.pooling import AvgPool, MaxPool
from mytorch.ops.reduction import Max, MaxAlong, Mean, Sum
from mytorch.ops.shaping import Cast, Index, Pad, Permute, Reshape, Transpose

__all__ = [
    "Add",
    "ArrayFunction",
    "AvgPool",
    "BatchNorm",
    "Cast",
    "Convolution",
    "CrossEntropy",
    "Div",
    "Exp",
    "Index",
    "Linear",
    "Log",
    "MatMul",
    "Max",
    "MaxAlong",
    "MaxPool",
    "Mean",
    "Mul",
    "Neg",
    "Pad",
    "Permute",
    "Pow",
    "ReLU",
    "Reshape",
    "Sigmoid",
    "Sqrt",
    "Sub",
    "Sum",
    "Tanh",
    "Transpose",
    "Unfold",
]
