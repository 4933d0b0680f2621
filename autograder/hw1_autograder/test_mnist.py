#!/usr/bin/env python3
"""Fall 2020, 3: MNIST, run briefly on real digits and judged by what was done and how well it was learnt.

Run as a script (`./grade.sh m`) it trains the hand-in's network and leaves the plot that the handout asks
for.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

    from hw1.environment import use_venv

    use_venv()

import numpy as np
from numpy.typing import NDArray

from autograder.grading import diary
from autograder.grading.diagnose import changed, check
from autograder.grading.diary import complain
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.session import Session
from hw1.data import load_mnist

__all__ = ["TESTS", "accuracies"]

TESTS = Catalogue()
Array = NDArray[Any]

BATCH, EPOCHS = 100, 3
SIDE, HIDDEN = 7, 20  # of the small images for train()
COUNTS = (10_030, 400, 1000)  # training (101 batches: the last one validates), validation, and kept back
LEARNT = 0.6  # accuracy of train() on small images; a right implementation is above 0.8
WHOLE, VALIDATION = 2_030, 300  # whole images for mnist()
PARAMETERS = 784 * 20 + 20 + 2 * 20 + 20 * 10 + 10  # Linear -> BatchNorm1d -> ReLU -> Linear
CHANCE, RISE = 0.1, 0.2  # of mnist(): the handout leaves its learning rate to the student
APART = 0.2  # at most, its last figure above that of new digits: both are of few


def accuracies(files: Mapping[str, bytes], seed: int, deadline: float, isolation: str) -> list[float]:
    """What mnist() returns on all of MNIST, for the plot. Raises HandinFailed."""
    data = load_mnist()
    with Session(files, "fall", deadline=deadline, isolation=isolation) as session:
        got = session.call(
            "accuracies_run", train_x=data.train.images / 255, train_y=data.train.labels,
            val_x=data.validation.images / 255, val_y=data.validation.labels, seed=seed,
        )  # fmt: skip
    return [float(value) for value in got["accuracies"]]


class Run:
    """One run of train() on small images: the data that went in, and what came back."""

    def __init__(self, exam: Exam, train: int = COUNTS[0]) -> None:
        self.parts = diary.digits(exam.rng, (train, *COUNTS[1:]), SIDE)
        probe = exam.rng.normal(size=SIDE * SIDE)
        (train_x, train_y), (val_x, val_y), _ = self.parts
        self.keys = [x @ probe for x, _ in self.parts]
        self.got = exam.ask(
            "train_run", hidden=HIDDEN, train_x=train_x, train_y=train_y, val_x=val_x, val_y=val_y,
            probe=probe, lr=0.1,
            momentum=0.9, num_epochs=EPOCHS, seed=int(exam.rng.integers(2**31)),
        )  # fmt: skip

    def rows(self, keys: Array, part: int) -> Array:
        """Which rows of the training (0) or validation set (1) these are; -1 for those of no other."""
        of, rows = diary.located(keys, self.keys)
        return np.where(of == part, rows, -1)

    def accuracy(self, part: int) -> float:
        """That of the parameters that came back, on the validation set (1) or the rows kept back (2)."""
        return float((self.outputs(part).argmax(axis=1) == self.parts[part][1]).mean())

    def near_ties(self, part: int) -> int:
        """For how many rows the two largest outputs are so near that float32 may choose the other one."""
        second, first = np.sort(self.outputs(part), axis=1)[:, -2:].T
        return int((first - second <= 3e-5 * (1 + np.abs(first))).sum())

    def outputs(self, part: int) -> Array:
        """What the network with these parameters says, in evaluation mode."""
        got, x = self.got, self.parts[part][0]
        names = (
            "first weight",
            "first bias",
            "running_mean",
            "running_var",
            "gamma",
            "beta",
            "last weight",
            "last bias",
        )
        shapes = ((HIDDEN, SIDE * SIDE), *[(HIDDEN,)] * 5, (diary.CLASSES, HIDDEN), (diary.CLASSES,))
        for name, shape in zip(names, shapes, strict=True):
            if not isinstance(got[name], np.ndarray) or got[name].shape != shape:
                check(got, {name: np.zeros(shape)}, place="mnist.train: the model afterwards")
        W, b, mean, var, gamma, beta, V, c = (got[name] for name in names)
        with np.errstate(all="ignore"):
            hidden = np.maximum((x @ W.T + b - mean) / np.sqrt(var + 1e-5) * gamma + beta, 0)
            return np.asarray(hidden @ V.T + c)


@TESTS.test("mnist", "order and shuffling", 3)
def _order(exam: Exam) -> None:
    run = Run(exam, train=630)
    found = diary.passes(run.got, "C")
    learnt = [one for one in found if "S" in one.followed]
    if not learnt:
        raise complain("mnist.train: the optimizer", "no step", "step() was never called")
    if not all("C" in one.followed for one in learnt):
        raise complain("mnist.train: a batch", "no step", "a step without a loss")
    keys = np.concatenate([one.keys for one in learnt])
    labels = np.concatenate([one.labels for one in learnt if one.labels is not None])
    rows = run.rows(keys, 0)
    if (run.rows(keys, 1) >= 0).any():
        raise complain("mnist.train: the model", "trains on validation data")
    if (rows < 0).any() or len(labels) != len(rows) or (labels != run.parts[0][1][rows]).any():
        raise complain("mnist.train: the training set", "unpaired")
    if run.got["events"].count("Z") < len(learnt) - 1:
        raise complain("mnist.train: the gradient", "gradients never zeroed")
    if not any(one.training for one in learnt):
        raise complain("mnist.train: the model", "training in evaluation mode")
    full = len(rows) // EPOCHS
    diary.check_orders("mnist.train", [rows[k * full : (k + 1) * full] for k in range(EPOCHS)], 630, BATCH)
    others = [one for one in found if "S" not in one.followed]
    seen = np.concatenate([one.keys for one in others]) if others else np.zeros(0)
    if (run.rows(seen, 0) >= 0).any():
        raise complain("mnist.validate", "validates on training data")
    if len(np.unique(run.rows(seen, 1))) < COUNTS[1]:
        raise complain("mnist.validate: a validation", "last batch dropped")
    if any(one.training for one in others):
        raise complain("mnist.validate: the model", "validation in training mode")
    given = {
        "train_x": run.keys[0],
        "train_y": run.parts[0][1],
        "val_x": run.keys[1],
        "val_y": run.parts[1][1],
    }
    exam.note(changed(run.got, given, "mnist.train"))


@TESTS.test("mnist", "train() and validate()", 4)
def _learns(exam: Exam) -> None:
    run = Run(exam)
    got = run.got["accuracies"]
    if isinstance(got, list) and len(got) == EPOCHS:
        raise complain(
            "mnist.train: an epoch",
            "last batch dropped",
            f"{EPOCHS} figures; 101 batches an epoch give {2 * EPOCHS}",
        )
    _plausible("mnist.train", got, 2 * EPOCHS)
    held_back, validated, doubtful = run.accuracy(2), run.accuracy(1), run.near_ties(1)
    if held_back < LEARNT:
        raise complain(
            "mnist.train: the accuracy", "does not rise",
            f"{held_back:.3f} on new digits, expected at least {LEARNT}",
        )  # fmt: skip
    for name, value in (
        ("the last accuracy of train()", got[-1]),
        ("validate() of the trained model", run.got["validation"]),
    ):
        wrong_share = {
            "complement": 1 - validated,
            "as a count": validated * COUNTS[1],
            "validates on training data": run.accuracy(0),
        }
        if abs(value - validated) > (0.5 + doubtful) / COUNTS[1]:
            fits = [m for m, v in wrong_share.items() if abs(value - v) < 1.5 / COUNTS[1]]
            line = f"got {value:.4f}; the parameters that came back have {validated:.4f}"
            raise complain(f"mnist.train: {name}", fits[0] if fits else "made up", line)


@TESTS.test("mnist", "mnist() learns", 3)
def _mnist(exam: Exam) -> None:
    """By the outputs that the network which it trained has for digits that it never saw."""
    parts = diary.digits(exam.rng, (WHOLE, VALIDATION, VALIDATION), 28)
    (train_x, train_y), (val_x, val_y), (new_x, new_y) = parts
    got = exam.ask(
        "mnist_run", train_x=train_x, train_y=train_y, val_x=val_x, val_y=val_y, new_x=new_x,
        seed=int(exam.rng.integers(2**31)),
    )  # fmt: skip
    accuracies, outputs = got["accuracies"], got["outputs"]
    _plausible("mnist.mnist", accuracies, EPOCHS)
    if not isinstance(outputs, np.ndarray) or outputs.shape != (VALIDATION, diary.CLASSES):
        raise complain(
            "mnist.mnist: its model", "missing", got=f"train() was given none, or its outputs are {outputs}"
        )
    if got["number of parameters"] != PARAMETERS:
        line = f"got {got['number of parameters']} parameters, expected {PARAMETERS}"
        raise complain("mnist.mnist: its model", "another network", line)
    new = float((outputs.argmax(axis=1) == new_y).mean())
    figures = (
        f"accuracies {[round(a, 3) for a in accuracies]}; the trained network has {new:.3f} on new digits"
    )
    if new < CHANCE + RISE or accuracies[-1] < accuracies[0]:
        raise complain("mnist.mnist: the accuracy", "does not rise", figures)
    if accuracies[-1] > new + APART:
        raise complain("mnist.mnist: the last accuracy", "made up", figures)


def _plausible(place: str, got: Any, count: int) -> None:
    """A figure in [0, 1] every 100 batches."""
    if not isinstance(got, list) or not all(isinstance(value, float) for value in got):
        raise complain(f"{place}: the accuracies", "missing", got="expected a list of numbers")
    if len(got) != count:
        raise complain(f"{place}: the list of accuracies", "too few epochs", got=len(got), want=count)
    if not all(0 <= value <= 1 for value in got):
        mistake = "as a count" if max(got) > 1 and min(got) >= 0 else "not a number"
        raise complain(f"{place}: an accuracy", mistake, f"got {max(got):g}", bad=got[-1])


if __name__ == "__main__":
    from autograder.hw1_autograder.runner import mnist

    mnist()
