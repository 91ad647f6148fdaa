"""Addresses of invoices and payments in the office."""

from django.urls import path

from kabinet.office.views.invoice import office_invoice, office_invoice_pdf
from kabinet.office.views.payments import (
    office_debts,
    office_payment,
    office_payments,
    office_payments_match,
    office_payments_set_aside,
    office_unread_document,
)
from kabinet.office.views.register import office_register, office_register_file
from kabinet.office.views.statements import office_loaded_statement, office_statement, office_statement_file

urlpatterns = [
    path("applications/<uuid:pk>/invoice/", office_invoice, name="office_invoice"),
    path("applications/<uuid:pk>/invoice/pdf/", office_invoice_pdf, name="office_invoice_pdf"),
    path("payments/", office_payments, name="office_payments"),
    path("payments/set-aside/", office_payments_set_aside, name="office_payments_set_aside"),
    path("payments/debts/", office_debts, name="office_debts"),
    path("payments/match/", office_payments_match, name="office_payments_match"),
    path("payments/register/", office_register, name="office_register"),
    path("payments/register/file/", office_register_file, name="office_register_file"),
    path("payments/statement/", office_statement, name="office_statement"),
    path("payments/statement/<uuid:pk>/", office_loaded_statement, name="office_loaded_statement"),
    path("payments/statement/<uuid:pk>/file/", office_statement_file, name="office_statement_file"),
    path("payments/unread/<uuid:pk>/", office_unread_document, name="office_unread_document"),
    path("payments/<uuid:pk>/", office_payment, name="office_payment"),
]
