"""The validation comes before the epoch's training."""

BASE = "student"
PROBLEM = "training_statistics"
HYPOTHESIS = None
EDITS = [
    (
        "hw1/hw1.py:get_training_stats",
        "np.random.shuffle(idxs)  # noqa: NPY002",
        """
        np.random.shuffle(idxs)  # noqa: NPY002
        mlp.eval()
        mlp(valx)
        validation_losses[e] = mlp.total_loss(valy) / len(valx)
        validation_errors[e] = mlp.error(valy) / len(valx)
        """,
    ),
    (
        "hw1/hw1.py:get_training_stats",
        """
        for b in range(0, len(valx), batch_size):
            x = valx[b : b + batch_size]
            y = valy[b : b + batch_size]
            mlp(x)
            losses.append(mlp.total_loss(y) / len(x))
            errors.append(mlp.error(y) / len(x))
        validation_losses[e] = np.mean(losses)
        validation_errors[e] = np.mean(errors)
        """,
        """
        for b in range(0, len(valx), batch_size):
            x = valx[b : b + batch_size]
            y = valy[b : b + batch_size]
            pass
        """,
    ),
]
