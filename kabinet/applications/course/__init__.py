"""How an application goes on: the writer of its state, guards, terms, timeline, reminders, whose it is."""
