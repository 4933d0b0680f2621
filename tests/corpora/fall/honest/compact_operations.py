"""Operations made by a factory under an engine in long names."""

STYLE = "compact"
BASE = "compact"
FILES_OF = {
    "mytorch/autograd_engine.py": "verbose",
    "mytorch/optim/sgd.py": "objects",
    "hw1/mnist.py": "handout",
}
