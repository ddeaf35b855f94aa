"""Which communities has a graph, and how well do partitions agree?

- canonical_labels: How is a partition written down so that equal partitions are equal arrays?
- detection: Which communities does a method find in an undirected weighted graph, and how much is that luck?
- greedy_modularity: Which communities come of joining, again and again, the two whose union raises modularity most?
- igraph_partitions: What do igraph's randomised community methods find from given seeds?
- modularity: How much more weight lies within the communities than their nodes' strengths would bring about?
- neighbour_modularity: How well do given classes partition a graph of nearest neighbours?
- partition_scores: How well does a partition into two sides, which have no names, agree with two classes?
- partitions: How many communities does a partition amount to, and how far do two partitions agree beyond chance?
- published_code: Which communities does the published code report, that hands signed weights to networkx as ...
- rand_index: How often do two partitions agree on whether two nodes belong together, beyond chance?
- spectral_clustering: Into which groups does a weighted graph fall so that little weight runs between them?
"""
