"""Whether complex numbers may be recorded in a graph: only while a derivative is checked by complex steps.

The complex step of a derivative (see mytorch/gradcheck.py) walks a graph whose numbers are complex. In all
other graphs complex numbers have no gradient here.
"""

from contextvars import ContextVar

import numpy as np

__all__ = ["refuse_complex", "taking_complex_steps"]

taking_complex_steps: ContextVar[bool] = ContextVar("taking_complex_steps", default=False)


def refuse_complex(op: str, dtype: np.dtype) -> None:
    """Raise TypeError for a complex result of a tensor that requires a gradient, but for a complex step."""
    if not taking_complex_steps.get():
        raise TypeError(
            f"{op} of a tensor that requires a gradient gave {dtype}, and complex numbers have no gradient "
            "here. Use detach(), or real numbers."
        )
