"""Every check that a change must pass, each in its own virtual environment: ``nox``, or ``nox -s lint types``.

``nox -s floors`` and ``nox -s newest`` run on demand. Arguments after ``--`` go to pytest:
``nox -s tests-3.12 -- tests/foods``.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nox
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT: dict[str, Any] = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)

# Pythons that pyenv installed are found too; its commands of the same names run only the one it is set to.
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
INSTALLED = {
    version: str(found.parent) for version in PYTHONS for found in PYENV.glob(f"{version}.*/bin/python{version}")
}
os.environ["PATH"] = os.pathsep.join([*INSTALLED.values(), os.environ["PATH"]])

# All but the tests run on one Python: the first of these versions that is here.
MAIN = next((version for version in PYTHONS if shutil.which(f"python{version}")), PYTHONS[0])

# Where this run of nox has built sdist and wheel: the sessions share them.
BUILT: set[Path] = set()

# The slow tests run on one Python. Before a release, each property is tried with more examples too.
SLOW_TOO = ("-m", "")
THOROUGH = (*SLOW_TOO, "--hypothesis-profile=thorough")

# What each file in requirements/ pins: the tools of a build, what a deployment may install, and all of it.
HASHED = {
    "build": ("--group", "pyproject.toml:build"),
    "extras": ("pyproject.toml", "--all-extras"),
    "dev": ("pyproject.toml", "--all-extras", "--group", "dev", "--group", "docs"),
}

VALID_SBOM = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(JsonStrictValidator(SchemaVersion.V1_6).validate_str(open(sys.argv[1], encoding="utf-8").read()))
"""

# An old release, or one that was made for other releases than those beside it, warns of its code.
OTHERS_WARNINGS = ("DeprecationWarning", "PendingDeprecationWarning", "FutureWarning", "ResourceWarning")


@nox.session(python=MAIN)
def lint(session: nox.Session) -> None:
    """Check format, lint rules, package layers and plain English."""
    install(session, "lint", "test")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("lint-imports")
    session.run("python", "-m", "tools.plain_english")


@nox.session(python=MAIN)
def types(session: nox.Session) -> None:
    """Check types with mypy and pyright; what users see (``typing_tests/``, the pages) also with ty and pyrefly."""
    install(session, "typing")
    python = str(Path(session.bin) / ("python.exe" if os.name == "nt" else "python"))
    session.run("mypy")
    session.run("pyright", "--pythonpath", python)
    pages = Path(session.create_tmp()).resolve() / "pages"
    session.run("python", "-m", "tools.page_code", str(pages))
    as_user = [str(path) for folder in (pages, Path("typing_tests")) for path in sorted(folder.glob("*.py"))]
    session.run("mypy", "--config-file", "typing_tests/mypy.ini", *as_user)
    session.run("pyright", "--pythonpath", python, "--level", "error", *as_user)
    session.run("ty", "check", "--python", python, *as_user)
    session.run(
        "pyrefly", "check", "--config", "typing_tests/pyrefly.toml", "--python-interpreter-path", python, *as_user
    )


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests of the sdist against the wheel built from it; all extras and coverage on one Python."""
    beside, wheel = built(session)
    if session.python == MAIN:
        install(session, "test", "notebooks", "service", package=str(wheel))
        session.chdir(beside)
        measured = () if session.posargs else ("--cov", "--cov-fail-under=97", *SLOW_TOO)
        # The plugin of schemathesis imports the package before coverage begins, so its tests run apart.
        apart = "tests/service/test_schema.py"
        session.run(
            *("python", "-m", "pytest", "-q", "-p", "no:schemathesis", f"--ignore={apart}"), *measured, *session.posargs
        )
        if not session.posargs:
            session.run("python", "-m", "pytest", "-q", "-n0", *SLOW_TOO, apart)
    else:
        # Without the engines of data frames, whose tests then skip and name what is missing.
        install(session, "test", package=str(wheel))
        session.chdir(beside)
        session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session(python=MAIN)
def docs(session: nox.Session) -> None:
    """Build the site; every warning is an error and every link is followed."""
    install(session, "docs")
    out = Path(session.create_tmp())
    session.run(
        "python",
        "-m",
        "sphinx",
        "-q",
        "-n",
        "-W",
        "--keep-going",
        "-d",
        str(out / "doctrees"),
        "-b",
        "html",
        "docs",
        str(out / "site"),
    )


@nox.session(python=MAIN, default=False)
@nox.parametrize("pyodide", ["0.29", "314"])
def browser(session: nox.Session, pyodide: str) -> None:
    """Compare 100 reports by Pyodide under Node with those of this Python, and try the page in Chromium."""
    if missing := [name for name in ("node", "npm") if shutil.which(name) is None]:
        session.skip(f"needs {' and '.join(missing)}")
    out = Path(session.create_tmp()).resolve()
    shutil.rmtree(out / "wheels", ignore_errors=True)
    install(session, "test")
    session.install("--quiet", "--constraint", "constraints.txt", "playwright")
    session.run("npm", "install", "--silent", "--prefix", str(out), f"pyodide@{pyodide}", external=True)
    session.run("python", "-m", "pip", "wheel", "--quiet", ".", "-w", str(out / "wheels"))
    places = {"MAGNESIUM_PYODIDE": str(out / "node_modules" / "pyodide"), "MAGNESIUM_WHEELS": str(out / "wheels")}
    session.run("python", "-m", "pytest", "-q", "-n0", "tests/examples/test_browser.py", env=places)


@nox.session(python=MAIN)
def wheel(session: nox.Session) -> None:
    """Build the sdist and from it the wheel, and check contents, size and requirements."""
    built(session)


@nox.session(python=MAIN, default=False)
def sbom(session: nox.Session) -> None:
    """Write the bill of materials of the built wheel to ``dist/``, beside sdist and wheel, and validate it."""
    _, wheel_ = built(session)
    session.install("--quiet", "cyclonedx-python-lib[json-validation]>=11")
    out = Path("dist")
    out.mkdir(exist_ok=True)
    for archive in wheel_.parent.glob("pymagnesium-*.[wt]*"):
        shutil.copy(archive, out)
    text = session.run("python", "-m", "tools.sbom", str(wheel_), silent=True)
    (out / f"{wheel_.stem}.cdx.json").write_text(str(text), encoding="utf-8")
    session.run("python", "-c", VALID_SBOM, str(out / f"{wheel_.stem}.cdx.json"))


@nox.session(python=MAIN, default=False)
def hashes(session: nox.Session) -> None:
    """Write ``requirements/``: the versions of ``constraints.txt`` with the SHA-256 of each of their files."""
    session.install("--quiet", "uv>=0.8")
    for name, wanted in HASHED.items():
        session.run(
            *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11.5", "--generate-hashes"),
            *("--no-header", "--no-annotate", "--constraint", "constraints.txt"),
            *(*wanted, "--output-file", f"requirements/{name}.txt"),
        )


@nox.session(python=MAIN, default=False)
def hashed(session: nox.Session) -> None:
    """Install everything with checked hashes, and run the tests beside the built wheel."""
    beside, wheel_ = built(session)
    session.install("--quiet", "--require-hashes", "-r", "requirements/dev.txt")
    session.install("--quiet", "--no-deps", str(wheel_))
    session.chdir(beside)
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session(python=MAIN)
def data(session: nox.Session) -> None:
    """Rebuild the bundled tables; all of them if ``raw/`` has the publishers' files."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-q", "-m", "", "tests/tools/test_rebuild.py", "tests/tools/test_build.py")


@nox.session(python=MAIN, default=False)
def mutants(session: nox.Session) -> None:
    """Change the code at 100 random places of each package, and list the changes that no test notices."""
    install(session, "test")
    session.run("python", "-m", "tools.mutants", *(session.posargs or ("--at-least", "95")))


@nox.session(python=MAIN, default=False)
def fuzz(session: nox.Session) -> None:
    """Give random inputs to the library for a few minutes; ``-- --inputs 10000000`` gives all of a campaign."""
    install(session, "test", "integrations", "service")
    session.run("python", "-m", "tools.fuzz", *(session.posargs or ("--inputs", "200000", "--minutes", "5")))


@nox.session(python=MAIN, default=False)
def processes(session: nox.Session) -> None:
    """Ask 1,000 fresh processes from 8 threads each, and children by every way to start one."""
    install(session)
    session.run("python", "-m", "tools.races", *session.posargs)


@nox.session(python=MAIN, default=False)
def floors(session: nox.Session) -> None:
    """Run the tests with the oldest declared version of every dependency, extra and tested package."""
    session.install(*oldest(declared("test", "integrations")), ".")
    ignored = [option for name in OTHERS_WARNINGS for option in ("-W", f"ignore::{name}")]
    session.run("python", "-m", "pytest", "-q", *ignored, *session.posargs)


@nox.session(python=PYTHONS[-1], default=False)
def newest(session: nox.Session) -> None:
    """Run the tests with the newest version of everything."""
    session.install("--upgrade", *declared("test", "notebooks", "service"), ".")
    session.run("python", "-m", "pytest", "-q", *THOROUGH, *session.posargs)


def install(session: nox.Session, *groups: str, package: str = ".") -> None:
    """Install the *package* and these dependency groups, at the tested versions."""
    session.install("--quiet", "--upgrade", "pip>=25.1")
    options = [option for group in groups for option in ("--group", group)]
    session.install("--quiet", "--constraint", "constraints.txt", *options, package)


def built(session: nox.Session) -> tuple[Path, Path]:
    """Return the sdist's folder without ``src``, and the wheel built from the sdist; both are built once per run."""
    out = Path(session.cache_dir).resolve() / "dist"
    if out not in BUILT:
        shutil.rmtree(out, ignore_errors=True)
        session.install("--quiet", "--require-hashes", "-r", "requirements/build.txt")
        session.run("python", "-m", "build", "--no-isolation", "--outdir", str(out), ".", silent=True)
        BUILT.add(out)
        with tarfile.open(next(out.glob("*.tar.gz"))) as tar:
            tar.extractall(out, filter="data")
    (archive,), (wheel_,) = out.glob("*.tar.gz"), out.glob("*.whl")
    session.run("python", ".ci/check_wheel.py", str(wheel_))
    beside = out / archive.name.removesuffix(".tar.gz")
    shutil.rmtree(beside / "src", ignore_errors=True)
    return beside, wheel_


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
