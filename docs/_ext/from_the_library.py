"""What the site takes from the library while it is built: data pages, notebooks, catalogs, help."""  # noqa: INP001

from collections.abc import Callable
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from tools import docs, notebooks
from tools.catalog_entries import catalog_entry, catalogs_of, inner_parts_of, records_of
from tools.commands import commands_help


def _write_pages(app: Sphinx) -> None:
    """Write the pages that are made from the data; they are not kept in the repository."""
    source = Path(app.srcdir)
    docs.write(source / "data")
    notebooks.notebook_pages(source.parent / "examples", source / "notebooks")


def _by_last_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Resolve a name that its own module writes short: ``AmountError``, ``mg.Person``."""
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
    """Take away the blank line that ends an example's output where it is run as a test."""
    for block in doctree.findall(nodes.literal_block):
        text = block.astext().rstrip("\n")
        block.rawsource = text
        block[:] = [nodes.Text(text)]


class CommandsHelp(SphinxDirective):
    """The help of the command line; stands in a page of Markdown."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each command."""
        return self.parse_text_to_nodes(commands_help(), allow_section_headings=True)


class CatalogEntry(SphinxDirective):
    """A catalog of the front door, with its size and where its records are; stands in reStructuredText."""

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
    """The classes and vocabularies inside these."""

    entries = staticmethod(inner_parts_of)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives, and the pages before they are read."""
    app.connect("builder-inited", _write_pages)
    app.connect("doctree-read", _end_at_the_last_line)
    app.connect("missing-reference", _by_last_name)
    app.add_directive("catalog", CatalogEntry)
    app.add_directive("catalogs-of", CatalogsOf)
    app.add_directive("records-of", RecordsOf)
    app.add_directive("parts-of", PartsOf)
    app.add_directive("commands-help", CommandsHelp)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
