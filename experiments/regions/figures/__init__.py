"""How linear regions are drawn.

- cells: How is a window of cells drawn: sides, dual graph, training points and decision boundary?
- fiedler: What do the Fiedler partitions look like while a net learns, and how well do they follow the classes?
- grokking: What do the Fiedler partitions look like before and after a net groks, and in one that never does?
- groups: What do k groups of cells look like, and how well do they follow k classes?
- patterns: Where do activation patterns lie in their first two principal components, and how good is the picture?
- sampled: How does a sampled dual graph approach the exact one?
"""
