"""Check every page of a built site with axe-core in Chromium: ``python .ci/axe.py SITE AXE_JS [PAGE…]``.

AXE_JS is ``axe.min.js`` of the npm package axe-core. Each page is checked in light and dark mode, at desktop and
phone size. Prints each violation once with its pages, and the pages that overflow; returns 1 if there is any.
"""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

LOOKS: tuple[dict[str, Any], ...] = (
    {"viewport": {"width": 1300, "height": 900}, "color_scheme": "light"},
    {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
)
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
OVERFLOW = "() => document.documentElement.scrollWidth > innerWidth"


def main(site: Path, axe: Path, names: list[str]) -> int:
    """Print what is wrong, and return whether anything is."""
    pages = [site / name for name in names] or sorted(site.rglob("*.html"))
    found: dict[str, set[str]] = defaultdict(set)
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for look in LOOKS:
            tab = browser.new_context(bypass_csp=True, **look).new_page()
            for path in pages:
                for fault in faults(tab, path, axe):
                    found[fault].add(path.relative_to(site).as_posix())
    for fault, where in sorted(found.items()):
        print(f"{fault}\n    {len(where)} pages: {', '.join(sorted(where)[:4])}")
    print(f"{len(pages)} pages, {len(found)} kinds of faults")
    return bool(found)


def faults(tab: Page, path: Path, axe: Path) -> list[str]:
    """Return the violations of a page, each with its rule and the element."""
    tab.goto(path.resolve().as_uri())
    tab.add_script_tag(path=axe)
    violations = tab.evaluate(RUN)
    nodes = [(rule["id"], rule["help"], " ".join(node["target"][:1])) for rule in violations for node in rule["nodes"]]
    return [f"{rule}: {text}: {target}" for rule, text, target in nodes] + ["overflows"] * tab.evaluate(OVERFLOW)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
