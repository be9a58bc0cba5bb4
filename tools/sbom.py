"""Write the bill of materials of a built wheel, in the form of CycloneDX: ``python -m tools.sbom WHEEL``.

It lists what the wheel needs at runtime, what each extra adds, and every bundled table with its checksum and license.
Versions and checksums of packages are those of ``requirements/extras.txt``. The same wheel gives the same text.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HASHED = Path(__file__).parent.parent / "requirements" / "extras.txt"
_PIN = re.compile(r"(?P<name>\S+)==(?P<version>\S+)(?P<rest>(?:.*\\\n)*.*)")

Json = dict[str, Any]


def pinned(text: str) -> dict[str, tuple[str, list[str]]]:
    """Return version and SHA-256 checksums of each package in a file of hashed requirements."""
    return {
        canonicalize_name(found["name"]): (found["version"], re.findall(r"sha256:([0-9a-f]{64})", found["rest"]))
        for found in _PIN.finditer(text)
    }


def bill(wheel: Path, hashed: str) -> Json:
    """Return the bill of materials of *wheel*, with the pins of *hashed*."""
    data = wheel.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    with zipfile.ZipFile(wheel) as held:
        metadata = _metadata(held)
        tables = json.loads(held.read("magnesium/data/datapackage.json"))["resources"]
    name, version = metadata["Name"], metadata["Version"]
    packages = list(_packages(metadata, pinned(hashed)))
    files = [_table(table) for table in tables]
    top = f"pkg:pypi/{name}@{version}"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, digest)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": top,
                "name": name,
                "version": version,
                "description": metadata["Summary"],
                "purl": top,
                "licenses": [{"license": {"id": metadata["License-Expression"]}}],
                "hashes": _sha256([digest]),
            }
        },
        "components": [*packages, *files],
        "dependencies": [{"ref": top, "dependsOn": _refs([*packages, *files])}],
    }


def _metadata(held: zipfile.ZipFile) -> Message:
    [name] = [name for name in held.namelist() if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(held.read(name).decode("utf-8"))


def _packages(metadata: Message, pins: dict[str, tuple[str, list[str]]]) -> Iterator[Json]:
    """Yield each required package once: "required" where the wheel needs it without an extra."""
    declared: dict[str, list[Requirement]] = {}
    for requirement in map(Requirement, metadata.get_all("Requires-Dist", [])):
        declared.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    for name, requirements in sorted(declared.items()):
        version, checksums = pins[name]
        purl = f"pkg:pypi/{name}@{version}"
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": version,
            "purl": purl,
            "scope": "required" if any(one.marker is None for one in requirements) else "optional",
            "properties": [{"name": "python:Requires-Dist", "value": str(one)} for one in requirements],
            # One for each file of the release: which of them is installed depends on the system.
            "externalReferences": [
                {"type": "distribution", "url": purl, "hashes": _sha256([checksum])} for checksum in checksums
            ],
        }


def _table(resource: Json) -> Json:
    path = resource["path"]
    return {
        "type": "data",
        "bom-ref": f"file:magnesium/data/{path}",
        "name": f"magnesium/data/{path}",
        "description": resource["title"],
        "licenses": [{"license": {"name": one["title"]}} for one in resource["licenses"]],
        "hashes": _sha256([resource["hash"].removeprefix("sha256:")]),
    }


def _sha256(checksums: Iterable[str]) -> list[Json]:
    return [{"alg": "SHA-256", "content": checksum} for checksum in checksums]


def _refs(components: Iterable[Json]) -> list[str]:
    return sorted(component["bom-ref"] for component in components)


def main() -> None:
    """Print the bill of materials of the wheel that is named on the command line."""
    print(json.dumps(bill(Path(sys.argv[1]), HASHED.read_text(encoding="utf-8")), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
