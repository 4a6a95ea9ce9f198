"""The residents' door as one thing."""

from __future__ import annotations

from dataclasses import dataclass

from application.residents.photos import PhotoDesk
from application.residents.ratings import RatingDesk
from application.residents.reports import ResidentDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentsDoor:
    """What residents, and officials on their behalf, ask for beyond the commands to a case."""

    reports: ResidentDesk
    ratings: RatingDesk
    photos: PhotoDesk
