"""The handout's sketch, with another optimizer's loop, momentum in mnist() and the validation set at once."""

STYLE = "handout"
BASE = "handout"
FILES_OF = {
    "mytorch/optim/sgd.py": "loops",
}
EDITS = [
    (
        "hw1/mnist.py:mnist",
        "optimizer = SGD(model.parameters(), lr=0.1)",
        "optimizer = SGD(model.parameters(), lr=0.01, momentum=0.9)",
    ),
    ("hw1/mnist.py:validate", "split_data_into_batches(val_x, val_y)", "[(val_x, val_y)]"),
]
