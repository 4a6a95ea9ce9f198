"""A service request as a caller sends it, and the report it becomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from application.service_requests.answers import Given
from application.service_requests.errors import ReportTooLong
from application.use_cases.cases.report_case import ReportCase

if TYPE_CHECKING:
    from domain.policy.pack import PolicyPack

CHANNEL: Final = "open311"
_MOST: Final = 20_000
"""Characters of a report's text, as ``ReportCase`` takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What GeoReport v2 calls a service request on its way in. Everything but the service code and
    the ids of a place is what a resident said of herself or of what she saw: personal (ENV-07).

    Attributes:
        service_code: a category of the pack.
        lat, long: WGS84 degrees.
        address_id: a place code of a grid.
        answers: by attribute of the service definition.
        account_id, device_id: the sender's own names of the person or her device.
        media_url: kept with the words of the report; never fetched.
    """

    service_code: str
    lat: float | None = None
    long: float | None = None
    address_string: str | None = None
    address_id: str | None = None
    answers: Given = field(default_factory=dict)
    description: str | None = None
    media_url: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    email: str | None = None
    account_id: str | None = None
    device_id: str | None = None

    @property
    def person(self) -> str | None:
        """What tells the reporter from others of the same sender; None: nothing does."""
        for kind in ("account_id", "email", "phone", "device_id"):
            if value := getattr(self, kind):
                return f"{kind}\x1f{value}"
        return None

    @property
    def digest(self) -> str:
        """SHA-256 of all that was sent: a retry has the same."""
        packed = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(packed.encode()).hexdigest()

    def report(
        self,
        pack: PolicyPack,
        answers: Sequence[tuple[str, Sequence[str]]],
        reporter: str | None,
    ) -> ReportCase:
        """The report for the case desk.

        Answers and the link to a picture are words of the resident: they follow the description
        into the vault, where officials read them and a search finds them.

        Args:
            answers: checked, in order.
            reporter: pseudonym of the person; None: anonymous.

        Raises:
            ReportTooLong.
        """
        lines = [self.description] if self.description else []
        category = pack.cases.categories[self.service_code]
        for code, values in answers:
            listed = category.attributes[code].values
            shown = (pack.label(value).zh if listed else value for value in values)
            lines.append(f"{pack.label(code).zh}：{'、'.join(shown)}")
        if self.media_url:
            lines.append(self.media_url)
        text = "\n".join(lines)
        if len(text) > _MOST:
            raise ReportTooLong(_MOST)
        name = " ".join(part for part in (self.last_name, self.first_name) if part)
        contact = ", ".join(part for part in (name, self.phone, self.email) if part)
        return ReportCase(
            category=self.service_code,
            text=text or None,
            address=self.address_string,
            lon=self.long,
            lat=self.lat,
            place_code=self.address_id,
            contact=contact or None,
            reporter=reporter,
            anonymous=reporter is None,
            channel=CHANNEL,
        )
