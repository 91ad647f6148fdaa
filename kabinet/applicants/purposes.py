"""What is consented to: one act for one purpose (152-ФЗ, ст. 9; the agreement by 63-ФЗ, ст. 9)."""

PROCESSING = "processing"
EMAIL_NOTICES = "email_notices"
APPLICATION_PROCESSING = "application_processing"
SIMPLE_SIGNATURE = "simple_signature"
PURPOSES = (PROCESSING, EMAIL_NOTICES, APPLICATION_PROCESSING, SIMPLE_SIGNATURE)
