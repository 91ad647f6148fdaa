"""Surveys: what applicants think of an answer or a connection (186, п. 36 «б», прил. 5, п. 13)."""
