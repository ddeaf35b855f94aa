"""The figures of the family.

- epochs: How are projections, tentacles, sizes and the course of the training drawn?
- features: How do accuracy and the grouping of features go over the epochs?
- landscape: How are surfaces of the loss, the paths on them, and their curvatures drawn?
"""
