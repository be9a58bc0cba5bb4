"""The code that writes the site: pages made from the data, the notebooks and the source, and the check of its links."""
