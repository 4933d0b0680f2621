"""The page of a run of `mnist`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hw1.data import CLASSES, IMAGE_SHAPE, Mnist
from hw1.jobs.fit import outputs
from hw1.plots import Picture
from hw1.reports.answers import answers_of
from hw1.reports.measuring import EXAMPLES, first_weights, look_at_module
from hw1.reports.run_report import Curves, RunReport
from hw1.reports.sentences import of_accuracies
from mytorch.nn import CrossEntropyLoss, Module
from mytorch.tensor import Tensor

__all__ = ["MnistReport"]

LAST = 50  # batches, whose mean loss is called the training loss


class MnistReport(RunReport):
    """Watches a network of `hw1.mnist` while it trains, and writes the run's page."""

    def __init__(self, path: str, images: Mnist, dtype: DTypeLike) -> None:
        super().__init__(path)
        self.images, self.dtype = images, dtype

    def begin(self, model: Module) -> None:
        """The network is about to be trained."""
        self.model = model
        self.watch(0)

    def watch(self, epoch: int) -> None:
        """Look inside the network after this epoch; 0 is before training."""
        x, y = (part[:EXAMPLES] for part in self.images.train)
        self.look(
            epoch, look_at_module(self.model, lambda model: CrossEntropyLoss()(model(self._inputs(x)), y))
        )

    def _inputs(self, x: NDArray[Any]) -> Tensor:
        return Tensor.of(np.divide(x, 255, dtype=self.dtype))

    def finish(
        self,
        title: str,
        picture: Picture,
        times: Sequence[float],
        accuracies: Sequence[float],
        losses: Sequence[float],
        record: Mapping[str, Any],
        stopped: str,
    ) -> None:
        """Write the page. times: in epochs, of the accuracies. stopped: why the run ended early, else ""."""
        figures = {
            name: f"{record['figures'][key]:.2%}"
            for name, key in (
                ("validation accuracy", "validation_accuracy"),
                ("test accuracy", "test_accuracy"),
            )
            if key in record["figures"]
        }
        figures["best validation accuracy"] = f"{max(accuracies):.2%}"
        figures["training loss"] = f"{np.mean(losses[-LAST:]):.3f}"
        answers = None
        if stopped:
            lead = f"The run was stopped early: {stopped} This page shows what there is."
        else:
            lead = (
                f"Trained by autograd, the network reads {figures['test accuracy']} of the test images "
                "right, which it has never seen."
            )
            x, y = self.images.test
            found = outputs(self.model, x, self._inputs)
            answers = answers_of(
                "test", tuple(map(str, range(CLASSES))), y, found, x.reshape(-1, *IMAGE_SHAPE)
            )
        self.write(
            title=f"MNIST by autograd: {title.partition(':')[0]}",
            lead=lead,
            figures=figures,
            curves=Curves(
                picture,
                f"Two plots over {times[-1]:.3g} epochs. Left: the validation accuracy, up to "
                f"{max(accuracies):.2%}. Right: the training loss, from {losses[0]:.2f} down to about "
                f"{np.mean(losses[-LAST:]):.2f} nats an image.",
                [
                    of_accuracies(times, accuracies),
                    f"The loss of the first batch is {losses[0]:.2f}; guessing at random costs "
                    f"{np.log(CLASSES):.2f}. The mean of the last {min(LAST, len(losses))} batches is "
                    f"{np.mean(losses[-LAST:]):.3f}.",
                ],
            ),
            record=record,
            answers=answers,
            weights=first_weights(self.model),
            image_shape=IMAGE_SHAPE,
        )
