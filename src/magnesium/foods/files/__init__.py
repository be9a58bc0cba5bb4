"""Read users' files: formats, encodings, delimiters, headers, numbers and dates."""
