"""Spring 2020, 3.6: get_training_stats, run briefly on real digits and judged by what it did and what it
returned.

What it did is in the diary of the network, the hand-in's own, that it trained. Its figures are held
against the network's own outputs, so that a mistake in the network costs nothing here, as long as it learns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading import diary
from autograder.grading.compare import allowed, close
from autograder.grading.diagnose import changed, check
from autograder.grading.diary import Epoch, complain
from autograder.grading.exam import Catalogue, Exam
from autograder.grading.formulas import cross_entropy

__all__ = ["TESTS"]

TESTS = Catalogue()
Array = NDArray[Any]

PLACE = "get_training_stats"
SIDE, HIDDEN, EPOCHS, BATCH = 7, 20, 4, 100
COUNTS = (1030, 230, 130)  # training, validation, test: a short batch at the end
ERROR = 0.5  # of 10 classes; a right implementation is below 0.3 after these epochs
NAMES = ("training_losses", "training_errors", "validation_losses", "validation_errors")


class Run:
    """One run: the data that went in, and what came back."""

    def __init__(self, exam: Exam) -> None:
        rng = exam.rng
        self.parts = []
        for x, y in diary.digits(rng, COUNTS, SIDE):
            self.parts.append(((x - x.mean()) / x.std(), np.eye(diary.CLASSES)[y]))
        probe = rng.normal(size=SIDE * SIDE)
        self.keys = [x @ probe for x, _ in self.parts]
        sizes = [SIDE * SIDE, HIDDEN, diary.CLASSES]
        (train_x, train_y), (val_x, val_y), (test_x, test_y) = self.parts
        self.got = exam.ask(
            "statistics_run", sizes=sizes, activations=["Sigmoid", "Identity"],
            weights=[rng.normal(size=(a, b)) / np.sqrt(a) for a, b in zip(sizes, sizes[1:], strict=False)],
            biases=[np.zeros((1, n)) for n in sizes[1:]], lr=0.05, momentum=0.8, num_bn_layers=1,
            train_x=train_x, train_y=train_y, val_x=val_x, val_y=val_y, test_x=test_x, test_y=test_y,
            probe=probe,
            nepochs=EPOCHS, batch_size=BATCH, seed=int(rng.integers(2**31)),
        )  # fmt: skip

    def rows(self, keys: Array, part: int) -> Array:
        """Which rows of the training (0), validation (1) or test set (2) these are; -1 for those of no
        other.
        """
        of, rows = diary.located(keys, self.keys)
        return np.where(of == part, rows, -1)

    def epochs(self) -> list[Epoch]:
        """What was done, by epoch."""
        passes = diary.passes(self.got, "B")
        if not any("B" in one.followed for one in passes):
            raise complain(f"{PLACE}: the network", "no step", "backward was never called")
        return diary.epochs(passes, "B")


@TESTS.test("training_statistics", "partitions, order and shuffling", 2)
def _order(exam: Exam) -> None:
    run = Run(exam)
    orders = []
    for number, epoch in enumerate(run.epochs(), start=1):
        for one in epoch.learnt + epoch.others:
            if (run.rows(one.keys, 2) >= 0).any():
                raise complain(f"{PLACE}: the network", "uses the test set")
        if not epoch.learnt:
            raise complain(
                f"{PLACE}: epoch {number}", "no step", "it has no training pass before its validation"
            )
        learnt = np.concatenate([one.keys for one in epoch.learnt])
        if (run.rows(learnt, 1) >= 0).any():
            raise complain(f"{PLACE}: the network", "trains on validation data")
        rows = run.rows(learnt, 0)
        labels = np.concatenate([one.labels for one in epoch.learnt if one.labels is not None])
        if (rows < 0).any() or (labels != run.parts[0][1].argmax(axis=1)[rows]).any():
            raise complain(f"{PLACE}: the training set", "unpaired", f"in epoch {number}")
        if any("S" not in one.followed for one in epoch.learnt):
            raise complain(f"{PLACE}: a batch", "no step")
        if any(not one.training for one in epoch.learnt):
            raise complain(f"{PLACE}: the network", "training in evaluation mode", f"in epoch {number}")
        _validation(run, epoch, number)
        orders.append(rows)
    if len(orders) != EPOCHS:
        raise complain(f"{PLACE}: training", "too few epochs", got=len(orders), want=EPOCHS)
    diary.check_orders(PLACE, orders, COUNTS[0], BATCH)
    given = {
        "train_x": run.keys[0],
        "train_y": run.parts[0][1],
        "val_x": run.keys[1],
        "val_y": run.parts[1][1],
    }
    exam.note(changed(run.got, given, PLACE))


def _validation(run: Run, epoch: Epoch, number: int) -> None:
    """After the training passes of an epoch: the whole validation set, in evaluation mode, each row with
    its mates.
    """
    where = f"{PLACE}: the validation of epoch {number}"
    if not epoch.others:
        raise complain(where, "missing", got="no forward pass came after the epoch's training")
    seen = np.concatenate([one.keys for one in epoch.others])
    if (run.rows(seen, 0) >= 0).any():
        raise complain(where, "validates on training data")
    rows = run.rows(seen, 1)
    if len(np.unique(rows[rows >= 0])) < COUNTS[1]:
        raise complain(where, "last batch dropped", f"{len(np.unique(rows))} of {COUNTS[1]} rows")
    if any(one.training for one in epoch.others):
        raise complain(where, "validation in training mode")


def _by_batch(run: Run) -> dict[str, list[list[Array]]]:
    """What each curve is made of: the figure of every row, batch by batch and epoch by epoch."""
    found = run.epochs()
    if len(found) != EPOCHS or not all(epoch.learnt and epoch.others for epoch in found):
        raise complain(f"{PLACE}: training and validation", "too few epochs", got=len(found), want=EPOCHS)
    training = [_of(run, epoch.learnt, 0) for epoch in found]
    validation = [_of(run, epoch.others, 1) for epoch in found]
    pairs = ((training, 0), (training, 1), (validation, 0), (validation, 1))
    return {
        name: [[part[which] for part in epoch] for epoch in kind]
        for name, (kind, which) in zip(NAMES, pairs, strict=True)
    }


def _averages(epochs: Sequence[Sequence[Array]]) -> Array:
    """Over the rows of each epoch."""
    return np.array([np.concatenate(epoch).mean() for epoch in epochs])


@TESTS.test("training_statistics", "figures", 2)
def _figures(exam: Exam) -> None:
    run = Run(exam)
    parts = _by_batch(run)
    for name, epochs in parts.items():
        value = run.got[name]
        by_batch = np.array([np.mean([part.mean() for part in epoch]) for epoch in epochs])
        if (
            isinstance(value, np.ndarray)
            and value.shape == by_batch.shape
            and close(value, by_batch, allowed(by_batch))
        ):
            continue  # the mean of the batches' means, which is also an average
        check(
            run.got, {name: _averages(epochs)}, place=PLACE, N=BATCH,
            candidates=lambda name=name: _mistaken(run, name, parts),
        )  # fmt: skip


@TESTS.test("training_statistics", "curves", 1)
def _curves(exam: Exam) -> None:
    """Whether the network learnt, by its own outputs: what curves were returned is judged by the test
    before.
    """
    run = Run(exam)
    curves = {name: _averages(epochs) for name, epochs in _by_batch(run).items()}
    for name, curve in curves.items():
        if not isinstance(run.got[name], np.ndarray) or run.got[name].shape != (EPOCHS,):
            check(run.got, {name: np.zeros(EPOCHS)}, place=PLACE)
        line = f"of the network's outputs: {np.array2string(curve, precision=4)}"
        if not np.isfinite(curve).all() or curve[-1] >= curve[0]:
            raise complain(f"{PLACE}: {name}", "does not learn", line)
        if name.endswith("errors") and curve[-1] > ERROR:
            raise complain(f"{PLACE}: {name}", "does not learn", line, f"expected at most {ERROR} in the end")


def _of(run: Run, passes: Sequence[diary.Pass], part: int) -> list[tuple[Array, Array]]:
    """Loss and error of each row, batch by batch, from the outputs that the network gave."""
    result = []
    for one in passes:
        outputs, rows = one.outputs, run.rows(one.keys, part)
        if (
            not isinstance(outputs, np.ndarray)
            or outputs.shape != (len(one.keys), diary.CLASSES)
            or (rows < 0).any()
        ):
            raise complain(
                f"{PLACE}: the network's passes", "missing", got="they are not over the set they should be"
            )
        labels = run.parts[part][1][rows]
        result.append(
            (cross_entropy(outputs, labels), (outputs.argmax(axis=1) != labels.argmax(axis=1)) * 1.0)
        )
    return result


def _mistaken(
    run: Run, name: str, parts: Mapping[str, Sequence[Sequence[Array]]]
) -> Iterable[tuple[str, dict[str, Any]]]:
    """What comes out of other ways to sum up."""
    batches, errors = parts[name], name.endswith("errors")
    total = np.array([sum(part.sum() for part in epoch) for epoch in batches])
    rows = np.array([sum(len(part) for part in epoch) for epoch in batches])
    count = np.array([len(epoch) for epoch in batches])
    yield "as a count" if errors else "summed", {name: total}
    yield "summed", {name: np.array([sum(part.mean() for part in epoch) for epoch in batches])}
    yield "as a count" if errors else "summed", {name: total / count}
    whole = [epoch[:-1] or epoch for epoch in batches]
    yield "last batch dropped", {name: _averages(whole)}
    yield "divided by N", {name: total / rows / BATCH}
    yield "stale state", {name: np.array([epoch[-1].mean() for epoch in batches])}
    yield "complement", {name: 1 - total / rows}
    training = name.replace("validation", "training")
    if training != name:
        yield "training figures for validation", {name: _averages(parts[training])}
        yield "training figures for validation", {name: run.got[training]}
    for other in NAMES:
        if other != name:
            yield "another figure", {name: _averages(parts[other])}
