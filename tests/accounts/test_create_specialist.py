import pytest
from django.core.management import CommandError, call_command

from kabinet.accounts.duties import Duty
from kabinet.accounts.models import User

pytestmark = pytest.mark.django_db

OPTIONS = {"email": "Smirnova@Example.ru", "password": "берег-синий-7", "name": "Смирнова А. А."}


def test_the_command_opens_a_confirmed_account_of_a_specialist(capsys):
    call_command("create_specialist", **OPTIONS)
    assert capsys.readouterr().out == "Smirnova@Example.ru: учётная запись заведена, специалист.\n"
    user = User.objects.get()
    assert (user.email, user.name, user.is_operator) == ("smirnova@example.ru", "Смирнова А. А.", True)
    assert user.confirmed_at is not None
    assert user.check_password("берег-синий-7")


def test_a_second_account_with_the_email_is_refused_unless_that_is_expected(capsys):
    call_command("create_specialist", **OPTIONS)
    with pytest.raises(CommandError, match="уже есть"):
        call_command("create_specialist", **OPTIONS)
    call_command("create_specialist", **OPTIONS, if_absent=True)
    assert User.objects.count() == 1


def test_the_role_may_be_another(capsys):
    call_command("create_specialist", **OPTIONS, role="administrator")
    assert User.objects.get().duties == {Duty.ADMINISTRATION}
    with pytest.raises(CommandError, match="--role"):
        call_command("create_specialist", "--email=a@example.ru", "--name=А", "--role=applicant")


@pytest.mark.parametrize(
    ("changed", "text"), [({"email": "nonsense"}, "это не e-mail"), ({"password": "123"}, "слишком короткий")]
)
def test_a_bad_email_and_a_weak_password_are_refused(changed, text):
    with pytest.raises(CommandError, match=text):
        call_command("create_specialist", **{**OPTIONS, **changed})
