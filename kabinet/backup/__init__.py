"""The database and the stored files as one archive, and back."""
