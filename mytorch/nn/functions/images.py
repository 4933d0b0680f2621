"""What convolution and pooling ask of their arguments.

Letters: N images of C channels; space is (length,) or (height, width) of an image.
"""

from collections.abc import Callable
from typing import Any

from mytorch.arguments import whole
from mytorch.errors import shown
from mytorch.ops.windows import spans
from mytorch.tensor import Tensor

__all__ = ["SPACE", "each_image", "fitting", "paddings", "sizes"]

SPACE = {1: "L", 2: "H, W"}


def sizes(owner: str, name: str, value: Any, dims: int, least: int = 1) -> tuple[int, ...]:
    """A whole number for each dim: a tuple or a list of them, or one that stands for all."""
    if not isinstance(value, tuple | list):
        return (whole(owner, name, value, least),) * dims
    if len(value) not in (1, dims):
        more = f" or {dims}, one for each dim" if dims > 1 else ""
        raise ValueError(f"{owner} expects one number{more} for {name}; got {shown(value)}.")
    return tuple(whole(owner, name, one, least) for one in value) * (dims // len(value))


def fitting(
    owner: str,
    space: tuple[int, ...],
    padding: tuple[tuple[int, int], ...],
    kernel: tuple[int, ...],
    dilation: tuple[int, ...],
) -> None:
    """ValueError unless the window fits into the padded image, so that there is a place for it."""
    reach = zip(spans(kernel, dilation), padding, strict=True)
    least = tuple(max(1, span - before - after) for span, (before, after) in reach)
    if any(n < needed for n, needed in zip(space, least, strict=True)):
        if len(space) == 1:
            raise ValueError(f"{owner} expects lines of at least {least[0]} for its kernel; got {space[0]}.")
        raise ValueError(f"{owner} expects images of at least {least} for its kernel; got {space}.")


def paddings(
    owner: str, padding: Any, kernel: tuple[int, ...], stride: tuple[int, ...], dilation: tuple[int, ...]
) -> tuple[tuple[int, int], ...]:
    """How many zeros before and after, in each dim, of the numbers or the word that is given."""
    if not isinstance(padding, str):
        return tuple((p, p) for p in sizes(owner, "padding", padding, len(kernel), least=0))
    if padding not in ("same", "valid"):
        raise ValueError(f'{owner} expects numbers, "same" or "valid" for padding; got {shown(padding)}.')
    if padding == "valid":
        return ((0, 0),) * len(kernel)
    if any(step != 1 for step in stride):
        raise ValueError(
            f'{owner} expects stride 1 with padding="same"; got {stride}. Give padding in numbers.'
        )
    return tuple(((span - 1) // 2, span // 2) for span in spans(kernel, dilation))


def each_image(op: Callable[[Tensor], Tensor], x: Tensor, dims: int) -> Tensor:
    """op(x) of a batch of images; of one image without its batch, (C, *space), the result without it too."""
    if x.ndim == dims + 2:
        return op(x)
    z = op(x.reshape(1, *x.shape))
    return z.reshape(*z.shape[1:])
