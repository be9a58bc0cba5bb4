"""``llms.txt``: the pages of the site as one list for language models (llmstxt.org)."""

from collections.abc import Iterator

from docutils import nodes
from sphinx.environment import BuildEnvironment

SUMMARY = (
    "Magnesium in foods, waters and supplements, needs by age, sex and life stage, and laboratory values, as a typed "
    "Python library (pip install pymagnesium, import magnesium). Each figure has a source. It describes, makes no "
    "diagnosis, and recommends no dose."
)
_FIRST = ("index", "tutorial", "answers", "intended-use", "how-to/agents")


def llms_text(env: BuildEnvironment) -> str:
    """Return the list: a title, a summary, and a line for each page."""
    names = sorted(env.found_docs, key=lambda name: (name not in _FIRST, name.count("/"), name))
    lines = (line for name in names for line in _line(env, name))
    return f"# magnesium\n\n> {SUMMARY}\n\n## Pages\n\n" + "\n".join(lines) + "\n"


def _line(env: BuildEnvironment, name: str) -> Iterator[str]:
    title = env.titles[name].astext()
    paragraph = next(iter(env.get_doctree(name).findall(nodes.paragraph)), None)
    words = "" if paragraph is None else " ".join(paragraph.astext().split()).partition(". ")[0].rstrip(".:")
    yield f"- [{title}]({name}.html)" + (f": {words}" if words else "")
