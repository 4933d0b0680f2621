"""Drawing what is no operation: walks back, flags, second names, and changes in place."""

import numpy as np

from autograder.crosscheck.programs.sketch import Sketch, Unfit, array_of
from autograder.crosscheck.programs.statement import Statement
from autograder.crosscheck.programs.tracer import Value

__all__ = ["Changes"]

METHODS = {"+=": "add_", "-=": "sub_", "*=": "mul_", "/=": "div_"}


class Changes(Sketch):
    """After each of these a gradient must still be right, or refused."""

    def backward(self, name: str = "", retain: bool | None = None) -> None:
        """From any tensor that requires a gradient, with an upstream gradient or without."""
        z = name or self.tensor("f", lambda v: v.requires_grad)
        value, arguments, given = self.value(z), [], None
        if self.rng.random() < 0.6:
            given = np.asarray(np.round(self.rng.normal(size=value.array.shape), 2))
            arguments.append(f"Tensor({array_of(given)})" if self.rng.random() < 0.7 else array_of(given))
        if self.rng.random() < 0.5 if retain is None else retain:
            arguments.append("retain_graph=True")
        ours = f"{z}.backward({', '.join(arguments)})"
        upstream = array_of(np.ones(value.array.shape) if given is None else given)
        theirs = f"{z}.backward({upstream}.to({z}.dtype), retain_graph=True)"
        self.add(Statement("backward", "backward", ours, theirs, reads=(z,), given=given))

    def clear(self) -> None:
        """w.grad = None"""
        w = self.tensor("f", lambda v: v.is_leaf and v.requires_grad)
        self.add(Statement("grad = None", "clear", f"{w}.grad = None", reads=(w,)))

    def toggle(self) -> None:
        """w.requires_grad = not what it was"""
        w = self.tensor("f", lambda v: v.is_leaf and not any(v is self.value(name) for name in self.buffers))
        wanted = not self.value(w).requires_grad
        source = f"{w}.requires_grad = {wanted}"
        self.add(Statement("requires_grad", "toggle", source, reads=(w,), given=wanted))

    def gradient(self) -> None:
        """A gradient so far, as a constant."""
        w, name = self.tensor("f", lambda v: v.grad is not None), self.fresh("v")
        source = f"{name} = {w}.grad.detach()"
        self.add(Statement("a gradient", "gradient", source, source + ".clone()", target=name, reads=(w,)))
        self.tensors.append(name)

    def alias(self) -> None:
        """A second name for a tensor."""
        old, name = self.tensor(), self.fresh("v")
        self.add(Statement("alias", "alias", f"{name} = {old}", target=name, reads=(old,)))
        self.tensors.append(name)

    def hold(self) -> None:
        """A name for a tensor's array."""
        v, name = self.tensor(), self.fresh("h")
        self.add(Statement("hold", "hold", f"{name} = {v}.data", target=name, reads=(v,)))
        self.held[name] = v

    def write(self) -> None:
        """Into a tensor's data, straight or through an array that is held, or into a constant array."""
        constants = [*self.orphans, *(name for name in self.arrays if name[0] == "c")]
        if self.held and self.rng.random() < 0.5:
            name = place = self.pick(list(self.held))
        elif constants and self.rng.random() < 0.3:
            name = place = self.pick(constants)
        else:
            name = self.tensor()
            place = f"{name}.data"
        shape = self.value(name).array.shape
        number, key = (
            self.pick([0.5, 2.0, -1.5, 1.25]),
            self.pick(["...", "0", "-1", "1:"] if shape else ["..."]),
        )
        whole = f"[...] = {array_of(self.numbers(shape))}"
        how = self.pick([f"[{key}] = {number}", f"[{key}] *= {number}", f"[{key}] += {number}", whole])
        self.change(Statement("write", "write", place + how, place + how, f"X{how}", reads=(name,)))

    def rebind(self) -> None:
        """x.data = array, of the same shape and dtype"""
        name = self.tensor()
        value = self.value(name)
        array = self.numbers(value.array.shape)
        source = f"{name}.data = {array_of(array, value.dtype)}"
        written = f"X[...] = {array_of(array)}"
        self.change(Statement("x.data = array", "rebind", source, source, written, reads=(name,)))
        self.orphans += [held for held, tensor in self.held.items() if self.value(tensor) is value]
        self.drop_holds(value)

    def swap(self) -> None:
        """Two tensors exchange their data."""
        a = self.tensor()
        one = self.value(a)
        b = self.tensor(
            "f", lambda v: v is not one and (v.array.shape, v.dtype) == (one.array.shape, one.dtype)
        )
        self.add(Statement("swap", "swap", f"{a}.data, {b}.data = {b}.data, {a}.data", reads=(a, b)))
        self.drop_holds(one)
        self.drop_holds(self.value(b))

    def augmented(self) -> None:
        """x += y and its like, recorded or within no_grad."""
        x, operator = self.tensor(), self.pick(["+=", "-=", "*=", "/=", "**="])
        value = self.value(x)
        if operator in ("/=", "**=") or self.rng.random() < 0.5:
            number = 2 if operator == "**=" else self.pick([0.5, 2, -1.5])
            y, requires_grad = str(number), value.requires_grad
            reads: tuple[str, ...] = (x,)
        else:
            y = self.tensor("f", lambda v: v.dtype == value.dtype)
            reads, requires_grad = (x, y), value.requires_grad or self.value(y).requires_grad
        copied = y + (".clone()" if y in self.tensors else "")
        ours, theirs = f"{x} {operator} {y}", f"{x} {operator} {copied}"
        if operator in METHODS and self.rng.random() < 0.4:
            ours, theirs = f"{x}.{METHODS[operator]}({y})", f"{x}.{METHODS[operator]}({copied})"
        recording = requires_grad and self.rng.random() < 0.7
        if recording and value.is_leaf and value.requires_grad:
            raise Unfit  # an error, rightly
        if np.broadcast_shapes(*(self.value(name).array.shape for name in reads)) != value.array.shape:
            raise Unfit
        plain = operator.removesuffix("=")
        if recording:
            line = Statement(
                "x += y",
                "in_place",
                ours,
                theirs,
                f"{x} {plain} {y}",
                "",
                reads,
                dtype=value.dtype,
            )
        else:
            line = Statement(
                "x += y in no_grad",
                "write",
                f"with no_grad(): {ours}",
                f"with torch.no_grad(): {theirs}",
                f"X[...] = X {plain} {y}",
                "",
                reads,
            )
        self.change(line)
        self.drop_holds(value)

    def drop_holds(self, value: Value) -> None:
        """What was held may be its array no more."""
        self.held = {h: v for h, v in self.held.items() if self.value(v) is not value}

    def fill(self) -> None:
        """x.fill_(number), and what fills it otherwise."""
        v, number = self.tensor(), self.pick([0.5, 2.0, -1.5, 0])
        value = self.value(v)
        theirs = f"{v}.{'data' if value.is_leaf else 'detach_()'}.fill_({number})"
        written = f"X[...] = {number}"
        others = [f"copy_({number})", f"uniform_({number}, {number})", f"normal_({number}, 0)"]
        how = self.pick(["zero_()"] * 3 + others if number == 0 else others)
        ours = f"{v}.fill_({number})" if self.rng.random() < 0.5 else f"with no_grad(): {v}.{how}"
        self.change(Statement("fill_", "constant", ours, theirs, written, reads=(v,)))

    def key(self) -> None:
        """x[key] = number: on a leaf a change of its data, on a result an error."""
        v, number = self.tensor("f", lambda v: v.array.ndim > 0), self.pick([0.5, 2.0, -1.5])
        value = self.value(v)
        if not value.is_leaf and self.rng.random() < 0.8:
            raise Unfit
        key = self.pick(["0", "-1:", "...", "[0, 0]"])
        their, action = (f"{v}.data", "write") if value.is_leaf else (v, "part")
        tail = f"[{key}] = {number}"
        self.change(Statement("x[key] = number", action, v + tail, their + tail, "X" + tail, reads=(v,)))
