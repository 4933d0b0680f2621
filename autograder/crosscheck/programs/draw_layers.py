"""Drawing layers with parameters that last."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from autograder.crosscheck.programs.sketch import Sketch, Unfit, array_of
from autograder.crosscheck.programs.statement import Statement

__all__ = ["Layers"]


class Layers(Sketch):
    """nn.Linear and nn.BatchNorm1d, whose parts are leaves like any other."""

    def linear(self) -> None:
        """A layer, or a pass through one that there is."""
        layer, parts = self.layer("fc", self.make_linear)
        weight, bias = parts
        x, name = self.rows_of(self.value(weight).array.shape[1]), self.fresh("v")
        line = Statement(
            "nn.Linear",
            "op",
            f"{name} = {layer}({x})",
            f"{name} = F.linear({x}.clone(), {weight}.clone(), {bias}.clone()).clone()",
            f"{x} @ {weight}.T + {bias}",
            name,
            (x, weight, bias, layer),
            dtype="float64",
        )
        self.add(line)
        self.tensors.append(name)

    def batch_norm(self) -> None:
        """A layer, or a pass through one that there is, in training or in evaluation."""
        layer, parts = self.layer("bn", self.make_batch_norm)
        gamma, beta, mean, var = parts
        x, name = self.rows_of(self.value(gamma).array.size), self.fresh("v")
        batch, reads = self.value(x).array, (x, *parts, layer)
        if self.rng.random() < 0.4:
            line = Statement(
                "nn.BatchNorm1d in evaluation",
                "op",
                f"{name} = {layer}.eval()({x})",
                f"{name} = ({x} - {mean}) / ({var}.clone() + 1e-5).sqrt().clone() * {gamma}.clone() + {beta}",
                f"N.normalise({x}, {mean}, {var}, {gamma}, {beta})",
                name,
                reads,
                dtype="float64",
            )
        elif len(batch) < 2 or (batch.std(axis=0) < 0.05).any():
            raise Unfit
        else:
            line = Statement(
                "nn.BatchNorm1d in training",
                "batch_norm",
                f"{name} = {layer}.train()({x})",
                f"{name} = batch_norm({x}.clone(), {mean}.data, {var}.data, {gamma}.clone(), {beta}.clone())",
                f"N.batch_norm({x}, {gamma}, {beta})",
                name,
                reads,
                dtype="float64",
                given=(x, mean, var),
            )
        self.add(line)
        self.tensors.append(name)

    def layer(self, kind: str, make: Callable[[], None]) -> tuple[str, list[str]]:
        """One of this kind, made first if there is none: its name, and those of its parts."""
        mine = [(layer, parts) for layer, parts in self.layers if layer.startswith(kind)]
        if not mine or self.rng.random() < 0.1:
            make()
            return self.layers[-1]
        layer, parts = self.pick(mine)
        return str(layer), parts

    def make_linear(self) -> None:
        """A new nn.Linear."""
        into, out, layer = int(self.pick([2, 3])), int(self.pick([1, 2, 3])), self.fresh("fc")
        self.add(
            Statement("nn.Linear", "nothing", f"{layer} = nn.Linear({into}, {out})", "pass", target=layer)
        )
        parts = []
        for part, shape in (("weight", (out, into)), ("bias", (out,))):
            array = self.numbers(shape)
            parts.append(
                self.part(layer, part, array, True, f"{layer}.{part}.data[...] = {array_of(array)}; ")
            )
        self.layers.append((layer, parts))

    def make_batch_norm(self) -> None:
        """A new nn.BatchNorm1d."""
        width, layer = int(self.pick([2, 3])), self.fresh("bn")
        self.add(
            Statement("nn.BatchNorm1d", "nothing", f"{layer} = nn.BatchNorm1d({width})", "pass", target=layer)
        )
        starts = {"gamma": 1.0, "beta": 0.0, "running_mean": 0.0, "running_var": 1.0}
        parts = [
            self.part(layer, part, np.full(width, start), "running" not in part, "")
            for part, start in starts.items()
        ]
        self.layers.append((layer, parts))

    def part(self, layer: str, part: str, array: NDArray[np.float64], wanted: bool, before: str) -> str:
        """A name for a layer's parameter or buffer."""
        name = self.fresh("w")
        ours = f"{before}{name} = {layer}.{part}"
        theirs = f"{name} = Tensor({array_of(array)}, requires_grad={wanted})"
        line = Statement(
            "a part of a layer",
            "leaf",
            ours,
            theirs,
            "",
            name,
            (layer,),
            dtype="float64",
            given=(array, wanted),
        )
        self.add(line)
        self.tensors.append(name)
        if not wanted:
            self.buffers.append(name)
        return name

    def rows_of(self, width: int) -> str:
        """A matrix with so many columns."""
        fit = [n for n in self.tensors if self.value(n).array.ndim == 2 and self.value(n).dtype == "float64"]
        fit = [n for n in fit if self.value(n).array.shape[1] == width]
        return str(self.pick(fit)) if fit else self.leaf(shape=(3, width))
