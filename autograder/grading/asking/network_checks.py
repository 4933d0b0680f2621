"""Checks of a Spring hand-in's network: its results and its steps, compared with the right ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking.exam import Exam
from autograder.grading.judging import network_answers
from autograder.grading.judging.compare import allowed, close
from autograder.grading.judging.diagnose import Wrong, changed
from autograder.grading.judging.layer_formulas import cross_entropy
from autograder.grading.judging.network_answers import NETWORK_MISTAKES, NetworkProblem
from autograder.grading.judging.network_formulas import advance
from autograder.grading.running.session import HandinFailed

__all__ = ["check_figures", "check_gradients", "check_network", "check_steps", "draw", "still"]

Array = NDArray[Any]
Values = dict[str, Any]
Candidate = tuple[str, Values]

SLOPE_STEP, SLOPES_AGREE = 1e-5, 1e-5
STEP_MISTAKES = (
    "lr outside the velocity",
    "dampened",
    "ascends",
    "Nesterov",
    "momentum twice",
    "old velocity",
    "velocity and step added",
    "lr left out",
    "velocity never decays",
)


def draw(
    exam: Exam, sizes: Sequence[int], activations: Sequence[str], batches: Sequence[int], **more: Any
) -> NetworkProblem:
    """A random network; smaller in the search for the smallest input, but with two rows for batch norm."""
    least = 2 if more.get("num_bn_layers") else 1
    rows = [max(least, exam.size(N)) for N in batches]
    return network_answers.draw(exam.rng, [exam.size(n) for n in sizes], activations, rows, **more)


def still(problem: NetworkProblem) -> NetworkProblem:
    """The problem with learning rates of 0, so that later results do not depend on steps."""
    return network_answers.replace(problem, lrs=(0.0,) * len(problem.lrs))


# ---- forward and backward


def _place(name: str) -> str:
    if name.startswith(("output", "error", "loss")):
        method = {"o": "forward", "e": "error", "l": "total_loss"}[name[0]]
        return f"MLP.{method}"
    return "MLP.backward"


def check_network(exam: Exam, problem: NetworkProblem, wanted: Callable[[str], bool]) -> Values:
    """Ask for all answers of a network, check the wanted ones, and return what came."""
    got, want = exam.ask("mlp_run", **problem.inputs()), network_answers.true_answers(problem)
    exam.check(
        got,
        {name: value for name, value in want.items() if wanted(name)},
        place=_place,
        candidates=lambda: [(m, network_answers.plain_answers(problem, m)) for m in NETWORK_MISTAKES],
        N=lambda name: _rows(problem, name),
        sensitivity=network_answers.sensitivities(problem, exam.rng),
        unstable="unstable",
        eps=1e-8,
        lr=problem.lrs[0],
        which="in Spring it is the biased one, over N",
    )
    for k, (x, labels) in enumerate(zip(problem.xs, problem.labels, strict=True), start=1):
        after = {f"x of batch {k} afterwards": x, f"labels of batch {k} afterwards": labels}
        exam.note(changed(got, after, "MLP"))
    return got


def check_gradients(exam: Exam, problem: NetworkProblem, kind: str) -> None:
    """Check the gradients of a kind, "dW" or "db", after each batch.

    If forward is wrong, the gradients of what it computes count as right.
    """
    try:
        check_network(exam, still(problem), lambda name: name.startswith(kind))
    except Wrong as error:
        shown = exam.inputs
        if error.hypothesis is not None or not _of_own_forward(exam, problem, kind[1]):
            exam.inputs = shown
            raise


def _of_own_forward(exam: Exam, problem: NetworkProblem, kind: str) -> bool:
    """Whether the gradients are the slopes of the loss of what forward gives, along one direction a layer."""
    inputs, labels = problem.inputs(), problem.labels[0]
    along = [exam.rng.normal(size=p.shape) for p in inputs["weights" if kind == "W" else "biases"]]
    got = exam.ask(
        "slopes_run",
        **{name: inputs[name] for name in ("sizes", "activations", "weights", "biases")},
        kind=kind,
        x=problem.xs[0],
        labels=labels,
        along=along,
        step=SLOPE_STEP,
    )
    for i, direction in enumerate(along, start=1):
        values = [got[f"{name}{i}"] for name in ("up", "down", "gradient")]
        shapes = (labels.shape, labels.shape, direction.shape)
        if not all(isinstance(v, np.ndarray) and v.shape == s for v, s in zip(values, shapes, strict=True)):
            return False
        up, down = (cross_entropy(output, labels).mean() for output in values[:2])
        own = (values[2] * direction).sum()
        if not abs((up - down) / (2 * SLOPE_STEP) - own) <= SLOPES_AGREE * max(1.0, abs(own)):
            return False
    return True


def check_figures(exam: Exam, problem: NetworkProblem, wanted: Callable[[str], bool]) -> None:
    """Check the results of total_loss and error in the same way."""
    got, want = exam.ask("mlp_run", **problem.inputs()), network_answers.true_answers(problem)
    losses, errors = (
        {name: value for name, value in want.items() if name.startswith(kind)} for kind in ("loss", "error")
    )
    sizes = {name: _rows(problem, name) for name in want}
    exam.check(
        got,
        {name: value for name, value in (losses | errors).items() if wanted(name)},
        place=_place,
        candidates=lambda: [
            ("averaged", {name: value / sizes[name] for name, value in losses.items()}),
            ("as a fraction", {name: value / sizes[name] for name, value in errors.items()}),
            ("complement", {name: sizes[name] - value for name, value in errors.items()}),
        ],
        N=lambda name: sizes[name],
    )


def _rows(problem: NetworkProblem, name: str) -> int:
    """The number of rows that a value was computed from."""
    return len(problem.xs[int(name[-1]) - 1] if name[-1].isdigit() else problem.x_eval)


# ---- steps


def check_steps(
    exam: Exam, problem: NetworkProblem, kinds: Sequence[str], momentum_given: bool = True
) -> None:
    """Check the steps of the parameters of these kinds ("W", "b", "gamma", "beta").

    First with gradients that the grader puts into the layers; if that fails, with those of the hand-in's own
    backward. A step that is right in one of these cases is right. momentum_given: whether momentum is passed
    to the constructor.
    """
    steps = _Steps(exam, problem, kinds, momentum_given)
    try:
        steps.check(*steps.with_given_gradients())
    except (Wrong, HandinFailed):
        shown = exam.inputs
        try:
            steps.check(*steps.with_own_gradients())
            return
        except (Wrong, HandinFailed):
            exam.inputs = shown
        raise


class _Steps:
    """The steps of one network on every batch of a problem."""

    def __init__(
        self, exam: Exam, problem: NetworkProblem, kinds: Sequence[str], momentum_given: bool
    ) -> None:
        self.exam, self.problem, self.kinds, self.momentum_given = exam, problem, kinds, momentum_given
        named = {"W": problem.weights, "b": problem.biases, "gamma": problem.gammas, "beta": problem.betas}
        self.start = {f"{kind}{i}": p for kind, ps in named.items() for i, p in enumerate(ps, start=1)}
        self.batches = range(1, len(problem.lrs) + 1)
        self.gradients: Values = {
            f"d{name} after batch {k}": exam.rng.normal(size=p.shape)
            for k in self.batches
            for name, p in self.start.items()
        }

    def with_given_gradients(self, momenta: Sequence[float] | None = None) -> tuple[Values, Values]:
        """The parameters after each step, and the gradients."""
        told = self.momentum_given or momenta is not None
        momenta = self.problem.momenta if momenta is None else momenta
        inputs = self.problem.inputs()
        own = ("sizes", "activations", "weights", "biases", "gammas", "betas", "lrs")
        by_kind = {
            f"d{kind}s": [
                self.gradients[f"d{kind}{i} after batch {k}"]
                for k in self.batches
                for i in range(1, len(self.start) + 1)
                if f"{kind}{i}" in self.start
            ]
            for kind in ("W", "b", "gamma", "beta")
        }
        got = self.exam.ask(
            "steps_run",
            **{name: inputs[name] for name in own},
            momenta=list(momenta),
            momentum=momenta[0] if told else None,
            **by_kind,
        )
        return got, self.gradients

    def with_own_gradients(self) -> tuple[Values, Values]:
        """The same by the hand-in's own backward."""
        got = self.exam.ask("mlp_run", **self.problem.inputs())
        shapes = {name: value.shape for name, value in self.gradients.items()}
        own = {
            name: got[name] if getattr(got[name], "shape", None) == shape else np.zeros(shape)
            for name, shape in shapes.items()
        }
        return got, own

    def check(self, got: Values, gradients: Values) -> None:
        want = self._after(gradients, self.kinds)
        ordered = dict(sorted(want.items(), key=lambda item: item[0].split()[-1]))
        self.exam.check(
            got,
            ordered,
            place="MLP.step",
            lr=self.problem.lrs[0],
            candidates=lambda: self._candidates(got, gradients, want),
        )

    def _after(
        self,
        gradients: Values,
        kinds: Sequence[str],
        mistake: str = "",
        lrs: Sequence[float] | None = None,
        momenta: Sequence[float] | None = None,
        with_momentum: Sequence[str] = ("W", "b"),
    ) -> Values:
        """The parameters of these kinds after each step."""
        lrs, momenta = lrs or self.problem.lrs, momenta or self.problem.momenta
        values = {}
        for name, p in self.start.items():
            kind, v = name.rstrip("0123456789"), 0 * p
            for k in self.batches if kind in kinds else ():
                g, beta = gradients[f"d{name} after batch {k}"], momenta[k - 1]
                p, v = advance(p, v, g, lrs[k - 1], beta if kind in with_momentum else 0.0, mistake)
                values[f"{name} after batch {k}"] = p
        return values

    def _candidates(self, got: Values, gradients: Values, want: Values) -> Iterable[Candidate]:
        weights = self._after(gradients, ("W",))
        still = {key: self.start[key.split()[0]] for key in want}
        if self.kinds == ("gamma", "beta"):
            for kinds in (("gamma", "beta"), ("gamma",), ("beta",)):
                yield "momentum for gamma and beta", self._after(gradients, self.kinds, with_momentum=kinds)
            yield "batch norm not stepped", still
            return
        if self._stands_still(got, weights) and self._moves_by_momentum_twice():
            yield "momentum twice", still
        biases = {key: value for key, value in still.items() if key[0] == "b"}
        if not self._stands_still(got, weights):
            yield "biases not stepped", want | biases
        yield "unchanged", still
        for mistake in STEP_MISTAKES:
            wrong = self._after(gradients, self.kinds, mistake)
            yield mistake, wrong
            for kind in self.kinds if len(self.kinds) > 1 else ():
                yield mistake, want | {key: value for key, value in wrong.items() if key[0] == kind}
        plain = (0.0,) * len(self.batches)
        without = self._after(gradients, ("W",), momenta=plain)
        if _same(got, without):
            yield "momentum left out", self._after(gradients, self.kinds, momenta=plain)
        yield "no momentum for biases", self._after(gradients, self.kinds, with_momentum=("W",))
        yield "no momentum for weights", self._after(gradients, self.kinds, with_momentum=("b",))
        yield "lr of the start", self._after(gradients, self.kinds, lrs=self.problem.lrs[:1] * len(plain))

    def _stands_still(self, got: Values, weights: Values) -> bool:
        return _same(got, {key: self.start[key.split()[0]] for key in weights})

    def _moves_by_momentum_twice(self) -> bool:
        """Whether parameters that do not move without momentum move with it, by momentum times
        the velocity.
        """
        momenta, shown = (0.5,) * len(self.batches), self.exam.inputs
        try:
            got, gradients = self.with_given_gradients(momenta)
        except HandinFailed:
            return False
        finally:
            self.exam.inputs = shown
        return _same(got, self._after(gradients, ("W",), "momentum twice", momenta=momenta))


def _same(got: Values, want: Values) -> bool:
    return all(
        isinstance(got.get(key), np.ndarray) and close(got[key], value, allowed(value))
        for key, value in want.items()
    )
