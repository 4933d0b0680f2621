"""The loop keeps the mean loss of a batch as a number, and takes the mean of the numbers."""

STYLE = "recursive"
BASE = "recursive"
FILES_OF = {
    "mytorch/activation.py": "shared",
    "mytorch/loss.py": "verbose",
    "mytorch/linear.py": "compact",
    "mytorch/batchnorm.py": "loops",
}
EDITS = [
    (
        "hw1/hw1.py:get_training_stats.epoch",
        """
        losses, errors = 0.0, 0
        while len(indices):
            batch, indices = indices[:batch_size], indices[batch_size:]
            mlp(x[batch])
            losses += mlp.total_loss(y[batch])
            errors += mlp.error(y[batch])
            if learn:
                mlp.backward(y[batch])
                mlp.step()
                mlp.zero_grads()
        """,
        """
        losses, errors = [], []
        while len(indices):
            batch, indices = indices[:batch_size], indices[batch_size:]
            mlp(x[batch])
            losses.append(float(mlp.criterion(mlp.output, y[batch]).mean()))
            errors.append(float(mlp.error(y[batch]) / len(batch)))
            if learn:
                mlp.backward(y[batch])
                mlp.step()
                mlp.zero_grads()
        """,
    ),
    (
        "hw1/hw1.py:get_training_stats.epoch",
        "return losses / len(x), errors / len(x)",
        "return sum(losses) / len(losses), sum(errors) / len(errors)",
    ),
]
