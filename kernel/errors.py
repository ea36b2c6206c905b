"""The root of every error Baowen raises on purpose.

An error carries a code and data, never a sentence: wording lives in `domain.yml` (customers) and in the web
pages (staff). Rooms derive their own families from `BaowenError`.
"""

from typing import Any, ClassVar


class BaowenError(Exception):
    """`code` names the kind of error, `data` what a reader needs to act on it (plain JSON values)."""

    code: ClassVar[str] = "error"

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code, data)
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.data.items())
        return f"{self.code}({details})"


class SettingError(BaowenError):
    """A setting has a bad value. `data`: name, reason."""

    code = "bad_setting"
