"""The column of the hand-written twin: its own lines of code and its numbers, beside those of the engine.

Letters: `x` the input of a layer, `y` its output, `delta` = d(summed loss) / dy, N the batch size.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from classic_mlp import Activation, BatchNorm, Linear
from hw1.lesson.source_lines import shown_lines, shown_method
from hw1.lesson.tensor_data import number, tensor_data
from hw1.lesson.traced import Traced
from hw1.lesson.watched_walk import Sent, Visit

__all__ = ["ByHand", "HandLayer"]

_SUMS = (
    "By hand and by autograd, the loss is the sum over the batch, and so are the gradients that are compared."
)
_MEANS = (
    "By hand and by autograd, the loss is the sum over the batch of N = {n}. Only dW and db of Linear are "
    "those of the mean loss by hand, as the course asks, so the engine's are divided by N to be compared."
)
_FACTORS = ("weight", "gamma")  # parameters that are the first of a layer's two; the others are added


class HandLayer(NamedTuple):
    """A layer by hand, and the path of its twin in the model."""

    path: str
    layer: Any
    evaluating: bool = False


class ByHand:
    """The forward and backward pass of layers by hand, which are then compared with the engine's walk."""

    def __init__(self, layers: Sequence[HandLayer], x: NDArray[Any], labels: NDArray[Any] | None) -> None:
        """Run them. labels: class numbers for the softmax cross-entropy; None: the loss is the sum of y."""
        self.layers, self.N = layers, len(x)
        self.outputs: list[Any] = []
        for _, layer, evaluating in layers:
            x = layer(x, eval=True) if evaluating and isinstance(layer, BatchNorm) else layer(x)
            self.outputs.append(x)
        self.criterion = None if labels is None else classic_mlp.SoftmaxCrossEntropy()
        self.loss: Any = None
        delta = np.ones_like(x)
        if self.criterion is not None:
            self.loss = self.criterion(x, np.eye(x.shape[1], dtype=x.dtype)[labels]).sum()
            delta = self.criterion.derivative()
        self.delta_of_loss = delta
        self.deltas: list[Any] = []  # of the input of each layer
        for _, layer, _ in reversed(layers):
            delta = delta * layer.derivative() if isinstance(layer, Activation) else layer.backward(delta)
            self.deltas.insert(0, delta)

    def __call__(self, traced: Traced, visits: Sequence[Visit]) -> tuple[list[dict[str, Any]], str]:
        """The entries of the column, and the sentence that says what is compared (see step_list.py)."""
        order = {visit.vertex: visit for visit in visits}
        entries: list[dict[str, Any]] = []
        for (path, layer, _), y, dx in zip(self.layers, self.outputs, self.deltas, strict=True):
            mine = [i for i in traced.ops if traced.vertices[i].recorded.path == path]  # type: ignore[union-attr]
            if not mine:
                continue
            called = f"{path} {type(layer).__name__}".strip()
            forward = [_compared("y", y, traced.vertices[mine[-1]].value)]
            entries.append(_entry(called, type(layer), mine[-1], False, forward))
            sent = [sent for i in reversed(mine) if i in order for sent in order[i].sent]
            inner = [one for one in sent if one.to not in mine]
            backward = self._gradients(traced, layer, inner, dx)
            if isinstance(layer, Activation) and len(mine) == 1 and inner and inner[0].local is not None:
                backward.insert(0, _compared("dy/dx", layer.derivative(), inner[0].local))
            if backward:
                last = max((i for i in mine if i in order), key=[visit.vertex for visit in visits].index)
                entries.append(_entry(called, type(layer), last, True, backward))
        if self.criterion is not None:
            loss = max(i for i in traced.ops if traced.vertices[i].label == "CrossEntropy")
            kind = type(self.criterion)
            (sent_back,) = order[loss].sent
            made = [_compared("loss", self.loss, traced.vertices[loss].value)]
            delta = [_compared("delta", self.delta_of_loss, sent_back.product)]
            entries.append(_entry(kind.__name__, kind, loss, False, made))
            entries.append(_entry(kind.__name__, kind, loss, True, delta))
        has_linear = any(isinstance(layer, Linear) for _, layer, _ in self.layers)
        return entries, _MEANS.format(n=self.N) if has_linear else _SUMS

    def _gradients(self, traced: Traced, layer: Any, sent: Sequence[Sent], dx: Any) -> list[dict[str, Any]]:
        """The gradient of each parameter, and of the input if the engine has it too."""
        found: dict[str, Any] = {}
        for one in sent:
            target = traced.vertices[one.to]
            name = "dx"
            if target.leaf is not None and target.leaf.is_parameter:
                factor, summand = layer.parameters
                name = f"d{factor if target.name.rpartition('.')[2] in _FACTORS else summand}"
            found[name] = found[name] + one.product if name in found else one.product
        compared = []
        for name, g in sorted(found.items(), key=lambda item: item[0] == "dx"):  # as in the code: dx is last
            if isinstance(layer, Linear) and name != "dx":
                g = g.T / self.N
            mine = dx if name == "dx" else getattr(layer, name)
            compared.append(_compared(name, mine, g))
        return compared


def _entry(
    called: str, kind: type, vertex: int, backward: bool, numbers: list[dict[str, Any]]
) -> dict[str, Any]:
    shown = shown_lines(shown_method(kind, backward))
    code = {"file": shown.file, "line": shown.line, "code": list(shown.code)}
    return {"vertex": vertex, "backward": backward, "layer": called, **code, "numbers": numbers}


def _compared(name: str, by_hand: Any, by_autograd: Any) -> dict[str, Any]:
    """Both values, in the shape that is by hand, and their largest difference; NaN is equal to NaN."""
    by_hand = np.asarray(by_hand)
    by_autograd = np.reshape(by_autograd, by_hand.shape)
    with np.errstate(invalid="ignore"):
        apart = np.abs(by_hand - by_autograd)
    same = (by_hand == by_autograd) | (np.isnan(by_hand) & np.isnan(by_autograd))
    difference = np.max(np.where(same, 0.0, apart), initial=0.0)
    return {
        "name": name,
        "by_hand": tensor_data(by_hand),
        "by_autograd": tensor_data(by_autograd),
        "difference": number(difference),
    }
