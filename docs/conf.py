"""Settings of the site:  python -m sphinx -W -b html docs build/site

The extra `docs` installs what it needs. No page of it asks the network for anything (tests/site tests this).
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "extensions"))

project = "MyTorch"
copyright = "the authors of MyTorch"  # noqa: A001  (Sphinx's name)
html_title = "MyTorch: the same gradient, reached twice"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "formulas_as_mathml",
    "plain_docstrings",
    "whole_pages",
]

# Pages are Markdown as GitHub shows it; a formula stands between dollars.
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_math_renderer = "mathml"

# Notebooks are kept without results, and run while the site is built.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 60

# The reference: what a package's __all__ names, with the types of the source.
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_inherit_docstrings = False
toc_object_entries = False  # with every name in the menu of every page, the site took twice as long to build
python_use_unqualified_type_names = True
maximum_signature_line_length = 120

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["formulas.css"]
html_show_sphinx = False
html_copy_source = False
pygments_style, pygments_dark_style = "friendly", "github-dark"
html_theme_options = {"navigation_with_keys": True}
