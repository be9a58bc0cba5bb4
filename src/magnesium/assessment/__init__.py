"""Compare what a person reports, takes and had measured with what is known."""
