"""Taking a case out of all appraisal (剔除): a gate, as is putting it on the books (GAT-01)."""

from __future__ import annotations

from typing import Final

EXCLUSION: Final = "EXCLUSION"
"""Gate code of taking a case out of all appraisal."""
