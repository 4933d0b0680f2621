"""Shuffles pairs of batches' images and labels."""

BASE = "student"
PLACE = "hw1/mnist.py:train"
OLD = """
order = np.arange(len(train_x))
np.random.shuffle(order)  # noqa: NPY002
x, y = train_x[order], train_y[order]
"""
NEW = """
pairs = list(zip(train_x, train_y, strict=True))
np.random.shuffle(pairs)  # noqa: NPY002
x = np.array([image for image, _ in pairs])
y = np.array([label for _, label in pairs])
"""
