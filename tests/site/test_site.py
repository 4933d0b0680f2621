"""Tests of the site that is built from docs/: they need the extra `docs`, and half a minute.

python -m pytest -m '' tests/site
"""

import html.parser
import importlib
import json
import re
import subprocess
import sys
import types
from urllib.parse import unquote, urlsplit

import pytest
from sphinx.util.inventory import InventoryFile

import mytorch
from hw1.places import ROOT

PUBLIC = [
    "mytorch",
    "mytorch.nn",
    "mytorch.nn.functional",
    "mytorch.nn.init",
    "mytorch.nn.utils",
    "mytorch.optim",
    "mytorch.optim.lr_scheduler",
    "mytorch.utils.data",
    "mytorch.autograd.functional",
    "mytorch.autograd_engine",
    "mytorch.graphs",
    "classic_mlp",
    "autograd_mlp",
]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site; building it runs the notebooks, and a warning ends it."""
    out = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        "-d",
        out / "trees",
        "docs",
        out / "html",
    ]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return out / "html"


class Page(html.parser.HTMLParser):
    """What a page links to, what it loads, and the ids in it."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.ids, self.formulas = [], [], set(), 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.formulas += tag == "math"
        self.ids |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag != "a":  # a browser loads these by itself
            addresses = [
                given[name] for name in ("src", "href", "data", "poster", "srcset") if given.get(name)
            ]
            self.loads += [address for address in addresses if not address.startswith(("#", "data:"))]


@pytest.fixture(scope="session")
def pages(site):
    return {path.relative_to(site).as_posix(): Page(path) for path in site.rglob("*.html")}


def test_no_page_asks_the_network_for_anything(site, pages):
    assert len(pages) > 40
    for name, page in pages.items():
        for address in page.loads:
            parts = urlsplit(address)
            assert (parts.scheme, parts.netloc) == ("", ""), (name, address)
            assert ((site / name).parent / unquote(parts.path)).exists(), (name, address)
    for path in site.rglob("*.css"):
        for address in re.findall(r"(?:@import\s+|url\()[\"']?([^\"')]+)", path.read_text("utf-8")):
            assert not re.match(r"(https?:)?//", address), (path, address)


def test_every_link_leads_to_something(site, pages):
    count = 0
    for name, page in pages.items():
        for address in page.links:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            there = ((site / name).parent / unquote(parts.path)).resolve() if parts.path else site / name
            assert there.exists(), (name, address)
            if parts.fragment and "=" not in parts.fragment and there.suffix == ".html":  # a lesson's #step=1
                target = pages[there.relative_to(site.resolve()).as_posix()] if parts.path else page
                assert unquote(parts.fragment) in target.ids, (name, address)
                count += 1
    assert count > 1000


def test_the_reference_has_every_public_name(site):
    inventory = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="").data
    listed = {name for kind, names in inventory.items() if kind.startswith("py:") for name in names}
    listed |= set(
        re.findall(r">(mytorch\.\w+)<", (site / "reference/mytorch.html").read_text("utf-8"))
    )  # dtypes
    public = {"mytorch.tensor.tensor"}
    public |= {f"mytorch.Tensor.{name}" for name in vars(mytorch.Tensor) if not name.startswith("_")}
    for module in PUBLIC:
        here = importlib.import_module(module)
        for name in here.__all__:
            if not isinstance(getattr(here, name), types.ModuleType):
                public.add(f"{module}.{name}")
    public.remove("mytorch.graphs.graph")  # it is mytorch.graph
    assert len(public) > 300
    assert public - listed == set()


def test_formulas_are_mathml(pages):
    for path in sorted((ROOT / "docs" / "derivations").glob("*.md")):
        page = pages[f"derivations/{path.stem}.html"]
        text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.S)
        in_line = re.findall(r"\$[^$]+\$", re.sub(r"\$\$.*?\$\$", "", text, flags=re.S))
        assert page.formulas == len(in_line) + text.count("$$") // 2 > 0, path.name


def test_the_notebooks_show_what_was_computed(site):
    notebooks = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
    assert notebooks
    for path in notebooks:
        cells = [cell for cell in json.loads(path.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
        prints = [cell for cell in cells if "print(" in "".join(cell["source"])]
        page = (site / "notebooks" / f"{path.stem}.html").read_text("utf-8")
        assert page.count('class="output') >= len(prints) > 0


def test_a_formula_that_cannot_be_shown_ends_the_build(tmp_path):
    source = tmp_path / "docs"
    source.mkdir()
    settings = (ROOT / "docs" / "conf.py").read_text("utf-8").replace("HERE = Path(__file__).parent", "")
    (source / "conf.py").write_text(
        f"from pathlib import Path\nHERE = Path({str(ROOT / 'docs')!r})\n{settings}"
    )
    (source / "static").mkdir()
    (source / "index.md").write_text("# Formula\n\n$\\nocommand$\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(tmp_path / "site")]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode != 0
    assert 'Unknown LaTeX command "\\nocommand". The formula is: \\nocommand' in built.stderr


def test_the_notebook_of_graphs_has_its_drawings(site):
    page = (site / "notebooks" / "graph.html").read_text("utf-8")
    drawings = [site / "notebooks" / name for name in re.findall(r'src="([^"]+\.svg)"', page)]
    assert len(drawings) == 4
    assert all("<ellipse" in drawing.read_text("utf-8") for drawing in (drawings[0], drawings[2]))
