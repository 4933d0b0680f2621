"""Shuffles a list of pairs of image and label."""

STYLE = "handout"
BASE = "handout"
FILES_OF = {
    "mytorch/loss.py": "loops",
    "mytorch/linear.py": "einsum",
}
EDITS = [
    ("hw1/hw1.py:get_training_stats", "idxs = np.arange(len(trainx))", "pairs = list(zip(trainx, trainy))"),
    (
        "hw1/hw1.py:get_training_stats",
        """
        batch = idxs[b:b + batch_size]
        mlp.forward(trainx[batch])
        mlp.backward(trainy[batch])
        total_loss += mlp.total_loss(trainy[batch])
        total_error += mlp.error(trainy[batch])
        """,
        """
        x, y = [np.stack(column) for column in zip(*pairs[b:b + batch_size])]
        mlp.forward(x)
        mlp.backward(y)
        total_loss += mlp.total_loss(y)
        total_error += mlp.error(y)
        """,
    ),
    ("hw1/hw1.py:get_training_stats", "np.random.shuffle(idxs)", "np.random.shuffle(pairs)"),
]
