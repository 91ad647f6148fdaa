"""Very many applications at once, made by the database itself: 100,000 take some seconds."""

from django.db import connection

THREADS = """
INSERT INTO correspondence_thread (id, owner_id, about, created_at, unread_by_owner, unread_by_operator)
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count})
SELECT {id}, {owner}, 'application', {day}, {no}, {no}
FROM counted
"""
SQL = """
INSERT INTO applications_application (
    id, owner_id, applicant_kind, sequence, number, state, answers, passed, version, created_at, updated_at,
    submitted_at, applicant_name, applicant_inn, object_address,
    band, total_power, reason, due_on, "limit", works_limit, specialist_id, thread_id, channel)
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count})
SELECT
    {id}, {owner}, 'ФЛ', 100000 + n, (100000 + n) || 'ТП/ФЛ/НП/До 15/ЛК',
    CASE WHEN n % 10 < 6 THEN 'annulled' WHEN n % 10 = 6 THEN 'submitted' WHEN n % 10 = 7 THEN 'checking'
         WHEN n % 10 = 8 THEN 'awaiting_documents' ELSE 'accepted' END,
    {answers}, {passed}, 1, {day}, {day},
    {moment}, 'Иванов' || (n % 500) || ' Пётр Сергеевич', {inn},
    'Московская обл., д. Липки' || (n % 2000) || ', уч. ' || (n % 90),
    'До 15', 15, 'НП', CASE WHEN n % 10 < 6 THEN NULL ELSE {due} END, '', '',
    CASE WHEN n % 3 = 0 THEN {specialist} ELSE NULL END, {id}, 'ЛК'
FROM counted
"""


def seed_queue(count, *, owner, specialist):
    """Insert `count` submitted applications: six of ten are closed, one in three is the specialist's."""
    sqlite = connection.vendor == "sqlite"
    key = (lambda user: f"'{user.pk.hex}'") if sqlite else (lambda user: f"'{user.pk}'::uuid")
    values = {
        "count": count,
        "no": "0" if sqlite else "false",
        "answers": "'{}'" if sqlite else "'{}'::jsonb",
        "passed": "'[]'" if sqlite else "'[]'::jsonb",
        "day": "'2026-01-01 00:00:00'" if sqlite else "timestamptz '2026-01-01 00:00+00'",
        "id": "printf('%032x', n)" if sqlite else "lpad(to_hex(n), 32, '0')::uuid",
        "owner": key(owner),
        "specialist": key(specialist),
        "inn": "printf('%012d', 500100000000 + n)" if sqlite else "(500100000000 + n)::text",
        "moment": (
            "strftime('%Y-%m-%d %H:%M:%S', '2026-01-01', '+' || (n * 7 % 400000) || ' minutes')"
            if sqlite
            else "timestamptz '2026-01-01 00:00+00' + (n * 7 % 400000) * interval '1 minute'"
        ),
        "due": (
            "date('2026-11-01', '+' || (n % 97) || ' days')"
            if sqlite
            else "date '2026-11-01' + (n % 97)::int"
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(THREADS.format_map(values))
        cursor.execute(SQL.format_map(values))
        cursor.execute("ANALYZE")
