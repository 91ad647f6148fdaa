"""The form by which a withdrawal is marked carried out."""

from django import forms

from kabinet.applicants.withdrawals import LONGEST_REMARK


class ExecutionForm(forms.Form):
    """What was done."""

    use_required_attribute = False

    remark = forms.CharField(
        label="Что сделано",
        help_text="Какие данные уничтожены, что осталось и на каком основании. Этот текст получит заявитель.",
        max_length=LONGEST_REMARK,
        error_messages={"required": "Напишите, что сделано."},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
