"""Random programs: straight-line code over the public operations, run by mytorch and by a reference.

A program draws on a table of operations (table.py): values are used again and changed in place, recording is
switched off, graphs are walked twice, optimizers step, NumPy's functions are applied to tensors. Whatever it
is, mytorch must come to the reference's values, dtypes and gradients, or say that it cannot. What is
neither is a failure, and is shrunk to the few lines that show it.

    table.py        the operations, one line each; with those of surface.py and of layer_rows.py,
                    image_rows.py, order_rows.py and slope_rows.py
    statement.py    a line of a program, in the three languages
    draw.py         programs at random; on sketch.py, with draw_operations.py, draw_layers.py,
                    draw_optimizers.py and changes.py
    tracer.py       the reference that needs nothing but NumPy: values, and slopes by complex step
    optimizer_steps.py  the optimizers of that reference
    by_pytorch.py   the reference that is PyTorch, where it is installed
    judge.py        mytorch beside a reference: agreed, refused, or wrong
    shrink.py       the fewest lines that still fail
"""
