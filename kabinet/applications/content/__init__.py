"""What an application holds: its documents, what is missing, its summary, its words for the search."""
