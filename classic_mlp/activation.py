"""Activations by hand: each derivative is computed from the output that forward kept.

Letters: `z` the input, `y` the output, of the same, arbitrary shape. `state` is the y of the last forward
pass. `derivative()` needs nothing else. The caller gets a copy of y.   (Spring 2020, 3.1)

Twin: mytorch/nn/activations.py
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from classic_mlp.arrays import as_floats


class Activation:
    """y = f(z). A subclass defines `forward`, which keeps y in `state`, and `derivative`.

    Shape: z (any) -> y (the same). Floats keep their dtype, whole numbers become float64. Raises TypeError
    for anything but numbers.

    >>> class Square(classic_mlp.Activation):
    ...     def forward(self, x):
    ...         self.state = np.square(x)
    ...         return self.state
    ...     def derivative(self):
    ...         return 2 * np.sqrt(self.state)
    >>> square = Square()
    >>> square([1.0, 3.0]).tolist(), square.derivative().tolist()
    ([1.0, 9.0], [2.0, 6.0])
    """

    def __init__(self) -> None:
        self.state: NDArray[Any] | None = None

    def __call__(self, z: NDArray[Any]) -> NDArray[Any]:
        return self.forward(z)

    def forward(self, z: NDArray[Any]) -> NDArray[Any]:
        """y = f(z); keeps y in `state`."""
        raise NotImplementedError

    def derivative(self) -> NDArray[Any] | float:
        """dy/dz at the z of the last forward pass, in the shape and dtype of y."""
        raise NotImplementedError

    def _given(self, z: Any) -> NDArray[Any]:
        return as_floats(z, type(self).__name__, "z")

    def _keep(self, y: Any) -> NDArray[Any]:
        self.state = np.asarray(y)
        return self.state.copy("K")

    def _kept(self) -> NDArray[Any]:
        if self.state is None:
            name = type(self).__name__
            raise RuntimeError(f"{name}.derivative() needs a forward pass first: call {name.lower()}(z).")
        return self.state


class Identity(Activation):
    """y = z.      dy/dz = 1

    >>> f = classic_mlp.Identity()
    >>> f([[-1.0, 2.0]]).tolist(), f.derivative()
    ([[-1.0, 2.0]], 1.0)
    """

    def forward(self, z: NDArray[Any]) -> NDArray[Any]:
        return self._keep(self._given(z).copy())

    def derivative(self) -> float:
        return 1.0


class Sigmoid(Activation):
    """y = 1 / (1 + exp(-z)).      dy/dz = y * (1 - y)

    With u = exp(-z):   dy/dz = u / (1 + u)**2 = 1 / (1 + u) * u / (1 + u) = y * (1 - y)

    >>> f = classic_mlp.Sigmoid()
    >>> f([[0.0]]).tolist(), f.derivative().tolist()
    ([[0.5]], [[0.25]])
    """

    def forward(self, z: NDArray[Any]) -> NDArray[Any]:
        """y = 1 / (1 + e) where z >= 0, else e / (1 + e),   e = exp(-|z|)

        e / (1 + e) = exp(z) / (1 + exp(z)) for z < 0, which equals 1 / (1 + exp(-z)). exp(-|z|) cannot
        overflow.
        """
        z = self._given(z)
        right = z.real >= 0
        if np.iscomplexobj(z):  # abs and max would lose the imaginary part of a complex step
            e = np.exp(np.where(right, -z, z))
            return self._keep(np.where(right, 1, e) / (1 + e))
        # NumPy's float32 exp has errors of up to 2.4 ulp, which the division can double. So use float64.
        e = np.exp(-np.abs(z), dtype=np.result_type(z, np.float64)).astype(z.dtype, copy=False)
        return self._keep(np.maximum(e, right) / (1 + e))  # e <= 1: max(e, True) is 1, max(e, False) is e

    def derivative(self) -> NDArray[Any]:
        y = self._kept()
        return y * (1 - y)


class Tanh(Activation):
    """y = tanh(z).      dy/dz = 1 - y**2

    As y = sinh / cosh, the quotient rule gives (cosh**2 - sinh**2) / cosh**2 = 1 - y**2.

    >>> f = classic_mlp.Tanh()
    >>> f([[0.0]]).tolist(), f.derivative().tolist()
    ([[0.0]], [[1.0]])
    """

    def forward(self, z: NDArray[Any]) -> NDArray[Any]:
        return self._keep(np.tanh(self._given(z)))  # np.tanh, as a quotient of exponentials overflows

    def derivative(self) -> NDArray[Any]:
        y = self._kept()
        return 1 - y * y


class ReLU(Activation):
    """y = z where z > 0, else 0.      dy/dz = 1 where z > 0, else 0 (at 0 too, by 3.1.6)

    >>> f = classic_mlp.ReLU()
    >>> f([[-1.0, 0.0, 2.0]]).tolist(), f.derivative().tolist()
    ([[0.0, 0.0, 2.0]], [[0.0, 0.0, 1.0]])
    """

    def forward(self, z: NDArray[Any]) -> NDArray[Any]:
        z = self._given(z)
        # NumPy compares complex numbers with equal real parts by their imaginary parts. The imaginary part of
        # a complex step must not choose the branch, so compare real parts only.
        return self._keep(z * (z.real > 0) if np.iscomplexobj(z) else np.maximum(z, 0))

    def derivative(self) -> NDArray[Any]:
        y = self._kept()
        return (y.real > 0).astype(y.dtype)
