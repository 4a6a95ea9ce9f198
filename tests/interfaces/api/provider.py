"""A real OpenID provider on this machine, and people and machines that get tokens from it."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.node import NodeTools

AUDIENCE = "https://closeout.example/api"
MACHINE = "gu"  # the client's id is the machine's; here a grid member's
_SCRIPT = Path(__file__).parents[2] / "node" / "issuer.mjs"
_BACK = "http://127.0.0.1/back"
_SCOPES = "cases:read cases:write"
_PROMPT = re.compile(r'name="prompt" value="(\w+)"')
_ACTION = re.compile(r'<form[^>]* action="([^"]+)"')


class Provider:
    """The provider's process, by its address.

    Attributes:
        issuer: its ``iss``.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.issuer = self._said("http://")

    def rotate(self) -> None:
        """Let it sign with another key; the one before is no longer published."""
        assert self._process.stdin is not None
        self._process.stdin.write("rotate\n")
        self._process.stdin.flush()
        self._said("rotated")

    def machine_token(self, resource: str = AUDIENCE) -> str:
        """What client credentials give (RFC 6749, section 4.4; RFC 8707)."""
        with httpx.Client(base_url=self.issuer) as client:
            answer = client.post(
                "/token",
                auth=(MACHINE, "of-a-test-and-opens-nothing"),
                data={"grant_type": "client_credentials", "resource": resource, "scope": _SCOPES},
            )
        return str(_tokens(answer)["access_token"])

    def person_tokens(self, person: str) -> Mapping[str, str]:
        """What a person gets who logs in: authorization code with PKCE (RFC 7636)."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        asked = {
            "client_id": "console",
            "response_type": "code",
            "redirect_uri": _BACK,
            "scope": f"openid {_SCOPES}",
            "resource": AUDIENCE,
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
            "state": secrets.token_urlsafe(8),
        }
        with httpx.Client(base_url=self.issuer) as browser:
            back = _logged_in(browser, asked, person)
            assert back["state"] == [asked["state"]]
            answer = browser.post(
                "/token",
                data={
                    "grant_type": "authorization_code",
                    "client_id": "console",
                    "code": back["code"][0],
                    "redirect_uri": _BACK,
                    "code_verifier": verifier,
                    "resource": AUDIENCE,
                },
            )
        return _tokens(answer)

    def _said(self, beginning: str) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith(beginning):
                return line.strip()
        raise AssertionError("the provider ended")


@contextmanager
def provider_run_by(tools: NodeTools) -> Iterator[Provider]:
    """The provider for the length of the block."""
    with subprocess.Popen(
        [tools.node, str(_SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            yield Provider(process)
        finally:
            process.kill()


def _logged_in(
    browser: httpx.Client, asked: Mapping[str, str], person: str
) -> Mapping[str, list[str]]:
    """Fill in the login and consent forms; the parameters the browser is sent back with."""
    answer = browser.get("/auth", params=asked)
    for _ in range(12):
        if answer.is_redirect:
            to = answer.headers["Location"]
            if to.startswith(_BACK):
                return parse_qs(urlsplit(to).query)
            answer = browser.get(to)
            continue
        prompt, action = _PROMPT.search(answer.text), _ACTION.search(answer.text)
        assert prompt is not None, answer.text
        assert action is not None, answer.text
        form = {"prompt": prompt[1], "login": person, "password": "any"}
        answer = browser.post(action[1], data=form)
    raise AssertionError(f"no way back: {answer.status_code} {answer.text}")


def _tokens(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
