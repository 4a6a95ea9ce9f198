"""What a sensitive register can refuse. Codes are public and permanent."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel import Conflict, Forbidden


class RegisterUndefined(Conflict):
    """Registers are words of the pack; what it does not define is not kept (B-45)."""

    code = "sensitive-register-undefined"
    title = "The pack has no such register"
    rule = "B-45"

    def __init__(self, register: str, pack: str) -> None:
        super().__init__(f"{pack} has no register {register}.")


class RegisterIsClosed(Forbidden):
    """The named posts open the register, each in their own body."""

    code = "sensitive-register-closed"
    title = "This post does not open the register"
    rule = "CNT-BZ-02"

    def __init__(self, register: str, posts: Sequence[str]) -> None:
        super().__init__(f"{register} is opened by {', '.join(posts)} of the body.")
