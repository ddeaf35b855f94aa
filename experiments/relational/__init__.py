"""Nets whose layers follow one graph (You et al. 2020).

- figures: How does the error go with the clustering and the path length of a net's graph?
- sweet_spot: Is a net along a graph in the sweet spot better than a dense one of the same cost?
"""
