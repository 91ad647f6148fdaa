"""What the applicant does to an application by a page of its own: the texts, and which come first."""

from dataclasses import dataclass
from datetime import date

from kabinet.accounts.models import User
from kabinet.applications.corrections.requests import open_request
from kabinet.applications.course.deadlines import resolve
from kabinet.applications.course.recording import recordable
from kabinet.applications.course.transitions import allowed_actions
from kabinet.applications.models import Application
from kabinet.applications.rules.course import Course
from kabinet.applications.rules.record_kinds import Record
from kabinet.applications.rules.states import Action, Depends


@dataclass(frozen=True, slots=True, kw_only=True)
class ActPage:
    """The page of one act: `explains` says what follows, `asks` labels the text, `sends` the button.

    `runs`: the limit that follows, «{term}» in the texts; it differs from one application to another. Other
    limits stand there by their codes.
    """

    action: Action | Record
    title: str
    explains: tuple[str, ...]
    asks: str
    sends: str
    done: str
    tone: str = "secondary"
    hint: str = ""
    runs: Depends | None = None

    def explained(self, course: Course) -> tuple[str, ...]:
        """What follows, for an application of this course."""
        term = course.law.words(resolve(self.runs, course)) if self.runs else ""
        return tuple(course.law.told(text, term=term) for text in self.explains)


_PAGES = (
    ActPage(
        action=Action.SUPPLY,
        title="Прислать недостающее",
        explains=(
            "Ответьте на каждый пункт запроса: напишите или приложите файл к нему.",
            "Специалист проверит, всё ли есть: тогда срок рассмотрения пойдёт со дня, когда вы это прислали.",
            "Вопросы задавайте в переписке: она сроков не меняет.",
        ),
        asks="Хотите что-то пояснить?",
        sends="Прислать недостающее",
        done="Недостающее отправлено: специалист проверит, всё ли представлено.",
        tone="primary",
    ),
    ActPage(
        action=Action.CONCLUDE,
        title="Согласиться с новой редакцией",
        explains=(
            "Счёт оплачен до того, как мы разместили новую редакцию документов.",
            "Если вы с ней согласны, договор будет заключён сегодняшним днём.",
            "Не согласны — направьте мотивированный отказ.",
        ),
        asks="Хотите что-то добавить?",
        sends="Согласиться и заключить договор",
        done="Договор заключён.",
        tone="primary",
        hint="По желанию",
    ),
    ActPage(
        action=Action.NOTIFY,
        title="Уведомление о выполнении технических условий",
        explains=(
            "Мы проверим документы и осмотрим электроустановку за {term}.",
            "Повторный осмотр, если он понадобится, пройдёт за {repeat_inspection}.",
            "Приложите паспорта оборудования и разделы проекта, если он обязателен (п. 85 Правил).",
            "Протоколы испытаний и схема не нужны, если у вас только вводное устройство (п. 86).",
        ),
        runs=Depends.CHECK,
        asks="Что выполнено и когда удобен осмотр",
        sends="Отправить уведомление",
        done="Уведомление отправлено.",
        tone="primary",
    ),
    ActPage(
        action=Record.PERMISSION,
        title="Разрешение Ростехнадзора получено",
        explains=(
            "Сообщите о разрешении на допуск в эксплуатацию и приложите его.",
            "После этого мы составим акт об осуществлении технологического присоединения (п. 110 Правил).",
        ),
        asks="Номер и день разрешения",
        sends="Сообщить о разрешении",
        done="Уведомление о разрешении отправлено.",
        tone="primary",
    ),
    ActPage(
        action=Action.CONFIRM,
        title="Замечаний к документам нет",
        explains=(
            "Вы подтверждаете документы о присоединении. Заявка будет завершена, не дожидаясь конца срока.",
        ),
        asks="Хотите что-то добавить?",
        sends="Подтвердить: замечаний нет",
        done="Документы подтверждены, присоединение завершено.",
        tone="primary",
        hint="По желанию",
    ),
    ActPage(
        action=Action.OBJECT,
        title="Замечания к документам о присоединении",
        explains=(
            "Если что-то не соответствует техническим условиям, мы устраним это за {term}.",
            "После этого документы будут размещены снова, и вы сможете их проверить.",
        ),
        runs=Depends.FIX,
        asks="Что не так",
        sends="Отправить замечания",
        done="Замечания отправлены.",
    ),
    ActPage(
        action=Action.REFUSE,
        title="Мотивированный отказ",
        explains=(
            "Отказ не прекращает заявку: за {term} мы исправим то, что не соответствует Правилам.",
            "Новая редакция появится в кабинете, и сроки ответа начнутся заново.",
        ),
        runs=Depends.REVISION,
        asks="С чем вы не согласны и что предлагаете изменить",
        sends="Отправить отказ",
        done="Мотивированный отказ отправлен.",
    ),
    ActPage(
        action=Action.CHOOSE_FOURTH,
        title="Согласиться на IV категорию надёжности",
        explains=(
            "Присоединение не будет ждать строительства генерации и сетей 220\u00a0кВ и выше.",
            "Перерывы в электроснабжении возможны без ограничения по частоте и длительности (п. 14(1)).",
            "Новый проект договора мы направим за {fourth_offer} (п. 120); присланный подписывать не нужно.",
        ),
        asks="Договор по IV категории или отдельный этап: что выбираете",
        sends="Согласиться",
        done="Согласие на IV категорию надёжности отправлено.",
    ),
    ActPage(
        action=Record.DISAGREEMENTS,
        title="Протокол разногласий",
        explains=(
            "Если не согласны с отдельными условиями договора, направьте протокол разногласий.",
            "Срок подписания при этом не меняется: если не согласны с договором в целом, направьте отказ.",
        ),
        asks="Какие условия и как предлагаете изменить",
        sends="Отправить протокол разногласий",
        done="Протокол разногласий отправлен.",
    ),
    ActPage(
        action=Record.DEVIATION_ASKED,
        title="Изменить технические условия",
        explains=(
            "Если при проектировании нужно отступить от технических условий, это согласовывают с нами.",
            "Мы ответим за {deviation} (п. 23 Правил).",
        ),
        asks="Что и почему нужно изменить",
        sends="Отправить обращение",
        done="Обращение об изменении технических условий отправлено.",
    ),
    ActPage(
        action=Record.EXTENSION_ASKED,
        title="Продлить технические условия",
        explains=(
            "Если не успеваете выполнить технические условия, попросите продлить срок их действия.",
            "Плата за продление не взимается (п. 27 Правил).",
        ),
        asks="На какой срок и почему",
        sends="Отправить обращение",
        done="Обращение о продлении технических условий отправлено.",
    ),
    ActPage(
        action=Record.CONSENTS_CAME,
        title="Прислать согласия на строительство",
        explains=(
            "Нужны письменные согласия тех, чьи сети на вашем участке пересекает строительство.",
            "Если участок не ваш, нужно и согласие его собственника.",
            "На это {owner_consents} со дня договора; позже растёт срок наших мероприятий (п. 16(8) Правил).",
        ),
        asks="Чьи согласия приложены",
        sends="Отправить согласия",
        done="Согласия отправлены.",
    ),
    ActPage(
        action=Record.DEFECTS_TOLD,
        title="Недостатки после присоединения",
        explains=(
            "За {hidden_defects} после присоединения можно сообщить о недостатках, которых не было видно.",
            "Мы обязаны устранить их за {defects} (п. 110 Правил).",
        ),
        asks="Что не так и когда обнаружилось",
        sends="Сообщить о недостатках",
        done="Обращение о недостатках отправлено.",
    ),
    ActPage(
        action=Action.WITHDRAW,
        title="Отозвать заявку",
        explains=("Рассмотрение прекратится, вернуть заявку будет нельзя — только подать новую.",),
        asks="Почему вы отзываете заявку",
        sends="Отозвать заявку",
        done="Заявка отозвана.",
        tone="danger",
        hint="По желанию",
    ),
    ActPage(
        action=Action.TERMINATE,
        title="Отказаться от договора",
        explains=(
            "Договор будет расторгнут. Вернуть его нельзя — только подать новую заявку.",
            "Если мы нарушили срок мероприятий, вы вправе расторгнуть договор (п. 16 «в» Правил).",
            "Если не нарушили, возмещаются расходы, которые мы уже понесли (ГК РФ, ст. 782).",
        ),
        asks="Почему вы отказываетесь",
        sends="Расторгнуть договор",
        done="Договор расторгнут.",
        tone="danger",
    ),
)
PAGES: dict[str, ActPage] = {page.action: page for page in _PAGES}


def pages_for(application: Application, user: User, *, today: date) -> list[ActPage]:
    """The acts that are possible now, the wanted ones first, those that end everything last."""
    possible: set[str] = {row.action for row in allowed_actions(application, user, today=today)}
    possible |= {kind.record for kind in recordable(application, user, today=today)}
    if Action.SUPPLY in possible and open_request(application):
        possible.remove(Action.SUPPLY)  # «Исправить» supplies what was asked for, answer by answer
    return [page for page in _PAGES if page.action in possible]
