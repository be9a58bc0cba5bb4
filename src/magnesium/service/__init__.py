"""The library as a service: a page for people and an API for programs, started by ``magnesium serve``.

Needs the extra ``service``. It has no log-in and keeps nothing; a server in front of it must provide TLS.
"""
