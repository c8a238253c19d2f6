"""One-time codes by SMS: at once, and not through the outbox, where they would lie about for longer than they are good."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from connectors.sms.connector import Sms
from connectors.sms.text import sms_text

TEXT = "您的验证码是{code}，10分钟内有效。不要告诉别人，工作人员也不会问您要。"


@dataclass(frozen=True)
class CodesBySms:
    """Sends each as it is."""

    sms: Sms

    async def send_code(self, phone: str, code: str) -> None:
        """SmsFailed if it is not taken."""
        await self.sms.send(uuid.uuid4().hex, phone, sms_text(TEXT.format(code=code)))
