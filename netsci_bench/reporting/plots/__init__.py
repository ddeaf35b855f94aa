"""Which figures does every report have?

- curves: How did each logged quantity develop? A panel per quantity, a line per training: mean and spread over ...
- explorer: How can the points of a training be watched in a browser, step by step?
- forest: Do all readings of a statement agree? A line per claim, with its seeds, mean, interval and band.
- png: How does a figure become a PNG to commit? Equal bytes for equal data, at most 300 kB, no global state.
- quantities: What does a logged series measure, in which unit, and what do its steps count? Read from its name.
- style: How do all figures look? One set of settings, whatever matplotlib's own are on this machine.
- verdict_plot: Which seeds are in which band? A strip per claim: the band shaded, seeds as dots, mean and interval.
"""
