"""What whoever begins is told before any account: paragraph, documents, terms, money, who does what.

Everything is decided where an application's is: `facts_of`, `course_of`, `documents_for`, the limits.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kabinet.applications.asked.facts import Facts, facts_of
from kabinet.applications.content.documents import DocumentKind, documents_for
from kabinet.applications.rules.course import Course, course_of
from kabinet.cases.sides import Side
from kabinet.core.questions import Answers
from kabinet.core.typography import tied
from kabinet.law.applicability import ApplicantKind, Band, Category, Paragraph
from kabinet.law.deadlines import Code
from kabinet.law.deferral import EXCLUDED_BY, PREFERENTIAL_WITHIN, WITHOUT_LINE, Settlement
from kabinet.law.editions import Law
from kabinet.law.payments import plans_of

_OUR_SIDE, _APPLICANT = Side.SPECIALIST, Side.APPLICANT

WHOM: dict[Paragraph, str] = {
    Paragraph.GENERAL: "больше 670 кВт или случай, которого нет в других пунктах",
    Paragraph.MIDDLE: "больше 150 и до 670 кВт",
    Paragraph.BUSINESS: "организация или ИП, до 150 кВт, II или III категория",
    Paragraph.TEMPORARY: "временное присоединение",
    Paragraph.MICROGENERATION_BUSINESS: "своя генерация организации или ИП",
    Paragraph.MICROGENERATION_BUSINESS_WITH_RECEIVERS: "своя генерация вместе с объектом, до 150 кВт",
    Paragraph.MICROGENERATION_PERSON: "своя генерация гражданина",
    Paragraph.MICROGENERATION_PERSON_WITH_RECEIVERS: "своя генерация гражданина вместе с объектом",
    Paragraph.MICROGENERATION_BUSINESS_ABOVE_150: "своя генерация вместе с объектом, больше 150 кВт",
    Paragraph.HOUSEHOLD: "гражданин, для себя, до 150 кВт, один источник",
}
"""Whom each paragraph is about, in a few words."""

_HOW = {
    "passport": "Сфотографируйте разворот с фотографией и страницу с адресом регистрации.",
    "right": (
        "Выписку из ЕГРН заказывают на Госуслугах или в МФЦ. Подойдут и свидетельство о собственности, "
        "договор аренды, соглашение о сервитуте."
    ),
    "plan": (
        "Снимок публичной кадастровой карты (nspd.gov.ru) или чертёж от руки: границы участка и место, "
        "куда нужна электроэнергия."
    ),
    "authority": (
        "Доверенность на имя того, кто подаёт заявку: от организации её подписывает руководитель. Если "
        "подаёт сам руководитель, она не нужна."
    ),
    "single_line": "Чертит проектировщик или электрик: от точки присоединения до щита.",
    "automation": "Перечень составляет проектировщик; если таких устройств нет, достаточно письма об этом.",
    "supply_scheme": "Разрабатывает проектная организация; согласуют её с нами и системным оператором.",
}
"""How to get a document, by its code; of the others their hint tells it."""
_BUILDING = "Строим сеть до границы участка."
_OUR_WORKS = {
    Paragraph.TEMPORARY: "Готовим точку присоединения; временную линию до неё прокладываете вы (п. 53).",
    Paragraph.MICROGENERATION_BUSINESS: "Готовим сеть и учёт к приёму вашей энергии.",
    Paragraph.MICROGENERATION_PERSON: "Готовим сеть и учёт к приёму вашей энергии.",
}
"""What the operator does of the works, where it builds no line to the plot."""
_NOT_YET = ("other", "supply_contract", "engineering_scheme")
"""What nobody needs to gather before the application."""


@dataclass(frozen=True, slots=True)
class PaperToBring:
    """A document to get ready, and how."""

    title: str
    how: str
    basis: str
    required: bool


@dataclass(frozen=True, slots=True)
class StageAhead:
    """A step of the way: who acts, what is done, within which term; «» for none."""

    by: Side
    what: str
    term: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What is told; in words `works`, the usual term of the works, and `offer`, of the conditions."""

    facts: Facts
    simplified: bool
    papers: tuple[PaperToBring, ...]
    stages: tuple[StageAhead, ...]
    money: tuple[str, ...]
    offer: str
    works: str
    whom: str
    worded_by: str

    @property
    def category(self) -> Category:
        """The category of reliability that is presumed, the third unless another is said."""
        return min(self.facts.criteria.categories)


def advice_of(answers: Answers, kind: str, law: Law) -> Advice:
    """What to tell an applicant of this kind («ФЛ», «ИП», «ЮЛ») who would answer so, by `law`."""
    facts, course = facts_of(answers, kind, law), course_of(answers, kind, law=law)
    return Advice(
        facts=facts,
        simplified=course.simplified,
        papers=tuple(_papers(answers, kind, law)),
        stages=tuple(_stages(course)),
        money=tuple(tied(law.told(text)) for text in _money(facts, course)),
        offer=law.words(facts.applicability.offer_deadline),
        works=law.words(course.works),
        whom=tied(WHOM[facts.paragraph]),
        worded_by=law.applicability.worded_by,
    )


def _papers(answers: Answers, kind: str, law: Law) -> Iterator[PaperToBring]:
    facts = facts_of(answers, kind, law)
    for document in documents_for(answers, kind, law):
        if document.code not in _NOT_YET:
            required = document.required(answers, facts)
            yield PaperToBring(document.title, _how(document), document.basis, required)


def _how(document: DocumentKind) -> str:
    return tied(_HOW.get(document.code, document.hint))


def _stages(course: Course) -> Iterator[StageAhead]:
    law, applicability = course.law, course.applicability

    def stage(by: Side, what: str, code: Code | None = None) -> StageAhead:
        limit = law.limits[code] if code else None
        return StageAhead(
            by, tied(law.told(what)), limit.words if limit else "", limit.paragraph if limit else ""
        )

    yield stage(_APPLICANT, "Подаёте заявку здесь и прикладываете документы.")
    yield stage(
        _OUR_SIDE,
        "Проверяем. Если чего-то не хватает, напишем, и на это будет {supply_documents}.",
        Code.COMPLETENESS_CHECK,
    )
    offer = applicability.offer_deadline
    if course.simplified:
        yield stage(_OUR_SIDE, "Размещаем в кабинете условия договора, технические условия и счёт.", offer)
        paid = "Оплачиваете счёт. Оплата и есть заключение договора: подписывать его не нужно."
        yield stage(_APPLICANT, paid, course.payment_limit)
    else:
        yield stage(_OUR_SIDE, "Присылаем проект договора и технические условия.", offer)
        yield stage(_APPLICANT, "Подписываете договор и возвращаете один экземпляр.", Code.SIGNATURE)
    yield stage(_OUR_SIDE, _OUR_WORKS.get(applicability.paragraph, _BUILDING), course.works)
    if course.checked:
        yield stage(_APPLICANT, "Выполняете свою часть технических условий и сообщаете нам об этом.")
        yield stage(_OUR_SIDE, "Проверяем и подписываем с вами акт о присоединении.", Code.CHECK_CONDITIONS)
    else:
        yield stage(_APPLICANT, "Выполняете свою часть технических условий: ввод, щит, место для счётчика.")
        yield stage(_OUR_SIDE, "Ставим счётчик и размещаем уведомление: можно пользоваться.")


def _money(facts: Facts, course: Course) -> Iterator[str]:
    where = "условиями договора" if course.simplified else "проектом договора"
    yield (
        f"Сумму назовёт счёт: он придёт вместе с {where}. Её считают по ставкам, которые утверждает регион."
    )
    third = facts.criteria.one_source and facts.criteria.categories == {Category.THIRD}
    city, village = Settlement.CITY, Settlement.VILLAGE
    if third and facts.permanent and facts.low_voltage:
        if facts.applicant is ApplicantKind.PERSON and facts.criteria.household and _is_small(facts):
            yield (
                f"Если от границы участка до сети не больше {PREFERENTIAL_WITHIN[city]} м в городе или "
                f"{PREFERENTIAL_WITHIN[village]} м в селе, плата — меньшая из двух: по стандартизированным "
                "ставкам или по льготной ставке за киловатт (п. 17 Правил). Социальным категориям, например "
                "многодетным и инвалидам, — ещё ниже."
            )
        elif facts.paragraph in EXCLUDED_BY:
            yield (
                f"Если до сети не больше {WITHOUT_LINE[city]} м в городе или {WITHOUT_LINE[village]} м "
                "в селе, строительство линии в плату не входит (п. 17 Правил)."
            )
    plans = plans_of(
        facts.paragraph,
        total_power=facts.total_power,
        redistributed=facts.redistributed,
        wants_deferral=False,
    )
    *shares, last = (str(part.percent) for part in course.law.schedules[plans[0]].parts)
    yield f"Платят частями: {', '.join(shares)} и {last} %; сроки — в счёте."
    if facts.may_be_deferred(low_voltage=facts.low_voltage):
        yield "Можно попросить рассрочку: её условия покажет заявка (п. 104 Правил)."


def _is_small(facts: Facts) -> bool:
    return facts.band is Band.UP_TO_15
