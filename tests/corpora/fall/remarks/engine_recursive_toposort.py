"""A topological order found by recursion: long chains die."""

BASE = "student"
REMARK = "recursion"
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
def visit(node):
    if id(node) not in seen:
        seen.add(id(node))
        for parent in node.next_functions:
            if parent is not None:
                visit(parent)
        order.append(node)

visit(grad_fn)
"""
