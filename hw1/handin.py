"""Makes the hand-ins, the tars that the course's graders unpack, from the packages in this repository.

The same sources always give the same bytes: names are sorted, times and owners are 0.
"""

import ast
import io
import re
import tarfile
import threading
from collections.abc import Sequence
from graphlib import TopologicalSorter
from pathlib import Path

from hw1.places import ROOT

__all__ = ["TERMS", "build_handin"]

_parsing = threading.Lock()  # Python 3.11's ast.parse can fail when two threads call it
SIBLING = r"^from classic_mlp\.(\w+) import"
SPRING_LAYERS = ["activation", "batchnorm", "linear", "loss"]
SPRING_NETWORK = ["mlp", "training"]
SPRING_PLOTS = ["train_loss.png", "train_error.png", "val_loss.png", "val_error.png"]
FALL_PLOTS = ["validation_accuracy.png"]
# The grader puts mytorch/ and hw1/ on the path, but test.py only hw1/. So hw1.py itself adds mytorch/.
FIND_LAYERS = """\
import os
import sys

# The layers are in mytorch/, beside hw1/ or else in the folder where Python was started. They come first
# on the path, as another module may be called loss or linear, too.
_layers = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "mytorch")
if not os.path.exists(os.path.join(_layers, "activation.py")):
    _layers = os.path.abspath("mytorch")
sys.path.insert(0, _layers)

"""


def build_handin(term: str, plots: Path | None = None) -> tuple[bytes, list[str]]:
    """The tar of a term, "spring" or "fall", and the names in it.

    plots: the folder with the plots to include, if there are any; by default the handout's folder for them.
    """
    files = TERMS[term](plots)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in sorted(files.items()):
            member = tarfile.TarInfo(name)  # time 0, owner 0, mode 0644
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue(), sorted(files)


def _spring(plots: Path | None) -> dict[str, bytes]:
    """Flat modules that import NumPy and each other by bare name   (Spring 2020, 1)."""
    files = {f"mytorch/{name}.py": _bare(f"classic_mlp/{name}.py") for name in SPRING_LAYERS}
    # Modules without a file in the handout's tree go into the file that imports no other.
    below = [f"classic_mlp/{name}.py" for name in _foundations()]
    files["mytorch/activation.py"] = _merged("classic_mlp/activation.py", below)
    network = [f"classic_mlp/{name}.py" for name in SPRING_NETWORK]
    files["hw1/hw1.py"] = _merged("hw1/hw1.py", network, FIND_LAYERS)
    files["hw1/mc.py"] = (ROOT / "hw1/mc.py").read_bytes()
    return files | _plots(plots or ROOT / "hw1", SPRING_PLOTS, "hw1/")


def _fall(plots: Path | None) -> dict[str, bytes]:
    """The package mytorch, and the files of hw1 that import nothing else   (Fall 2020, 0.3.4)."""
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "mytorch").rglob("*.py")]
    names.remove("mytorch/__main__.py")  # it starts commands that are not handed in
    names += ["hw1/__init__.py", "hw1/mnist.py"]
    files = {name: (ROOT / name).read_bytes() for name in names}
    return files | _plots(plots or ROOT, FALL_PLOTS, "")


TERMS = {"spring": _spring, "fall": _fall}


def _plots(folder: Path, names: Sequence[str], where: str) -> dict[str, bytes]:
    return {where + name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


def _foundations() -> list[str]:
    """The modules of classic_mlp without a file in the handout's tree, each after those that it imports.

    Modules that the hand-in does not need, as the layers of later homeworks, are left out.
    """
    sources = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "classic_mlp").glob("*.py"))
    }
    named = {*SPRING_LAYERS, *SPRING_NETWORK}
    needs: dict[str, set[str]] = {}
    todo = sorted(named)
    while todo:
        name = todo.pop()
        needs[name] = set(re.findall(SIBLING, sources[name], re.M))
        todo += sorted(needs[name] - needs.keys())
    return [
        name
        for name in TopologicalSorter({name: needs[name] - named for name in sorted(needs)}).static_order()
        if name not in named
    ]


def _bare(name: str) -> bytes:
    """The text of a module, with its siblings imported by the names that they have in the hand-in."""
    foundations = _foundations()

    def called(found: re.Match[str]) -> str:
        return f"from {'activation' if found[1] in foundations else found[1]} import"

    return re.sub(SIBLING, called, (ROOT / name).read_text(encoding="utf-8"), flags=re.M).encode()


def _merged(first: str, others: Sequence[str], before: str = "") -> bytes:
    """Merge several modules: the first docstring, the imports except of each other, and all bodies.

    before: statements that must run before the imports.
    """
    inside = {Path(name).stem for name in [first, *others]}
    head, imports, bodies = "", [], []
    for name in [*others, first]:
        source = _bare(name).decode()
        with _parsing:
            docstring, *statements = ast.parse(source).body
        head = ast.get_source_segment(source, docstring) or ""
        lines = source.splitlines()
        end = docstring.end_lineno or 0
        for statement in statements:
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                break
            end = statement.end_lineno or 0
            if getattr(statement, "module", None) not in inside:
                imports.append(ast.unparse(statement))
        bodies.append("\n".join(lines[end:]).strip())
    return "\n\n".join([head, before + "\n".join(dict.fromkeys(imports)), *bodies, ""]).encode()
