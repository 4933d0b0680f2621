"""The page of one run of mnist, stats or train."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from numpy.typing import NDArray

from hw1.output import check_writable, write_file
from hw1.plots import Picture
from hw1.reports.answers import Answers, show_answers
from hw1.reports.html_page import figure, page, paragraph, section, terms, text
from hw1.reports.inside import show_all_looks, show_weights
from hw1.reports.measuring import LayerFigures, Look

__all__ = ["Curves", "RunReport", "word", "words"]


INCLUDED = "MNIST, included"


class Curves(NamedTuple):
    """A plot of the run, with what to see in it."""

    picture: Picture
    alt: str
    sentences: Sequence[str]


class RunReport:
    """The page of a run while the run goes on: it keeps what is seen inside the network, and is written once.

    OutputError, before any work, if the file cannot be written.
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        check_writable(self.path)
        self.looks: dict[str, list[Look]] = {}

    def look(self, epoch: int, layers: list[LayerFigures], whose: str = "") -> None:
        """Keep what was seen after this epoch; 0 is before training.

        whose: which network it was, where there are several, as " by hand".
        """
        self.looks.setdefault(whose, []).append(Look(epoch, layers))

    def write(
        self,
        *,
        title: str,
        lead: str,
        figures: Mapping[str, str],
        curves: Curves,
        record: Mapping[str, Any],
        answers: Answers | None = None,
        remark: str = "",
        weights: NDArray[Any] | None = None,
        image_shape: tuple[int, int] | None = None,
    ) -> None:
        """Write the page of what there is. OutputError if that fails.

        lead: the result, in a sentence. figures: the numbers at the top. record: what run.json says. answers:
        of the trained network, None if the run was stopped before. remark: what is said below them.
        weights, image_shape: see `show_weights`.
        """
        parts = [paragraph(lead, "lead"), terms(figures, "figures")]
        plot = figure(curves.picture, curves.alt)
        parts.append(section("How it learnt", *map(paragraph, curves.sentences), plot))
        if answers:
            parts += [show_answers(answers), paragraph(remark)]
        if weights is not None:
            parts.append(show_weights(weights, image_shape))
        if any(looks[0].layers for looks in self.looks.values()):
            parts += show_all_looks(self.looks)
        parts.append(section("Settings", terms(words(record["options"]))))
        made = ", ".join(f"{name} {version}" for name, version in record["versions"].items() if version)
        foot = f"<p>Made by the command {text(record['command'])}, with {text(made)}.</p>"
        write_file(self.path, page(title, "\n".join(filter(None, parts)), foot).encode())


def words(options: Mapping[str, Any]) -> dict[str, str]:
    """Settings as their options are written."""
    return {
        name: INCLUDED if name == "data" and value is None else word(value) for name, value in options.items()
    }


def word(value: Any) -> str:
    """A setting's value, as it would be given."""
    if value is None:
        return "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
