"""How linear regions are drawn.

- cells: How is a window of cells drawn: sides, dual graph, training points and decision boundary?
- fiedler: What do the Fiedler partitions look like while a net learns, and how well do they follow the classes?
- grokking: What do the Fiedler partitions look like before and after a net groks, and in one that never does?
"""
