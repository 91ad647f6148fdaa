"""Cases (дела): what an applicant asks of the operator, whatever it is, and the one engine that moves them.

A kind of case is a table of transitions (`rows`), two models (`models`) and an `Engine` that says what the
law adds. Applications and appeals are the first two.
"""
