"""THE kinds of documents (paragraphs 8(4), 10, 13, 17, 34 of the Rules): for whom each is asked, demanded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from kabinet.applications.asked.answers import text_in
from kabinet.applications.asked.facts import Facts, facts_of
from kabinet.applications.asked.questions.applicant import BY_REPRESENTATIVE
from kabinet.applications.asked.questions.schedule import may_cede
from kabinet.applications.asked.questions.site import FLAT
from kabinet.applications.content import own_documents
from kabinet.core.questions import Answers
from kabinet.core.typography import tied
from kabinet.law.acts import N1701, LawAct
from kabinet.law.applicability import ApplicantKind, Paragraph
from kabinet.law.editions import Law

PAPER = "paper"
"""What a specialist entered an application from."""

type Test = Callable[[Answers, Facts], bool]
"""Whether something holds for these answers, which mean these facts."""


def _always(_answers: Answers, _facts: Facts) -> bool:
    return True


def _never(_answers: Answers, _facts: Facts) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """A kind of document, several files of which may be attached; `code` is kept in Attachment.kind.

    `brought_by`, `ended_by`: the acts since which it is asked and is not.
    """

    code: str
    title: str
    hint: str = ""
    basis: str = ""
    shown: Test = _always
    required: Test = _never
    brought_by: LawAct | None = None
    ended_by: LawAct | None = None

    @property
    def name(self) -> str:
        """Its name among the gaps and on the page: «document-plan»."""
        return f"document-{self.code}"


def _not_temporary(_answers: Answers, facts: Facts) -> bool:
    return not facts.temporary


def _right_is(answers: Answers, *rights: str) -> bool:
    return text_in(answers, "land_right") in rights


def _needs_right(answers: Answers, _facts: Facts) -> bool:
    return not _right_is(answers, "development", "preliminary")


def _needs_plan(answers: Answers, facts: Facts) -> bool:
    # «о» of paragraph 9 was said by choice, and makes the plan obligatory (paragraph 10 «а»).
    return facts.permanent and (facts.total_power > 150 or text_in(answers, "input_device") == "yes")


def _needs_automation_list(_answers: Answers, facts: Facts) -> bool:
    return facts.paragraph in (
        Paragraph.GENERAL,
        Paragraph.MIDDLE,
        Paragraph.MICROGENERATION_BUSINESS_ABOVE_150,
    )


def _intends_to_contract(answers: Answers, facts: Facts) -> bool:
    # «при намерении заключить договор энергоснабжения»; section VII asks for no such draft (paragraph 13).
    return facts.permanent and text_in(answers, "has_supply_contract") == "no"


def _needs_supply_scheme(_answers: Answers, facts: Facts) -> bool:
    # Paragraph 10(2): receivers of more than 50 MW; not demanded with consent to the fourth category.
    return facts.permanent and facts.total_power > 50_000


def _manages_flat(answers: Answers, by: str) -> bool:
    return FLAT(answers) and text_in(answers, "house_management") == by


def _redistributed(_answers: Answers, facts: Facts) -> bool:
    return facts.redistributed


def _is_construction(answers: Answers, facts: Facts) -> bool:
    """Whether a capital building is built: stages come of its project, or the power is of such a one."""
    new_and_big = facts.requested_power > 0 and facts.total_power > 150
    return facts.permanent and (new_and_big or bool(text_in(answers, "stages_basis")))


HEALTH_CONSENT = "health_consent"
TELLS_OF_HEALTH = frozenset({"disabled"})
"""The categories of paragraph 17 that are data on health by themselves."""
MAY_TELL_OF_HEALTH = TELLS_OF_HEALTH | {"veteran", "chernobyl", "semipalatinsk", "mayak", "special_risk"}
"""Those whose document may tell of an injury or an illness: disabled veterans, radiation sickness."""

_KINDS = (
    DocumentKind(
        code="passport",
        title="Копия паспорта или другого документа, удостоверяющего личность",
        hint="Страница с фотографией и страница с регистрацией.",
        basis="п. 10 «д» Правил",
        shown=lambda _answers, facts: facts.applicant is not ApplicantKind.COMPANY,
        required=_always,
    ),
    DocumentKind(
        code="authority",
        title="Доверенность или другой документ о полномочиях представителя",
        hint="Для руководителя организации — решение о назначении, по желанию.",
        basis="п. 10 «д» Правил",
        shown=lambda answers, facts: facts.applicant is ApplicantKind.COMPANY or BY_REPRESENTATIVE(answers),
        required=lambda answers, _facts: BY_REPRESENTATIVE(answers),
    ),
    DocumentKind(
        code="right",
        title="Документ о праве на участок или здание",
        hint=(
            "Выписка из ЕГРН, свидетельство о собственности, договор аренды, разрешение на использование "
            "земли, соглашение о сервитуте."
        ),
        basis="п. 10 «г» Правил",
        shown=_needs_right,
        required=_always,
    ),
    DocumentKind(
        code="development",
        title="Договор о комплексном развитии территории и документы к нему",
        hint=(
            "Договор, проект планировки, комплексная схема инженерного обеспечения, схема расположения "
            "участка, градостроительный план."
        ),
        basis="пп. 8(7) и 10 «н» Правил",
        shown=lambda answers, _facts: _right_is(answers, "development"),
        required=_always,
    ),
    DocumentKind(
        code="preliminary",
        title="Решение о предварительном согласовании предоставления участка и документы к нему",
        hint="Решение, проект межевания или градостроительный план и схема расположения участка.",
        basis="пп. 8(8) и 10 «о» Правил",
        shown=lambda answers, _facts: _right_is(answers, "preliminary"),
        required=_always,
    ),
    DocumentKind(
        code="plan",
        title="План расположения энергопринимающих устройств",
        hint="Схема или снимок карты, где отмечены объект и границы участка; можно нарисовать от руки.",
        basis="п. 10 «а» Правил",
        shown=_not_temporary,
        required=_needs_plan,
    ),
    DocumentKind(
        code="single_line",
        title="Однолинейная схема электрических сетей",
        hint="С указанием резервных источников и возможности переключения нагрузок.",
        basis="п. 10 «б» Правил",
        shown=lambda answers, facts: facts.permanent and text_in(answers, "voltage") in ("35", "110"),
        required=_always,
    ),
    DocumentKind(
        code="automation",
        title="Перечень устройств, которые можно присоединить к противоаварийной и режимной автоматике",
        hint="Название и мощность каждого. Если таких нет — письмо об этом в свободной форме.",
        basis="п. 10 «в» Правил",
        shown=_needs_automation_list,
        required=_always,
    ),
    DocumentKind(
        code="supply_scheme",
        title="Схема внешнего электроснабжения",
        hint="Действующая на день подачи заявки и согласованная.",
        basis="пп. 10 «к» и 10(2) Правил",
        shown=_needs_supply_scheme,
        required=lambda answers, _facts: text_in(answers, "fourth_category") != "yes",
    ),
    DocumentKind(
        code="house_consent",
        title="Согласие управляющей организации или общего собрания собственников",
        hint="На присоединение нежилого помещения отдельной линией от вводного устройства дома.",
        basis="п. 10 «ж» Правил",
        shown=lambda answers, facts: (
            facts.permanent
            and text_in(answers, "building") == "apartment_house"
            and text_in(answers, "separate_line") == "yes"
        ),
        required=_always,
    ),
    DocumentKind(
        code="owners_decision",
        title="Решение общего собрания собственников помещений дома",
        hint="Протокол с решением о присоединении; копия.",
        basis="п. 8(4) Правил",
        shown=lambda answers, _facts: _manages_flat(answers, "organisation"),
        required=_always,
    ),
    DocumentKind(
        code="owners_authority",
        title="Доверенность от всех или большинства собственников помещений дома",
        hint="При непосредственном управлении домом; в письменной форме.",
        basis="п. 8(4) Правил",
        shown=lambda answers, _facts: _manages_flat(answers, "direct"),
        required=_always,
    ),
    # Without any one of these four power is not redistributed (paragraph 34).
    DocumentKind(
        code="redistribution_notice",
        title="Уведомление о перераспределении мощности",
        hint=(
            "Подписано сторонами соглашения: кто и кому передаёт мощность, сколько, где стоят устройства, "
            "от какого центра питания они присоединены."
        ),
        basis="п. 34 Правил",
        shown=_redistributed,
        required=_always,
    ),
    DocumentKind(
        code="redistribution_conditions",
        title="Технические условия того, кто отдаёт мощность",
        hint="Копия.",
        basis="п. 34 Правил",
        shown=_redistributed,
        required=_always,
    ),
    DocumentKind(
        code="redistribution_act",
        title="Акт о технологическом присоединении того, кто отдаёт мощность",
        hint="Копия.",
        basis="п. 34 Правил",
        shown=_redistributed,
        required=_always,
    ),
    DocumentKind(
        code="redistribution_agreement",
        title="Соглашение о перераспределении мощности",
        hint="Заверенная копия соглашения по форме приложения 14 к Правилам.",
        basis="п. 34 Правил и прил. 14 к ним",
        shown=lambda answers, facts: facts.redistributed and text_in(answers, "own_redistribution") != "yes",
        required=_always,
    ),
    DocumentKind(
        code="supply_contract",
        title="Подписанный проект договора энергоснабжения или протокол разногласий к нему",
        hint="По желанию: мы передадим его энергосбытовой организации.",
        basis="п. 10 «и» Правил",
        shown=_intends_to_contract,
        ended_by=N1701,
    ),
    DocumentKind(
        code="planning",
        title="Утверждённый проект планировки территории",
        basis="п. 10 «п» Правил",
        shown=lambda answers, facts: facts.permanent and text_in(answers, "stages_basis") == "planning",
        required=_always,
    ),
    DocumentKind(
        code="design",
        title="Проектная документация или разрешение на строительство с этапами",
        basis="п. 10 «р» Правил",
        shown=lambda answers, facts: facts.permanent and text_in(answers, "stages_basis") == "design",
        required=_always,
    ),
    DocumentKind(
        code="engineering_scheme",
        title="Комплексная схема инженерного обеспечения территории",
        hint="Если объект строят или реконструируют и такая схема утверждена.",
        basis="п. 10 «с» Правил",
        shown=_is_construction,
    ),
    DocumentKind(
        code="cession",
        title="Письмо о намерении уступить требование и документы о его наличии и размере",
        hint="Договор и документы об оплате. Оригиналы представьте в офисе или почтой.",
        basis="пп. 10 «т» и 17(3) Правил",
        shown=lambda answers, facts: may_cede(facts) and text_in(answers, "cession") == "yes",
        required=_always,
    ),
    DocumentKind(
        code="benefit",
        title="Документ о льготной категории",
        hint="Справка или удостоверение, выданные органом власти.",
        basis="п. 17 Правил",
        shown=lambda answers, facts: (
            facts.applicant is ApplicantKind.PERSON
            and facts.permanent
            and bool(text_in(answers, "benefit"))
            and facts.total_power <= 15
        ),
        required=_always,
    ),
    DocumentKind(
        code=HEALTH_CONSENT,
        title="Письменное согласие на обработку сведений о здоровье",
        hint=(
            "Без него документ об инвалидности мы принять не вправе. Подпишите электронной подписью или "
            "распечатайте, подпишите от руки и приложите скан."
        ),
        basis="ст. 10 ч. 2 п. 1 Закона № 152-ФЗ",
        shown=lambda answers, facts: (
            facts.applicant is ApplicantKind.PERSON
            and facts.permanent
            and text_in(answers, "benefit") in MAY_TELL_OF_HEALTH
            and facts.total_power <= 15
        ),
        required=lambda answers, _facts: text_in(answers, "benefit") in TELLS_OF_HEALTH,
    ),
    DocumentKind(
        code=PAPER,
        title="Заявка, какой она поступила",
        hint="Скан бумаги или файл с портала госуслуг.",
        shown=_never,  # no applicant is asked for it: a specialist attaches it
        required=_always,
    ),
    DocumentKind(
        code="other",
        title="Другие документы",
        hint="По желанию: всё, что поможет рассмотреть заявку.",
        basis="п. 11 Правил",
    ),
)
DOCUMENTS = tuple(
    replace(kind, title=tied(kind.title), hint=tied(kind.hint), basis=tied(kind.basis)) for kind in _KINDS
)
"""The kinds of the Rules, in the order of the page."""


class _Kinds(Mapping[str, DocumentKind]):
    """Every kind by its code: of the Rules, with the operator's hints, and of the operator's own."""

    def __getitem__(self, code: str) -> DocumentKind:
        kinds = _joined(own_documents.texts())
        if code not in kinds and own_documents.is_own(code):
            kinds = _joined(own_documents.texts(fresh=True))
        return kinds[code]

    def __iter__(self) -> Iterator[str]:
        return iter(_joined(own_documents.texts()))

    def __len__(self) -> int:
        return len(_joined(own_documents.texts()))


DOCUMENTS_BY_CODE: Mapping[str, DocumentKind] = _Kinds()


@lru_cache(maxsize=2)
def _joined(texts: tuple[own_documents.DocumentWording, ...]) -> dict[str, DocumentKind]:
    """The kinds in the order of the page: own ones stand before «Другие документы»."""
    hints = {text.code: tied(text.hint) for text in texts if text.hint}
    *law, other = (replace(kind, hint=hints.get(kind.code, kind.hint)) for kind in DOCUMENTS)
    own = [
        DocumentKind(
            code=text.code,
            title=tied(text.title),
            hint=tied(text.hint),
            shown=_always if text.active else _never,
        )
        for text in texts
        if own_documents.is_own(text.code)
    ]
    return {kind.code: kind for kind in (*law, *own, other)}


def documents_for(answers: Answers, kind: str, law: Law) -> tuple[DocumentKind, ...]:
    """The kinds of documents that an application with these answers may carry by `law`, in order."""
    kinds, facts = _joined(own_documents.texts()).values(), facts_of(answers, kind, law)
    return tuple(document for document in kinds if law.knows(document) and document.shown(answers, facts))


def required_documents(answers: Answers, kind: str, law: Law) -> Iterator[DocumentKind]:
    """The kinds of documents without which an application with these answers is not complete."""
    facts = facts_of(answers, kind, law)
    return (document for document in documents_for(answers, kind, law) if document.required(answers, facts))
