"""A loader that shuffles its own order once more after every epoch."""

STYLE = "objects"
BASE = "objects"
FILES_OF = {
    "mytorch/activation.py": "recursive",
    "mytorch/loss.py": "compact",
    "mytorch/linear.py": "handout",
    "mytorch/batchnorm.py": "verbose",
}
EDITS = [
    (
        "hw1/hw1.py:Loader.__iter__",
        """
        order = np.arange(len(self.x))
        if self.shuffle:
            np.random.shuffle(order)
        for rows in np.array_split(order, -(-len(order) // self.batch_size)):
            yield Batch(self.x[rows], self.y[rows])
        """,
        """
        for start in range(0, len(self.order), self.batch_size):
            rows = self.order[start:start + self.batch_size]
            yield Batch(self.x[rows], self.y[rows])
        if self.shuffle:
            np.random.shuffle(self.order)
        """,
    ),
    (
        "hw1/hw1.py:Loader.__init__",
        "self.x, self.y, self.batch_size, self.shuffle = x, y, batch_size, shuffle",
        """
        self.x, self.y, self.batch_size, self.shuffle = x, y, batch_size, shuffle
        self.order = np.arange(len(x))
        if shuffle:
            np.random.shuffle(self.order)
        """,
    ),
]
