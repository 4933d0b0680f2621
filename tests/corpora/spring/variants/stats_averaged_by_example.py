"""Averages over examples, not over batches."""

BASE = "student"
EDITS = [
    (
        "hw1/hw1.py:get_training_stats",
        """
        losses.append(mlp.total_loss(y) / len(x))
        errors.append(mlp.error(y) / len(x))
        mlp.step()
        """,
        """
        losses.append(mlp.total_loss(y))
        errors.append(mlp.error(y))
        mlp.step()
        """,
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "training_losses[e] = np.mean(losses)",
        "training_losses[e] = np.sum(losses) / len(trainx)",
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "training_errors[e] = np.mean(errors)",
        "training_errors[e] = np.sum(errors) / len(trainx)",
    ),
]
