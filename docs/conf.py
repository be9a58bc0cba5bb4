"""How the site is built: ``python -m sphinx -W -n --keep-going -b html docs OUT``."""  # noqa: INP001

import importlib.metadata
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs" / "_ext"))

project = "magnesium"
author = "the authors of pymagnesium"
release = importlib.metadata.version("pymagnesium")
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "magnesium_docs.google_docstrings",
    "sphinx_copybutton",
    "magnesium_docs.extension",
]
exclude_patterns = ["_build", "_ext", "_templates"]
templates_path = ["_templates"]

# Texts of the data are shown as they stand.
smartquotes = False
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True}
autodoc_typehints_format = "short"
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

# The build is offline, so the pages of other projects are not at hand; type variables have none.
nitpick_ignore_regex = [
    ("py:.*", r"(collections|datetime|os|pathlib|numpy|hypothesis|matplotlib)\..*"),
    ("py:.*", r"Decimal|Fraction|Axes|Assume"),
    ("py:.*", r"(.*\.)?(A|C_co|F|R_co|T|T_co)"),
    # Unions of words in signatures, such as OriginWord; the enumeration beside each is documented.
    ("py:.*", r"(.*\.)?\w+Word"),
    # Arguments that only bundled catalogs have.
    ("py:.*", r"magnesium\.catalogs\.search\.(Document|Language)"),
    # Private types in signatures, such as protocols.
    ("py:.*", r"(.*\.)?_\w+"),
]

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

html_theme = "furo"
html_title = f"magnesium {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
