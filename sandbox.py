#!/usr/bin/env python3
"""A place to try operations; begins with the worked example of Fall 2020, 0.1.

    d = a + a * b,   e = (d + c) + 3,   a = 1, b = 2, c = 3

a reaches e twice, directly and through a * b, so its gradients add up: 1 + b = 3.
"""

from hw1.find_python import use_venv

use_venv(needed=["numpy"])

from mytorch.tensor import Tensor  # noqa: E402

a = Tensor(1, requires_grad=True)
b = Tensor(2)
c = Tensor(3, requires_grad=True)

d = a + a * b
e = (d + c) + 3
e.backward()

print(f"e      = {e}")
print(f"a.grad = {a.grad}")
print(f"b.grad = {b.grad}")
print(f"c.grad = {c.grad}")

# Try your own operations below.
