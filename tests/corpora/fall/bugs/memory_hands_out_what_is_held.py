"""A large array is handed out again though it is still held, so an earlier result changes."""

PROBLEM = "mnist"
HYPOTHESIS = None
FILE = "mytorch/memory.py"
OLD = "if sys.getrefcount(block) <= _UNHELD:"
NEW = "if sys.getrefcount(block) >= _UNHELD:"
