"""Settings of the residents' door."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network

import pytest

from application.residents.limits import Allowance, PublicLimits
from infrastructure.settings import SettingsRefused, read_settings


def test_each_setting_is_read_from_the_environment() -> None:
    """House style: settings are validated where they are read."""
    settings = read_settings(
        {
            "CLOSEOUT_TRUSTED_PROXIES": "10.0.0.0/8, ::1/128",
            "CLOSEOUT_PUBLIC_REPORTS": "3/5",
            "CLOSEOUT_PUBLIC_ALL_REPORTS": "0/0",
            "CLOSEOUT_RATING_LINK_DAYS": "7",
        }
    )

    assert settings.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    assert settings.public_limits().reports == Allowance(3, 5)
    assert settings.public_limits().all_reports == Allowance(0, 0)
    assert settings.public_limits().photos == PublicLimits().photos
    assert settings.rating_link_lifetime() == timedelta(days=7)
    assert settings.challenge() is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRUSTED_PROXIES", "10.0.0.1/8"),  # bits beyond the mask: nobody can tell what is meant
        ("TRUSTED_PROXIES", "proxy.example"),
        ("PUBLIC_REPORTS", "20"),
        ("PUBLIC_REPORTS", "-1/5"),
        ("PUBLIC_REPORTS", "many/more"),
        ("RATING_LINK_DAYS", "0"),
        ("PHOTO_PIXELS", "1e99"),
        ("REPORT_CHALLENGE", "no.such:module"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(name: str, value: str) -> None:
    """Nothing starts with half a door."""
    with pytest.raises(SettingsRefused, match=f"CLOSEOUT_{name}"):
        read_settings({f"CLOSEOUT_{name}": value})
