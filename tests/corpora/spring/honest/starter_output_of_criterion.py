"""Asks the criterion for loss and error, since it keeps logits and labels."""

STYLE = "starter"
BASE = "starter"
FILES_OF = {
    "mytorch/activation.py": "verbose",
    "mytorch/linear.py": "starter",
    "mytorch/batchnorm.py": "compact",
}
EDITS = [
    (
        "hw1/hw1.py:MLP.error",
        "return (np.argmax(self.output, axis = 1) != np.argmax(labels, axis = 1)).sum()",
        "return (np.argmax(self.pred, axis = 1) != np.argmax(labels, axis = 1)).sum()",
    ),
    (
        "hw1/hw1.py:MLP.total_loss",
        "return self.criterion(self.output, labels).sum()",
        "return self.criterion(self.pred, labels).sum()",
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "losses.append(np.sum(mlp.loss)/batch_size)",
        "losses.append(np.mean(mlp.criterion.loss))",
    ),
    (
        "hw1/hw1.py:get_training_stats",
        """
        errors.append(np.sum(np.argmax(pred, axis=1) != np.argmax(y, axis=1))/batch_size)
        mlp.step()
        """,
        """
        errors.append(mlp.error(y)/len(y))
        mlp.step()
        """,
    ),
]
