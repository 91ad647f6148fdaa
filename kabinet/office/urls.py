"""Addresses of the specialist's office."""

from django.urls import path

from kabinet.office.views.card import office_application, office_file
from kabinet.office.views.invoice import office_invoice, office_invoice_pdf
from kabinet.office.views.payments import office_debts, office_payment, office_payments, office_statement
from kabinet.office.views.queue import office_queue

urlpatterns = [
    path("", office_queue, name="office_queue"),
    path("applications/<uuid:pk>/", office_application, name="office_application"),
    path("applications/<uuid:pk>/invoice/", office_invoice, name="office_invoice"),
    path("applications/<uuid:pk>/invoice/pdf/", office_invoice_pdf, name="office_invoice_pdf"),
    path("payments/", office_payments, name="office_payments"),
    path("payments/debts/", office_debts, name="office_debts"),
    path("payments/statement/", office_statement, name="office_statement"),
    path("payments/<uuid:payment_id>/", office_payment, name="office_payment"),
    path("applications/<uuid:pk>/files/<uuid:file_id>/", office_file, name="office_file"),
]
