"""The page of a run of `stats`, in one mode or in both."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import classic_mlp
from classic_mlp import Network
from hw1.data import CLASSES, IMAGE_SHAPE, Split
from hw1.plots import Picture
from hw1.reports.answers import answers_of
from hw1.reports.measuring import EXAMPLES, look_at_mlp
from hw1.reports.run_report import Curves, RunReport
from hw1.reports.sentences import of_losses, of_twins

__all__ = ["StatsReport"]

ROWS = 500  # in a batch where nothing is trained


class StatsReport(RunReport):
    """Watches Spring's networks while they train, and writes the run's page."""

    def __init__(
        self, path: str, data: Sequence[tuple[NDArray[Any], NDArray[Any]]], validation: Split
    ) -> None:
        """data: the partitions as the networks see them. validation: the images of the second as they are."""
        super().__init__(path)
        self.training, self.validation, self.images = data[0], data[1], validation
        self.networks: dict[str, Network] = {}

    def begin(self, way: str, network: Network) -> None:
        """A network is about to be trained; way: "by hand" or "by autograd"."""
        self.networks[way] = network
        self.watch(0)

    def watch(self, epoch: int) -> None:
        """Look inside the network that trains, after this epoch; 0 is before training."""
        x, labels = (part[:EXAMPLES] for part in self.training)
        way = list(self.networks)[-1]
        self.look(epoch, look_at_mlp(self.networks[way], x, labels), f" {way}")

    def finish(
        self,
        title: str,
        picture: Picture,
        runs: Mapping[str, Mapping[str, Sequence[float]]],
        record: Mapping[str, Any],
        stopped: str,
    ) -> None:
        """Write the page.

        runs: for each way, its four figures of every epoch. stopped: why the run ended early, else "".
        """
        ways = list(runs)
        first = runs[ways[0]]
        best = min(first["validation_errors"])
        figures = {
            "training loss": f"{first['training_losses'][-1]:.4f}",
            "training error": f"{first['training_errors'][-1]:.2%}",
            "validation loss": f"{first['validation_losses'][-1]:.4f}",
            "validation error": f"{first['validation_errors'][-1]:.2%}",
            "lowest validation error": f"{best:.2%}",
        }
        answers, remark, weights = None, "", None
        if stopped:
            lead = f"The run was stopped early: {stopped} This page shows what there is."
        else:
            lead = (
                f"After {len(first['training_losses'])} epochs the network trained {ways[0]} misreads "
                f"{figures['validation error']} of the validation images."
            )
            found = {way: self._outputs(network) for way, network in self.networks.items()}
            truth, images = self.images.labels, self.images.images.reshape(-1, *IMAGE_SHAPE)
            classes = tuple(map(str, range(CLASSES)))
            answers = answers_of("validation", classes, truth, found[ways[0]], images)
            if len(ways) > 1:
                same = int((found[ways[0]].argmax(1) == found[ways[1]].argmax(1)).sum())
                remark = (
                    f"Trained {ways[1]}, the network gives the same answer for {same:,} of {len(truth):,}."
                )
            weights = _first_weights(self.networks[ways[0]])
        lines = [
            of_losses(run["training_losses"], run["validation_losses"], f" {way}" if len(ways) > 1 else "")
            for way, run in list(runs.items())[:1]
        ]
        if len(ways) > 1:
            lines.insert(0, of_twins(*runs.values()))
        self.write(
            title=f"MNIST {title.partition(', lr')[0]}",
            lead=lead,
            figures=figures,
            curves=Curves(
                picture,
                f"Two plots over {len(first['training_losses'])} epochs, each with the training and the "
                "validation curve. Left: the losses. Right: the errors. The text above has their first and "
                "last numbers.",
                lines,
            ),
            record=record,
            answers=answers,
            remark=remark,
            weights=weights,
            image_shape=IMAGE_SHAPE,
        )

    def _outputs(self, network: Network) -> NDArray[Any]:
        """The outputs of a trained network for the validation images, in evaluation mode."""
        network.eval()
        x = self.validation[0]
        return np.concatenate([np.array(network.forward(x[i : i + ROWS])) for i in range(0, len(x), ROWS)])


def _first_weights(network: Any) -> NDArray[Any]:
    """The weights of the first layer, (units, inputs)."""
    layer = network.linear_layers[0]
    return np.asarray(layer.W.T if isinstance(network, classic_mlp.MLP) else layer.weight.data)
