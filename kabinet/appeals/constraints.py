"""What the database keeps of how an appeal came, by what it is answered, and when a decision is told."""

from django.db.models import CheckConstraint, Q

from kabinet.appeals.states import OPEN, State
from kabinet.core.channels import Channel
from kabinet.core.constraints import implied, known
from kabinet.law.deadlines import Code

LIMITS = tuple(
    code.value for code in (Code.ANSWER_ON_PAPER, Code.ANSWER_BY_PHONE, Code.ANSWER_PHONE_COMPLAINT)
)
"""The limits that the way of coming may set (186, п. 41)."""

OF_ARRIVAL = (
    CheckConstraint(
        condition=~Q(number="") & (~Q(phone="") | ~Q(email="") | ~Q(postal_address="")),
        name="appeal_is_whole",
        violation_error_message=(
            "У обращения есть номер и то, по чему ответить: телефон, электронная почта или почтовый адрес."
        ),
    ),
    implied(
        "appeal_of_cabinet_has_contacts",
        Q(channel=Channel.CABINET),
        ~Q(phone="") & ~Q(email=""),
        "У обращения из кабинета есть телефон и электронная почта.",
    ),
    known("appeal_channel_known", "channel", Channel.values, "Так обращения не поступают."),
    known("appeal_limit_known", "limit", LIMITS, "Такого срока ответа нет.", or_empty=True),
    implied(
        "appeal_of_a_call_has_a_moment",
        Q(answer_by__isnull=False),
        Q(limit=Code.ANSWER_BY_PHONE.value),
        "До часа и минуты отвечают только на обращение по телефону.",
    ),
    implied(
        "appeal_told_once_decided",
        Q(to_tell=True),
        ~Q(state__in=(*OPEN, State.WITHDRAWN)),
        "Сообщают о том, что решено.",
    ),
)
