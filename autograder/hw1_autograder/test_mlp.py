"""The problems of Fall 2020 on networks: linear layer, ReLU, SGD, batch norm, cross entropy, momentum
(2.1-2.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import autograd_layers as layers
from autograder.grading.compare import Mismatch
from autograder.grading.diagnose import changed, check, wrong
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.formulas import advance
from autograder.grading.references import sensitivity_of
from autograder.grading.wire import Other

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
Candidate = tuple[str, dict[str, Any]]


def present(got: dict[str, Any], names: Iterable[str], place: str) -> None:
    """Gradients must be there."""
    for name in names:
        if got.get(name) is None:
            raise wrong(f"{place}: {name}", ["gradient missing"], Mismatch(None), {})


# ---- 2.1 linear layer


def _linear(exam: Exam, gradients: bool) -> None:
    xs = [exam.rng.normal(size=(N, 4)) for N in (6, 1, 6)]
    gs = [exam.rng.normal(size=(N, 3)) for N in (6, 1, 6)]
    got = exam.ask("linear_run", n_in=4, n_out=3, xs=xs, gs=gs)
    weight, bias = got["weight"], got["bias"]
    for name, value, shape in (("weight", weight, (3, 4)), ("bias", bias, (3,))):
        if not isinstance(value, np.ndarray) or value.shape != shape or value.dtype != np.float64:
            check(got, {name: np.zeros(shape)}, place="Linear.__init__")
    for k, (x, g) in enumerate(zip(xs, gs, strict=True), start=1):
        want = {
            f"{name} of batch {k}": value for name, value in layers.linear_answers(x, weight, bias, g).items()
        }
        if not gradients:
            check(
                got, {f"output of batch {k}": want[f"output of batch {k}"]}, place="Linear.forward",
                candidates=lambda x=x, k=k: [("bias left out", {f"output of batch {k}": x @ weight.T})],
            )  # fmt: skip
            exam.note(changed(got, {f"x of batch {k} afterwards": x}, "Linear.forward"))
            continue
        del want[f"output of batch {k}"]
        present(got, want, "Linear")
        check(
            got, want, place="Linear, backward", N=len(x),
            candidates=lambda k=k, want=want, g=g: [
                ("un-broadcast by the mean", {f"gradient of bias of batch {k}": g.mean(axis=0)}),
                ("stale state",
                {f"gradient of weight of batch {k}": g.T @ xs[0]} if len(g) == len(xs[0]) else {}),
                ("sign", {name: -value for name, value in want.items()}),
            ],
        )  # fmt: skip
    exam.note(changed(got, {"weight afterwards": weight, "bias afterwards": bias}, "Linear"))


@TESTS.test("linear", "forward", 2)
def _linear_forward(exam: Exam) -> None:
    _linear(exam, gradients=False)


@TESTS.test("linear", "backward", 2)
def _linear_backward(exam: Exam) -> None:
    _linear(exam, gradients=True)


@TESTS.test("linear", "several in a Sequential", 1)
def _sequential(exam: Exam) -> None:
    sizes, x, g = [4, 5, 3, 2], exam.rng.normal(size=(6, 4)), exam.rng.normal(size=(6, 2))
    got = exam.ask("sequential_run", sizes=sizes, x=x, g=g)
    parameters = [(got[f"weight {i}"], got[f"bias {i}"]) for i in (1, 2, 3)]
    if not all(isinstance(p, np.ndarray) for pair in parameters for p in pair):
        raise wrong(
            "Sequential of Linear layers: a parameter", ["missing"], Mismatch(None), {"got": "no array"}
        )
    inputs = [x]
    for weight, bias in parameters:
        inputs.append(inputs[-1] @ weight.T + bias)
    check(got, {"output": inputs[-1]}, place="Sequential.forward")
    for i in (3, 2, 1):
        want = layers.linear_answers(inputs[i - 1], *parameters[i - 1], g)
        names = {f"gradient of {name} {i}": want[f"gradient of {name}"] for name in ("weight", "bias")}
        present(got, names, "Sequential")
        check(got, names, place="Sequential of Linear layers", N=6)
        g = want["gradient of x"]


# ---- 2.2 ReLU


def _relu(exam: Exam, name: str) -> None:
    for shape in ((5, 4), (1, 7)):
        x, g = exam.rng.normal(size=shape) * 3, exam.rng.normal(size=shape)
        x[0, 1], x[-1, 2] = 0.0, -0.0
        got, want = exam.ask("relu_run", x=x, g=g), layers.relu_answers(x, g)
        present(got, [name], "ReLU")
        check(
            got, {name: want[name]}, place="ReLU",
            candidates=lambda x=x, g=g, got=got: [
                ("derivative at 0", {"gradient of x": g * (x >= 0)}),
                ("gradient passed on", {"gradient of x": g}),
                ("derivative instead of the gradient", {"gradient of x": (x > 0) * 1.0}),
                ("sign", {"gradient of x": -g * (x > 0), "output": np.maximum(-x, 0)}),
                ("derivative of the input", {"gradient of x": g * np.maximum(x, 0)}),
            ],
        )  # fmt: skip
        exam.note(changed(got, {"x afterwards": x, "g afterwards": g}, "ReLU"))


@TESTS.test("relu", "forward", 4)
def _relu_forward(exam: Exam) -> None:
    _relu(exam, "output")


@TESTS.test("relu", "backward", 6)
def _relu_backward(exam: Exam) -> None:
    _relu(exam, "gradient of x")


# ---- 2.3 SGD and 2.6 momentum

STEP_MISTAKES = (
    "lr outside the velocity", "dampened", "ascends", "Nesterov", "momentum twice", "old velocity",
    "velocity and step added", "lr left out", "velocity never decays",
)  # fmt: skip


def steps(exam: Exam, lrs: list[float], momenta: list[float], default: bool = False) -> None:
    """Three parameters, two of them of one shape, under gradients drawn at random."""
    shapes = ((3, 4), (3,), (3, 4))
    params = [exam.rng.normal(size=shape) for shape in shapes]
    grads = [exam.rng.normal(size=shape) for _ in lrs for shape in shapes]
    got = exam.ask("sgd_run", params=params, grads=grads, lrs=lrs, momenta=momenta, default=default)

    def after(mistake: str = "", lrs: list[float] = lrs, momenta: list[float] = momenta) -> dict[str, Any]:
        now, v, values = list(params), [0 * p for p in params], {}
        for k, (lr, beta) in enumerate(zip(lrs, momenta, strict=True)):
            for i in range(len(now)):
                g = grads[3 * k + i]
                before = v[i]
                if mistake == "shared velocity":
                    before = v[max(j for j in range(3) if shapes[j] == shapes[i])]
                    now[i], v[i] = advance(now[i], before, g, lr, beta)
                    for j in range(3):
                        v[j] = v[i] if shapes[j] == shapes[i] else v[j]
                else:
                    now[i], v[i] = advance(now[i], before, g, lr, beta, mistake)
                values[f"parameter {i} after step {k + 1}"] = now[i]
        return values

    def candidates() -> Iterable[Candidate]:
        yield (
            "unchanged",
            {f"parameter {i} after step {k + 1}": p for i, p in enumerate(params) for k in range(len(lrs))},
        )
        for mistake in (*STEP_MISTAKES, "shared velocity"):
            yield mistake, after(mistake)
        yield "momentum left out", after(momenta=[0.0] * len(lrs))
        yield "lr of the start", after(lrs=lrs[:1] * len(lrs))

    check(got, after(), place="SGD.step", candidates=candidates, lr=lrs[0])
    kept = {f"gradient {i} after step {k + 1}": grads[3 * k + i] for k in range(len(lrs)) for i in range(3)}
    exam.note(changed(got, kept, "SGD.step"))
    flags = [f"parameter {i} {what}" for i in range(3) for what in ("is a leaf", "requires a gradient")]
    check(got, dict.fromkeys(flags, True), place="SGD.step")
    cleared = {f"gradient {i} after zero_grad": None for i in range(3)}
    for name in cleared:
        if got[name] is not None:
            raise wrong(f"Optimizer.zero_grad: {name}", ["gradients never zeroed"], Mismatch(None), {})
    check(got, {f"momentum {i} at the start": 0 * p for i, p in enumerate(params)}, place="SGD.__init__")


def _rates(exam: Exam, low: float, high: float, n: int = 4) -> list[float]:
    return [float(rate) for rate in exam.rng.uniform(low, high, n)]


@TESTS.test("sgd", "steps", 4)
def _sgd_steps(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5)[:1] * 3, [0.0] * 3)


@TESTS.test("sgd", "default settings", 1)
def _sgd_default(exam: Exam) -> None:
    steps(exam, [0.001] * 2, [0.0] * 2, default=True)


@TESTS.test("sgd", "while lr changes", 2)
def _sgd_changing(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5), [0.0] * 4)


@TESTS.test("sgd", "five steps of a network", 3)
def _sgd_network(exam: Exam) -> None:
    _train_network(exam, [4, 5, 3], 6, _rates(exam, 0.05, 0.1, 1)[0])
    _train_network(exam, [300, 250, 5], 40, 1e-3)


def _train_network(exam: Exam, sizes: list[int], N: int, lr: float) -> None:
    xs = [exam.rng.normal(size=(N, sizes[0])) for _ in range(5)]
    gs = [exam.rng.normal(size=(N, sizes[-1])) for _ in range(5)]
    got = exam.ask("training_run", sizes=sizes, xs=xs, gs=gs, lr=lr)
    p = [got[f"parameter {i} at the start"] for i in range(4)]
    if not all(isinstance(value, np.ndarray) for value in p):
        raise wrong("a network: a parameter", ["missing"], Mismatch(None), {"got": "no array"})

    def trained(added_up: bool = False) -> dict[str, Any]:
        now, total = list(p), [0 * value for value in p]
        for x, g in zip(xs, gs, strict=True):
            z = x @ now[0].T + now[1]
            h = np.maximum(z, 0)
            back = (g @ now[2]) * (z > 0)
            new = [back.T @ x, back.sum(axis=0), g.T @ h, g.sum(axis=0)]
            total = [a + b for a, b in zip(total, new, strict=True)] if added_up else new
            now = [value - lr * d for value, d in zip(now, total, strict=True)]
        return {f"parameter {i} in the end": value for i, value in enumerate(now)}

    check(
        got, trained(), place="five steps of Linear -> ReLU -> Linear",
        candidates=lambda: [("gradients never zeroed", trained(added_up=True))],
    )  # fmt: skip
    flags = [f"parameter {i} {what}" for i in range(4) for what in ("is a leaf", "requires a gradient")]
    check(got, dict.fromkeys(flags, True), place="SGD.step")


@TESTS.test("momentum", "at a constant rate", 5)
def _momentum_constant(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5, 1) * 4, _rates(exam, 0.4, 0.9, 1) * 4)


@TESTS.test("momentum", "while lr and momentum change", 5)
def _momentum_changing(exam: Exam) -> None:
    steps(exam, _rates(exam, 0.05, 0.5), _rates(exam, 0.4, 0.9))


# ---- 2.4 batch norm

BATCHNORM_MISTAKES = (
    "missing gamma", "missing mean path", "missing variance path", "missing both paths",
    "sign of the variance path",
    "sign of the mean path", "factor 2 in the variance path", "standard deviation left out of the derivative",
    "dgamma averaged", "dbeta averaged", "dgamma from x instead of the normalised x",
    "gamma left out going forward",
    "beta left out", "batch statistics in evaluation", "evaluation mode ignored",
    "running average the wrong way round",
    "running variance biased the other way", "running averages never move",
    "running averages move in evaluation",
    "running average not averaged", "unbiased variance where the biased one belongs", "eps outside the root",
    "wrong eps", "no eps", "variance without its root", "one-pass variance", "mean not subtracted",
    "running standard deviation", "running average starts from the first batch",
    "running average keeps all of the old", "settings ignored",
)  # fmt: skip


def _batchnorm_problem(exam: Exam) -> dict[str, Any]:
    """Four columns: ordinary, with a spread of 1e-3, with a mean of 1e6, and (in the second batch)
    constant.
    """
    rng, batches = exam.rng, (7, 6, 2)
    scale, mean = np.array([1.0, 1e-3, 1.0, 2.0]), np.array([0.5, 0.3, 0.0, -1.0])
    xs = [rng.normal(size=(N, 4)) * scale + mean for N in batches]
    xs[1][:, 2] += 1e6
    xs[1][:, 3] = 0.75
    return {
        "gamma": rng.uniform(0.5, 2, 4) * rng.choice([-1, 1], 4), "beta": rng.normal(size=4), "xs": xs,
        "gs": [rng.normal(size=(N, 4)) for N in batches], "x_eval": rng.normal(size=(5, 4)) + 1,
    }  # fmt: skip


def _batchnorm(
    exam: Exam, wanted: Callable[[str], bool], place: str, momentum: float | None = None
) -> dict[str, Any]:
    given = _batchnorm_problem(exam) | {"momentum": momentum}
    got, want = exam.ask("batchnorm_run", **given), layers.batchnorm_answers(**given)
    want = {name: value for name, value in want.items() if wanted(name)}
    present(got, want, place)

    def by_formula(x1: Array, x2: Array) -> dict[str, Any]:
        return layers.norm_answers(**{**given, "xs": [x1, x2, given["xs"][2]]})

    sensitivity = sensitivity_of(by_formula, {"x1": given["xs"][0], "x2": given["xs"][1]}, exam.rng)
    check(
        got, want, place=place, sensitivity=sensitivity, N=7, eps=1e-5,
        which="in Fall it is the unbiased one, over N - 1",
        candidates=lambda: [(m, layers.norm_answers(**given, wrong=m)) for m in BATCHNORM_MISTAKES],
    )  # fmt: skip
    return given | got


@TESTS.test("batchnorm", "forward", 2)
def _batchnorm_forward(exam: Exam) -> None:
    seen = _batchnorm(
        exam, lambda name: name.startswith("output") and name[-1].isdigit(), "BatchNorm1d in training"
    )
    start = {"gamma": np.ones(4), "beta": np.zeros(4), "running_mean": np.zeros(4), "running_var": np.ones(4)}
    check(
        seen, {f"{name} at the start": value for name, value in start.items()}, place="BatchNorm1d.__init__"
    )
    check(seen, {"num_features": 4}, place="BatchNorm1d.__init__")
    exam.note(
        changed(seen, {f"x of batch {k} afterwards": x for k, x in enumerate(seen["xs"], 1)}, "BatchNorm1d")
    )


@TESTS.test("batchnorm", "backward", 3)
def _batchnorm_backward(exam: Exam) -> None:
    _batchnorm(
        exam,
        lambda name: name.startswith("gradient") and name[-1].isdigit(),
        "BatchNorm1d, backward in training",
    )


@TESTS.test("batchnorm", "running averages", 2)
def _batchnorm_running(exam: Exam) -> None:
    seen = _batchnorm(
        exam, lambda name: name.startswith("running") and name[-1].isdigit(), "BatchNorm1d in training"
    )
    for name in ("running_mean", "running_var"):
        if seen[f"{name} requires a gradient"]:
            raise wrong(f"BatchNorm1d: {name}", ["statistics in the graph"], Mismatch(None), {})
    check(seen, {"gamma requires a gradient": True, "beta requires a gradient": True}, place="BatchNorm1d")
    moved = ("running_mean of batch 1", "running_var of batch 1")
    _batchnorm(exam, lambda name: name in moved, "BatchNorm1d(momentum=0.75) in training", momentum=0.75)


@TESTS.test("batchnorm", "evaluation", 2.5)
def _batchnorm_evaluation(exam: Exam) -> None:
    place = "BatchNorm1d in evaluation"
    _batchnorm(exam, lambda name: name.endswith(("evaluation", "back in training")), place)
    x = exam.rng.normal(size=(1, 4))
    check(exam.ask("one_in_evaluation", x=x), {"output for one example": x / np.sqrt(1 + 1e-5)}, place=place)


@TESTS.test("batchnorm", "a batch of one", 0.5)
def _batchnorm_one(exam: Exam) -> None:
    got = exam.ask("batch_of_one", x=exam.rng.normal(size=(1, 4)))
    value = got["running_var"]
    if isinstance(value, Other) or not isinstance(value, np.ndarray) or not np.isfinite(value).all():
        found = Mismatch("not a number", lines=("N - 1 is 0: raise an error that says so",))
        raise wrong("BatchNorm1d: running_var after a batch of one", ["not a number"], found, {"bad": "nan"})


# ---- 2.5 cross entropy


def _logits(exam: Exam) -> list[tuple[Array, Array]]:
    """Ordinary rows; rows around 1000 and -1000, in one batch; a batch of one."""
    rng = exam.rng
    extreme = rng.normal(size=(6, 5)) * 30 + np.array([1000, -1000, 0, 500, -1000, 1000.0])[:, np.newaxis]
    return [
        (x, rng.integers(5, size=len(x)))
        for x in (rng.normal(size=(7, 5)) * 2, extreme, rng.normal(size=(1, 5)))
    ]


LOSS_MISTAKES = (
    "summed", "unstable", "global maximum", "maximum not added back",
    "divided by N twice", "sign", "labels left out", "labels out of order",
)  # fmt: skip


def _cross_entropy(exam: Exam, wanted: str, place: str) -> None:
    for x, labels in _logits(exam):
        g = np.array(float(exam.rng.uniform(0.5, 2)))
        got = exam.ask("cross_entropy_run", x=x, labels=labels, g=g)
        want, scaled = layers.cross_entropy_answers(x, labels), f"{wanted}, scaled"
        values = (
            {wanted: want[wanted], "loss of the function": want["loss"]}
            if wanted == "loss"
            else {wanted: want[wanted]}
        )
        present(got, values, place)

        def candidates(x: Array = x, labels: Array = labels) -> Iterable[Candidate]:
            for mistake in LOSS_MISTAKES:
                yield mistake, layers.cross_entropy_mistake(x, labels, mistake)

        check(got, values, place=place, unstable="unstable", N=len(x), candidates=candidates)
        if wanted != "loss":
            present(got, [scaled], place)
            check(
                got, {scaled: g * want[wanted]}, place=place, N=len(x),
                candidates=lambda want=want, scaled=scaled: [("derivative instead of the gradient",
                {scaled: want[wanted]})],
            )  # fmt: skip
        exam.note(changed(got, {"logits afterwards": x, "labels afterwards": labels}, place))


@TESTS.test("cross_entropy", "forward", 7)
def _cross_entropy_forward(exam: Exam) -> None:
    _cross_entropy(exam, "loss", "cross_entropy")


@TESTS.test("cross_entropy", "backward", 8)
def _cross_entropy_backward(exam: Exam) -> None:
    _cross_entropy(exam, "gradient of the logits", "cross_entropy, backward")
