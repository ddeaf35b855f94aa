"""How do Lu et al. (2022) compute the modularity of a layer? Their functions, as far as numbers depend on them.

After calculate_similarity.py, draw_networkx.py and network_indicators.py of yaolu-zjut/Dynamic-Graphs-Construction,
with `from_numpy_array` where networkx has renamed it.
"""

import heapq

import networkx as nx
import numpy as np
import torch


def edges_by_heap(features: np.ndarray, k: int) -> list[tuple[int, int, float]]:
    embedded = torch.from_numpy(features)
    lengths = embedded.norm(dim=1).unsqueeze(1)
    unit = embedded / torch.max(lengths, 1e-8 * torch.ones_like(lengths))
    similarity = torch.einsum("bc,cd->bd", unit, unit.transpose(0, 1)).numpy()
    np.fill_diagonal(similarity, 0)
    edges = []
    for i in range(len(similarity)):
        for j in heapq.nlargest(k, range(len(similarity)), similarity[i].take):
            edges.append((i, j, float(similarity[i][j])))
    return edges


def modularity_by_networkx(features: np.ndarray, labels: np.ndarray, k: int) -> float:
    adjacency = np.zeros((len(features), len(features)))
    for i, j, weight in edges_by_heap(features, k):
        adjacency[i, j] = weight
    adjacency = (adjacency + adjacency.T) / 2
    graph = nx.from_numpy_array(adjacency)
    target = labels.tolist()
    categories = [[j for j, x in enumerate(target) if x == c] for c in range(int(labels.max()) + 1)]
    return float(nx.algorithms.community.quality.modularity(graph, categories))
