"""How long ago a day was, in words: «сегодня», «вчера», then in days, months and years."""

from datetime import date

from kabinet.law.counting import counted

_DAYS_ARE_TOLD = 31
_MONTHS_ARE_TOLD = 24


def months_since(day: date, today: date) -> int:
    """Whole months from `day` to `today`; 0 for a day to come."""
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    return max(months, 0)


def told_age(day: date, today: date) -> str:
    """Tell how long ago `day` was, in the largest unit that says enough."""
    days, months = (today - day).days, months_since(day, today)
    if days <= 0:
        return "сегодня"
    if days == 1:
        return "вчера"
    if days < _DAYS_ARE_TOLD or not months:
        return f"{counted(days, 'день', 'дня', 'дней')} назад"
    if months < _MONTHS_ARE_TOLD:
        return f"{counted(months, 'месяц', 'месяца', 'месяцев')} назад"
    return f"{counted(months // 12, 'год', 'года', 'лет')} назад"
