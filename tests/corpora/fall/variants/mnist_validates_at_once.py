"""Validates in a single batch."""

BASE = "student"
PLACE = "hw1/mnist.py:validate"
OLD = """
for start in range(0, len(val_x), BATCH_SIZE):
    out = model(Tensor(val_x[start : start + BATCH_SIZE]))
    predictions = np.argmax(out.data, axis=1)
    correct += np.sum(predictions == val_y[start : start + BATCH_SIZE])
"""
NEW = """
predictions = np.argmax(model(Tensor(val_x)).data, axis=1)
correct = np.sum(predictions == val_y)
"""
