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
        "hw1/hw1.py",
        """        losses, errors = 0.0, 0
        while len(indices):
            batch, indices = indices[:batch_size], indices[batch_size:]
            mlp(x[batch])
            losses += mlp.total_loss(y[batch])
            errors += mlp.error(y[batch])
""",
        """        losses, errors = [], []
        while len(indices):
            batch, indices = indices[:batch_size], indices[batch_size:]
            mlp(x[batch])
            losses.append(float(mlp.criterion(mlp.output, y[batch]).mean()))
            errors.append(float(mlp.error(y[batch]) / len(batch)))
""",
    ),
    (
        "hw1/hw1.py",
        """        return losses / len(x), errors / len(x)
""",
        """        return sum(losses) / len(losses), sum(errors) / len(errors)
""",
    ),
]
