"""What a dossier can refuse. Codes are public and permanent."""

from __future__ import annotations

from domain.kernel import Invalid


class DossierTooLong(Invalid):
    """A dossier is exported whole, so its period is one that can be."""

    code = "dossier-too-long"
    title = "The dossier is too long to be exported at once"

    def __init__(self, lines: int) -> None:
        super().__init__(f"It has more than {lines} lines of one sort; ask for a shorter period.")
