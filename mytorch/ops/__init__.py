"""Every operation beside its derivative.

Each op is a class with the value in `forward` and the derivatives in `backward`; its first lines give both
formulas. The engine calls both methods with arrays. It does the work that is the same for all ops: which
gradients are needed, un-broadcasting, dtypes (see array_function.py and mytorch/autograd_engine.py).

Letters: x, y the inputs, z the output, g the gradient of the output (dL/dz), N the batch size, C the number
of classes. An op that branches (relu, the row maximum) compares real parts, so that it works with complex
numbers and gradcheck can use the complex step.
"""

from mytorch.ops.activation import ELU, LeakyReLU, Softplus
from mytorch.ops.arithmetic import Add, Div, Exp, Log, MatMul, Mul, Neg, Pow, Sqrt, Sub
from mytorch.ops.array_function import ArrayFunction
from mytorch.ops.convolution import Convolution, Unfold
from mytorch.ops.einsum import Einsum
from mytorch.ops.elementwise import Abs, Cos, Erf, Log1p, Maximum, Minimum, Sin, Where
from mytorch.ops.embedding import Embedding
from mytorch.ops.joining import Cat
from mytorch.ops.loss import BinaryCrossEntropy, NegativeLogLikelihood
from mytorch.ops.network import BatchNorm, CrossEntropy, Linear, ReLU, Sigmoid, Tanh
from mytorch.ops.pooling import AvgPool, MaxPool
from mytorch.ops.reduction import Max, MaxAlong, Mean, Min, MinAlong, Norm, Sum
from mytorch.ops.regularization import Dropout, LayerNorm
from mytorch.ops.scanning import CumSum, Prod
from mytorch.ops.scattering import AddAt
from mytorch.ops.shaping import Cast, Expand, Index, Pad, Permute, Reshape, Transpose
from mytorch.ops.softmax import LogSoftmax, LogSumExp, Softmax

__all__ = [
    "Abs",
    "Add",
    "AddAt",
    "ArrayFunction",
    "AvgPool",
    "BatchNorm",
    "BinaryCrossEntropy",
    "Cast",
    "Cat",
    "Convolution",
    "Cos",
    "CrossEntropy",
    "CumSum",
    "Div",
    "Dropout",
    "ELU",
    "Einsum",
    "Embedding",
    "Erf",
    "Exp",
    "Expand",
    "Index",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "Log",
    "Log1p",
    "LogSoftmax",
    "LogSumExp",
    "MatMul",
    "Max",
    "MaxAlong",
    "MaxPool",
    "Maximum",
    "Mean",
    "Min",
    "MinAlong",
    "Minimum",
    "Mul",
    "Neg",
    "NegativeLogLikelihood",
    "Norm",
    "Pad",
    "Permute",
    "Pow",
    "Prod",
    "ReLU",
    "Reshape",
    "Sigmoid",
    "Sin",
    "Softmax",
    "Softplus",
    "Sqrt",
    "Sub",
    "Sum",
    "Tanh",
    "Transpose",
    "Unfold",
    "Where",
]
