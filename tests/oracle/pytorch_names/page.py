"""Writes docs/pytorch.md: compares the names and parameters of both libraries, and runs PyTorch's samples.

python -m tests.oracle.pytorch_names.page
"""

import inspect
import re
import textwrap
from collections import Counter

import torch
import torch.nn.utils.rnn
import torch.optim.lr_scheduler
import torch.utils.data

import mytorch
from hw1.places import ROOT
from tests.oracle.pytorch_names.differences import NAMES, SAMPLES

PAGE = ROOT / "docs" / "pytorch.md"
# PyTorch's name of a namespace, what is in it here, and what it is called on the page.
NAMESPACES = [
    ("torch", "mytorch", "Functions"),
    ("torch.Tensor", "mytorch.Tensor", "Methods and attributes of tensors"),
    ("torch.nn", "mytorch.nn", "Layers and losses"),
    ("torch.nn.functional", "mytorch.nn.functional", "Functions of layers"),
    ("torch.nn.init", "mytorch.nn.init", "First weights"),
    ("torch.nn.utils", "mytorch.nn.utils", "Gradient clipping"),
    ("torch.nn.utils.rnn", "mytorch.nn.utils.rnn", "Sequences"),
    ("torch.optim", "mytorch.optim", "Optimizers"),
    ("torch.optim.lr_scheduler", "mytorch.optim.lr_scheduler", "Schedules"),
    ("torch.utils.data", "mytorch.utils.data", "Data"),
    ("torch.autograd", "mytorch.autograd", "Gradients"),
    ("torch.autograd.functional", "mytorch.autograd.functional", "Jacobians and Hessians"),
]
# Parameters about the place, layout and reuse of memory, about speed, and old names: nothing here has them.
LEFT_OUT = {
    *("out", "device", "layout", "pin_memory", "memory_format", "non_blocking", "copy", "inplace"),
    *("foreach", "fused", "capturable", "differentiable", "async", "generator", "requires_grad"),
    *("size_average", "reduce", "antialias", "_stacklevel", "names", "input", "other", "self"),
}
HEAD = """\
# What you know from PyTorch

Names, defaults and errors are PyTorch's where no handout fixes another. A script compares the two libraries
and writes this page (`python -m tests.oracle.pytorch_names.page`); a test fails where it is no longer true.
It was last written for PyTorch {version}.

Nothing here takes `out=`, `device=`, `layout=` or other words about memory and devices: there is one
processor, and the result of an op is always a new array (also of `ReLU(inplace=True)`, which is understood).
Complex tensors are not differentiated. NumPy's dtypes stand for PyTorch's: `mytorch.float32` is `np.float32`.
Random numbers come from NumPy's global generator.

## PyTorch's own samples

PyTorch tests itself with databases of sample inputs. All samples of the names that both libraries have were
run in float64. Values and gradients, or 20 steps of an optimizer, must agree to 1e-10:

{samples}
"""
# Names of PyTorch's that its users do not call: kernels of one system, quantised types, inner forms of ops.
INNER = re.compile(
    "miopen|fbgemm|quantize|^q_|int_repr|native_|_copy$|batch_norm_|fused_|sparse|cudnn|mkldnn|_indices$|"
    "choose_q|hash_tensor|sspaddmm|^sspmm|hspmm|^dsmm|^hsmm|^smm|is_distributed|is_conj|is_neg$|resolve_|rnn_relu|rnn_tanh|"
    "_weight$|_backward|unsafe_|^sym_|vitals|wait_tensor|_with_indices"
)


def find(path):
    """What a dotted path leads to, or None."""
    found = {"torch": torch, "mytorch": mytorch}[path.split(".")[0]]
    for part in path.split(".")[1:]:
        found = getattr(found, part, None)
    return found


def public(namespace, path):
    """The names in a namespace of PyTorch's that its users reach for."""
    listed = getattr(namespace, "__all__", None)
    names = set(listed) if listed and path not in ("torch", "torch.nn") else set(dir(namespace))
    kept = set()
    for name in names:
        value = getattr(namespace, name, None)
        if name.startswith("_") or value is None or inspect.ismodule(value) or INNER.search(name):
            continue
        if path == "torch" and (not callable(value) or isinstance(value, type) or not _is_op(value)):
            continue
        if path == "torch.nn" and not isinstance(value, type):
            continue
        kept.add(name)
    if path == "torch":
        kept |= {
            "manual_seed",
            "no_grad",
            "enable_grad",
            "set_grad_enabled",
            "is_grad_enabled",
            "save",
            "load",
        }
        kept |= {"tensor", "zeros", "ones", "full", "empty", "eye", "arange", "linspace", "set_default_dtype"}
        kept |= {"rand", "randn", "randint", "randperm", "get_default_dtype"}
    return kept


def _is_op(value):
    return value in torch.overrides.get_testing_overrides()


def parameters(function):
    """The parameters of a function or class by name, or None where nobody knows them."""
    known = torch.overrides.get_testing_overrides()
    try:
        signature = inspect.signature(known.get(function, function))
    except (TypeError, ValueError):
        return None
    return {
        name: p.default
        for name, p in signature.parameters.items()
        if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and name not in LEFT_OUT
    }


def takes_any(function):
    try:
        kinds = {p.kind for p in inspect.signature(function).parameters.values()}
    except (TypeError, ValueError):
        return True
    return inspect.Parameter.VAR_POSITIONAL in kinds


def difference(name, theirs, ours):
    """In words, what is different about a name that both have; "" if nothing is."""
    said = [NAMES[name]] if name in NAMES else []
    if callable(theirs) and callable(ours):
        a, b = parameters(theirs), parameters(ours)
        if a and b is not None and not takes_any(ours):
            missing = [f"`{p}`" for p in a if p not in b]
            if missing:
                said.append(f"without {', '.join(missing)}")
    return "; ".join(said)


def section(path, own, title):
    """A part of the page: a line of names that are the same, a table of differences, and the absent ones."""
    theirs, ours = find(path), find(own)
    names = public(theirs, path)
    both = sorted(
        (n for n in names if ours is not None and hasattr(ours, n)), key=lambda name: (name.lower(), name)
    )
    differences = {n: difference(f"{path}.{n}", getattr(theirs, n), getattr(ours, n)) for n in both}
    same = [n for n in both if not differences[n]]
    absent = sorted(names - set(both), key=lambda name: (name.lower(), name))
    lines = [f"## {title}: `{path}`", ""]
    if same:
        lines += [_listed(f"The same ({len(same)})", same), ""]
    if any(differences.values()):
        lines += ["| different | how |", "|---|---|"]
        lines += [f"| `{n}` | {text} |" for n, text in differences.items() if text] + [""]
    if absent:
        lines += [
            f"<details><summary>Absent ({len(absent)})</summary>",
            "",
            _listed("", absent),
            "",
            "</details>",
            "",
        ]
    return lines


def _listed(start, names):
    text = f"{start}: " if start else ""
    return textwrap.fill(
        text + ", ".join(f"`{n}`" for n in names), 118, break_long_words=False, break_on_hyphens=False
    )


def page(counts):
    """The whole page. counts: for ops, modules and optimizers, a Counter of what came of the samples."""
    rows = ["| | names | samples | agree | refused in a sentence | no word for it here | different |"]
    rows += ["|---|---|---|---|---|---|---|"]
    for title, (names, counter) in counts.items():
        figures = [counter[kind] for kind in ("agrees", "refused", "not translated", "differs")]
        rows.append(
            f"| {title} | {names} | {counter.total():,} | " + " | ".join(f"{n:,}" for n in figures) + " |"
        )
    if SAMPLES:
        rows += ["", "Different are:", "", *(f"- `{title}`: {why}" for title, why in SAMPLES.items())]
    lines = [HEAD.format(version=torch.__version__.partition("+")[0], samples="\n".join(rows))]
    for namespace in NAMESPACES:
        lines += section(*namespace)
    return "\n".join(lines).rstrip() + "\n"


def count():
    """Run all samples: for ops, modules and optimizers the number of names, and what came of the samples."""
    from tests.oracle.pytorch_names import run

    return {
        title: (len(found), sum((Counter(kinds) for kinds in found.values()), Counter()))
        for title, found in run.everything().items()
    }


if __name__ == "__main__":
    PAGE.write_text(page(count()), encoding="utf-8")
