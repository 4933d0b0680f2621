"""The page of a run of `train`."""

from collections.abc import Mapping, Sequence
from typing import Any

from hw1.jobs.datasets import Data
from hw1.jobs.fit import Inputs, outputs
from hw1.plots import Picture
from hw1.reports.answers import answers_of
from hw1.reports.measuring import EXAMPLES, first_weights, look_at_module
from hw1.reports.run_report import Curves, RunReport
from hw1.reports.sentences import of_accuracies, of_losses
from mytorch.nn import CrossEntropyLoss, Module
from mytorch.tensor import Tensor

__all__ = ["TrainReport"]


class TrainReport(RunReport):
    """Watches the network of a job while it trains, and writes the run's page."""

    def __init__(self, path: str, model: Module, data: Data, inputs: Inputs) -> None:
        """model: not trained yet. ModelError if it cannot be copied, which a look inside needs."""
        super().__init__(path)
        self.model, self.data, self.inputs = model, data, inputs
        self.watch(0)

    def watch(self, epoch: int) -> None:
        """Look inside the network after this epoch; 0 is before training."""
        x, y = (part[:EXAMPLES] for part in self.data.train)
        self.look(
            epoch,
            look_at_module(self.model, lambda model: CrossEntropyLoss()(model(self.inputs(x)), Tensor.of(y))),
        )

    def finish(
        self,
        title: str,
        picture: Picture,
        columns: Mapping[str, Sequence[float]],
        best: int,
        record: Mapping[str, Any],
        stopped: str,
    ) -> None:
        """Write the page. The model must have the weights of the best epoch so far.

        columns: the table of epochs, by name. best: the epoch, from 1. stopped: why the run ended early,
        else "".
        """
        data, accuracies = self.data, columns["validation_accuracy"]
        x, y = data.test
        answers = answers_of(
            "test", data.classes, y, outputs(self.model, x, self.inputs), x if x.ndim == 4 else None
        )
        right = float((answers.given == y).mean())
        figures = {
            "validation accuracy": f"{accuracies[best - 1]:.2%}",
            "test accuracy": f"{right:.2%}",
            "best epoch": f"{best} of {len(accuracies)}",
            "validation loss": f"{columns['validation_loss'][best - 1]:.4f}",
        }
        lead = (
            f"The model that is kept, of epoch {best}, is right on {right:.2%} of the test part, which it "
            "has never seen."
        )
        if stopped:
            lead = f"The run was stopped early: {stopped} This page shows what there is. {lead}"
        self.write(
            title=f"Training: {title.partition(', lr')[0]}",
            lead=lead,
            figures=figures,
            curves=Curves(
                picture,
                f"Two plots over {len(accuracies)} epochs, each with the training and the validation curve. "
                f"Left: the losses. Right: the accuracies, of which validation's is best in epoch {best}.",
                [
                    of_accuracies([float(epoch) for epoch in columns["epoch"]], accuracies),
                    of_losses(columns["training_loss"], columns["validation_loss"]),
                ],
            ),
            record=record,
            answers=answers,
            weights=first_weights(self.model),
            image_shape=data.input_shape[1:]
            if len(data.input_shape) == 3 and data.input_shape[0] == 1
            else None,
        )
