"""The list of contracts with family doctors, and how many residents they are for."""

from __future__ import annotations

from typing import ClassVar

from application.queries.listing import ListDesk
from application.read_models.doctor_contracts import ContractFilter, ContractRow


class HealthDesk(ListDesk[ContractFilter, ContractRow]):
    """Takes questions about contracts with family doctors."""

    QUERY: ClassVar[str] = "read_doctor_contracts"
