"""Addresses of the entrance: signing in, registration, recovery, consents; and of the profile."""

from django.urls import path

from kabinet.cabinet.views import (
    claim,
    consents,
    devices,
    invitation,
    login,
    own_consents,
    profile,
    recovery,
    registration,
    second_factor,
    second_step,
)

urlpatterns = [
    path("login/", login.login, name="login"),
    path("login/code/", second_step.code, name="second_step"),
    path("login/recovery-code/", second_step.recovery_code, name="second_step_recovery"),
    path("login/second-factor/", second_step.setup, name="second_factor_setup"),
    path("login/claim/", claim.claim, name="claim"),
    path("login/claim/sent/", claim.claim_sent, name="claim_sent"),
    path("invitation/<str:code>/", invitation.invitation, name="invitation"),
    path("logout/", login.logout, name="logout"),
    path("registration/", registration.registration_start, name="registration_start"),
    path("registration/done/", registration.registration_done, name="registration_done"),
    path("registration/confirm/<str:code>/", registration.confirm, name="confirm_email"),
    path("registration/<slug:kind>/", registration.registration, name="registration"),
    path("recovery/", recovery.recovery, name="recovery"),
    path("recovery/sent/", recovery.recovery_sent, name="recovery_sent"),
    path("recovery/password/", recovery.recovery_password, name="recovery_password"),
    path("consents/<slug:purpose>/", consents.consent_text, name="consent_text"),
    path("profile/", profile.profile, name="profile"),
    path("profile/consents/", own_consents.own_consents, name="own_consents"),
    path("profile/consents/<uuid:pk>/withdraw/", own_consents.consent_withdraw, name="consent_withdraw"),
    path("profile/close/", own_consents.account_close, name="account_close"),
    path("profile/password/", profile.password_change, name="password_change"),
    path("profile/second-factor/", second_factor.second_factor, name="second_factor"),
    path("profile/second-factor/telephone/", second_factor.telephone, name="second_factor_telephone"),
    path("profile/second-factor/codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("profile/second-factor/codes.txt", second_factor.recovery_codes_file, name="recovery_codes_file"),
    path("profile/devices/", devices.devices, name="devices"),
    path("profile/email/", profile.email_change, name="email_change"),
    path("profile/email/confirm/<str:code>/", profile.confirm_email_change, name="confirm_new_email"),
]
