"""Which pictures does every report have?

- curves: How did each logged series run? Small multiples: mean and spread over seeds, each seed as a thin line.
- png: How does a figure become a PNG to commit? Equal bytes for equal data, at most 300 kB, no global state.
- verdict_plot: Which seeds lie in which band? A strip per claim: the band shaded, seeds as dots, mean and interval.
"""
