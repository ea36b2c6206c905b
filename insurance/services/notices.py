"""What is texted and mailed about a servicing step. Nothing personal stands in it but what is masked."""

import logging
from datetime import date

from insurance.domain.customers import ContactField, show_contact
from insurance.domain.servicing import KIND_NAMES, ServicingKind
from insurance.services.ports import Mailer, SmsSender
from kernel.masking import show_policy_no

log = logging.getLogger(__name__)

_CONTACT_NAMES: dict[ContactField, str] = {"phone": "手机号", "address": "联系地址", "email": "电子邮箱"}


async def tell_contact_change(
    sms: SmsSender, phone: str | None, brand: str, field: ContactField, value: str, on: date
) -> None:
    """A text to the number that was on record before: whoever took the account over cannot keep it from the owner."""
    if phone is None:
        return
    text = (
        f"【{brand}】您登记的{_CONTACT_NAMES[field]}已于{on.month}月{on.day}日改为 {show_contact(field, value)}。"
        "如果不是您本人办理，请尽快在官方客服里找人工核对，我们会帮您查清并改正。"
    )
    try:
        await sms.send(phone, text)
    except Exception as error:
        # The change is done and stays so, whatever goes wrong at the provider.
        log.error("notice of a contact change not sent: %s", type(error).__name__)


async def mail_document(
    mailer: Mailer, to: str, brand: str, kind: ServicingKind, policy_no: str, url: str
) -> bool:
    """The way to the insurer's page, where the customer is checked again; False where the mail could not be sent."""
    name = KIND_NAMES[kind]
    text = (
        f"您好，您在{brand}客服里申请了{name}（保单 {show_policy_no(policy_no)}）。\n\n"
        f"请打开下面的页面，核身后查看和下载：\n{url}\n\n"
        "为了保护您的信息，邮件里不附保单内容。如果不是您本人申请，请在官方客服里找人工核对。"
    )
    try:
        await mailer.send(to, f"{brand}：{name}", text)
    except Exception as error:
        # Whatever goes wrong there: the request stays open and a colleague sends it.
        log.error("mail not sent: %s", type(error).__name__)
        return False
    return True
