"""A page in one file that asks nothing of the network: no script, its style and its pictures inside.

Every function takes plain text, which it escapes, and returns HTML.
"""

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["classed", "details", "figure", "image", "page", "paragraph", "section", "table", "terms", "text"]

_STYLE = (Path(__file__).parent / "report.css").read_text("utf-8")


def page(title: str, body: str, foot: str = "", heading: str | None = None) -> str:
    """The whole page. title: in the browser's tab. heading: on the page; the same if there is none.

    body, foot: HTML. The policy allows only this style, by its hash, and pictures inside the page.
    """
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{text(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{text(title if heading is None else heading)}</h1>
{body}
</main>
<footer>
{foot}
</footer>
</body>
</html>
"""


def text(plain: str) -> str:
    """Text that means itself."""
    return html.escape(plain)


def paragraph(sentence: str, style: str = "") -> str:
    """A paragraph. style: a class of report.css."""
    return f"<p{classed(style)}>{text(sentence)}</p>" if sentence else ""


def section(heading: str, *parts: str) -> str:
    """A heading, and what stands below it."""
    return "\n".join([f"<h2>{text(heading)}</h2>", *filter(None, parts)])


def terms(pairs: Mapping[str, str], style: str = "") -> str:
    """Names with a short text each."""
    items = "\n".join(
        f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in pairs.items()
    )
    return f"<dl{classed(style)}>\n{items}\n</dl>"


def details(summary: str, *parts: str) -> str:
    """What is shown when a reader asks for it."""
    inner = "\n".join(parts)
    return f"<details><summary>{text(summary)}</summary>\n{inner}\n</details>"


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    style: str = "",
    cells: Mapping[tuple[int, int], str] | None = None,
) -> str:
    """A table that can be scrolled sideways. The first cell of a row is its heading.

    cells: the class of some cells, by row and column, both from 0.
    """
    cells = cells or {}
    heads = "".join(f'<th scope="col">{text(cell)}</th>' if cell else "<td></td>" for cell in head)
    lines = []
    for i, (first, *others) in enumerate(rows):
        inner = "".join(
            f"<td{classed(cells.get((i, j), ''))}>{text(cell)}</td>" for j, cell in enumerate(others, 1)
        )
        lines.append(f'<tr><th scope="row"{classed(cells.get((i, 0), ""))}>{text(first)}</th>{inner}</tr>')
    body = "\n".join(lines)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{text(caption)}">\n'
        f"<table{classed(style)}><caption>{text(caption)}</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n</div>"
    )


def figure(picture: tuple[bytes, bytes], alt: str) -> str:
    """A plot as SVG, in colours for a light and for a dark page (hw1.plots.Picture)."""
    light, dark = (_data("svg+xml", svg) for svg in picture)
    return (
        f'<figure><picture><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img src="{light}" alt="{text(alt)}"></picture></figure>'
    )


def image(png: bytes, alt: str, style: str = "pixels") -> str:
    """A picture made of pixels."""
    return f'<img{classed(style)} src="{_data("png", png)}" alt="{text(alt)}">'


def classed(style: str) -> str:
    """The attribute for a class, if there is one."""
    return f' class="{style}"' if style else ""


def _data(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
