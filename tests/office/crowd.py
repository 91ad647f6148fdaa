"""A portal of many years, made by the database itself (PostgreSQL): every table that grows is long.

Rows of one model have keys that are told by their number, so that the next table can name them.
"""

import json
from dataclasses import asdict

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from psycopg import sql

from kabinet.applications.models import CLOSED
from kabinet.applications.rules.states import State
from tests.waiting import wait_until

PEOPLE = 100_000
APPLICATIONS = 25_000
"""One in five is the heavy owner's."""
APPEALS = 10_000
"""One in five is the heavy owner's."""
INVOICES = 8_000
LONG_TALK = 400
"""Messages of the conversation that the test opens."""

_OPEN = tuple(state for state in State.values if state not in {State.DRAFT, *CLOSED})
_MOMENT = "timestamptz '2026-01-01 00:00+00' + {n} * interval '7 minutes'"
_DAY = "date '2026-11-01' + ({n} % 97)::int"
_USUAL = {
    models.DateTimeField: _MOMENT.format(n="n"),
    models.DateField: _DAY.format(n="n"),
    models.JSONField: "'{}'::jsonb",
    models.BooleanField: "false",
    models.BinaryField: "'cms'::bytea",
    models.IntegerField: "1",
}


def key(model, number="n"):
    """The key of the row of a model with this number (SQL)."""
    place = sorted(apps.all_models[model.partition(".")[0]]).index(model.partition(".")[2].lower())
    kind = list(apps.all_models).index(model.partition(".")[0]) * 100 + place
    return f"(lpad(to_hex({kind}), 8, '0') || lpad(to_hex(({number})::bigint), 24, '0'))::uuid"


def literal(value):
    return sql.Literal(value).as_string(connection.connection)


def pick(values, number="n"):
    """One of the values after another (SQL)."""
    return f"(ARRAY[{', '.join(map(literal, values))}])[1 + ({number}) % {len(values)}]"


def usual(field, label):
    """What stands in a column that nothing is said about (SQL)."""
    if field.primary_key:
        return key(label)
    if field.null:
        return "NULL"
    if field.has_default():
        is_json = isinstance(field, models.JSONField)
        return (
            f"{literal(json.dumps(field.get_default()))}::jsonb" if is_json else literal(field.get_default())
        )
    return next((value for kind, value in _USUAL.items() if isinstance(field, kind)), "''")


def fill(label, count, where="true", **columns):
    """Put rows numbered from 1 to `count` in a table; `columns` say what stands in them (SQL of n)."""
    model = apps.get_model(label)
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.generated
        and not (isinstance(field, models.AutoField | models.BigAutoField) and field.name not in columns)
    ]
    assert set(columns) <= {field.name for field in fields}, (label, columns)
    names = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(columns.get(field.name) or usual(field, label) for field in fields)
    run(
        f"INSERT INTO {model._meta.db_table} ({names}) "  # noqa: S608 - our own constants
        f"SELECT {values} FROM generate_series(1, {count}) AS n WHERE {where}"
    )
    # Rows that point here are checked by a plan: made for the empty table, it would read all of it each time.
    run(f"ANALYZE {model._meta.db_table}")


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def grow(*, heavy, specialist, away, thread):
    """Fill every table that grows. `heavy` owns thousands of everything, `thread` becomes a long talk.

    The specialist stands in for who is `away`, with hundreds of cases.
    """
    me, worker, absent = (f"'{one.pk}'::uuid" for one in (heavy, specialist, away))
    user = key("accounts.User")

    def owner(number="n"):
        somebody = key("accounts.User", f"1 + ({number}) % {PEOPLE}")
        return f"CASE WHEN ({number}) % 5 = 0 THEN {me} ELSE {somebody} END"

    _people(user)
    _files(owner)
    _threads(owner, worker, thread, me)
    _applications(owner, worker, absent)
    _appeals(owner, worker, absent)
    _surveys(owner)
    _published(worker)
    fill(
        "meters.MeterReading",
        20_000,
        owner=owner(),
        owner_name="'Иванов' || n",
        meter="'М' || (n % 5000)",
        place="'д. Липки, д. ' || n",
        value="n",
    )
    _money(owner, worker)
    _signatures(owner, worker)
    _traces(owner, worker)
    wait_until(_is_vacuumed)


def _is_vacuumed():
    """A table that was just filled has no map of what everybody sees, nor statistics: autovacuum's work.

    While autovacuum itself looks at a table, what is new in it is not what everybody sees. A page here and
    there with one dead row is left by every VACUUM.
    """
    run("VACUUM ANALYZE")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND reltuples > 2000 AND relallvisible < 0.9 * relpages"
        )
        return cursor.fetchone() == (0,)


def _people(user):
    fill(
        "accounts.User",
        PEOPLE,
        email="'person' || n || '@example.ru'",
        password="'!' || n",
        role="'applicant'",
        name="'Заявитель ' || n",
        confirmed_at="now()",
        is_active="true",
    )
    fill(
        "applicants.Applicant",
        PEOPLE,
        user=user,
        kind="'ФЛ'",
        name="'Иванов' || (n % 500) || ' Пётр'",
        snils="lpad(n::text, 11, '0')",
        inn="(500100000000 + n)::text",
        ogrn="(304500000000000 + n)::text",
    )
    fill("applicants.ConsentText", 3, hash="repeat(n::text, 64)", purpose="'registration'", version="n::text")
    fill("applicants.Consent", PEOPLE, user=user, text="repeat((1 + n % 3)::text, 64)")
    fill(
        "applicants.IdentityCheck",
        20_000,
        user=user,
        verified="true",
        way="'office'",
        name="'Заявитель ' || n",
        by=key("accounts.User", "1"),
    )
    fill(
        "applicants.Withdrawal",
        10_000,
        user=user,
        purpose="'processing'",
        executed_at="CASE WHEN n % 2 = 0 THEN now() END",
        remark="CASE WHEN n % 2 = 0 THEN 'Сделано' ELSE '' END",
    )
    fill(
        "accounts.OneTimeCode",
        PEOPLE,
        user=user,
        purpose="'confirm_email'",
        digest="md5('code' || n) || md5('c' || n)",
    )
    fill("accounts.Throttle", 20_000, key="md5('t' || n) || md5('tt' || n)")
    fill("accounts.SubmittedForm", 20_000, token=key("accounts.SubmittedForm"))


def _files(owner):
    fill(
        "files.StoredFile",
        150_000,
        owner=owner(),
        name="'файл ' || n || '.pdf'",
        content_type="'application/pdf'",
        size="1000 + n",
        sha256="md5('f' || n) || md5('ff' || n)",
        storage_name="'2026/' || n",
    )


def _threads(owner, worker, thread, me):
    """Those of applications come first, then those of appeals, then those of appeals that were begun."""
    fill(
        "correspondence.Thread",
        50_000,
        owner=owner(),
        about=f"CASE WHEN n <= {APPLICATIONS} THEN 'application' ELSE 'appeal' END",
        unread_by_owner="n % 5 = 0 OR n % 7 = 0",
        unread_by_operator="n % 10 = 3",
        waits_since="CASE WHEN n % 10 IN (3, 4) THEN now() END",
    )
    fill(
        "correspondence.StaffReading",
        5_000,
        thread=key("correspondence.Thread", "10 * n - 6"),
        reader=worker,
    )
    turn = "1 + (n - 1) % 35000"
    fill(
        "correspondence.Message",
        105_000,
        thread=key("correspondence.Thread", turn),
        author=f"CASE WHEN n <= 35000 OR n > 70000 THEN {worker} ELSE {owner(turn)} END",
        from_operator="n <= 35000 OR n > 70000",
        kind="CASE WHEN n % 50 = 0 AND (n <= 35000 OR n > 70000) THEN 'request' ELSE 'message' END",
        text="'Сообщение ' || n || repeat(' о заявке', 20)",
        token=key("correspondence.Message"),
        read_at=f"CASE WHEN n % 5 = 0 OR n % 10 = 3 THEN NULL ELSE {_MOMENT.format(n='n')} END",
    )
    fill(
        "correspondence.Message",
        LONG_TALK,
        id=key("correspondence.Message", "1000000 + n"),
        thread=f"'{thread.pk}'::uuid",
        author=f"CASE WHEN n % 2 = 0 THEN {worker} ELSE {me} END",
        from_operator="n % 2 = 0",
        kind="'message'",
        text="'Сообщение ' || n || repeat(' о заявке', 20)",
        token=key("correspondence.Message", "1000000 + n"),
        read_at=f"CASE WHEN n < {LONG_TALK - 10} THEN now() ELSE NULL END",
    )
    run(
        "INSERT INTO correspondence_message_files (message_id, storedfile_id) "  # noqa: S608 - our own constants
        f"SELECT {key('correspondence.Message')}, {key('files.StoredFile')} "
        "FROM generate_series(1, 35000) AS n"
    )
    fill(
        "correspondence.MessageDraft",
        5_000,
        thread=key("correspondence.Thread"),
        author=owner(),
        text="'Начато'",
    )


def _applications(owner, worker, absent):
    application, closed = key("applications.Application"), "n % 10 < 6"
    state = (
        f"CASE WHEN {closed} THEN {pick(('annulled', 'completed', 'terminated'))} "
        f"ELSE {pick(_OPEN, 'n / 10')} END"
    )
    fill(
        "applications.Application",
        APPLICATIONS,
        owner=owner(),
        thread=key("correspondence.Thread"),
        applicant_kind=pick(("ФЛ", "ФЛ", "ИП", "ЮЛ")),
        sequence="1000000 + n",
        number="(1000000 + n) || 'ТП/ФЛ/НП/До 15/ЛК'",
        state=state,
        answers="jsonb_build_object('object_name', repeat(md5(n::text), 40))",
        submitted_at="timestamptz '2026-01-01 00:00+00' + (n * 7 % 400000) * interval '1 minute'",
        applicant_name="'Иванов' || (n % 500) || ' Пётр Сергеевич'",
        applicant_inn="(500100000000 + n)::text",
        object_address="'Московская обл., д. Липки' || (n % 2000) || ', ул. Гагарина, уч. ' || (n % 90)",
        band=pick(("До 15", "До 15", "15-150", "150-670")),
        total_power="15",
        reason=pick(("НП", "НП", "МГ", "")),
        due_on=f"CASE WHEN {closed} THEN NULL ELSE {_DAY.format(n='n')} END",
        specialist=f"CASE WHEN n % 3 = 0 THEN {worker} WHEN n % 31 = 1 THEN {absent} END",
    )
    words = ("'иванов' || (n % 500)", "'петр'", "'сергеевич'", "'московская'", "'липки' || (n % 2000)")
    for word in (*words, "'гагарина'", "(n % 90)::text"):
        fill("applications.SearchWord", APPLICATIONS, application=application, word=word)
    again = key("applications.Application", f"1 + n % {APPLICATIONS}")
    fill(
        "applications.Attachment",
        2 * APPLICATIONS,
        application=again,
        kind=pick(("passport", "plan")),
        file=key("files.StoredFile"),
    )
    fill(
        "applications.StateChange",
        4 * APPLICATIONS,
        application=again,
        action="'check'",
        from_state="'submitted'",
        to_state=pick(("checking", "accepted", "contracted", "completed"), f"n / {APPLICATIONS}"),
        by=worker,
    )
    fill(
        "applications.PrintedForm",
        APPLICATIONS,
        application=application,
        version="1",
        file=key("files.StoredFile", "60000 + n"),
        made_at="now()",
    )
    fill(
        "applications.PlacedDocument",
        8_000,
        application=application,
        kind="'conditions'",
        file=key("files.StoredFile", "90000 + n"),
        placed_by=worker,
    )
    fill("applications.CorrectionRequest", 8_000, application=application, requested_by=worker)
    fill(
        "applications.CorrectionItem",
        16_000,
        request=key("applications.CorrectionRequest", "1 + n % 8000"),
        name="'object_address' || n",
    )
    fill(
        "applications.Reminder",
        APPLICATIONS,
        application=application,
        user=worker,
        stage="'soon'",
    )
    fill("office.Note", APPLICATIONS, application=application, author=worker, token=key("office.Note"))
    handover = {"giver": worker, "taker": worker, "by": worker, "applications": "true", "appeals": "true"}
    fill("office.WorkHandover", 3_000, token=key("office.WorkHandover"), **handover)
    long_ago = {"first": "date '2020-01-01'", "last": "date '2020-01-14'", "token": key("accounts.Absence")}
    fill("accounts.Absence", 3_000, person=worker, substitute=key("accounts.User"), set_by=worker, **long_ago)
    fill("office.Presence", APPLICATIONS, case=application, user=worker)
    month = "(date '2026-12-01' - ({n})::int * interval '1 month')::date"
    fill("office.CountedMonth", 120, first=month.format(n="n - 1"))
    fill(
        "office.Figure",
        120_000,
        month=month.format(n="(n - 1) / 1000"),  # a month is written at once
        what=pick(("submitted", "reached", "term", "took", "open")),
        about="'completed'",
        side="'operator'",
        person=worker,
        kind=pick(("НП", "")),
        band="'До 15'",
        days="n % 60",
    )


def _appeals(owner, worker, absent):
    state = pick(("sent", "in_work", "clarifying", "answered", "answered", "answered"))
    fill(
        "appeals.Appeal",
        APPEALS,
        owner=owner(),
        sequence="1000000 + n",
        number="(1000000 + n) || '/01/ЛК'",
        topic="(SELECT id FROM appeals_topic ORDER BY code LIMIT 1)",
        application=f"CASE WHEN n % 2 = 0 THEN {key('applications.Application')} ELSE NULL END",
        thread=key("correspondence.Thread", f"{APPLICATIONS} + n"),
        token=key("appeals.Appeal"),
        applicant_kind="'ФЛ'",
        applicant_name="'Иванов' || (n % 500) || ' Пётр Сергеевич'",
        phone="'+79171234567'",
        email="'a@example.ru'",
        reply_by="'cabinet'",
        state=state,
        due_on=f"CASE WHEN n % 6 < 3 THEN {_DAY.format(n='n')} ELSE NULL END",
        specialist=f"CASE WHEN n % 3 = 0 THEN {worker} WHEN n % 31 = 1 THEN {absent} END",
    )
    fill(
        "appeals.AppealChange",
        2 * APPEALS,
        appeal=key("appeals.Appeal", f"1 + n % {APPEALS}"),
        action="'take'",
        to_state="'in_work'",
        by=worker,
        token=key("appeals.AppealChange"),
    )
    fill(
        "appeals.AppealDraft",
        3_000,
        where="n % 5 <> 0",
        owner=key("accounts.User"),
        thread=key("correspondence.Thread", "40000 + n"),
    )


def _surveys(owner):
    fill(
        "surveys.Survey",
        APPEALS,
        owner=owner(),
        appeal=key("appeals.Appeal"),
        result="1 + n % 5",
        text="'Спасибо ' || n",
        on="date '2026-11-01' - (n % 700)::int",
    )


def _published(worker):
    """Passports are few; of the outages of many years, two hundred are not over."""
    fill("published.Passport", 100, slug="'usluga-' || n", section="'connection'", title="'Услуга ' || n",
         text="repeat('Текст. ', 500)", published="true", updated_by=worker)  # fmt: skip
    fill("published.PassportVersion", 3_000, passport=key("published.Passport", "1 + n % 100"), version="n",
         section="'connection'", title="'Услуга'", text="repeat('Текст. ', 500)", by=worker)  # fmt: skip
    fill(
        "published.Outage",
        10_000,
        kind="'planned'",
        begins_at=_MOMENT.format(n="n"),
        ends_at=f"{_MOMENT.format(n='n')} + interval '4 hours'",
        shown_until=f"CASE WHEN n % 50 = 0 THEN now() + interval '9 days' ELSE {_MOMENT.format(n='n')} END",
        places="'д. Липки' || n || ', ул. Гагарина'",
        reason="'Ремонт'",
        updated_by=worker,
    )


def _money(owner, worker):
    """Every invoice has two parts; some are overdue, some payments wait for a person."""
    fill(
        "billing.Invoice",
        INVOICES,
        application=key("applications.Application"),
        owner=owner(),
        ordinal="1",
        number="(1000000 + n) || 'ТП-1'",
        plan="'section_x'",
        fee="9900000",
        vat="22",
        payee=f"{literal(json.dumps(asdict(settings.PAYEE)))}::jsonb",
        payer="'Иванов' || n",
        payer_inn="(500100000000 + n)::text",
        issued_by=worker,
        file=key("files.StoredFile", "100000 + n"),
        next_due_on="CASE WHEN n % 4 = 0 THEN date '2026-01-01' + n % 600 END",
        token=key("billing.Invoice"),
    )
    fill(
        "billing.Instalment",
        2 * INVOICES,
        invoice=key("billing.Invoice", f"1 + n % {INVOICES}"),
        number=f"1 + n / {INVOICES + 1}",
        kopecks="4950000",
        paragraph="'п. 103'",
        due_on="date '2026-01-01' + n % 600",
    )
    fill("billing.Statement", 3_000, sha256="md5('s' || n)", loaded_by=worker)
    fill(
        "billing.UnreadDocument",
        3_000,
        statement=key("billing.Statement"),
        digest="md5('u' || n)",
        settled="CASE WHEN n % 20 = 0 THEN '' ELSE 'Разобрано' END",
    )
    fill(
        "billing.Payment",
        2 * INVOICES,
        invoice=f"CASE WHEN n % 2 = 0 THEN NULL ELSE {key('billing.Invoice', f'1 + n % {INVOICES}')} END",
        kopecks="4950000",
        payer="'Иванов' || n",
        payer_inn="CASE WHEN n % 2 = 0 THEN (500100000000 + n)::text ELSE '' END",
        purpose="'Оплата по счёту ' || (1000000 + n) || 'ТП-1 за присоединение'",
        statement=key("billing.Statement", "1 + n % 3000"),
        identity="CASE WHEN n % 3 = 0 THEN NULL ELSE md5('p' || n) END",
        recorded_by=worker,
        set_aside="CASE WHEN n % 2 = 0 AND n % 8 <> 0 THEN 'Услуги по передаче' ELSE '' END",
    )


def _signatures(owner, worker):
    report = "(SELECT report FROM signatures_signature LIMIT 1)"  # of the one that a test has made
    fill(
        "signatures.Signature",
        10_000,
        document=key("files.StoredFile", "60000 + n"),
        cms_sha256="md5('cms' || n)",
        source="'upload'",
        by=owner(),
        verdict="(SELECT verdict FROM signatures_signature LIMIT 1)",
        report=report,
    )
    fill("signatures.SignatureCheck", 10_000, signature=key("signatures.Signature"), report=report)
    fill("signatures.ExternalCheck", 10_000, signature=key("signatures.Signature"))
    fill("signatures.SignatureAttempt", 10_000, by=owner())
    fill("signatures.SigningCode", 10_000, document=key("files.StoredFile", "60000 + n"), user=owner())
    fill(
        "signatures.SimpleSignature",
        10_000,
        document=key("files.StoredFile", "60000 + n"),
        code=key("signatures.SigningCode"),
        by=owner(),
    )
    fill(
        "signatures.PowerOfAttorney",
        3_000,
        signature=key("signatures.Signature"),
        file=key("files.StoredFile", "120000 + n"),
        report="(SELECT report FROM signatures_powerofattorney LIMIT 1)",
    )
    fill("signatures.AuthorityDecision", 3_000, power=key("signatures.PowerOfAttorney"), by=worker)


def _traces(owner, worker):
    """What is written beside the work: the journal, letters, jobs, sessions, forms kept, codes shown."""
    fill(
        "core.JournalEntry",
        PEOPLE,
        actor=f"CASE WHEN n % 3 = 0 THEN {worker} ELSE {owner()} END",
        act=pick(("application_checked", "signed_in", "file_read")),
        subject=f"'application:' || {key('applications.Application', f'1 + n % {APPLICATIONS}')}",
        number="n",
        mark="'5f3a9c01:' || md5('m' || n) || md5('mm' || n)",
        seal="'5f3a9c01:' || md5('j' || n) || md5('jj' || n)",
    )
    fill(
        "notifications.Letter",
        50_000,
        kind="'told'",
        recipient="'a' || n % 5000 || '@example.ru'",
        about=f"'application:' || {key('applications.Application', f'1 + n % {APPLICATIONS}')}",
        person=owner(),
        notice="true",
        state="CASE WHEN n % 50 = 0 THEN 'given_up' ELSE 'sent' END",
        sent_at="now()",
        read_at="CASE WHEN n % 9 = 0 THEN NULL ELSE now() END",
    )
    fill("jobs.Job", 3_000, task="'send'", status="'FAILED'", finished_at="now()", attempts="30")
    fill("jobs.Job", 50_000, task="'send'", status="'SUCCESSFUL'", finished_at="now()")
    fill("sessions.Session", 50_000, session_key="md5('session' || n)", expire_date="now()")
    fill("kept.KeptForm", 5_000, owner=owner(), mark="md5('k' || n)", path="'/'", files="'[]'::jsonb")
    # Each new code forgets those out of date: there are never more than of the last twenty minutes.
    fill(
        "captcha.CaptchaStore",
        1_500,
        hashkey="md5('h' || n)",
        response="'123456'",
        expiration="now() + interval '1 hour'",
    )
