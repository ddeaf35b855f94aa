"""Which definitions use each other? The strongly connected components of a graph, each after those that it reaches.

Tarjan, R. (1972), Depth-first search and linear graph algorithms; without recursion, because chains can be long.
"""

from collections.abc import Iterator, Mapping, Sequence


def find_components(reaches: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected components of a graph, given as node -> successors.

    >>> list(find_components({"a": ["b"], "b": ["c"], "c": ["b"]}))
    [['c', 'b'], ['a']]
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    for start in reaches:
        path = [] if start in number else [(start, iter(reaches[start]))]
        while path:
            node, successors = path[-1]
            if node not in number:
                number[node] = lowest[node] = len(number)
                stack.append(node)
            successor = next((n for n in successors if n not in number or n in stack), None)
            if successor is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    cut = stack.index(node)
                    yield stack[: cut - 1 : -1] if cut else stack[::-1]
                    del stack[cut:]
            elif successor in number:
                lowest[node] = min(lowest[node], number[successor])
            else:
                path.append((successor, iter(reaches[successor])))
