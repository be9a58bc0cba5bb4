"""Checks that run on demand, each in its own virtual environment: ``nox -s floors``, ``nox -s newest``.

Arguments behind ``--`` go to pytest: ``nox -s floors -- tests/population``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import nox
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT: dict[str, Any] = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)

# An old release, or one that was made for other releases than those beside it, warns of its own code.
OTHERS_WARNINGS = ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ResourceWarning")


@nox.session(python=PYTHONS[0], default=False)
def floors(session: nox.Session) -> None:
    """Run the tests with the oldest declared version of every dependency, extra and tested package."""
    session.install(*oldest(declared("test", "integrations")), ".")
    ignored = [option for name in OTHERS_WARNINGS for option in ("-W", f"ignore::{name}")]
    session.run("python", "-m", "pytest", "-q", *ignored, *session.posargs)


@nox.session(python=PYTHONS[-1], default=False)
def newest(session: nox.Session) -> None:
    """Run the tests with the newest version of everything."""
    session.install("--upgrade", *declared("test", "notebooks", "service"), ".")
    session.run("python", "-m", "pytest", "-q", *session.posargs)


def declared(*groups: str) -> list[str]:
    """Return what the project, its extras and these dependency groups require."""
    project = PROJECT["project"]
    extras = [requirement for extra in project["optional-dependencies"].values() for requirement in extra]
    return [*project["dependencies"], *extras, *nox.project.dependency_groups(PROJECT, *groups)]


def oldest(requirements: Iterable[str]) -> list[str]:
    """Return each requirement at its oldest version; of several for one package, the highest of them."""
    floor: dict[str, tuple[Version, Requirement]] = {}
    for requirement in map(Requirement, requirements):
        lowest = [Version(each.version) for each in requirement.specifier if each.operator == ">="]
        if not lowest:
            msg = f"pyproject.toml: {requirement} has no oldest version (>=)"
            raise ValueError(msg)
        found = (max(lowest), requirement)
        floor[requirement.name] = max(found, floor.get(requirement.name, found), key=lambda pair: pair[0])
    return [f"{_with_extras(requirement)}=={version}" for version, requirement in floor.values()]


def _with_extras(requirement: Requirement) -> str:
    return f"{requirement.name}[{','.join(sorted(requirement.extras))}]" if requirement.extras else requirement.name
