"""Spring 2020, 3.6: get_training_stats, run briefly on real digits and judged by what it did and what it
returned.

The diary of the trained network records what the function did. The handout requires no exact match: points
are given for the order of calls, the partitions, the shuffling, and falling curves. The mode of the network
and the way of averaging only give remarks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.asking import diary
from autograder.grading.asking.diary import Epoch, Pass, complain
from autograder.grading.asking.exam import Catalogue, Exam
from autograder.grading.judging.compare import allowed, close
from autograder.grading.judging.diagnose import changed, check
from autograder.grading.judging.layer_formulas import cross_entropy
from autograder.grading.running.session import HandinFailed

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]

PLACE = "get_training_stats"
SIDE, HIDDEN, EPOCHS, BATCH = 7, 20, 4, 100
COUNTS = (1000, 200, 100)  # training, validation, test
UNEVEN = (1030, 230, 130)  # with a short batch at the end
NAMES = ("training_losses", "training_errors", "validation_losses", "validation_errors")
NEEDS = ("activations", "loss", "batchnorm", "linear", "linear_mlp", "hidden_layers", "momentum")


class Run:
    """One run: the data that went in, and what came back."""

    def __init__(self, exam: Exam, counts: tuple[int, int, int] = COUNTS) -> None:
        rng, self.counts = exam.rng, counts
        self.parts = []
        for x, y in diary.digits(rng, counts, SIDE):
            standard = diary.in_float32((x - x.mean()) / x.std())
            self.parts.append((standard, np.eye(diary.CLASSES)[y]))
        probe = rng.normal(size=SIDE * SIDE)
        self.keys = [x @ probe for x, _ in self.parts]
        sizes = [SIDE * SIDE, HIDDEN, diary.CLASSES]
        (train_x, train_y), (val_x, val_y), (test_x, test_y) = self.parts
        self.got = exam.ask(
            "statistics_run",
            sizes=sizes,
            activations=["Sigmoid", "Identity"],
            weights=[rng.normal(size=(a, b)) / np.sqrt(a) for a, b in zip(sizes, sizes[1:], strict=False)],
            biases=[np.zeros((1, n)) for n in sizes[1:]],
            gammas=[],
            betas=[],
            lr=0.05,
            momentum=0.8,
            train_x=train_x,
            train_y=train_y,
            val_x=val_x,
            val_y=val_y,
            test_x=test_x,
            test_y=test_y,
            probe=probe,
            nepochs=EPOCHS,
            batch_size=BATCH,
            seed=int(rng.integers(2**31)),
        )
        self.passes = diary.passes(self.got, "B")
        if not any("B" in one.followed for one in self.passes):
            if isinstance(self.got[NAMES[0]], HandinFailed):
                raise self.got[NAMES[0]]
            raise complain(f"{PLACE}: the network", "no step", "backward was never called")
        rows = sum(len(one.keys) for one in self.passes if "B" in one.followed)
        if rows < EPOCHS * (counts[0] - BATCH):  # without these rows the curves are invented
            raise complain(f"{PLACE}: training", "too few epochs", got=rows // counts[0], want=EPOCHS)

    def rows(self, keys: Array, part: int) -> Array:
        """Which rows of the training (0), validation (1) or test set (2) these are; -1 for those of no
        other.
        """
        of, rows = diary.located(keys, self.keys)
        return np.where(of == part, rows, -1)

    def epochs(self) -> list[Epoch]:
        """What was done, by epoch: as many rows to learn from as the training set has, and what follows; a
        short last batch may be missing.
        """
        result, room = list[Epoch](), 0
        for one in self.passes:
            learnt = "B" in one.followed and bool((self.rows(one.keys, 1) < 0).any())
            if learnt and (room <= 0 or (room < BATCH and result[-1].others)):
                result.append(Epoch())
                room = self.counts[0]
            if learnt:
                room -= len(one.keys)
                result[-1].learnt.append(one)
            elif result:
                result[-1].others.append(one)
        return result

    def in_order(self) -> list[Array]:
        """The rows that each epoch trained on, in order."""
        return [self.rows(np.concatenate([one.keys for one in e.learnt]), 0) for e in self.epochs()]


@TESTS.test("training_statistics", "order of the calls", 1.5, about=PLACE, needs=NEEDS)
def _order(exam: Exam) -> None:
    """For every batch: forward, backward, step; zero_grads anywhere except between backward and step."""
    run = Run(exam)
    for one in run.passes:
        done = one.followed
        if "B" in done and "S" not in done[done.index("B") :]:
            raise complain(f"{PLACE}: a batch", "no step", _said(done))
        if "Z" in done[done.find("B") : done.find("S")] and "B" in done:
            raise complain(f"{PLACE}: a batch", "zeroed before the step", _said(done))
        if "B" in done and (done.count("S") > 1 or done.count("B") > 1):
            raise complain(f"{PLACE}: a batch", "two steps", _said(done))
        if "S" in done and "B" not in done:
            raise complain(f"{PLACE}: a batch", "step without backward", _said(done))
    found = run.epochs()
    if len(found) != EPOCHS:
        raise complain(f"{PLACE}: training", "too few epochs", got=len(found), want=EPOCHS)
    if not any("Z" in one.followed for one in run.passes):
        exam.note(complain(f"{PLACE}: the gradient", "gradients never zeroed"))
    if any(not one.training for epoch in found for one in epoch.learnt):
        exam.note(complain(f"{PLACE}: the network", "training in evaluation mode"))
    validation = [one for epoch in found for one in epoch.others if (run.rows(one.keys, 1) >= 0).any()]
    if any(one.training for one in validation):
        exam.note(complain(f"{PLACE}: the validation", "validation in training mode"))


def _said(followed: str) -> str:
    names = {"B": "backward", "S": "step", "Z": "zero_grads"}
    return "calls for one batch: " + ", ".join(["forward", *(names[event] for event in followed)])


@TESTS.test("training_statistics", "partitions", 1, about=PLACE, needs=NEEDS, after=("order of the calls",))
def _partitions(exam: Exam) -> None:
    run = Run(exam)
    if any((run.rows(one.keys, 2) >= 0).any() for one in run.passes):
        raise complain(f"{PLACE}: the network", "uses the test set")
    if any("B" in one.followed and (run.rows(one.keys, 1) >= 0).any() for one in run.passes):
        raise complain(f"{PLACE}: the network", "trains on validation data")
    for number, epoch in enumerate(run.epochs(), start=1):
        learnt = np.concatenate([one.keys for one in epoch.learnt])
        rows = run.rows(learnt, 0)
        labels = np.concatenate([one.labels for one in epoch.learnt if one.labels is not None])
        if (rows < 0).any() or (labels != run.parts[0][1].argmax(axis=1)[rows]).any():
            raise complain(f"{PLACE}: the training set", "unpaired", f"in epoch {number}")
        _validated(run, epoch, number)
    for kind in ("losses", "errors"):
        training, validation = (run.got[f"{part}_{kind}"] for part in ("training", "validation"))
        if np.array_equal(_numbers(training), _numbers(validation)):
            raise complain(f"{PLACE}: validation_{kind}", "training figures for validation")
    given = {
        "train_x": run.keys[0],
        "train_y": run.parts[0][1],
        "val_x": run.keys[1],
        "val_y": run.parts[1][1],
    }
    exam.note(changed(run.got, given, PLACE))


def _validated(run: Run, epoch: Epoch, number: int) -> None:
    """The whole validation set follows the training passes of each epoch."""
    where = f"{PLACE}: the validation of epoch {number}"
    if not epoch.others:
        raise complain(where, "missing", got="no forward pass came after the epoch's training")
    rows = run.rows(np.concatenate([one.keys for one in epoch.others]), 1)
    seen = len(np.unique(rows[rows >= 0]))
    if not seen:
        raise complain(where, "validates on training data")
    if seen < run.counts[1]:
        raise complain(where, "rows left out", f"{seen} of {run.counts[1]} rows")


@TESTS.test(
    "training_statistics",
    "shuffled between epochs",
    1,
    about=PLACE,
    needs=NEEDS,
    after=("order of the calls", "partitions"),
)
def _shuffled(exam: Exam) -> None:
    run = Run(exam)
    diary.check_orders(PLACE, run.in_order(), run.counts[0], BATCH)


def _numbers(value: Any) -> Array:
    """A curve of any type, converted to an array."""
    if isinstance(value, HandinFailed):
        raise value
    return np.asarray(value, dtype=float).reshape(-1)


@TESTS.test(
    "training_statistics",
    "curves that fall",
    1,
    about=PLACE,
    needs=NEEDS,
    after=("order of the calls", "partitions", "shuffled between epochs"),
)
def _curves(exam: Exam) -> None:
    run = Run(exam)
    for name in NAMES:
        curve = _numbers(run.got[name])
        if curve.size < 2:
            check(run.got, {name: np.zeros(EPOCHS)}, place=PLACE)
        elif not np.isfinite(curve).all() or curve[-1] >= curve[0]:
            raise complain(f"{PLACE}: {name}", "does not learn", np.array2string(curve, precision=4))


@TESTS.test("training_statistics", "four arrays of a figure an epoch", 0.5, about=PLACE, needs=NEEDS)
def _arrays(exam: Exam) -> None:
    run = Run(exam)
    for name in NAMES:
        value = run.got[name]
        if not isinstance(value, np.ndarray) or value.shape != (EPOCHS,):
            check(run.got, {name: np.zeros(EPOCHS)}, place=PLACE)


# ---- remarks


AFTER: dict[str, Any] = {
    "needs": NEEDS,
    "after": ("order of the calls", "partitions", "four arrays of a figure an epoch"),
}


@TESTS.remark("training_statistics", "a short last batch", about=PLACE, **AFTER)
def _short(exam: Exam) -> None:
    run = Run(exam, UNEVEN)
    diary.check_orders(PLACE, run.in_order(), run.counts[0], BATCH)
    for number, epoch in enumerate(run.epochs(), start=1):
        _validated(run, epoch, number)


@TESTS.remark("training_statistics", "figures", about=PLACE, **AFTER)
def _figures(exam: Exam) -> None:
    run = Run(exam)
    parts = _by_batch(run)
    for name, epochs in parts.items():
        if not all(epochs):  # no pass over that set; the test of the partitions reports it
            continue
        value = run.got[name]
        by_batch = np.array([np.mean([part.mean() for part in epoch]) for epoch in epochs])
        if isinstance(value, np.ndarray) and close(value, by_batch, 1e-3 + allowed(by_batch)):
            continue  # the mean of the batches' means, which is also an average
        check(
            run.got,
            {name: _averages(epochs)},
            place=PLACE,
            N=BATCH,
            candidates=lambda name=name: _mistaken(run, name, parts),
        )


def _by_batch(run: Run) -> dict[str, list[list[Array]]]:
    """The losses and errors of every row that each curve is averaged from, by batch and epoch."""
    training = [_of(run, epoch.learnt, 0) for epoch in run.epochs()]
    validation = [_of(run, epoch.others, 1) for epoch in run.epochs()]
    pairs = ((training, 0), (training, 1), (validation, 0), (validation, 1))
    return {
        name: [[part[which] for part in epoch] for epoch in kind]
        for name, (kind, which) in zip(NAMES, pairs, strict=True)
    }


def _averages(epochs: Sequence[Sequence[Array]]) -> Array:
    """Over the rows of each epoch."""
    return np.array([np.concatenate(epoch).mean() for epoch in epochs])


def _of(run: Run, passes: Sequence[Pass], part: int) -> list[tuple[Array, Array]]:
    """Loss and error of each row of this part, batch by batch, from the outputs that the network gave."""
    result = []
    for one in passes:
        rows, outputs = run.rows(one.keys, part), one.outputs
        if outputs is not None and (rows >= 0).all():
            labels = run.parts[part][1][rows]
            wrong = (outputs.argmax(axis=1) != labels.argmax(axis=1)) * 1.0
            result.append((cross_entropy(outputs, labels), wrong))
    return result


def _mistaken(
    run: Run, name: str, parts: Mapping[str, Sequence[Sequence[Array]]]
) -> Iterable[tuple[str, dict[str, Any]]]:
    """The curves that result from other ways of averaging."""
    batches, errors = parts[name], name.endswith("errors")
    total = np.array([sum(part.sum() for part in epoch) for epoch in batches])
    rows = np.array([sum(len(part) for part in epoch) for epoch in batches])
    count = np.array([len(epoch) for epoch in batches])
    yield "as a count" if errors else "summed", {name: total}
    yield "summed", {name: np.array([sum(part.mean() for part in epoch) for epoch in batches])}
    yield "as a count" if errors else "summed", {name: total / count}
    yield "divided by N", {name: total / rows / BATCH}
    yield "stale state", {name: np.array([epoch[-1].mean() for epoch in batches])}
    for other in NAMES:
        if other != name and all(parts[other]):
            yield "another figure", {name: _averages(parts[other])}
