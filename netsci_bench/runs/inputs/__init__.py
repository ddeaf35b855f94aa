"""What does an experiment get? Its params and data, checked before anything runs.

- fitting: Do the data fit the network? Their shapes are compared before anything runs.
- resolution: Which params does an experiment get, and which metrics does it give? Its own types check and tell.
- resolver: How does this process stay free of torch? Experiments that need it are imported in one other process.
"""
