"""The addresses of the sign-in. A service's way back has no language: it is registered there."""

from django.urls import path

from overens.web.desk.sign_in import demo, entrance, own, services

entering = [
    path("", entrance.sign_in),
    path("code/", entrance.code),
    path("passkey/", entrance.passkey),
    path("passkey/options/", entrance.passkey_options),
    path("second-step/", entrance.second_step),
    path("again/", entrance.again),
    path("out/", entrance.out),
    path("service/<slug:municipality>/", services.start),
    path("demo/<str:secret>/<slug:name>/", demo.sign_in),
]

way_back = [path("service/<slug:municipality>/callback/", services.callback)]

settings = [
    path("", own.overview),
    path("passkeys/new/", own.new_passkey),
    path("passkeys/new/options/", own.new_passkey_options),
    path("passkeys/<int:passkey>/away/", own.old_passkey),
    path("app/new/", own.new_app),
    path("app/away/", own.old_app),
    path("spare-codes/", own.spare_codes),
    path("password/", own.password),
    path("sessions/", own.sessions),
    path("service/<slug:municipality>/", services.tie),
]
