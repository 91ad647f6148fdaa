"""What is consented to: one act for one purpose (152-ФЗ, ст. 9; the agreement by 63-ФЗ, ст. 9)."""

PROCESSING = "processing"
EMAIL_NOTICES = "email_notices"
APPLICATION_PROCESSING = "application_processing"
SIMPLE_SIGNATURE = "simple_signature"
HEALTH_DATA = "health_data"
"""Data on health (ст. 10 ч. 2 п. 1): in writing, by ст. 9 ч. 4, never by a tick."""
PURPOSES = (PROCESSING, EMAIL_NOTICES, APPLICATION_PROCESSING, SIMPLE_SIGNATURE, HEALTH_DATA)
