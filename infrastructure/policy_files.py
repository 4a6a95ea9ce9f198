"""``PackShelf`` from YAML files; a fault is reported with its file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import TypeAdapter, ValidationError

from domain.policy.coherence import faults
from domain.policy.errors import Fault, PackRefused, PlacedFault
from domain.policy.pack import FILE_NAMES, PolicyPack
from domain.policy.permissions import Matrix
from domain.policy.shelf import PackShelf

# The C parser is ten times as fast; a build of PyYAML without it reads the same language.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PACKAGED: Final = Path(str(files("domain.policy") / "packs"))
"""The packs that ship with the product."""

_PACK_FILE = "pack.yaml"
_BASE = "based_on"
_SECTIONS = {
    FILE_NAMES.get(name, name): (name, TypeAdapter[Any](field.rebuild_annotation()))
    for name, field in PolicyPack.model_fields.items()
    if name != "matrix"
}
_REQUIRED = {
    FILE_NAMES.get(name, name)
    for name, field in PolicyPack.model_fields.items()
    if field.is_required() and name != "matrix"
}


@dataclass(frozen=True, slots=True)
class _Document:
    """One YAML file: its values, and the nodes that know their lines."""

    file: Path
    root: yaml.MappingNode
    values: dict[str, Any]

    def place(self, path: Sequence[str | int]) -> tuple[int, int]:
        """How many keys of the path lead into this document, and the line of the last one."""
        node: yaml.Node = self.root
        depth, line = 0, 1
        for key in path:
            found = _child(node, key)
            if found is None:
                break  # a default, or a key that is missing: the line of what it belongs to
            node, line = found
            depth += 1
        return depth, line


@dataclass(frozen=True, slots=True)
class _Source:
    """What belongs to one pack: its own files first, then those it builds on."""

    main: Path
    documents: tuple[_Document, ...]
    values: dict[str, Any]

    def placed(self, fault: Fault) -> PlacedFault:
        places = [(*d.place(fault.path), d.file) for d in self.documents]
        _depth, line, file = max(places, key=lambda place: place[0])
        if not any(depth for depth, _line, _file in places):
            file = self.main
        path = ".".join(str(key) for key in fault.path)
        return PlacedFault(file=str(file), line=line, path=path, reason=fault.reason)


def load_packs(*folders: Path) -> PackShelf:
    """Reads and validates policy packs.

    Args:
        folders: folders of packs laid out as ``<id>/<version>/pack.yaml`` with further YAML files
            beside it, or one such version folder, or one file. None: the packs of the product.

    Raises:
        PackRefused: B.3; with every fault that was found, each with its file and line.
    """
    refused: list[PlacedFault] = []
    matrix, shared = _shared(refused)
    found: list[tuple[PolicyPack, _Source]] = []
    sources = [_files_of(place) for folder in folders or (PACKAGED,) for place in _places(folder)]
    if not sources:
        reason = f"there is no {_PACK_FILE} here"
        refused += [PlacedFault(file=str(f), line=1, path="", reason=reason) for f in folders]
    for paths in sources:
        source = _read(paths, sources, refused)
        if source is None or matrix is None:
            continue
        pack = _pack(source, matrix, shared, refused)
        if pack is not None:
            found.append((pack, source))
    found = list(_succeeded(found, refused))
    refused += _overlaps(found)
    if refused:
        raise PackRefused(sorted(set(refused), key=lambda f: (f.file, f.line, f.path)))
    return PackShelf([pack for pack, _source in found])


def _places(folder: Path) -> list[Path]:
    if folder.is_file() or (folder / _PACK_FILE).is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob(f"*/*/{_PACK_FILE}"))


def _files_of(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    main = place / _PACK_FILE
    return [main, *sorted(path for path in place.glob("*.yaml") if path != main)]


def _shared(refused: list[PlacedFault]) -> tuple[Matrix | None, Mapping[str, Any]]:
    matrix_file = _document(PACKAGED / "matrix.yaml", refused)
    shared_file = _document(PACKAGED / "shared.yaml", refused)
    if matrix_file is None or shared_file is None:
        return None, {}
    source = _Source(matrix_file.file, (matrix_file,), matrix_file.values)
    try:
        return Matrix.model_validate(matrix_file.values), shared_file.values
    except ValidationError as error:
        refused += [source.placed(fault) for fault in _faults_of(error, (), matrix_file.values)]
        return None, {}


def _read(
    paths: Sequence[Path], sources: Sequence[Sequence[Path]], refused: list[PlacedFault]
) -> _Source | None:
    own = _merged(paths, refused)
    if own is None or _BASE not in own.values:
        return own
    ref = own.values.pop(_BASE)
    base_paths = _base_paths(str(ref), sources)
    base = _merged(base_paths, refused) if base_paths else None
    if base is None or _BASE in base.values:
        reason = f"{ref} is no pack that another may build on"
        refused.append(own.placed(Fault(path=(_BASE,), reason=reason)))
        return None
    values = _overlaid(base.values, own.values)
    return _Source(own.main, (*own.documents, *base.documents), values)


def _base_paths(ref: str, sources: Sequence[Sequence[Path]]) -> Sequence[Path]:
    wanted = ref.split("@")
    known = [*sources, *(_files_of(place) for place in _places(PACKAGED))]
    return next((p for p in known if [p[0].parent.parent.name, p[0].parent.name] == wanted), ())


def _overlaid(base: Any, own: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(own, dict)):
        return own
    return base | {key: _overlaid(base.get(key), value) for key, value in own.items()}


def _merged(paths: Sequence[Path], refused: list[PlacedFault]) -> _Source | None:
    documents = [_document(path, refused) for path in paths]
    read = [document for document in documents if document is not None]
    if len(read) < len(documents):
        return None
    values: dict[str, Any] = {}
    for document in read:
        for key, value in document.values.items():
            if key in values:
                _depth, line = document.place((key,))
                reason = f"key {key} is also in another file of this pack"
                refused.append(
                    PlacedFault(file=str(document.file), line=line, path=key, reason=reason)
                )
            values.setdefault(key, value)
    return _Source(paths[0], tuple(read), values)


def _document(file: Path, refused: list[PlacedFault]) -> _Document | None:
    def refuse(line: int, reason: str) -> None:
        refused.append(PlacedFault(file=str(file), line=line, path="", reason=reason))

    try:
        text = file.read_bytes().decode("utf-8-sig")
        loader = _Loader(text)
        root = loader.get_single_node()
        shape = list(_shape_faults(root))
        for line, reason in shape:
            refuse(line, reason)
        if shape or not isinstance(root, yaml.MappingNode):
            return None
        return _Document(file, root, loader.construct_document(root))
    except OSError as error:
        refuse(1, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        refuse(1 + error.object[: error.start].count(b"\n"), "is not UTF-8")
    except yaml.reader.ReaderError as error:
        refuse(1, f"is not YAML: {error.reason} at character {error.position}")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        refuse(mark.line + 1 if mark else 1, f"is not YAML: {error.problem or error.context}")
    return None


def _shape_faults(root: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Keys that are written twice or are no text, and aliases that contain themselves."""
    if not isinstance(root, yaml.MappingNode):
        yield 1, "is not a mapping of sections"
        return
    done: set[int] = set()
    waiting: list[tuple[yaml.Node, frozenset[int]]] = [(root, frozenset())]
    while waiting:
        node, above = waiting.pop()
        line = node.start_mark.line + 1
        if id(node) in above:
            yield line, "an alias contains itself"
        if id(node) in done:
            continue
        done.add(id(node))
        inside = above | {id(node)}
        if node.tag == "tag:yaml.org,2002:timestamp" and not _is_date(node.value):
            yield line, f"{node.value} is no date"
        if isinstance(node, yaml.SequenceNode):
            waiting += [(child, inside) for child in node.value]
        elif isinstance(node, yaml.MappingNode):
            yield from _key_faults(node)
            waiting += [(child, inside) for _key, child in node.value]


def _key_faults(node: yaml.MappingNode) -> Iterator[tuple[int, str]]:
    seen: set[str] = set()
    for key, _child_node in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or key.tag != "tag:yaml.org,2002:str":
            yield line, "a key must be text; put it in quotes"
        elif key.value in seen:
            yield line, f"key {key.value} is written twice"
        else:
            seen.add(key.value)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _child(node: yaml.Node, key: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, child in node.value:
            if name.value == str(key):
                return child, name.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        child = node.value[key]
        return child, child.start_mark.line + 1
    return None


def _pack(
    source: _Source, matrix: Matrix, shared: Mapping[str, Any], refused: list[PlacedFault]
) -> PolicyPack | None:
    found: list[Fault] = [
        Fault(path=(key,), reason=f"unknown key {key}") for key in source.values.keys() - _SECTIONS
    ]
    found += [
        Fault(path=(key,), reason=f"{key} is missing")
        for key in sorted(_REQUIRED - source.values.keys())
    ]
    values = source.values | {
        name: {**part, **source.values[name]}
        for name, part in shared.items()
        if isinstance(source.values.get(name), dict)
    }
    sections: dict[str, Any] = {"matrix": matrix}
    for key, (name, adapter) in _SECTIONS.items():
        if key in values:
            try:
                sections[name] = adapter.validate_python(values[key])
            except ValidationError as error:
                found += _faults_of(error, (key,), values)
        elif key not in _REQUIRED:
            sections[name] = PolicyPack.model_fields[name].get_default(call_default_factory=True)
    found += faults(sections)
    if "meta" in sections and source.main.name == _PACK_FILE:
        meta = sections["meta"]
        for key, name in (
            ("id", source.main.parent.parent.name),
            ("version", source.main.parent.name),
        ):
            if getattr(meta, key) != name:
                reason = f"{key} is not the name of its folder, {name}"
                found.append(Fault(path=("meta", key), reason=reason))
    refused += [source.placed(fault) for fault in found]
    return None if found else PolicyPack(**sections)


def _faults_of(
    error: ValidationError, above: tuple[str, ...], values: Mapping[str, Any]
) -> list[Fault]:
    found = []
    for problem in error.errors(include_url=False):
        path = _written((*above, *problem["loc"]), values)
        if problem["type"] == "missing":
            path = (*path, problem["loc"][-1])
        found.append(Fault(path=path, reason=_reason(problem["type"], problem)))
    return found


def _written(loc: Sequence[str | int], values: Any) -> tuple[str | int, ...]:
    # The validator puts marks of its own between the keys: which member of a union, which key.
    path: list[str | int] = []
    for key in loc:
        if isinstance(values, list):
            inside = dict(enumerate(values))
        else:
            inside = values if isinstance(values, dict) else {}
        if key in inside:
            values = inside[key]
            path.append(key)
    return tuple(path)


def _reason(kind: str, problem: Mapping[str, Any]) -> str:
    name = problem["loc"][-1] if problem["loc"] else "value"
    if kind == "extra_forbidden":
        return f"unknown key {name}"
    if kind == "missing":
        return f"{name} is missing"
    if kind == "value_error":
        return str(problem["ctx"]["error"])
    return str(problem["msg"])


def _succeeded(
    found: Sequence[tuple[PolicyPack, _Source]], refused: list[PlacedFault]
) -> Iterator[tuple[PolicyPack, _Source]]:
    """The packs, each with the end that the version after it gives it.

    So a new version comes in beside the old one, whose file nobody touches any more.
    """
    heirs: dict[str, PolicyPack] = {}
    for pack, source in found:
        before = f"{pack.meta.id}@{pack.meta.supersedes}"
        if before in heirs:
            reason = f"{before} is superseded by {heirs[before].ref} already"
            refused.append(source.placed(Fault(path=("meta", "supersedes"), reason=reason)))
        if pack.meta.supersedes is not None:
            heirs.setdefault(before, pack)
    for pack, source in found:
        heir = heirs.get(pack.ref)
        if heir is None or pack.meta.effective_to is not None:
            yield pack, source
            continue
        end = heir.meta.effective_from - timedelta(days=1)
        meta = pack.meta.model_copy(update={"effective_to": end})
        yield pack.model_copy(update={"meta": meta}), source


def _overlaps(found: Sequence[tuple[PolicyPack, _Source]]) -> Iterator[PlacedFault]:
    ordered = sorted(found, key=lambda each: (each[0].meta.id, each[0].meta.effective_from))
    for (earlier, _), (later, source) in pairwise(ordered):
        if earlier.meta.id == later.meta.id and earlier.in_force(later.meta.effective_from):
            reason = f"effective dates overlap with {earlier.ref}"
            yield source.placed(Fault(path=("meta", "effective_from"), reason=reason))
