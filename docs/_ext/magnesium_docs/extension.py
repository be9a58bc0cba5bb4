"""The Sphinx extension: pages and entries generated from the library, and a check of the links.

Sphinx's linkcheck follows links to other sites and needs the network. This check reads the built pages offline, with
their raw HTML, style sheets and pictures.
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

import magnesium
from magnesium_docs import benchmark_page, catalog_pages, food_index, reference_matrix
from magnesium_docs.catalog_entries import catalog_entry, catalogs_of, inner_parts_of, records_of
from magnesium_docs.command_help import commands_help
from magnesium_docs.drawings import drawing, thumbnails
from magnesium_docs.imports import imports_of
from magnesium_docs.layered_picture import svg
from magnesium_docs.links import faults
from magnesium_docs.llms import llms_text
from magnesium_docs.nerve_table import nerve_table
from magnesium_docs.notebooks import notebook_pages

_LOG = logging.getLogger(__name__)


def _write_pages(app: Sphinx) -> None:
    """Write the pages generated from data and notebooks; they are not in the repository."""
    source = Path(app.srcdir)
    catalog_pages.write(source / "data")
    notebook_pages(source.parent / "examples", source / "notebooks")


def _by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Resolve a name that docstrings abbreviate: ``AmountError``, ``mg.Person``."""
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    last = node["reftarget"].rpartition(".")[2]
    homes = {entry.node_id: (name, entry) for name, entry in domain.objects.items() if name.endswith(f".{last}")}
    if len(homes) != 1:
        return None
    [(name, entry)] = homes.values()
    return make_refnode(app.builder, node["refdoc"], entry.docname, entry.node_id, [content], name)


def _end_at_the_last_line(app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG001  (the event passes both)
    """Remove the blank line that ends the output of an example that is run as a test."""
    for block in doctree.findall(nodes.literal_block):
        text = block.astext().rstrip("\n")
        block.rawsource = text
        block[:] = [nodes.Text(text)]


_PROSE = 60
"""Number of characters from which a cell of a table needs room for lines of several words."""


def _mark_prose(app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG001  (the event passes both)
    """Mark the cells of tables that have sentences; on a phone, they keep a width that can be read."""
    for cell in doctree.findall(nodes.entry):
        if len(cell.astext()) >= _PROSE:
            cell["classes"].append("prose")


def _without_addresses(*event: Any) -> tuple[str | None, str | None]:
    """Write a default that is a function as dots: Sphinx cannot read a signature with ``<function …>``."""
    signature, returns = event[-2:]
    return signature and re.sub(r"<function [\w.]*<lambda>>", "...", signature), returns


def _follow_links(app: Sphinx, error: Exception | None) -> None:
    """Warn about each broken link."""
    if error is None and app.builder.name == "html":
        for fault in faults(Path(app.outdir)):
            _LOG.warning(fault)


def _write_downloads(app: Sphinx) -> None:
    """Write the files that pages load or offer for download; they are not in the repository."""
    if app.builder.name == "html":
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / food_index.FILE).write_text(food_index.food_index(), encoding="utf-8")
        (folder / reference_matrix.DOWNLOAD).write_text(reference_matrix.download(), encoding="utf-8")


class ReferenceMatrix(SphinxDirective):
    """The reference values by age and authority, and their download."""

    def run(self) -> list[nodes.Node]:
        """Return the matrices."""
        return [nodes.raw("", reference_matrix.reference_matrix(), format="html")]


class FoodSearch(SphinxDirective):
    """The search of all foods, run by a script in the page."""

    def run(self) -> list[nodes.Node]:
        """Return the field and the table of what is found."""
        return [nodes.raw("", food_index.SEARCH, format="html")]


_BEFORE_MEANING = re.compile(r"(</(?:strong|a)>\)?) -- ")
_AS_PRINTED = re.compile(r'(<div class="[^"]*\bas-printed\b[^"]*"><div class="highlight"><pre)')
_SIGNATURE = re.compile(r'<dt class="sig.*?</dt>', re.DOTALL)


def _make_accessible(
    app: Sphinx,  # noqa: ARG001  (the event passes all)
    pagename: str,  # noqa: ARG001
    templatename: str,  # noqa: ARG001
    context: dict[str, Any],
    doctree: nodes.document | None,  # noqa: ARG001
) -> None:
    """Make what is wide scrollable by keyboard, the parameters of a signature no list without terms, "--" a dash."""
    if "body" in context:
        body = context["body"].replace('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper')
        body = _BEFORE_MEANING.sub(r"\1 – ", body)
        body = _AS_PRINTED.sub(r"\1 tabindex='0'", body)
        context["body"] = _SIGNATURE.sub(lambda found: re.sub(r"<(/?)d[ld]>", r"<\1div>", found[0]), body)


def _write_llms(app: Sphinx, error: Exception | None) -> None:
    """Write the list of pages for language models beside the pages."""
    if error is None and app.builder.name == "html":
        Path(app.outdir, "llms.txt").write_text(llms_text(app.env), encoding="utf-8")


class CommandsHelp(SphinxDirective):
    """The help of the command line; used in Markdown."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each command."""
        return self.parse_text_to_nodes(commands_help(), allow_section_headings=True)


class CatalogEntry(SphinxDirective):
    """A catalog with its size and the page of its records; used in reStructuredText."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the entry."""
        return self.parse_text_to_nodes(catalog_entry(self.arguments[0]))


class _OfPackage(SphinxDirective):
    """Entries of all catalogs of a package; used in reStructuredText."""

    required_arguments = 1
    entries: Callable[[str], str]

    def run(self) -> list[nodes.Node]:
        """Return the entries."""
        return self.parse_text_to_nodes(type(self).entries(self.arguments[0]))


class CatalogsOf(_OfPackage):
    """The catalogs of a package."""

    entries = staticmethod(catalogs_of)


class RecordsOf(_OfPackage):
    """The classes of their records."""

    entries = staticmethod(records_of)


class PartsOf(_OfPackage):
    """The classes and vocabularies inside their records."""

    entries = staticmethod(inner_parts_of)


class PackagePicture(SphinxDirective):
    """The imports between the packages of the library as a picture, drawn again when a module changes."""

    def run(self) -> list[nodes.Node]:
        """Return the picture."""
        package = Path(magnesium.__file__).parent
        sizes: Counter[str] = Counter()
        for path in package.rglob("*.py"):
            self.env.note_dependency(str(path))
            part = path.relative_to(package).with_suffix("").parts[0]
            sizes[part] += len(path.read_text(encoding="utf-8").splitlines())
        notes = {part: f"{size:,} lines" for part, size in sizes.items()}
        title = "Packages of magnesium; each arrow leads from a package to one that it imports"
        return [nodes.raw("", svg(imports_of(package), notes, title), format="html")]


class NerveTable(SphinxDirective):
    """The threshold of the motor node by magnesium and calcium, as a table that a script turns into sliders."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        return [nodes.raw("", nerve_table(), format="html")]


class Drawing(SphinxDirective):
    """Code that draws, and its drawing in the colors of the page; with ``hidden`` only the drawing."""

    required_arguments = 1
    has_content = True
    option_spec = {"alt": directives.unchanged_required, "hidden": directives.flag}  # noqa: RUF012  (as docutils has it)

    def run(self) -> list[nodes.Node]:
        """Return the code and the drawing."""
        code, [name] = "\n".join(self.content), self.arguments
        svg = drawing(code, name=name, alt=self.options["alt"], folder=Path(self.env.srcdir).parent)
        shown = [] if "hidden" in self.options else [nodes.literal_block(code, code, language="python")]
        return [*shown, nodes.raw("", f'<figure id="{name}-drawn">{svg}</figure>', format="html")]


class BenchmarkFigures(SphinxDirective):
    """The measured figures: bars, then the table; made again when they are measured again."""

    def run(self) -> list[nodes.Node]:
        """Return the bars and the table."""
        self.env.note_dependency(str(benchmark_page.FIGURES))
        return [nodes.raw("", benchmark_page.figure() + benchmark_page.table(), format="html")]


class Thumbnails(SphinxDirective):
    """Small pictures of the drawings of the page: a line for each, its name and then its title."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the list of pictures."""
        names = dict(line.split(maxsplit=1) for line in self.content if line)
        return [nodes.raw("", thumbnails(names), format="html")]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives and the handlers of events."""
    app.connect("builder-inited", _write_pages)
    app.connect("builder-inited", _write_downloads)
    app.connect("doctree-read", _end_at_the_last_line)
    app.connect("doctree-read", _mark_prose)
    app.connect("autodoc-process-signature", _without_addresses)
    app.connect("html-page-context", _make_accessible)
    app.connect("missing-reference", _by_last_name)
    app.add_directive("catalog", CatalogEntry)
    app.add_directive("catalogs-of", CatalogsOf)
    app.add_directive("records-of", RecordsOf)
    app.add_directive("parts-of", PartsOf)
    app.connect("build-finished", _follow_links)
    app.connect("build-finished", _write_llms)
    app.add_directive("commands-help", CommandsHelp)
    app.add_directive("package-picture", PackagePicture)
    app.add_directive("nerve-table", NerveTable)
    app.add_directive("drawing", Drawing)
    app.add_directive("benchmark-figures", BenchmarkFigures)
    app.add_directive("food-search", FoodSearch)
    app.add_directive("reference-matrix", ReferenceMatrix)
    app.add_directive("thumbnails", Thumbnails)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
