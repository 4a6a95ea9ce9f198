"""The setting of a scenario: its bodies and people, and how they come about.

Whatever a file does not say follows from its pack: the street and the community that grids need,
the station that heads and deputies lead, a principal for every unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from application.scenarios.document import Node, Reading
from application.use_cases.organisation.appoint_post import AppointPost
from application.use_cases.organisation.command import OrganisationCommand
from application.use_cases.organisation.found_org_unit import FoundOrgUnit
from application.use_cases.organisation.territory import Territory, territory
from domain.policy.pack import PolicyPack
from domain.policy.registers import Post
from domain.vocabulary import Role

FOUNDER: Final = "founder"
"""Who founds the bodies of a story; may act in it, too."""

TOP: Final = "top"
"""Code of the body that stands for the whole jurisdiction."""

STATION: Final = "station"
"""Code of the station that heads and deputies lead, beside the communities."""

_BASIS = "setting of the scenario"
_STATION_ROLES = frozenset({Role.HD, Role.DP})
_KEYS = ("units", "streets", "communities", "grids", "posts", "residents")
_UNIT_KEYS = ("id", "level", "duties", "counterpart_for", "counterpart", "parent", "label")
_GRID_KEYS = ("id", "community", "polygon", "places", "label")


@dataclass(frozen=True, slots=True)
class Founding:
    """One command of the setting and the line it stands for."""

    line: int
    command: OrganisationCommand


@dataclass(frozen=True, slots=True)
class Setting:
    """Who is there when the story begins.

    Attributes:
        foundings: commands in the order in which the founder gives them.
        actors: whom a step may be done by, with the person who then acts: a person, or a body
            with its principal.
    """

    foundings: Sequence[Founding]
    actors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Body:
    code: str
    level: str
    line: int
    options: Mapping[str, Any] = field(default_factory=dict)


def read_setting(root: Node | None, pack: PolicyPack, reading: Reading) -> Setting:
    """The setting of a story under a pack; faults go to ``reading``."""
    entries = {} if root is None else reading.mapping(root, _KEYS)
    return _Reader(pack, reading, root.line if root else 1).read(entries)


class _Reader:
    def __init__(self, pack: PolicyPack, reading: Reading, line: int) -> None:
        self._pack = pack
        self._reading = reading
        self._line = line
        self._ground: Territory = territory(pack)
        self._foundings: list[Founding] = []
        self._bodies: dict[str, _Body] = {TOP: _Body(TOP, self._ground.top, line)}
        self._principals: dict[str, str] = {}
        self._people: set[str] = {FOUNDER}

    def read(self, entries: Mapping[str, Node]) -> Setting:
        self._divide(entries)
        self._found_grids(entries.get("grids"))
        self._found_units(entries.get("units"))
        self._fill_posts(entries.get("posts"))
        self._people.update(self._reading.texts(entries.get("residents")))
        self._seat_principals()
        for name in sorted(self._people & self._bodies.keys()):
            self._reading.fault(self._line, f"{name} is both a person and a body")
        actors = {person: person for person in self._people} | self._principals
        return Setting(self._foundings, actors | {TOP: FOUNDER})

    # --- Bodies ---

    def _divide(self, entries: Mapping[str, Node]) -> None:
        """Found what lies between the top and the grids."""
        above = TOP
        for level in self._ground.levels[1:-1]:
            listed: list[_Body] = []
            if level == self._ground.pool:
                listed = self._listed(entries.get("communities"), level, above, "street")
            elif level == self._above_pool:
                listed = self._listed(entries.get("streets"), level, above, "parent")
            if not listed:
                listed = [_Body(level.lower(), level, self._line, {"parent": above})]
            for body in listed:
                self._found(body, tree=self._ground.tree)
            above = listed[0].code

    @property
    def _above_pool(self) -> str | None:
        place = self._ground.levels.index(self._ground.pool)
        return self._ground.levels[place - 1] if place > 1 else None

    def _listed(self, node: Node | None, level: str, above: str, parent: str) -> list[_Body]:
        bodies = []
        for item in self._reading.items(node):
            entries = self._spelled_out(item, ("id", parent, "label"))
            code = self._reading.text(entries.get("id"))
            if code is not None:
                options = {"parent": self._body(entries.get(parent)) or above}
                label = self._reading.text(entries.get("label"))
                bodies.append(_Body(code, level, item.line, options | {"label": label}))
        return bodies

    def _found_grids(self, node: Node | None) -> None:
        communities = self._at(self._ground.pool)
        for item in self._reading.items(node):
            entries = self._spelled_out(item, _GRID_KEYS)
            code = self._reading.text(entries.get("id"))
            if code is None:
                continue
            community = self._reading.text(entries.get("community")) or communities[0]
            if community not in self._bodies:
                above = self._bodies[communities[0]].options["parent"]
                options = {"parent": above}
                self._found(
                    _Body(community, self._ground.pool, item.line, options), tree=self._ground.tree
                )
            polygon = entries.get("polygon")
            options = {
                "parent": community,
                "label": self._reading.text(entries.get("label")),
                "is_grid": True,
                "area": {"ring": polygon.plain} if polygon is not None else None,
                "places": self._reading.texts(entries.get("places")),
            }
            self._found(_Body(code, self._ground.grid, item.line, options), tree=self._ground.tree)

    def _found_units(self, node: Node | None) -> None:
        for item in self._reading.items(node):
            entries = self._spelled_out(item, _UNIT_KEYS)
            code = self._reading.text(entries.get("id"))
            if code is None:
                continue
            duties = entries.get("duties")
            counterparts = entries.get("counterpart_for") or entries.get("counterpart")
            options = {
                "parent": self._body(entries.get("parent")),
                "label": self._reading.text(entries.get("label")),
                "duties": self._all_duties if duties is None else self._reading.texts(duties),
                "counterpart_for": self._reading.texts(counterparts),
            }
            level = self._reading.text(entries.get("level")) or self._unit_level
            self._found(_Body(code, level, item.line, options), tree=None)

    @property
    def _all_duties(self) -> tuple[str, ...]:
        categories = self._pack.cases.categories.values()
        return tuple(dict.fromkeys(c.duty for c in categories if c.duty is not None))

    @property
    def _unit_level(self) -> str:
        """The level above the body that triages: where the pack calls units first."""
        routes = self._pack.cases.routes.values()
        upward = [route.levels[0] for route in routes if route.upward]
        if upward:
            return upward[0]
        reached = {level for route in routes for level in route.levels}
        return max(reached, key=self._pack.cases.levels.index)

    def _found(self, body: _Body, *, tree: str | None) -> None:
        if body.code in self._bodies:
            self._reading.fault(body.line, f"there is a body {body.code} already")
            return
        self._bodies[body.code] = body
        fields = {"code": body.code, "level": body.level, "tree": tree, "reason": _BASIS}
        self._give(body.line, FoundOrgUnit, fields | dict(body.options))

    def _spelled_out(self, item: Node, keys: Sequence[str]) -> Mapping[str, Node]:
        """A bare word is the id of a body without further words."""
        if isinstance(item.value, Mapping):
            entries = self._reading.mapping(item, keys)
            if "id" not in entries:
                self._reading.fault(item.line, "id is missing")
            return entries
        return {"id": item}

    def _body(self, node: Node | None) -> str | None:
        code = self._reading.text(node)
        if node is not None and code is not None and code not in self._bodies:
            self._reading.fault(node.line, f"there is no body {code} above")
        return code

    def _at(self, level: str) -> list[str]:
        return [body.code for body in self._bodies.values() if body.level == level]

    # --- People ---

    def _fill_posts(self, node: Node | None) -> None:
        if node is None:
            return
        known = self._pack.post_names
        for name, holders in self._reading.mapping(node, list(known)).items():
            for item in self._reading.items(holders):
                self._appoint(known[name], item)

    def _appoint(self, post: str, item: Node) -> None:
        entries: Mapping[str, Node] = {"name": item}
        if isinstance(item.value, Mapping):
            entries = self._reading.mapping(item, ("name", "at"))
        person = self._reading.text(entries.get("name"))
        if person is None:
            self._reading.fault(item.line, "name is missing")
            return
        self._people.add(person)
        at = self._body(entries.get("at"))
        for body in [at] if at is not None else self._seats(post, item.line):
            self._seat(item.line, post, person, body)

    def _seats(self, post: str, line: int) -> Sequence[str]:
        """Where a post is held when the file does not say."""
        rule = self._pack.posts[post]
        at_pool = self._ground.pool in {rule.at, *rule.also_at}
        if rule.role in _STATION_ROLES or (rule.role is Role.GRD and at_pool):
            return [self._station(line)]
        if rule.role is Role.DU:
            units = [body.code for body in self._bodies.values() if "duties" in body.options]
            if len(units) == 1:
                return units
        elif rule.at is None:
            return [TOP]
        elif rule.at in self._ground.levels and self._at(rule.at):
            return self._at(rule.at)
        self._reading.fault(line, f"{post} is held in a body: write {{name: …, at: …}}")
        return ()

    def _station(self, line: int) -> str:
        if STATION not in self._bodies:
            above = self._at(self._above_pool) if self._above_pool else [TOP]
            body = _Body(STATION, self._ground.pool, line, {"parent": above[0]})
            self._found(body, tree=None)
        return STATION

    def _seat(self, line: int, post: str, person: str, body: str) -> None:
        fields = {
            "body": body,
            "post": post,
            "person_ref": person,
            "basis": _BASIS,
            "party_member": True,
        }
        self._give(line, AppointPost, fields)
        rule = self._pack.posts[post]
        if body in self._bodies and rule.role in {Role.DU, Role.STR}:
            self._principals.setdefault(body, person)

    def _seat_principals(self) -> None:
        """Let somebody act for every body that is no grid: ``by: u1``."""
        grids = {each.command.subject for each in self._foundings if _is_grid(each.command)}
        for body in list(self._bodies.values()):
            if body.code in grids or body.code in self._principals or body.code == TOP:
                continue
            post = next(self._principal_posts(body), None)
            if post is not None:
                self._seat(body.line, post, f"{body.code}.principal", body.code)

    def _principal_posts(self, body: _Body) -> Iterator[str]:
        role = Role.DU if "duties" in body.options else Role.STR
        for name, rule in self._pack.posts.items():
            if rule.role is role and _sits_at(rule, body.level):
                yield name

    def _give(
        self, line: int, command: type[OrganisationCommand], fields: Mapping[str, Any]
    ) -> None:
        try:
            self._foundings.append(Founding(line, command.model_validate(fields)))
        except ValidationError as error:
            for problem in error.errors(include_url=False):
                where = ".".join(str(key) for key in problem["loc"])
                self._reading.fault(line, f"{where}: {problem['msg']}")


def _is_grid(command: OrganisationCommand) -> bool:
    return isinstance(command, FoundOrgUnit) and command.is_grid


def _sits_at(rule: Post, level: str) -> bool:
    return rule.at in {None, level}
