"""Neural persistence of weights (Rieck et al. 2019).

- figures: How does neural persistence go over a training, and where does it stop one?
- rules: Where does each rule stop a training, and what does stopping there cost?
- stopping: Does neural persistence grow, tell regularised nets from plain ones, and stop a training in time?
"""
