"""The one refusal that pure rules raise."""


class Malformed(ValueError):
    """A value that breaks a rule; its text is Russian, for people, and says what to do."""
