"""Where the library is used; each room needs its extra, and none is imported by the rest."""
