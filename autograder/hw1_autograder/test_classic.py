"""The problems of Spring 2020 on single layers: what is asked, what is right, what it is worth.

Inputs are drawn from the grade's seed. Where nothing else is said, values are compared as the course does
(an ndarray of the same dtype and shape), and close as autograder/grading/compare.py says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import layers
from autograder.grading.compare import Mismatch
from autograder.grading.diagnose import changed, check, wrong
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.formulas import activate, cross_entropy, slope, softmax
from autograder.grading.networks import NETWORK_MISTAKES
from autograder.grading.references import sensitivity_of

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]
Candidate = tuple[str, dict[str, Any]]

LETTERS = {1: "b", 2: "a", 3: "a", 4: "a", 5: "c"}  # the reasons stand in hw1/mc.py


def _question(number: int) -> None:
    @TESTS.test("multiple_choice", f"question {number}", 1)
    def _(exam: Exam) -> None:
        answer = exam.ask("multiple_choice", question=number)["answer"]
        if answer != LETTERS[number]:
            raise wrong(
                f"mc.question_{number}: the answer", ["wrong answer"], Mismatch(None), {"got": answer}
            )


for _number in LETTERS:
    _question(_number)


# ---- activations


def _logits(exam: Exam, name: str) -> tuple[Array, Array]:
    """Both signs, zeros, small and large; for the sigmoid very large too."""
    z = exam.rng.normal(size=(6, 5)) * np.array([0.1, 1.0, 1.0, 5.0, 1.0])
    z[1, 1] = z[2, 3] = z[4, 0] = 0.0
    if name == "Sigmoid":
        z[0, 0], z[3, 4], z[5, 2], z[2, 2] = 1000.0, -1000.0, 800.0, -800.0
    return z, exam.rng.normal(size=(3, 4))


def _forward_mistakes(name: str, z: Array) -> Iterable[Candidate]:
    yield "sign", {"output": activate(name, -z)}
    yield "derivative at 0", {"output": np.abs(z)}


def _slope_mistakes(name: str, z: Array) -> Iterable[Candidate]:
    y = activate(name, z)
    for mistake in (
        "derivative at 0", "sign inside the derivative", "factor left out", "square left out",
        "derivative of the input", "no activation derivative",
    ):  # fmt: skip
        yield mistake, {"derivative": slope(name, y, mistake)}
    yield "sign", {"derivative": -slope(name, y)}


def _activation(name: str) -> None:
    @TESTS.test("activations", f"{name} forward", 2)
    def _(exam: Exam) -> None:
        z, z2 = _logits(exam, name)
        got = exam.ask("activation_run", name=name, z=z, z2=z2)
        output = layers.activation_answers(name, z)["output"]
        check(
            got, {"output": output, "state": output}, place=f"{name}.forward", unstable="unstable",
            candidates=lambda: _forward_mistakes(name, z),
        )  # fmt: skip
        exam.note(changed(got, {"input": z, "second input": z2}, f"{name}.forward"))

    @TESTS.test("activations", f"{name} derivative", 2)
    def _(exam: Exam) -> None:
        z, z2 = _logits(exam, name)
        got = exam.ask("activation_run", name=name, z=z, z2=z2)
        first, second = (layers.activation_answers(name, z)["derivative"] for z in (z, z2))
        check(
            got, {"derivative": first}, place=f"{name}.derivative", unstable="unstable",
            candidates=lambda: _slope_mistakes(name, z),
        )  # fmt: skip
        want = {"derivative asked again": first, "derivative of a second input": second}
        check(
            got, want, place=f"{name}.derivative",
            candidates=lambda: [("stale state", {"derivative asked again": second,
            "derivative of a second input": first})],
        )  # fmt: skip


for _name in ("Sigmoid", "Tanh", "ReLU"):
    _activation(_name)


# ---- loss


def _labelled(exam: Exam, N: int) -> Array:
    return np.eye(10)[exam.rng.integers(10, size=N)]


def _loss_batches(exam: Exam) -> list[tuple[Array, Array]]:
    """Ordinary rows; rows around 1000 and -1000, in one batch; a batch of one."""
    rng = exam.rng
    extreme = rng.normal(size=(6, 10)) * 30 + np.array([1000, -1000, 0, 500, -1000, 1000.0])[:, np.newaxis]
    return [
        (x, _labelled(exam, len(x)))
        for x in (rng.normal(size=(7, 10)) * 3, extreme, rng.normal(size=(1, 10)))
    ]


def _loss_mistakes(x: Array, y: Array) -> Iterable[Candidate]:
    N, true = len(x), cross_entropy(x, y)
    for mistake in (
        "unstable", "global maximum", "maximum not added back", "sign",
    ):  # fmt: skip
        yield mistake, {"loss": cross_entropy(x, y, mistake)}
    yield "divided by N", {"loss": true / N}
    yield "averaged", {"loss": true.mean()}
    with np.errstate(all="ignore"):
        yield "unstable", {"loss": -np.log(softmax(x, "unstable")[y > 0])}
        yield "global maximum", {"loss": -np.log(softmax(x, "global maximum")[y > 0])}
        for constant in (1e-8, 1e-10, 1e-12, 1e-15):
            yield "constant in the logarithm", {"loss": -np.log(softmax(x)[y > 0] + constant)}
    p = softmax(x)
    for mistake in ("unstable", "global maximum"):
        yield mistake, {"derivative": softmax(x, mistake) - y}
    yield "sign", {"derivative": y - p}
    yield "1/N in the loss", {"derivative": (p - y) / N}
    yield "labels left out", {"derivative": p}
    if N == 10:
        yield "wrong axis", {"derivative": softmax(x, "wrong axis") - y}


def _loss(exam: Exam, name: str, place: str) -> None:
    batches = _loss_batches(exam)
    for (x, y), (x2, y2) in zip(batches, batches[1:] + batches[:1], strict=True):
        got = exam.ask("loss_run", x=x, y=y, x2=x2, y2=y2)
        want, second = layers.loss_answers(x, y), layers.loss_answers(x2, y2)
        sensitivity = sensitivity_of(
            lambda x, y=y: {"loss": cross_entropy(x, y), "derivative": softmax(x) - y}, {"x": x}, exam.rng
        )
        check(
            got, {name: want[name]}, place=place, unstable="unstable", N=len(x), sensitivity=sensitivity,
            candidates=lambda x=x, y=y: _loss_mistakes(x, y),
        )  # fmt: skip
        again = f"{name} of a second batch"
        check(
            got, {again: second[name]}, place=place, unstable="unstable", N=len(x2),
            candidates=lambda x2=x2, y2=y2, want=want, again=again: [
                ("stale state", {again: want[name]}),
                *((m, {again: values[name]}) for m, values in _loss_mistakes(x2, y2) if name in values),
            ],
        )  # fmt: skip
        exam.note(changed(got, {"logits": x, "labels": y}, place))


@TESTS.test("loss", "forward", 2)
def _loss_forward(exam: Exam) -> None:
    _loss(exam, "loss", "SoftmaxCrossEntropy.forward")


@TESTS.test("loss", "derivative", 2)
def _loss_derivative(exam: Exam) -> None:
    _loss(exam, "derivative", "SoftmaxCrossEntropy.derivative")


# ---- linear layer


def _linear_problem(exam: Exam) -> dict[str, Any]:
    """Batches of 7, 7 (whose answers differ from the first's) and 1."""
    rng, batches = exam.rng, (7, 7, 1)
    return {
        "W": rng.normal(size=(4, 3)), "b": rng.normal(size=(1, 3)),
        "xs": [rng.normal(size=(N, 4)) for N in batches], "deltas": [rng.normal(size=(N,
        3)) for N in batches],
    }  # fmt: skip


def _linear_mistakes(given: dict[str, Any]) -> Iterable[Candidate]:
    W, b, xs, deltas = given["W"], given["b"], given["xs"], given["deltas"]
    predicted: dict[str, dict[str, Any]] = {}
    for k, (x, delta) in enumerate(zip(xs, deltas, strict=True), start=1):
        N, dW, db = len(x), x.T @ delta, delta.sum(axis=0, keepdims=True)
        for mistake, values in {
            "bias left out": {"output": x @ W},
            "dW summed": {"dW": dW},
            "db summed": {"db": db},
            "delta divided by N": {"dx": delta @ W.T / N},
            "sign": {"dW": -dW / N, "db": -db / N, "dx": -delta @ W.T},
        }.items():
            predicted.setdefault(mistake, {}).update(
                {f"{name} of batch {k}": value for name, value in values.items()}
            )
        if k > 1 and len(xs[k - 2]) == N:
            before, its_delta = xs[k - 2], deltas[k - 2]
            predicted["stale state"] = {
                f"dW of batch {k}": before.T @ delta / N,
                f"output of batch {k}": before @ W + b,
            }
            predicted["gradients added up"] = {
                f"dW of batch {k}": (dW + before.T @ its_delta) / N,
                f"db of batch {k}": (db + its_delta.sum(axis=0, keepdims=True)) / N,
            }
    return predicted.items()


def _linear_answers(given: dict[str, Any]) -> dict[str, Any]:
    want: dict[str, Any] = {}
    for k, (x, delta) in enumerate(zip(given["xs"], given["deltas"], strict=True), start=1):
        answers = layers.linear_answers(x, given["W"], given["b"], delta)
        want |= {f"{name} of batch {k}": value for name, value in answers.items()}
    return want


@TESTS.test("linear", "forward", 2)
def _linear_forward(exam: Exam) -> None:
    given = _linear_problem(exam)
    got, want = exam.ask("linear_run", **given), _linear_answers(given)
    drawn = {"order of the draws": "W 4 3 b 3", "W": given["W"], "b": given["b"]}
    check(
        got, drawn, place="Linear.__init__", candidates=lambda: [("wrong draw", {k: got[k] for k in drawn})]
    )
    zeros = {
        "dW": 0 * given["W"],
        "db": 0 * given["b"],
        "momentum_W": 0 * given["W"],
        "momentum_b": 0 * given["b"],
    }
    check(got, zeros, place="Linear.__init__")
    outputs = {name: value for name, value in want.items() if name.startswith("output")}
    check(got, outputs, place="Linear.forward", candidates=lambda: _linear_mistakes(given))
    exam.note(
        changed(
            got, {f"x of batch {k} afterwards": x for k, x in enumerate(given["xs"], 1)}, "Linear.forward"
        )
    )


@TESTS.test("linear", "backward", 2)
def _linear_backward(exam: Exam) -> None:
    given = _linear_problem(exam)
    got, want = exam.ask("linear_run", **given), _linear_answers(given)
    gradients = {name: value for name, value in want.items() if name.startswith("d")}
    check(got, gradients, place="Linear.backward", candidates=lambda: _linear_mistakes(given), N=7)
    exam.note(
        changed(
            got,
            {f"delta of batch {k} afterwards": d for k, d in enumerate(given["deltas"], 1)},
            "Linear.backward",
        )
    )
    exam.note(changed(got, {"W afterwards": given["W"], "b afterwards": given["b"]}, "Linear.backward"))


# ---- batch norm


def _batchnorm_problem(exam: Exam, batches: tuple[int, ...]) -> dict[str, Any]:
    """Four columns: ordinary, with a spread of 1e-4, with a mean of 1e6, and (in the second batch)
    constant.
    """
    rng = exam.rng
    scale, mean = np.array([1.0, 1e-4, 1.0, 2.0]), np.array([0.5, 0.3, 0.0, -1.0])
    xs = [rng.normal(size=(N, 4)) * scale + mean for N in batches]
    xs[1][:, 2] += 1e6
    xs[1][:, 3] = 0.75
    return {
        "gamma": rng.uniform(0.5, 2, (1, 4)) * rng.choice([-1, 1], (1, 4)), "beta": rng.normal(size=(1, 4)),
        "xs": xs, "deltas": [rng.normal(size=(N, 4)) for N in batches], "x_eval": rng.normal(size=(5, 4)) + 1,
    }  # fmt: skip


def _batchnorm(
    exam: Exam,
    wanted: Callable[[str], bool],
    place: str,
    batches: tuple[int, ...] = (7, 6, 1),
    alpha: float | None = None,
) -> dict[str, Any]:
    given = _batchnorm_problem(exam, batches) | {"alpha": alpha}
    got, want = exam.ask("batchnorm_run", **given), layers.batchnorm_answers(**given)

    def by_formula(x1: Array, x2: Array) -> dict[str, Any]:
        return layers.norm_answers(**{**given, "xs": [x1, x2, *given["xs"][2:]]})

    sensitivity = sensitivity_of(by_formula, {"x1": given["xs"][0], "x2": given["xs"][1]}, exam.rng)
    check(
        got, {name: value for name, value in want.items() if wanted(name)}, place=place,
        sensitivity=sensitivity,
        candidates=lambda: [(m, layers.norm_answers(**given, wrong=m)) for m in BATCHNORM_MISTAKES],
        N=7, eps=1e-8, which="in Spring it is the biased one, over N",
    )  # fmt: skip
    return given | got


BATCHNORM_MISTAKES = [m for m in NETWORK_MISTAKES if m not in ("batch norm left out", "wrong axis")] + [
    "one-pass variance", "no eps", "variance without its root", "mean not subtracted",
    "running standard deviation",
    "running average starts from the first batch", "running average keeps all of the old",
    "paths through the batch in evaluation", "settings ignored",
    "statistics over the features",
]  # fmt: skip


@TESTS.test("batchnorm", "forward", 2)
def _batchnorm_forward(exam: Exam) -> None:
    seen = _batchnorm(
        exam, lambda name: name.startswith("output") and name[-1].isdigit(), "BatchNorm.forward"
    )
    zeros, ones = np.zeros((1, 4)), np.ones((1, 4))
    start = {
        "gamma": ones,
        "beta": zeros,
        "running_mean": zeros,
        "running_var": ones,
        "dgamma": zeros,
        "dbeta": zeros,
    }
    check(seen, {f"{name} at the start": value for name, value in start.items()}, place="BatchNorm.__init__")
    exam.note(
        changed(
            seen, {f"x of batch {k} afterwards": x for k, x in enumerate(seen["xs"], 1)}, "BatchNorm.forward"
        )
    )


@TESTS.test("batchnorm", "running averages", 2)
def _batchnorm_running(exam: Exam) -> None:
    _batchnorm(exam, lambda name: name.startswith("running") and name[-1].isdigit(), "BatchNorm.forward")


@TESTS.test("batchnorm", "backward", 4)
def _batchnorm_backward(exam: Exam) -> None:
    seen = _batchnorm(exam, lambda name: name.startswith("d"), "BatchNorm.backward")
    exam.note(
        changed(
            seen,
            {f"delta of batch {k} afterwards": d for k, d in enumerate(seen["deltas"], 1)},
            "BatchNorm.backward",
        )
    )
    exam.note(
        changed(
            seen, {"gamma afterwards": seen["gamma"], "beta afterwards": seen["beta"]}, "BatchNorm.backward"
        )
    )


@TESTS.test("batchnorm", "inference", 3)
def _batchnorm_inference(exam: Exam) -> None:
    seen = _batchnorm(
        exam, lambda name: "evaluation" in name or "example" in name, "BatchNorm.forward with eval=True"
    )
    exam.note(
        changed(seen, {"x of evaluation afterwards": seen["x_eval"]}, "BatchNorm.forward with eval=True")
    )
    _batchnorm(  # what was observed last is all there is: columns of so small a variance that eps matters
        exam, lambda name: "evaluation" in name, "BatchNorm(alpha=0).forward with eval=True", (7, 6), 0.0
    )
