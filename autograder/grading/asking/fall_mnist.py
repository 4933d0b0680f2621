"""Fall 2020, 3: a short training on MNIST, judged by its steps and by how well the network learnt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking import diary
from autograder.grading.asking.diary import complain
from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.judging.diagnose import Wrong, changed, check
from autograder.grading.result import POINTS
from autograder.grading.running.session import HandinFailed, Session
from hw1.data import load_mnist

__all__ = ["TESTS", "accuracies"]

TESTS = Catalogue()
Array = NDArray[Any]

BATCH, EPOCHS = 100, 3
SIDE, HIDDEN = 7, 20  # of the small images for train()
COUNTS = (
    10_100,
    400,
    1000,
)  # training (101 batches, two validations), validation, hidden images
LEARNT = 0.6  # accuracy of train() on small images; a right implementation is above 0.8
WHOLE, VALIDATION = 2000, 300  # whole images for mnist()
PARAMETERS = 784 * 20 + 20 + 2 * 20 + 20 * 10 + 10  # Linear -> BatchNorm1d -> ReLU -> Linear
CHANCE, RISE = 0.1, 0.2  # for mnist(); low, as the student chooses the learning rate
APART = 0.2  # largest excess of its last accuracy over that of new digits; both use few images
NEEDS = tuple(problem for problem in POINTS["fall"] if problem != "mnist")


def accuracies(files: Mapping[str, bytes], seed: int, deadline: float, isolation: str) -> list[float]:
    """The accuracies that mnist() returns on all of MNIST, for the plot. Raises HandinFailed."""
    data = load_mnist()
    with Session(files, "fall", deadline=deadline, isolation=isolation) as session:
        got = session.call(
            "accuracies_run",
            train_x=data.train.images / 255,
            train_y=data.train.labels,
            val_x=data.validation.images / 255,
            val_y=data.validation.labels,
            seed=seed,
        )
    return [float(value) for value in got["accuracies"]]


class Run:
    """One run of train() on small images: its data and its results."""

    def __init__(self, exam: Exam, train: int = COUNTS[0]) -> None:
        self.exam, self.parts = exam, diary.digits(exam.rng, (train, *COUNTS[1:]), SIDE)
        self.probe, self.seed = exam.rng.normal(size=SIDE * SIDE), int(exam.rng.integers(2**31))
        self.keys = [x @ self.probe for x, _ in self.parts]
        self.again(stand_in=False)

    def again(self, stand_in: bool) -> None:
        """stand_in: with another validate() than the hand-in's."""
        (train_x, train_y), (val_x, val_y), _ = self.parts
        self.got = self.exam.ask(
            "train_run",
            hidden=HIDDEN,
            train_x=train_x,
            train_y=train_y,
            val_x=val_x,
            val_y=val_y,
            probe=self.probe,
            lr=0.1,
            momentum=0.9,
            num_epochs=EPOCHS,
            seed=self.seed,
            stand_in=stand_in,
        )
        self.passes = diary.passes(self.got, "C")
        self.learnt = [one for one in self.passes if "C" in one.followed]
        self.others = [one for one in self.passes if "C" not in one.followed]

    def rows(self, keys: Array, part: int) -> Array:
        """Which rows of the training (0) or validation set (1) these are; -1 for those of no other."""
        of, rows = diary.located(keys, self.keys)
        return np.where(of == part, rows, -1)

    def demand_steps(self) -> None:
        """Raise Wrong if there was no training step."""
        if not self.learnt or "S" not in self.got["events"]:
            raise complain("mnist.train: the optimizer", "no step", "step() was never called")

    def slips(self) -> Iterator[Wrong]:
        """The faults of a training loop that prevent learning."""
        keys = np.concatenate([one.keys for one in self.learnt])
        labels = np.concatenate([one.labels for one in self.learnt if one.labels is not None])
        rows = self.rows(keys, 0)
        if (self.rows(keys, 1) >= 0).any():
            yield complain("mnist.train: the model", "trains on validation data")
        elif (rows < 0).any() or len(labels) != len(rows) or (labels != self.parts[0][1][rows]).any():
            yield complain("mnist.train: the training set", "unpaired")
        events = self.got["events"]
        if "G" in events and events.count("Z") < len(self.learnt) - 1:
            yield complain("mnist.train: the gradient", "gradients never zeroed")
        if not any(one.training for one in self.learnt):
            yield complain("mnist.train: the model", "training in evaluation mode")

    def validations(self) -> dict[int, Array]:
        """After how many batches it was validated, and for each row whether the guess was right."""
        guesses, sizes = self.got["guesses"], [len(one.keys) for one in self.passes]
        if not isinstance(guesses, np.ndarray) or guesses.size != sum(sizes):
            raise complain("the training loop: its diary", "garbled", got="no diary came back")
        found: dict[int, list[Array]] = {}
        batches = 0
        for one, guessed in zip(self.passes, np.split(guesses, np.cumsum(sizes)[:-1]), strict=True):
            batches += "C" in one.followed
            rows = self.rows(one.keys, 1)
            if "C" not in one.followed and (rows >= 0).all():
                found.setdefault(batches, []).append(guessed == self.parts[1][1][rows])
        return {batches: np.concatenate(right) for batches, right in found.items()}

    def accuracy(self, part: int) -> float:
        """The accuracy of the returned parameters on the validation set (1) or the hidden rows (2)."""
        return float((self.outputs(part).argmax(axis=1) == self.parts[part][1]).mean())

    def near_ties(self, part: int) -> int:
        """The number of rows whose two largest outputs are so close that float32 may choose the other one."""
        second, first = np.sort(self.outputs(part), axis=1)[:, -2:].T
        return int((first - second <= 3e-5 * (1 + np.abs(first))).sum())

    def outputs(self, part: int) -> Array:
        """The outputs of the network with these parameters, in evaluation mode."""
        x = self.parts[part][0]
        wide, narrow = (HIDDEN, SIDE * SIDE), (diary.CLASSES, HIDDEN)
        W, V = self._parameter("first weight", wide), self._parameter("last weight", narrow)
        b, mean, var, gamma, beta = (
            self._parameter(name, (HIDDEN,))
            for name in ("first bias", "running_mean", "running_var", "gamma", "beta")
        )
        c = self._parameter("last bias", (diary.CLASSES,))
        with np.errstate(all="ignore"):
            hidden = np.maximum((x @ W.T + b - mean) / np.sqrt(var + 1e-5) * gamma + beta, 0)
            return np.asarray(hidden @ V.T + c)

    def _parameter(self, name: str, shape: tuple[int, ...]) -> Array:
        value = self.got[name]
        if not isinstance(value, np.ndarray) or value.size != np.prod(shape):
            check(self.got, {name: np.zeros(shape)}, place="mnist.train: the model afterwards")
        return value.reshape(shape)


@TESTS.test("mnist", "order and shuffling", 3, about="mnist.train", needs=NEEDS)
def _order(exam: Exam) -> None:
    run = Run(exam)
    if isinstance(
        run.got["accuracies"], HandinFailed
    ):  # perhaps a fault of validate(), which another test checks
        run.again(stand_in=True)
    if isinstance(run.got["accuracies"], HandinFailed):
        raise run.got["accuracies"]
    run.demand_steps()
    for slip in run.slips():
        raise slip
    rows = run.rows(np.concatenate([one.keys for one in run.learnt]), 0)
    full = len(rows) // EPOCHS
    epochs = [rows[k * full : (k + 1) * full] for k in range(EPOCHS)]
    diary.check_orders("mnist.train", epochs, COUNTS[0], BATCH)
    (train, labels), (validation, answers) = zip(run.keys[:2], (y for _, y in run.parts[:2]), strict=True)
    given = {"train_x": train, "train_y": labels, "val_x": validation, "val_y": answers}
    exam.note(changed(run.got, given, "mnist.train"))


@TESTS.test("mnist", "train() and validate()", 4, about="mnist.train", needs=NEEDS)
def _learns(exam: Exam) -> None:
    run = Run(exam)
    got = run.got["accuracies"]
    if isinstance(got, HandinFailed):
        raise got
    run.demand_steps()
    _check_validation(run)
    if run.accuracy(2) < LEARNT:
        for slip in run.slips():
            raise slip
        line = f"{run.accuracy(2):.3f} on new digits, expected at least {LEARNT}"
        raise complain("mnist.train: the accuracy", "does not rise", line)
    figures, value, validated = _fractions("mnist.train", got), run.got["validation"], run.accuracy(1)
    if isinstance(value, HandinFailed):
        raise value
    found = [float(right.mean()) for right in run.validations().values()]
    if len(figures) != len(found):
        line = f"it was validated {len(found)} times"
        raise complain(
            "mnist.train: the list of accuracies", "too few epochs", line, got=len(figures), want=len(found)
        )
    _compare("an accuracy of train()", figures, found, 0.5)
    _compare(
        "validate() of the trained model",
        _fractions("mnist.validate", [value]),
        [validated],
        0.5 + run.near_ties(1),
    )


def _check_validation(run: Run) -> None:
    """Check that only the whole validation set is used, in evaluation mode, every 100 batches."""
    seen = np.concatenate([one.keys for one in run.others]) if run.others else np.zeros(0)
    if (run.rows(seen, 0) >= 0).any():
        raise complain("mnist.validate", "validates on training data")
    if len(np.unique(run.rows(seen, 1))) < COUNTS[1]:
        raise complain("mnist.validate: a validation", "last batch dropped")
    if any(one.training for one in run.others):
        raise complain("mnist.validate: the model", "validation in training mode")
    epoch = len(run.learnt) // EPOCHS
    whole = epoch * EPOCHS
    schedules = [  # as in the pseudocode, or after every 100 batches; counted per epoch, or over all epochs
        {first + k for first in range(0, whole, length) for k in range(start, length + 1, 100)}
        for start in (1, 100)
        for length in (epoch, whole)
    ]
    after = set(run.validations())
    if not any(schedule <= after for schedule in schedules):
        raise complain(
            "mnist.train: the accuracies", "validated at other times", got=sorted(after)[:7], N=epoch
        )


def _compare(what: str, got: list[float], want: list[float], off: float) -> None:
    """Fractions of the validation set; off: by how many images."""
    for value, right in zip(got, want, strict=True):
        if abs(value - right) > off / COUNTS[1]:
            names = {
                "error for accuracy": 1 - right,
                "as a count": right * COUNTS[1],
                "as a count ": right * COUNTS[1] / 100,
            }
            fits = [name.strip() for name, other in names.items() if abs(value - other) < 1.5 / COUNTS[1]]
            line = f"got {value:.4f}; by the outputs of the network it is {right:.4f}"
            raise complain(f"mnist.train: {what}", fits[0] if fits else "made up", line)


@TESTS.test(
    "mnist",
    "mnist() learns",
    3,
    about="mnist.mnist",
    needs=NEEDS,
    after=["order and shuffling", "train() and validate()"],
)
def _mnist(exam: Exam) -> None:
    """Judge mnist() by the outputs of its trained network for new digits."""
    parts = diary.digits(exam.rng, (WHOLE, VALIDATION, VALIDATION), 28)
    (train_x, train_y), (val_x, val_y), (new_x, new_y) = parts
    given = {
        "train_x": train_x,
        "train_y": train_y,
        "val_x": val_x,
        "val_y": val_y,
        "new_x": new_x,
        "seed": int(exam.rng.integers(2**31)),
    }
    got = exam.ask("mnist_run", **given, stand_in=False)
    if isinstance(got["accuracies"], HandinFailed):
        got = exam.ask("mnist_run", **given, stand_in=True)
    for name in ("accuracies", "number of parameters", "outputs"):
        if isinstance(got[name], HandinFailed):
            raise got[name]
    accuracies, outputs = _fractions("mnist.mnist", got["accuracies"]), got["outputs"]
    if not isinstance(outputs, np.ndarray) or outputs.shape != (VALIDATION, diary.CLASSES):
        raise complain(
            "mnist.mnist: its model", "missing", got=f"train() was given none, or its outputs are {outputs}"
        )
    if got["number of parameters"] != PARAMETERS:
        line = f"got {got['number of parameters']} parameters, expected {PARAMETERS}"
        raise complain("mnist.mnist: its model", "another network", line)
    new = float((outputs.argmax(axis=1) == new_y).mean())
    rounded = [round(a, 3) for a in accuracies]
    figures = f"accuracies {rounded}; the trained network has {new:.3f} on new digits"
    if new < CHANCE + RISE or accuracies[-1:] < accuracies[:1]:
        if got["parameters moved"] is False:
            raise complain("mnist.mnist: its model", "no step", "its parameters are as they were drawn")
        raise complain("mnist.mnist: the accuracy", "does not rise", figures)
    if any(accuracy > new + APART for accuracy in accuracies[-1:]):
        raise complain("mnist.mnist: the last accuracy", "made up", figures)


def _fractions(place: str, got: Any) -> list[float]:
    """Convert accuracies to [0, 1]; the handout allows percentages too."""
    if not isinstance(got, list) or not all(isinstance(value, float) for value in got):
        raise complain(f"{place}: the accuracies", "missing", got="expected a list of numbers")
    most = max(got, default=0.0)
    if not 0 <= most <= 100 or min(got, default=0.0) < 0:
        raise complain(
            f"{place}: an accuracy", "as a count" if most > 100 else "not a number", f"got {most:g}", bad=most
        )
    return [value / 100 for value in got] if most > 1 else got


@TESTS.remark(
    "mnist", "a last, shorter batch", needs=NEEDS, after=["order and shuffling", "train() and validate()"]
)
def _last_batch(exam: Exam) -> None:
    """The handout's data have none."""
    run = Run(exam, train=630)
    if isinstance(run.got["accuracies"], HandinFailed):
        raise run.got["accuracies"]
    rows = run.rows(np.concatenate([one.keys for one in run.learnt]), 0)
    if len(rows) < EPOCHS * 630:
        raise complain("mnist.train: an epoch", "last batch dropped")
