"""Users' files as they are: formats, encodings, delimiters, headers, numbers and dates."""
