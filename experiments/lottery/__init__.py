"""Degrees of lottery tickets (Kang et al. 2025).

- course: When do tickets collapse, and when is their mean weight near its largest?
- figures: How lottery tickets are drawn.
- graph: What do the graphs of tickets look like, round by round, compared with masks drawn at random?
- information: How much do the layers of a ticket tell about images and classes, in bins of several widths?
- readings: Which laws do the degrees and strengths of a pruned net follow, and is any of them heavy-tailed?
- set_nets: Are the degrees of sparse nets scale-free: of one that rewires itself (SET), and of a lottery ...
- subnetworks: How small may a ticket be, and is it its initial weights that count? Do its units tell more?
- tickets: Do the degrees of lottery tickets become heavy-tailed while they are pruned? (Kang et al. 2025)
"""
