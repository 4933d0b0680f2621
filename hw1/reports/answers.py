"""What a trained network answers: who is taken for whom, and the surest mistakes."""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hw1.plots import to_png
from hw1.reports.html_page import image, paragraph, section, table, text

__all__ = ["Answers", "answers_of", "show_answers"]

MOST_CLASSES = 20  # that the table of confusions shows
SHOWN = 24  # mistakes that are shown


class Answers(NamedTuple):
    """The answers of a network for one part of the data."""

    part: str  # as "test"
    classes: tuple[str, ...]
    truth: NDArray[Any]  # (N,), the index of the class
    probabilities: NDArray[Any]  # (N, classes)
    images: NDArray[Any] | None = None  # (N, H, W) or (N, H, W, 3), from 0 to 1; None for rows of a table

    @property
    def given(self) -> NDArray[Any]:
        """(N,), the index of the most probable class."""
        return self.probabilities.argmax(1)


def answers_of(
    part: str,
    classes: tuple[str, ...],
    truth: NDArray[Any],
    outputs: NDArray[Any],
    images: NDArray[Any] | None,
) -> Answers:
    """The answers that a network's outputs, before softmax, stand for.

    images: (N, H, W), (N, 1, H, W) or (N, 3, H, W), bytes or floats, scaled here to [0, 1]; or None. Others,
    with two channels for example, cannot be shown.
    """
    z = outputs.astype(np.float64)
    powers = np.exp(z - z.max(1, keepdims=True))
    if images is not None and images.ndim == 4:
        images = images[:, 0] if images.shape[1] == 1 else np.moveaxis(images, 1, -1)
    if images is not None and images.shape[3:] not in ((), (3,)):
        images = None
    if images is not None:
        largest = 255.0 if images.dtype == np.uint8 else max(float(images.max()), 1e-12)
        images = images / largest
    return Answers(part, classes, truth, powers / powers.sum(1, keepdims=True), images)


def show_answers(answers: Answers) -> str:
    """The section of a page: a sentence, the table of confusions, and the surest mistakes."""
    wrong = np.flatnonzero(answers.given != answers.truth)
    parts = [paragraph(_sentence(answers, wrong))]
    if len(answers.classes) <= MOST_CLASSES:
        parts.append(_confusions(answers))
    if len(wrong):
        sure = answers.probabilities[wrong, answers.given[wrong]]
        surest = wrong[np.argsort(-sure, kind="stable")][:SHOWN]
        parts.append(_mistakes(answers, surest, len(wrong)))
    return section(f"What it answers on the {answers.part} part", *parts)


def _sentence(answers: Answers, wrong: NDArray[Any]) -> str:
    """How many are right, the commonest mistake, and the class that is hardest."""
    n = len(answers.truth)
    said = f"{n - len(wrong):,} of {n:,} are right ({1 - len(wrong) / n:.2%})."
    if not len(wrong):
        return said
    pairs = Counter(zip(answers.truth[wrong].tolist(), answers.given[wrong].tolist(), strict=True))
    (true, read), times = pairs.most_common(1)[0]
    names = answers.classes
    said += f" The commonest mistake: {names[true]} taken for {names[read]}, {_times(times)}."
    there = [i for i in range(len(names)) if (answers.truth == i).any()]
    rates = {i: float((answers.given == i)[answers.truth == i].mean()) for i in there}
    hardest, easiest = min(there, key=rates.__getitem__), max(there, key=rates.__getitem__)
    if rates[hardest] < rates[easiest]:
        said += (
            f" The hardest class is {names[hardest]}, of which {rates[hardest]:.1%} are right; the easiest "
            f"{names[easiest]}, {rates[easiest]:.1%}."
        )
    return said


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _confusions(answers: Answers) -> str:
    """The table: a row for each true class, a column for each answer, shaded by the number of mistakes."""
    size = len(answers.classes)
    counts = np.zeros((size, size), int)
    np.add.at(counts, (answers.truth, answers.given), 1)
    most = int((counts - np.diag(counts.diagonal())).max())
    rows, cells = [], {}
    for i, row in enumerate(counts):
        right = f"{row[i] / row.sum():.1%}" if row.sum() else "–"
        rows.append([answers.classes[i], *(f"{count:,}" for count in row), right])
        for j, count in enumerate(row):
            shade = 0 if not count else 1 + min(3, int(4 * count / (most + 1)))
            cells[i, j + 1] = "right" if i == j else f"miss-{shade}"
    caption = (
        "How many of each class (row) were taken for which class (column). Blue: right; the stronger the "
        "orange, the commoner the mistake."
    )
    return table(caption, ["true class", *answers.classes, "right"], rows, "confusion", cells)


def _mistakes(answers: Answers, surest: NDArray[Any], wrong: int) -> str:
    """The mistakes that the network was surest of, as pictures or, for rows of a table, as a table."""
    which = (
        f"the {len(surest)} surest of {wrong:,}" if len(surest) < wrong else "all of them, the surest first"
    )
    rows, items = [], []
    for i in surest:
        read, true = answers.given[i], answers.truth[i]
        sure, own = (_percent(answers.probabilities[i, one]) for one in (read, true))
        name, real = answers.classes[read], answers.classes[true]
        if answers.images is None:
            rows.append([str(i + 1), name, sure, real, own])
        else:
            shown = image(to_png(answers.images[i]), f"Example {i + 1} of the {answers.part} part, a {real}")
            said = f"<b>{text(real)}</b> read as <b>{text(name)}</b>"
            items.append(f"<li>{shown}{said}<br>{text(name)}: {sure}<br>{text(real)}: {own}</li>")
    if rows:
        heads = ["row", "answer", "probability", "true class", "its probability"]
        told = table(f"Rows of the {answers.part} part that were mistaken", heads, rows)
    else:
        told = "\n".join(['<ul class="digits">', *items, "</ul>"])
    return f"<h3>Mistakes: {which}</h3>\n{told}"


def _percent(share: float) -> str:
    """A probability; never rounded to certainty or to nothing."""
    if 0.0005 <= share < 0.9995:
        return f"{share:.1%}"
    return "99.9…%" if share > 0.5 else "0.0…%"
