"""THE time limits of the law, each with the act and the paragraph it stands in, and since when it counts.

They are read through kabinet.law.editions, which gives those of a day.

861: Правила технологического присоединения, ПП РФ от 27.12.2004 № 861, worded by № 103 of 07.02.2026.
186: Единые стандарты, приказ Минэнерго от 15.04.2014 № 186, worded by № 541 of 07.07.2021.
«По аналогии» marks a limit that the act sets for a neighbouring case and is silent about here.
"""

from kabinet.law.deadlines import Bound, Code, Limit, Unit

_RULES = "Правила технологического присоединения (ПП РФ от 27.12.2004 № 861)"
_STANDARDS = "Единые стандарты качества обслуживания (приказ Минэнерго от 15.04.2014 № 186)"
_OPERATOR, _APPLICANT = Bound.OPERATOR, Bound.APPLICANT
_DAYS, _WORKING, _MONTHS, _HOURS = Unit.CALENDAR, Unit.WORKING, Unit.MONTHS, Unit.HOURS
_YEARS = Unit.YEARS

_APPEAL_LEFT = "отправление обращения"
_PERSONAL_DATA = "Федеральный закон от 27.07.2006 № 152-ФЗ «О персональных данных»"
_CIVIL_CODE = "Гражданский кодекс РФ (часть первая от 30.11.1994 № 51-ФЗ)"
_APPEAL_SENT = "регистрация обращения"
_RECEIVED = "получение заявки или недостающих сведений"
_PLACED = "размещение документов в личном кабинете"
_SENT = "получение проекта договора"
_REFUSED = "получение мотивированного отказа"
_CONTRACT = "заключение договора"
_ACT_PLACED = "уведомление о размещении документов о присоединении"

_BY_CABINET = "Условия договора, технические условия и счёт в личном кабинете"
_WORKS = "Мероприятия по технологическому присоединению"
_REVISION = "Исправление документов по мотивированному отказу"
_NAMED = "п. 16 «б», абз. 8, 12 и 17: срок из заявки"

TABLE = (
    # --- The review. The offer's limits restart on the day the missing documents come (861, п. 15). ---
    Limit(
        Code.REGISTRATION, 1, _DAYS, "отправление заявки", _OPERATOR,
        _STANDARDS, "прил. 5, п. 4", "Регистрация заявки",
    ),
    Limit(
        Code.APPEAL_REFERRAL, 5, _WORKING, _APPEAL_SENT, _OPERATOR,
        _STANDARDS, "п. 42", "Ответ, что вопрос не относится к компетенции, с контактами нужной организации",
    ),
    Limit(
        Code.COMPLETENESS_CHECK, 3, _WORKING, _RECEIVED, _OPERATOR,
        _RULES, "п. 15", "Проверка заявки и уведомление о недостающих сведениях",
    ),
    Limit(
        Code.SUPPLY_DOCUMENTS, 20, _WORKING, "получение уведомления", _APPLICANT,
        _RULES, "п. 15", "Представление недостающих сведений и документов",
    ),
    Limit(
        Code.SECOND_APPLICATION, 3, _WORKING, "направление второй и каждой следующей заявки", _APPLICANT,
        _RULES, "п. 8(3)", "Уведомление каждой сетевой организации о заявках в другие",
    ),
    Limit(Code.OFFER_SIMPLIFIED, 10, _WORKING, _RECEIVED, _OPERATOR, _RULES, "п. 105", _BY_CABINET),
    Limit(Code.OFFER_150_670, 20, _WORKING, _RECEIVED, _OPERATOR, _RULES, "п. 105", _BY_CABINET),
    Limit(
        Code.OFFER_GENERAL, 20, _WORKING, _RECEIVED, _OPERATOR,
        _RULES, "п. 15", "Проект договора и технические условия",
    ),
    Limit(
        Code.OFFER_TEMPORARY, 10, _DAYS, _RECEIVED, _OPERATOR,
        _RULES, "п. 15", "Проект договора и технические условия в бумажном виде",
    ),
    # --- The contract ---------------------------------------------------------------------------------
    Limit(
        Code.PAYMENT, 5, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 106", "Оплата счёта",
    ),
    Limit(
        Code.PAYMENT_PROCUREMENT, 15, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 106", "Оплата счёта (закупка по законам № 44-ФЗ или № 275-ФЗ)",
    ),
    Limit(
        Code.PAYMENT_150_670, 15, _DAYS, _PLACED, _APPLICANT,
        _RULES, "пп. 106 и 16(4)", "Оплата первой части счёта",
    ),
    Limit(Code.SIGNATURE, 10, _WORKING, _SENT, _APPLICANT, _RULES, "п. 15", "Подписание договора"),
    Limit(
        Code.REFUSAL_SIMPLIFIED, 5, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 105", "Мотивированный отказ от заключения договора",
    ),
    Limit(
        Code.REFUSAL_GENERAL, 10, _WORKING, _SENT, _APPLICANT,
        _RULES, "п. 15", "Мотивированный отказ от подписания договора",
    ),
    Limit(Code.REVISION_SIMPLIFIED, 10, _WORKING, _REFUSED, _OPERATOR, _RULES, "п. 105", _REVISION),
    Limit(Code.REVISION_GENERAL, 10, _WORKING, _REFUSED, _OPERATOR, _RULES, "п. 15", _REVISION),
    Limit(
        Code.ANNUL_UNSIGNED, 30, _WORKING, _SENT, _APPLICANT,
        _RULES, "п. 15", "Ответ на проект договора: раньше заявка не аннулируется",
    ),
    # The Rules name no day for an unpaid invoice since № 1246 of 20.08.2025.
    Limit(
        Code.ANNUL_UNPAID, 30, _WORKING, _PLACED, _APPLICANT,
        _RULES, "п. 15 (по аналогии)", "Оплата счёта: раньше заявка не аннулируется",
    ),
    # --- The works: п. 16 «б» -------------------------------------------------------------------------
    Limit(Code.WORKS_30_DAYS, 30, _WORKING, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 2", _WORKS),
    Limit(
        Code.WORKS_TEMPORARY, 15, _WORKING, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 8 и 12", _WORKS
    ),
    Limit(Code.WORKS_1_MONTH, 1, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 17", _WORKS),
    Limit(Code.WORKS_4_MONTHS, 4, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 9", _WORKS),
    Limit(Code.WORKS_6_MONTHS, 6, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 13", _WORKS),
    Limit(Code.WORKS_1_YEAR, 12, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 14", _WORKS),
    Limit(
        Code.WORKS_1_YEAR_ABOVE_670, 12, _MONTHS, _CONTRACT, _OPERATOR,
        _RULES, "п. 16 «б», абз. 10", _WORKS,
    ),
    Limit(Code.WORKS_2_YEARS, 24, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 15", _WORKS),
    Limit(Code.WORKS_4_YEARS, 48, _MONTHS, _CONTRACT, _OPERATOR, _RULES, "п. 16 «б», абз. 18", _WORKS),
    Limit(
        Code.WORKS_REDISTRIBUTION, 30, _DAYS, _CONTRACT, _OPERATOR, _RULES, "п. 37, абз. 2 и 6", _WORKS
    ),
    # «…если в заявке не указан более продолжительный срок»: those that the application offers to name.
    Limit(Code.WORKS_NAMED_2_MONTHS, 2, _MONTHS, _CONTRACT, _OPERATOR, _RULES, _NAMED, _WORKS),
    Limit(Code.WORKS_NAMED_3_MONTHS, 3, _MONTHS, _CONTRACT, _OPERATOR, _RULES, _NAMED, _WORKS),
    Limit(Code.WORKS_NAMED_6_MONTHS, 6, _MONTHS, _CONTRACT, _OPERATOR, _RULES, _NAMED, _WORKS),
    Limit(Code.WORKS_NAMED_1_YEAR, 12, _MONTHS, _CONTRACT, _OPERATOR, _RULES, _NAMED, _WORKS),
    Limit(
        Code.AUTONOMOUS_SOURCE, 15, _DAYS, "заключение договора о временном присоединении", _OPERATOR,
        _RULES, "п. 53", "Автономный источник питания\u00a0— заявителю",
    ),
    Limit(
        Code.OWNER_CONSENTS, 30, _DAYS, _CONTRACT, _APPLICANT,
        _RULES, "п. 16(8)", "Письменные согласия на строительство на участке заявителя",
    ),
    Limit(
        Code.COURT_TERMINATION, 12, _MONTHS, "последний день срока мероприятий", _APPLICANT,
        _RULES, "п. 16(5)", "Нарушение срока заявителем, после которого договор может расторгнуть суд",
    ),
    # --- The individual project: section III ----------------------------------------------------------
    Limit(
        Code.FEE_REQUEST, 180, _DAYS, _CONTRACT, _OPERATOR,
        _RULES, "п. 30(1)", "Заявление об установлении платы по индивидуальному проекту",
    ),
    Limit(
        Code.FEE_REQUEST_LONG, 360, _DAYS, _CONTRACT, _OPERATOR,
        _RULES, "п. 30(1)", "Заявление об установлении платы, если срок мероприятий больше года",
    ),
    Limit(
        Code.FEE_REQUEST_NOTICE, 3, _WORKING, "направление заявления об установлении платы", _OPERATOR,
        _RULES, "п. 30(2)", "Уведомление заявителя об этом заявлении; копия по его запросу — в такой же срок",
    ),
    Limit(
        Code.AMENDMENT_OFFER, 3, _WORKING, "вступление в силу решения о плате", _OPERATOR,
        _RULES, "п. 30(4)", "Проект дополнительного соглашения, технические условия и копия решения о плате",
    ),
    Limit(
        Code.AMENDMENT_SIGNATURE, 10, _WORKING, "получение проекта дополнительного соглашения", _APPLICANT,
        _RULES, "п. 30(4)", "Подписание дополнительного соглашения",
    ),
    # --- The check of the technical conditions and the documents on the connection --------------------
    Limit(
        Code.CHECK_CONDITIONS, 10, _DAYS, "получение уведомления о выполнении технических условий",
        _OPERATOR, _RULES, "п. 90", "Проверка выполнения технических условий",
    ),
    Limit(
        Code.CHECK_WITH_DISPATCHER, 20, _WORKING, "получение уведомления о выполнении технических условий",
        _OPERATOR, _RULES, "п. 102", "Проверка технических условий, согласованных с системным оператором",
    ),
    Limit(
        Code.REPEAT_INSPECTION, 3, _WORKING, "получение уведомления об устранении замечаний",
        _OPERATOR, _RULES, "п. 89", "Повторный осмотр электроустановки",
    ),
    Limit(
        Code.RETURN_ACT, 5, _DAYS, "получение подписанного акта", _APPLICANT,
        _RULES, "п. 88", "Подписание и возврат актов",
    ),
    Limit(
        Code.REMARKS, 20, _WORKING, _ACT_PLACED, _APPLICANT,
        _RULES, "п. 110", "Проверка документов о присоединении и замечания к ним",
    ),
    Limit(
        Code.FIX_REMARKS, 10, _WORKING, "поступление замечаний", _OPERATOR,
        _RULES, "п. 110", "Устранение замечаний и повторное размещение документов",
    ),
    Limit(
        Code.FIX_REMARKS_GENERAL, 10, _WORKING, "поступление замечаний", _OPERATOR,
        _RULES, "п. 110 (по аналогии)", "Устранение замечаний и повторное размещение документов",
    ),
    Limit(
        Code.REMARKS_REPEATED, 10, _WORKING, "повторное размещение уведомления", _APPLICANT,
        _RULES, "п. 110", "Замечания к исправленному уведомлению",
    ),
    Limit(
        Code.HIDDEN_DEFECTS, 6, _MONTHS, "подписание актов или размещение уведомления", _APPLICANT,
        _RULES, "п. 110", "Обращение о недостатках, которые обнаружились после присоединения",
    ),
    # --- What the supplier (субъект розничного рынка) is sent ------------------------------------------
    Limit(
        Code.SUPPLIER_COPIES_SIMPLIFIED, 2, _WORKING, "оплата счёта", _OPERATOR,
        _RULES, "п. 107", "Копии заявки и документов — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_COPIES_GENERAL, 2, _WORKING, _CONTRACT, _OPERATOR,
        _RULES, "п. 15(1)", "Копии договора, заявки и документов — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_METER_ACT, 2, _WORKING, "размещение акта допуска прибора учёта", _OPERATOR,
        _RULES, "п. 109", "Акт допуска прибора учёта — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_ACT, 2, _WORKING, "размещение документов о присоединении", _OPERATOR,
        _RULES, "п. 111", "Документы о присоединении — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_TERMINATION, 2, _WORKING, "расторжение договора", _OPERATOR,
        _RULES, "п. 15(1)", "Уведомление энергосбытовой организации о расторжении договора",
    ),
    Limit(
        Code.SUPPLIER_VOLTAGE, 3, _WORKING, "фактическая подача напряжения и мощности", _OPERATOR,
        _RULES, "п. 19(1)", "День подачи напряжения — энергосбытовой организации",
    ),
    Limit(
        Code.SUPPLIER_ACT_GENERAL, 2, _WORKING, "подписание акта обеими сторонами", _OPERATOR,
        _RULES, "п. 19(1)", "Акт о присоединении — энергосбытовой организации",
    ),
    # --- What follows a fact that changes no state ----------------------------------------------------
    Limit(
        Code.NOTICE_PLACED, 1, _WORKING, "выполнение мероприятий сетевой организацией", _OPERATOR,
        _RULES, "п. 110", "Уведомление об обеспечении возможности присоединения",
    ),
    Limit(
        Code.METER_NOTICE, 1, _WORKING, "размещение акта допуска прибора учёта", _OPERATOR,
        _RULES, "п. 109", "Уведомление заявителя об акте допуска прибора учёта",
    ),
    Limit(
        Code.ACT_AFTER_ENERGISING, 3, _WORKING, "фактическое присоединение и подача напряжения", _OPERATOR,
        _RULES, "п. 19", "Акт об осуществлении технологического присоединения",
    ),
    Limit(
        Code.DEVIATION, 10, _WORKING, "обращение заявителя", _OPERATOR,
        _RULES, "п. 23", "Согласование изменений технических условий",
    ),
    Limit(
        Code.DEFECTS, 20, _WORKING, "поступление обращения о недостатках", _OPERATOR,
        _RULES, "п. 110, абз. 4", "Устранение недостатков, которые обнаружились после присоединения",
    ),
    # --- What the system operator is sent, and whoever gives up power (section IV) ---------------------
    Limit(
        Code.DISPATCHER_COPY, 5, _WORKING, "получение заявки", _OPERATOR,
        _RULES, "пп. 21 и 34", "Копия заявки (уведомления о перераспределении)\u00a0— системному оператору",
    ),
    Limit(
        Code.DISPATCHER_AGREEMENT, 10, _WORKING, "получение проекта технических условий", Bound.DISPATCHER,
        _RULES, "п. 21", "Системный оператор согласует проект технических условий или присылает замечания",
    ),
    Limit(
        Code.OFFER_AGREED, 3, _WORKING, "согласование технических условий с системным оператором", _OPERATOR,
        _RULES, "п. 15", "Проект договора и согласованные технические условия",
    ),
    # --- The fourth category of reliability: section XII -----------------------------------------------
    Limit(
        Code.FOURTH_CONSENT, 30, _DAYS, "направление проекта договора и технических условий", _APPLICANT,
        _RULES, "п. 120, абз. 2", "Согласие на присоединение по IV категории надёжности",
    ),
    Limit(
        Code.FOURTH_OFFER, 20, _WORKING, "получение согласия на IV категорию", _OPERATOR,
        _RULES, "п. 120, абз. 2", "Проект договора или соглашения по IV категории надёжности",
    ),
    Limit(
        Code.GIVER_CONDITIONS, 10, _WORKING, "выдача технических условий", _OPERATOR,
        _RULES, "п. 38", "Изменения технических условий\u00a0— тому, кто отдал мощность",
    ),
    Limit(
        Code.GIVER_SUPPLIER_COPIES, 3, _DAYS, "оформление документов о присоединении", _OPERATOR,
        _RULES, "п. 38(3)", "Копии условий и актов\u00a0— поставщику того, кто отдал мощность",
    ),
    # --- Answers to appeals of the cabinet: 186, п. 41 «б», the rows of прил. 5 -------------------------
    Limit(
        Code.ANSWER_INFORMATION, 15, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 1", "Ответ на запрос справочной информации",
    ),
    Limit(
        Code.ANSWER_CONSULTATION, 15, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 2", "Консультация",
    ),
    Limit(
        Code.ANSWER_COMPLAINT, 30, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 3", "Ответ на жалобу",
    ),
    Limit(
        Code.ANSWER_METER, 1, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 4.2–4.5, 6", "Приём заявлений о приборах учёта и показаний",
    ),
    Limit(
        Code.ANSWER_UNMETERED, 1, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 5", "Приём сообщения о бездоговорном (безучётном) потреблении, хищении",
    ),
    Limit(
        Code.ANSWER_COPIES, 15, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 9", "Электронные копии документов и актов",
    ),
    Limit(
        Code.ANSWER_OUTAGE, 1, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 14.1",
        "Причины и сроки ограничения режима потребления, время восстановления электроснабжения",
    ),
    Limit(
        Code.ANSWER_QUALITY, 15, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 14.2", "Причины отклонения качества электрической энергии, меры и работы",
    ),
    Limit(
        Code.ANSWER_QUALITY_EXTENDED, 30, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "прил. 5, п. 14.2",
        "Ответ о качестве электрической энергии, если факты требуют анализа материалов",
    ),
    # Прил. 5 has no row for what is about something else; п. 41 «а» gives the term of a letter on paper.
    Limit(
        Code.ANSWER_OTHER, 30, _DAYS, _APPEAL_LEFT, _OPERATOR,
        _STANDARDS, "п. 41 «а» (по аналогии)", "Ответ на обращение о другом",
    ),
    # By the way it came: прил. 5 is about what is sent through the site alone (п. 41 «б»).
    Limit(
        Code.ANSWER_ON_PAPER, 30, _DAYS, _APPEAL_SENT, _OPERATOR,
        _STANDARDS, "п. 41 «а», «д»", "Ответ на обращение на бумаге: письмом или на бланке в офисе",
    ),
    # Any call that was not answered while it lasted, unless it is a complaint that wants analysis.
    Limit(
        Code.ANSWER_BY_PHONE, 4, _HOURS, _APPEAL_SENT, _OPERATOR,
        _STANDARDS, "п. 41 «в»", "Ответ на обращение по телефону, если его не дали во время звонка",
    ),
    Limit(
        Code.ANSWER_PHONE_COMPLAINT, 30, _DAYS, _APPEAL_SENT, _OPERATOR,
        _STANDARDS, "п. 41 «г»", "Ответ на жалобу по телефону, факты которой требуют анализа материалов",
    ),
    # --- Whoever acts for an applicant. Whether a day off moves the last day is disputed: here it does not. -
    Limit(
        Code.POWER_WITHOUT_TERM, 1, _YEARS, "совершение доверенности", _APPLICANT,
        _CIVIL_CODE, "ст. 186, п. 1", "Действие доверенности, в которой срок не указан",
    ),
    # --- Personal data ---------------------------------------------------------------------------------
    Limit(
        Code.CONSENT_WITHDRAWN, 30, _DAYS, "поступление отзыва согласия", _OPERATOR,
        _PERSONAL_DATA, "ст. 21, ч. 5", "Прекращение обработки и уничтожение персональных данных",
    ),
    # How long is kept what outlives a consent. Which row a paper falls under is for the operator's lawyer.
    Limit(
        Code.KEPT_CONTRACT, 5, _YEARS, "конец года, в котором закончено дело с договором", _OPERATOR,
        "Федеральный закон от 06.12.2011 № 402-ФЗ «О бухгалтерском учёте»", "ст. 29, ч. 1",
        "Хранение заявки с договором, счётов и платежей",
    ),
    Limit(
        Code.KEPT_APPEAL, 5, _YEARS, "конец года, в котором дан ответ", _OPERATOR,
        "Перечень типовых управленческих архивных документов (приказ Росархива от 20.12.2019 № 236)",
        "ст. 154", "Хранение обращения и переписки по нему",
    ),
    Limit(
        Code.KEPT_CLAIM, 3, _YEARS, "конец отношений, из которых может возникнуть спор", _OPERATOR,
        _CIVIL_CODE, "ст. 196, п. 1",
        "Хранение того, чем доказывают права: заявка без договора, согласия, показания",
    ),
    Limit(
        Code.KEPT_DESTRUCTION_ACT, 3, _YEARS, "уничтожение персональных данных", _OPERATOR,
        "Требования к подтверждению уничтожения персональных данных (приказ Роскомнадзора от 28.10.2022 "
        "№ 179)",
        "п. 8", "Хранение акта об уничтожении и выгрузки из журнала",
    ),
)  # fmt: skip
