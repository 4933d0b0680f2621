"""Shows the formulas of the site as MathML, which every browser draws by itself, without a script or a font.

The translation is docutils', whose own HTML has it; Sphinx asks for it under the name "mathml".
"""

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator


def translated(formula: nodes.Element, as_block: bool) -> str:
    """The formula as a <math> element. A formula that docutils does not understand ends the build."""
    try:
        return tex2mathml(formula.astext(), as_block=as_block)
    except MathError as error:
        raise SphinxError(f"{error} The formula is: {formula.astext()}") from error


def visit_inline(writer: HTML5Translator, node: nodes.math) -> None:
    writer.body.append(translated(node, as_block=False))
    raise nodes.SkipNode


def visit_block(writer: HTML5Translator, node: nodes.math_block) -> None:
    writer.body.append(f'<div class="formula">{translated(node, as_block=True)}</div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True}
