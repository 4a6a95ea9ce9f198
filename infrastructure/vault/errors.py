"""What is wrong with a vault's content, beyond that it was erased."""

from __future__ import annotations

from domain.kernel import DomainError


class TamperedContent(DomainError):
    """Stored personal content is not what its event says: changed, exchanged or removed."""

    code = "tampered-content"
    title = "Stored content does not match the record"
    rule = "ENV-07"
