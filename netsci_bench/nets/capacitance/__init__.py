"""How is a network moved to another task, and what do its probe and its first gradients show?

- probe_signals: What enters the layers of a probe, and which gradients come back?
- second_derivative: What are the row and column sums of a probe's whole second derivative?
- transfer: How does a network get from the task that it was trained on to another one?
- zero_cost: How good will a network be, judged by one pass before it is trained?
"""
