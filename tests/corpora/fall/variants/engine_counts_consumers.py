"""The engine hands a node on once all its consumers have answered."""

BASE = "student"
PLACE = "mytorch/autograd_engine.py:backward"
OLD = """
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
grads = {id(grad_fn): grad_of_outputs}
for node in reversed(order):
    grad = grads.pop(id(node))
    if isinstance(node, AccumulateGrad):
        node.apply(grad)
        continue
    results = node.apply(grad)
    if not isinstance(results, tuple):
        results = (results,)
    for parent, result in zip(node.next_functions, results, strict=False):
        if parent is None:
            continue
        if id(parent) in grads:
            total = grads[id(parent)]
            grads[id(parent)] = type(total)(total.data + result.data)
        else:
            grads[id(parent)] = result
"""
NEW = """
waiting = {}
found = [grad_fn]
seen = {id(grad_fn)}
while found:
    for parent in found.pop().next_functions:
        if parent is None:
            continue
        waiting[id(parent)] = waiting.get(id(parent), 0) + 1
        if id(parent) not in seen:
            seen.add(id(parent))
            found.append(parent)
grads = {id(grad_fn): grad_of_outputs}
ready = [grad_fn]
while ready:
    node = ready.pop()
    grad = grads.pop(id(node))
    for parent in node.next_functions:
        if parent is not None:
            waiting[id(parent)] -= 1
            if not waiting[id(parent)]:
                ready.append(parent)
    if isinstance(node, AccumulateGrad):
        node.apply(grad)
        continue
    results = node.apply(grad)
    if not isinstance(results, tuple):
        results = (results,)
    for parent, result in zip(node.next_functions, results, strict=False):
        if parent is None:
            continue
        if id(parent) in grads:
            total = grads[id(parent)]
            grads[id(parent)] = type(total)(total.data + result.data)
        else:
            grads[id(parent)] = result
"""
