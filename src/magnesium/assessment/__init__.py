"""What a person reports, takes and had measured, compared with what is known."""
