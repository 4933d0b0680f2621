"""The right work of one problem, put into a hand-in whose own is wrong there: so the others can be judged.

Each part is a file of its own, in the plainest form, with the names of the course contract. It comes after
the hand-in's own code in the same file, and takes the place of what has the same names. It is only ever in a
process in which its own problem is not graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

__all__ = ["PARTS", "put_in"]

FOLDER = Path(__file__).resolve().parent

# for each problem: the file of the hand-in, and the part that goes in there
PARTS: dict[str, dict[str, dict[str, str]]] = {
    "spring": {
        "activations": {"mytorch/activation.py": "activation.py"},
        "loss": {"mytorch/loss.py": "loss.py"},
        "batchnorm": {"mytorch/batchnorm.py": "batchnorm.py"},
        "linear": {"mytorch/linear.py": "linear.py"},
        "linear_mlp": {"hw1/hw1.py": "mlp.py"},
        "hidden_layers": {"hw1/hw1.py": "mlp.py"},
        "momentum": {"hw1/hw1.py": "mlp.py"},
    },
    "fall": {},
}
# What the hand-in's file cannot do, by a slip in it or in what it imports, does not keep the part away.
BOTH = """try:
    exec(compile({source!r}, __file__, "exec"), globals())
except Exception:
    pass


{part}"""


def put_in(files: Mapping[str, bytes], term: str, problems: Iterable[str]) -> dict[str, bytes]:
    """The hand-in's files with the right work of these problems."""
    changed = dict(files)
    chosen = [pair for problem in problems for pair in PARTS[term].get(problem, {}).items()]
    for name, part in dict.fromkeys(chosen):  # several problems may be about one part
        right = (FOLDER / term / part).read_text("utf-8")
        changed[name] = BOTH.format(source=changed.get(name, b""), part=right).encode()
    return changed
