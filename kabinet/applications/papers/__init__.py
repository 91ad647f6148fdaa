"""The papers of an application: the printed form, placed documents, who signs."""
