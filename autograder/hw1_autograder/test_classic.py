"""The problems of Spring 2020 on layers and networks: what is asked, what is right, what it is worth.

Inputs are drawn from the grade's seed. Where nothing else is said, values are compared as the course does (an ndarray of
the same dtype and shape), and close as autograder/grading/compare.py says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import layers, networks
from autograder.grading.compare import Mismatch
from autograder.grading.diagnose import check, wrong
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.formulas import activate, advance, cross_entropy, slope, softmax
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


def unchanged(got: dict[str, Any], inputs: dict[str, Any], place: str) -> None:
    """Inputs must come back as they were given."""
    for name, array in inputs.items():
        check(
            got,
            {name: array},
            place=place,
            candidates=lambda name=name, got=got: [("changed in place", {name: got[name]})],
        )


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
        unchanged(got, {"input": z, "second input": z2}, f"{name}.forward")

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
            candidates=lambda: [("stale state", {"derivative asked again": second, "derivative of a second input": first})],
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
            candidates=lambda x2=x2, y2=y2, want=want, second=second: [
                ("stale state", {again: want[name]}),
                *((m, {again: values[name]}) for m, values in _loss_mistakes(x2, y2) if name in values),
            ],
        )  # fmt: skip
        unchanged(got, {"logits": x, "labels": y}, place)


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
        "xs": [rng.normal(size=(N, 4)) for N in batches], "deltas": [rng.normal(size=(N, 3)) for N in batches],
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
    want = {}
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
    unchanged(got, {f"x of batch {k} afterwards": x for k, x in enumerate(given["xs"], 1)}, "Linear.forward")


@TESTS.test("linear", "backward", 2)
def _linear_backward(exam: Exam) -> None:
    given = _linear_problem(exam)
    got, want = exam.ask("linear_run", **given), _linear_answers(given)
    gradients = {name: value for name, value in want.items() if name.startswith("d")}
    check(got, gradients, place="Linear.backward", candidates=lambda: _linear_mistakes(given), N=7)
    unchanged(
        got,
        {f"delta of batch {k} afterwards": d for k, d in enumerate(given["deltas"], 1)},
        "Linear.backward",
    )
    unchanged(got, {"W afterwards": given["W"], "b afterwards": given["b"]}, "Linear.backward")


# ---- batch norm


def _batchnorm_problem(exam: Exam) -> dict[str, Any]:
    """Four columns: ordinary, with a spread of 1e-4, with a mean of 1e6, and (in the second batch) constant."""
    rng, batches = exam.rng, (7, 6, 1)
    scale, mean = np.array([1.0, 1e-4, 1.0, 2.0]), np.array([0.5, 0.3, 0.0, -1.0])
    xs = [rng.normal(size=(N, 4)) * scale + mean for N in batches]
    xs[1][:, 2] += 1e6
    xs[1][:, 3] = 0.75
    return {
        "gamma": rng.uniform(0.5, 2, (1, 4)) * rng.choice([-1, 1], (1, 4)), "beta": rng.normal(size=(1, 4)),
        "xs": xs, "deltas": [rng.normal(size=(N, 4)) for N in batches], "x_eval": rng.normal(size=(5, 4)) + 1,
    }  # fmt: skip


def _batchnorm(exam: Exam, wanted: Callable[[str], bool], place: str) -> dict[str, Any]:
    given = _batchnorm_problem(exam)
    got, want = exam.ask("batchnorm_run", **given), layers.batchnorm_answers(**given)

    def by_formula(x1: Array, x2: Array) -> dict[str, Any]:
        return layers.norm_answers(**{**given, "xs": [x1, x2, given["xs"][2]]})

    sensitivity = sensitivity_of(by_formula, {"x1": given["xs"][0], "x2": given["xs"][1]}, exam.rng)
    check(
        got, {name: value for name, value in want.items() if wanted(name)}, place=place, sensitivity=sensitivity,
        candidates=lambda: [(m, layers.norm_answers(**given, wrong=m)) for m in BATCHNORM_MISTAKES],
        N=7, eps=1e-8, which="in Spring it is the biased one, over N",
    )  # fmt: skip
    return given | got


BATCHNORM_MISTAKES = [m for m in NETWORK_MISTAKES if m not in ("batch norm left out", "wrong axis")] + [
    "one-pass variance", "no eps", "variance without its root", "mean not subtracted", "running standard deviation",
    "running average starts from the first batch", "running average keeps all of the old",
    "paths through the batch in evaluation",
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
    unchanged(
        seen, {f"x of batch {k} afterwards": x for k, x in enumerate(seen["xs"], 1)}, "BatchNorm.forward"
    )


@TESTS.test("batchnorm", "running averages", 2)
def _batchnorm_running(exam: Exam) -> None:
    _batchnorm(exam, lambda name: name.startswith("running") and name[-1].isdigit(), "BatchNorm.forward")


@TESTS.test("batchnorm", "backward", 4)
def _batchnorm_backward(exam: Exam) -> None:
    seen = _batchnorm(exam, lambda name: name.startswith("d"), "BatchNorm.backward")
    unchanged(
        seen,
        {f"delta of batch {k} afterwards": d for k, d in enumerate(seen["deltas"], 1)},
        "BatchNorm.backward",
    )
    unchanged(
        seen, {"gamma afterwards": seen["gamma"], "beta afterwards": seen["beta"]}, "BatchNorm.backward"
    )


@TESTS.test("batchnorm", "inference", 3)
def _batchnorm_inference(exam: Exam) -> None:
    seen = _batchnorm(
        exam, lambda name: "evaluation" in name or "example" in name, "BatchNorm.forward with eval=True"
    )
    unchanged(seen, {"x of evaluation afterwards": seen["x_eval"]}, "BatchNorm.forward with eval=True")


@TESTS.test("batchnorm", "in a network, training", 2)
def _batchnorm_network(exam: Exam) -> None:
    problem = networks.draw(
        exam.rng, [5, 4, 4, 3], ["Sigmoid", "Sigmoid", "Identity"], [7, 6], num_bn_layers=2
    )
    network(exam, problem, lambda name: "evaluation" not in name)


@TESTS.test("batchnorm", "in a network, inference", 2)
def _batchnorm_network_inference(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [5, 4, 3], ["Sigmoid", "Identity"], [7, 6], num_bn_layers=1)
    got = network(exam, problem, lambda name: "evaluation" in name)
    again = {"output back in training": networks.plain_training_output(problem)}
    check(
        got,
        again,
        place="MLP.train",
        candidates=lambda: [("stale state", {"output back in training": got["output in evaluation"]})],
    )


# ---- networks


def _place(name: str) -> str:
    if name.startswith(("output", "error", "loss")):
        method = {"o": "forward", "e": "error", "l": "total_loss"}[name[0]]
        return f"MLP.{method}"
    if name.startswith("running"):
        return "BatchNorm.forward"
    return "MLP.backward" if name.startswith("d") else "MLP.step"


def network(exam: Exam, problem: networks.NetworkProblem, wanted: Callable[[str], bool]) -> dict[str, Any]:
    """Ask for all answers of a network and check the wanted ones."""
    got, want = exam.ask("mlp_run", **problem.inputs()), networks.true_answers(problem)
    N = len(problem.xs[0])

    def candidates() -> Iterable[Candidate]:
        for mistake in NETWORK_MISTAKES:
            yield mistake, networks.plain_answers(problem, mistake)
        losses = {name: value for name, value in want.items() if name.startswith("loss")}
        errors = {name: value for name, value in want.items() if name.startswith("error")}
        sizes = {name: len(problem.x_eval) if "evaluation" in name else N for name in want}
        yield "averaged", {name: value / sizes[name] for name, value in losses.items()}
        yield "as a fraction", {name: value / sizes[name] for name, value in errors.items()}
        yield "complement", {name: sizes[name] - value for name, value in errors.items()}

    check(
        got, {name: value for name, value in want.items() if wanted(name)}, place=_place, candidates=candidates, N=N,
        sensitivity=networks.sensitivities(problem, exam.rng), unstable="unstable", eps=1e-8, lr=problem.lrs[0],
        which="in Spring it is the biased one, over N",
    )  # fmt: skip
    for k, (x, labels) in enumerate(zip(problem.xs, problem.labels, strict=True), start=1):
        unchanged(got, {f"x of batch {k} afterwards": x, f"labels of batch {k} afterwards": labels}, "MLP")
    return got


def _figures(name: str) -> bool:
    return name.endswith("of batch 1")


def _gradients(name: str) -> bool:
    return name.startswith("d")


def still(problem: networks.NetworkProblem) -> networks.NetworkProblem:
    """The same with learning rates of 0: what comes after a step does not depend on it."""
    return networks.replace(problem, lrs=(0.0,) * len(problem.lrs))


STEP_MISTAKES = (
    "lr outside the velocity", "dampened", "ascends", "Nesterov", "momentum twice", "old velocity",
    "velocity and step added", "lr left out", "velocity never decays",
)  # fmt: skip


def steps(exam: Exam, problem: networks.NetworkProblem, momentum: bool) -> None:
    """Check every step against the gradients that the hand-in itself gave: so that only the step counts."""
    got = exam.ask("mlp_run", **problem.inputs())
    start = {f"W{i}": W for i, W in enumerate(problem.weights, 1)} | {
        f"b{i}": b for i, b in enumerate(problem.biases, 1)
    }
    n = len(problem.xs)

    def after(
        mistake: str = "",
        lrs: tuple[float, ...] = problem.lrs,
        momenta: tuple[float, ...] = problem.momenta,
        only: str = "Wb",
    ) -> dict[str, Any]:
        values = {}
        for name, p in start.items():
            v = 0 * p
            for k in range(1, n + 1):
                g = got.get(f"d{name} after batch {k}")
                g = g if isinstance(g, np.ndarray) and g.shape == p.shape else 0 * p
                beta = momenta[k - 1] if name[0] in only else 0.0
                p, v = advance(p, v, g, lrs[k - 1], beta, mistake)
                values[f"{name} after batch {k}"] = p
        return values

    def candidates() -> Iterable[Candidate]:
        for mistake in STEP_MISTAKES:
            yield mistake, after(mistake)
        yield "momentum left out", after(momenta=(0.0,) * n)
        yield "no momentum for biases", after(only="W")
        yield "lr of the start", after(lrs=problem.lrs[:1] * n)
        yield (
            "biases not stepped",
            want
            | {f"b{i} after batch {k}": b for i, b in enumerate(problem.biases, 1) for k in range(1, n + 1)},
        )
        yield (
            "unchanged",
            {f"W{i} after batch {k}": W for i, W in enumerate(problem.weights, 1) for k in range(1, n + 1)},
        )

    want = after()
    ordered = dict(sorted(want.items(), key=lambda item: item[0].split()[-1]))
    check(got, ordered, place="MLP.step", candidates=candidates, lr=problem.lrs[0])


@TESTS.test("linear_mlp", "forward", 2)
def _linear_mlp_forward(exam: Exam) -> None:
    network(exam, networks.draw(exam.rng, [6, 4], ["Identity"], [7]), _figures)


@TESTS.test("linear_mlp", "backward", 2)
def _linear_mlp_backward(exam: Exam) -> None:
    network(exam, still(networks.draw(exam.rng, [6, 4], ["Identity"], [7, 5])), _gradients)


@TESTS.test("linear_mlp", "step", 1)
def _linear_mlp_step(exam: Exam) -> None:
    steps(exam, networks.draw(exam.rng, [6, 4], ["Identity"], [7, 5]), momentum=False)


DEEP = (
    ([5, 6, 4], ["Sigmoid", "Identity"], [7, 4]),
    ([6, 5, 4, 3], ["Sigmoid", "Tanh", "Identity"], [6, 9]),
    ([4, 5, 3, 4, 3], ["ReLU", "Tanh", "Sigmoid", "Identity"], [8, 8]),
)


@TESTS.test("hidden_layers", "forward", 8)
def _hidden_forward(exam: Exam) -> None:
    for sizes, activations, batches in DEEP:
        network(exam, networks.draw(exam.rng, sizes, activations, batches[:1]), _figures)


@TESTS.test("hidden_layers", "backward", 16)
def _hidden_backward(exam: Exam) -> None:
    for sizes, activations, batches in DEEP:
        network(exam, still(networks.draw(exam.rng, sizes, activations, batches)), _gradients)


@TESTS.test("hidden_layers", "step", 8)
def _hidden_step(exam: Exam) -> None:
    for sizes, activations, batches in DEEP[:2]:
        steps(exam, networks.draw(exam.rng, sizes, activations, batches), momentum=False)


@TESTS.test("hidden_layers", "zero_grads", 2)
def _hidden_zero_grads(exam: Exam) -> None:
    for bn in (0, 1):
        problem = networks.draw(exam.rng, [5, 4, 3], ["Sigmoid", "Identity"], [6], num_bn_layers=bn)
        got = exam.ask("mlp_run", **problem.inputs())
        zeros = {f"dW{i} after zero_grads": 0 * W for i, W in enumerate(problem.weights, 1)}
        zeros |= {f"db{i} after zero_grads": 0 * b for i, b in enumerate(problem.biases, 1)}
        for i, gamma in enumerate(problem.gammas, 1):
            zeros |= {f"dgamma{i} after zero_grads": 0 * gamma, f"dbeta{i} after zero_grads": 0 * gamma}
        check(
            got, zeros, place="MLP.zero_grads",
            candidates=lambda got=got, zeros=zeros: [("gradients never zeroed", {name: got[name] for name in zeros})],
        )  # fmt: skip


@TESTS.test("hidden_layers", "any size", 4)
def _hidden_any_size(exam: Exam) -> None:
    for sizes, batches in (([1, 1, 2], [1, 1]), ([3, 2, 2, 2, 2, 2, 2], [1, 11]), ([7, 9, 2], [2, 1])):
        activations = [*exam.rng.choice(["Sigmoid", "Tanh", "ReLU"], len(sizes) - 2), "Sigmoid"]
        problem = networks.draw(exam.rng, sizes, [str(name) for name in activations], batches)
        network(exam, problem, lambda name: True)


@TESTS.test("hidden_layers", "one activation object in several layers", 2)
def _hidden_shared(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [5, 4, 4, 4], ["Sigmoid"] * 3, [6], shared=True)
    network(exam, problem, _gradients)


@TESTS.test("momentum", "at a constant rate", 5)
def _momentum_constant(exam: Exam) -> None:
    problem = networks.draw(exam.rng, [5, 4, 3], ["Tanh", "Identity"], [6, 6, 5], momentum=True)
    same = networks.replace(problem, lrs=problem.lrs[:1] * 3, momenta=problem.momenta[:1] * 3)
    steps(exam, same, momentum=True)


@TESTS.test("momentum", "while lr and momentum change", 4)
def _momentum_changing(exam: Exam) -> None:
    steps(
        exam,
        networks.draw(exam.rng, [5, 4, 3], ["Tanh", "Identity"], [6, 6, 5], momentum=True),
        momentum=True,
    )


@TESTS.test("momentum", "gamma and beta take the plain step", 1)
def _momentum_batchnorm(exam: Exam) -> None:
    problem = networks.draw(
        exam.rng, [5, 4, 3], ["Sigmoid", "Identity"], [6, 6], num_bn_layers=1, momentum=True
    )
    got = exam.ask("mlp_run", **problem.inputs())
    want, with_momentum = {}, {}
    for name, p in (("gamma1", problem.gammas[0]), ("beta1", problem.betas[0])):
        v, other = 0 * p, p
        for k in (1, 2):
            key, g = f"{name} after batch {k}", got.get(f"d{name} after batch {k}")
            g = g if isinstance(g, np.ndarray) and g.shape == p.shape else 0 * p
            p = p - problem.lrs[k - 1] * g
            other, v = advance(other, v, g, problem.lrs[k - 1], problem.momenta[k - 1])
            want[key], with_momentum[key] = p, other
    unmoved = {key: problem.gammas[0] if key[0] == "g" else problem.betas[0] for key in want}
    check(
        got, want, place="MLP.step",
        candidates=lambda: [("momentum for gamma and beta", with_momentum), ("batch norm not stepped", unmoved)],
    )  # fmt: skip
