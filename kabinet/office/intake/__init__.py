"""«Принять заявку»: what came on paper is entered by a specialist for the applicant (861, п. 8, 105)."""
