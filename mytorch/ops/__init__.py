"""Every operation beside its derivative.

Each op is a class with the value in `forward` and the derivatives in `backward`; its first lines give
both formulas. The engine calls them with arrays, and takes care of what is the same for all: which
gradients are wanted, un-broadcasting, dtypes (see array_function.py and mytorch/autograd_engine.py).

Letters: x, y inputs, z output, g the gradient arriving (dL/dz), N the batch size, C classes.
Where an op branches (relu, the row maximum), it looks at the real part: so complex numbers go
through, and gradcheck can take the complex step.
"""

from mytorch.ops.arithmetic import Add, Div, Exp, Log, MatMul, Mul, Neg, Pow, Sqrt, Sub
from mytorch.ops.array_function import ArrayFunction
from mytorch.ops.network import BatchNorm, CrossEntropy, Linear, ReLU, Sigmoid, Tanh
from mytorch.ops.reduction import Max, MaxAlong, Mean, Sum
from mytorch.ops.shaping import Cast, Index, Permute, Reshape, Transpose

__all__ = [
    "Add",
    "ArrayFunction",
    "BatchNorm",
    "Cast",
    "CrossEntropy",
    "Div",
    "Exp",
    "Index",
    "Linear",
    "Log",
    "MatMul",
    "Max",
    "MaxAlong",
    "Mean",
    "Mul",
    "Neg",
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
]
