"""What each term is about in the words of the applicant: imperatives are theirs to do, «мы» is the operator.

The titles of kabinet.law.limits are those of the acts; the office and the letters of the law keep them. Every
page and letter that tells an applicant what is next says it as it stands here.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kabinet.law.deadlines import WORKS, Code

_OFFER = "Подготовим договор и технические условия"
_OFFER_WITH_INVOICE = "Подготовим условия договора, технические условия и счёт"
_REVISE = "Исправим документы и пришлём их снова"
_FIX = "Устраним замечания и разместим документы снова"
_PAY = "Проверьте документы и оплатите счёт"

SAID: Mapping[Code, str] = MappingProxyType({
    Code.REGISTRATION: "Зарегистрируем заявку",
    Code.COMPLETENESS_CHECK: "Проверим заявку",
    Code.SUPPLY_DOCUMENTS: "Пришлите недостающие документы",
    Code.OFFER_SIMPLIFIED: _OFFER_WITH_INVOICE,
    Code.OFFER_150_670: _OFFER_WITH_INVOICE,
    Code.OFFER_GENERAL: _OFFER,
    Code.OFFER_TEMPORARY: _OFFER,
    Code.PAYMENT: _PAY,
    Code.PAYMENT_PROCUREMENT: _PAY,
    Code.PAYMENT_150_670: "Проверьте документы и оплатите первую часть счёта",
    Code.SIGNATURE: "Проверьте и подпишите договор",
    Code.REVISION_SIMPLIFIED: _REVISE,
    Code.REVISION_GENERAL: _REVISE,
    Code.FOURTH_OFFER: "Подготовим договор по IV категории надёжности",
    **dict.fromkeys(WORKS, "Выполним свою часть работ"),
    Code.CHECK_CONDITIONS: "Проверим, выполнены ли технические условия",
    Code.CHECK_WITH_DISPATCHER: "Проверим, выполнены ли технические условия",
    Code.REPEAT_INSPECTION: "Осмотрим электроустановку ещё раз",
    Code.RETURN_ACT: "Проверьте акты, подпишите их и верните один экземпляр",
    Code.REMARKS: "Проверьте документы о присоединении",
    Code.REMARKS_REPEATED: "Проверьте исправленные документы",
    Code.FIX_REMARKS: _FIX,
    Code.FIX_REMARKS_GENERAL: _FIX,
})  # fmt: skip
"""Every term that a state of an application may run on has its words; a test walks the table."""
