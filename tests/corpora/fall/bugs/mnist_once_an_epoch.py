"""Validates once an epoch, at its end."""

BASE = "student"
PROBLEM = "mnist"
HYPOTHESIS = "validated at other times"
PLACE = "hw1/mnist.py:train"
OLD = """
for i, start in enumerate(range(0, len(x), BATCH_SIZE)):
    model.train()
    optimizer.zero_grad()
    out = model(Tensor(x[start : start + BATCH_SIZE]))
    loss = criterion(out, Tensor(y[start : start + BATCH_SIZE]))
    loss.backward()
    optimizer.step()
    if i % 100 == 0:
        val_accuracies.append(validate(model, val_x, val_y))
"""
NEW = """
for i, start in enumerate(range(0, len(x), BATCH_SIZE)):
    model.train()
    optimizer.zero_grad()
    out = model(Tensor(x[start : start + BATCH_SIZE]))
    loss = criterion(out, Tensor(y[start : start + BATCH_SIZE]))
    loss.backward()
    optimizer.step()
val_accuracies.append(validate(model, val_x, val_y))
"""
