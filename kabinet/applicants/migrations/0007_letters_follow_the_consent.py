from django.db import migrations

OPTIONAL = ("messages", "reminders")


def switch_off(apps, schema_editor):
    """Whoever has not consented to notices by e-mail is sent what the law demands alone."""
    Applicant, LetterChoice = apps.get_model("applicants", "Applicant"), apps.get_model("notifications", "LetterChoice")
    without = Applicant.objects.filter(email_notices=False).values_list("user_id", flat=True)
    LetterChoice.objects.bulk_create(
        (LetterChoice(person=person, group=group, way="off") for person in without.iterator() for group in OPTIONAL),
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("applicants", "0006_withdrawals_on_paper"),
        ("notifications", "0003_what_became_of_letters"),
    ]

    operations = [migrations.RunPython(switch_off, migrations.RunPython.noop)]
