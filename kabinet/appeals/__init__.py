"""Appeals (обращения): topics, terms, answers."""
