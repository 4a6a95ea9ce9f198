"""Chapter: shared communities, plates, classes of estates, safe sites (ORG-CY-09, SAF-BZ)."""

from __future__ import annotations

from datetime import date

from domain.act import Act
from domain.communities import events
from domain.communities.errors import InspectionMissing, SharedUnitsFull
from domain.communities.record import CommunityRecord, community_rules, require_kind
from domain.required import provided


class Safety(CommunityRecord):
    """What is drawn, counted and named in a community."""

    def define_shared(self, act: Act, *, unit: int) -> None:
        """Draw a shared community in a city unit (ORG-CY-09); the same again is a no-op.

        Raises:
            PolicySilent: the pack has no shared communities (B-45).
            SharedUnitsFull: there is no such city unit.
        """
        rules = community_rules(act)
        minutes = provided(rules.circle_minutes, "communities.circle_minutes")
        units = provided(rules.shared_units, "communities.shared_units")
        if unit > units:
            raise SharedUnitsFull(unit, units)
        if unit != self.shared_unit:
            self.trigger_event(
                events.SharedCommunityDefined,
                unit=unit,
                radius_minutes=minutes,
                **act.envelope(events.SharedCommunityDefined.TOPIC),
            )

    def inspect_plates(self, act: Act, *, count: int) -> str | None:
        """Record how many plates stand outside.

        Returns:
            What is wrong and has to be put right; None: they are as many as the pack wants.

        Raises:
            PolicySilent: the pack says nothing of plates (B-45).
        """
        rules = community_rules(act)
        wanted = provided(rules.plates, "communities.plates")
        self.trigger_event(
            events.PlateInspectionDone,
            count=count,
            wanted=wanted,
            **act.envelope(events.PlateInspectionDone.TOPIC),
        )
        return None if count == wanted else f"{count} plates stand outside, not {wanted}"

    def set_estate_class(self, act: Act, *, estate: str, estate_class: str, from_on: date) -> None:
        """Say how open an estate is; the patrols follow from that day (SAF-BZ-02).

        Saying the same again is a no-op.

        Raises:
            PolicySilent: the pack has no classes of estates (B-45).
            KindUnknown: not one of them.
        """
        rules = community_rules(act)
        classes = provided(rules.estate_classes or None, "communities.estate_classes")
        require_kind(estate_class, tuple(classes))
        if self.estate_classes.get(estate) != (estate_class, from_on):
            self.trigger_event(
                events.EstateClassSet,
                estate_id=estate,
                estate_class=estate_class,
                patrolled_by=classes[estate_class],
                from_on=from_on,
                **act.envelope(events.EstateClassSet.TOPIC),
            )

    def name_safe_site(self, act: Act, *, site: str, kind: str, inspection_ref: str | None) -> None:
        """Name a site safe on the strength of an inspection (SAF-BZ-01); again is a no-op.

        Raises:
            PolicySilent: the pack has no kinds of safe sites (B-45).
            KindUnknown: not one of them.
            InspectionMissing: no inspection stands behind it.
        """
        rules = community_rules(act)
        kinds = provided(rules.safe_kinds or None, "communities.safe_kinds")
        require_kind(kind, kinds)
        if inspection_ref is None:
            raise InspectionMissing(site)
        if (kind, site) not in self.safe_sites:
            self.trigger_event(
                events.SafeSiteNamed,
                site=site,
                kind=kind,
                inspection_ref=inspection_ref,
                **act.envelope(events.SafeSiteNamed.TOPIC),
            )
