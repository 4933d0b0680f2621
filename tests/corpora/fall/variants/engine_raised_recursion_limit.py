"""Recursion, node by node, under a raised limit."""

BASE = "student"
EDITS = [
    (
        "mytorch/autograd_engine.py",
        "import numpy as np",
        """
        import sys

        import numpy as np

        sys.setrecursionlimit(50_000)
        """,
    ),
    (
        "mytorch/autograd_engine.py:backward",
        """
        order = []
        seen = set()
        stack = [(grad_fn, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                for parent in node.next_functions:
                    if parent is not None and id(parent) not in seen:
                        stack.append((parent, False))
        """,
        """
        order = []
        seen = set()

        def visit(node):
            seen.add(id(node))
            for parent in node.next_functions:
                if parent is not None and id(parent) not in seen:
                    visit(parent)
            order.append(node)

        visit(grad_fn)
        """,
    ),
]
