"""Visits in order of first arrival, some nodes before all their gradients are in."""

BASE = "student"
PROBLEM = "autograd"
HYPOTHESIS = "visited too early"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = """
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
"""
NEW = """
queue = [grad_fn]
while queue:
    node = queue.pop(0)
    if id(node) not in seen:
        seen.add(id(node))
        order.insert(0, node)
        queue += [parent for parent in node.next_functions if parent is not None]
"""
