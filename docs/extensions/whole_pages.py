"""Takes pages that are whole HTML files, such as docs/lessons/*.html, into the site as they are.

In Markdown they are linked as any file, [the lesson](lessons/example.html). Without this, such a link would
be a download; with it, the page opens, and is copied to the same place in the site.
"""

import os
import shutil
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import download_reference
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def link(app: Sphinx, doctree: nodes.document) -> None:
    page = Path(app.env.doc2path(app.env.docname)).parent
    for node in list(doctree.findall(download_reference)):
        target = (Path(app.srcdir) / node["reftarget"].lstrip("/")).resolve()
        if not node["reftarget"].startswith("/"):
            target = (page / node["reftarget"]).resolve()
        if target.suffix == ".html" and target.is_file():
            there = target.relative_to(Path(app.srcdir).resolve())
            app.env.metadata[app.env.docname].setdefault("whole_pages", []).append(there.as_posix())
            address = Path(os.path.relpath(target, page)).as_posix()
            node.replace_self(nodes.reference("", "", *node.children, refuri=address, internal=True))


def copy(app: Sphinx, error: Exception | None) -> None:
    if error is None:
        for found in app.env.metadata.values():
            for name in found.get("whole_pages", ()):
                place = Path(app.outdir) / name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(app.srcdir) / name, place)


def setup(app: Sphinx) -> ExtensionMetadata:
    app.connect("doctree-read", link)
    app.connect("build-finished", copy)
    return {"parallel_read_safe": True}
