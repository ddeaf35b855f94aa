"""Which definitions reach each other? The strongly connected components of a graph, each after those it reaches.

Tarjan, R. (1972), Depth-first search and linear graph algorithms; without recursion, since calls can be long chains.
"""

from collections.abc import Iterator, Mapping, Sequence


def components(reaches: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected components of a graph given as node -> the nodes that it reaches.

    >>> list(components({"a": ["b"], "b": ["c"], "c": ["b"]}))
    [['c', 'b'], ['a']]
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    for start in reaches:
        way = [] if start in number else [(start, iter(reaches[start]))]
        while way:
            node, rest = way[-1]
            if node not in number:
                number[node] = lowest[node] = len(number)
                stack.append(node)
            onward = next((n for n in rest if n not in number or n in stack), None)
            if onward is None:
                way.pop()
                if way:
                    lowest[way[-1][0]] = min(lowest[way[-1][0]], lowest[node])
                if lowest[node] == number[node]:
                    cut = stack.index(node)
                    yield stack[: cut - 1 : -1] if cut else stack[::-1]
                    del stack[cut:]
            elif onward in number:
                lowest[node] = min(lowest[node], number[onward])
            else:
                way.append((onward, iter(reaches[onward])))
