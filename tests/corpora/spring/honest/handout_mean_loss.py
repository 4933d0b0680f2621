"""total_loss is the mean of the batch, and the curves are means of these."""

STYLE = "handout"
BASE = "handout"
FILES_OF = {
    "mytorch/activation.py": "loops",
    "mytorch/loss.py": "compact",
    "mytorch/batchnorm.py": "shared",
}
EDITS = [
    (
        "hw1/hw1.py:MLP.total_loss",
        "return self.criterion(self.output, labels).sum()",
        "return np.mean(self.criterion(self.output, labels))",
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "total_loss += mlp.total_loss(trainy[batch])",
        "total_loss += mlp.total_loss(trainy[batch]) * len(batch)",
    ),
    (
        "hw1/hw1.py:get_training_stats",
        "total_loss += mlp.total_loss(valy[b:b + batch_size])",
        "total_loss += mlp.total_loss(valy[b:b + batch_size]) * len(valy[b:b + batch_size])",
    ),
]
