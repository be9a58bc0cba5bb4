"""Generate the site: pages from the data, the notebooks and the source, and a check of the links."""
