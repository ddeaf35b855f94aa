"""Which figures does every report have?

- curves: How did each logged series develop? A panel per series: mean and spread over seeds, seeds as thin lines.
- forest: Do all readings of a statement agree? A line per claim, with its seeds, mean, interval and band.
- png: How does a figure become a PNG to commit? Equal bytes for equal data, at most 300 kB, no global state.
- verdict_plot: Which seeds are in which band? A strip per claim: the band shaded, seeds as dots, mean and interval.
"""
