"""How Sphinx builds the reference: `python notebooks/reference/build.py`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import autograd  # noqa: E402

project, author = "tapegrad", "the tapegrad authors"
version = release = autograd.__version__
extensions = ["myst_nb", "reference.extension"]
root_doc = "index"

nb_execution_mode = "off"  # what the pages show is what was committed
nb_merge_streams = True
myst_enable_extensions = ["dollarmath", "fieldlist", "attrs_block", "attrs_inline"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = [
    "mystnb.unknown_mime_type",  # figures of the course carry their numbers beside the picture
    "myst.header",  # pages that GitHub shows may begin with a heading of the third order
    "ref.python",  # a type such as Tensor is offered by several folders: the first is meant
]

html_theme = "furo"
html_title = f"tapegrad {version}"
html_static_path = [str(HERE / "static")]
html_css_files = ["reference.css"]
html_show_sphinx = html_show_copyright = html_show_sourcelink = html_copy_source = False
html_math_renderer = "mathml"
html_theme_options = {"navigation_with_keys": True}
pygments_style, pygments_dark_style = "default", "github-dark"
add_module_names = True
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True
