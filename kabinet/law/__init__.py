"""What the law says, in pure Python: terms, working days, check digits. No Django, clock or database."""
