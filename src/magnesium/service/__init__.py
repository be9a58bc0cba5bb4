"""The library as a service: a web page and an API, started by ``magnesium serve``.

Needs the extra ``service``. It has no login and stores nothing; a server in front of it must provide TLS.
"""
