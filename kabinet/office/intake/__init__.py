"""«Принять заявку»: what came on paper is entered by a specialist for the applicant (861, пп. 8, 105)."""
