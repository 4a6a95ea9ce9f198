"""The indicator catalogue from YAML files; a fault names the file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from domain.indicators.catalogue import IndicatorCatalogue
from domain.indicators.coherence import CatalogueIncoherent, require_coherent
from domain.indicators.formula import FormulaUnreadable

# The C parser is ten times as fast; a build of PyYAML without it reads the same language.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PACKAGED: Final = Path(str(files("domain.policy") / "indicators" / "2026.1"))
"""The catalogue that ships with the product."""


class CatalogueRefused(Exception):
    """The indicator catalogue is incoherent; each line says what is wrong with it."""


def load_indicators(folder: Path = PACKAGED) -> IndicatorCatalogue:
    """Reads and validates a version of the catalogue, one folder of YAML files.

    Raises:
        CatalogueRefused: a key stands in two files, or the whole is incoherent.
    """
    sections: dict[str, Any] = {}
    for file in sorted(folder.glob("*.yaml")):
        read = yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506  # a safe loader
        for section, values in read.items():
            known = sections.setdefault(section, values)
            if known is values:
                continue
            if not isinstance(values, dict) or values.keys() & known.keys():
                raise CatalogueRefused(f"{file}: {section} stands in another file already")
            sections[section] = known | values
    try:
        catalogue = IndicatorCatalogue.model_validate(sections)
        require_coherent(catalogue)
    except (ValidationError, CatalogueIncoherent, FormulaUnreadable) as refused:
        raise CatalogueRefused(f"{folder}: {refused}") from refused
    return catalogue
