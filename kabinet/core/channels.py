"""The ways by which something comes to the operator: applications come by four of them, the rest by any."""

from django.db import models


class Channel(models.TextChoices):
    """How it came, as the number of a case calls it and as people do."""

    CABINET = "ЛК", "в личном кабинете"
    OFFICE = "ОФ", "в офисе"
    POST = "ПЧ", "по почте"
    PORTAL = "ЕПГУ", "через портал госуслуг"
    EMAIL = "ЭП", "по электронной почте"
    PHONE = "ТЛ", "по телефону"


NUMBERED = (Channel.CABINET, Channel.OFFICE, Channel.POST, Channel.PORTAL)
"""The channels by which an application may come: its number ends with one; an appeal comes by any."""
OUTSIDE = tuple(channel for channel in Channel if channel is not Channel.CABINET)
"""The channels by which a specialist enters something for the applicant."""
BROUGHT_BY = (Channel.OFFICE, Channel.POST)
"""The ways by which an applicant brings papers."""
