"""Addresses of the entrance: signing in, registration, recovery, consents; and of the profile."""

from django.urls import path

from kabinet.cabinet.views import consents, login, profile, recovery, registration

urlpatterns = [
    path("login/", login.login, name="login"),
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
    path("profile/password/", profile.password_change, name="password_change"),
    path("profile/email/", profile.email_change, name="email_change"),
    path("profile/email/confirm/<str:code>/", profile.confirm_email_change, name="confirm_new_email"),
]
