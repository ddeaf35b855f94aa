"""How is a subdivision into convex faces cut by a line that bends only at its sides?

Every decision is taken from the signs of a unit at the vertices, and a vertex is shared by all the faces around
it, so that neighbours can never disagree: whatever the rounding, the mesh stays a subdivision of the window with
V - E + F = 1. A vertex nearer to a line than the rounding of its value lies on it.

The kernels change the arrays of the mesh in place and are written out in one piece each: handing a dozen arrays
to a function for each side or face would cost more than the work on it.
"""

from typing import no_type_check

import numpy as np
from numba import njit


@njit(cache=True)
@no_type_check  # leaves the function as it is, for numba to compile
def vertex_signs(mesh, column, tolerance):
    """Return the sign of a column of values at each vertex, and whether one is 0.

    A value within the tolerance of 0 becomes 0, so that all that is read from it later agrees.
    """
    vertices = mesh.sizes[0]
    signs = np.empty(vertices, dtype=np.int8)
    touched = False
    for vertex in range(vertices):
        value = mesh.values[vertex, column]
        if value > tolerance:
            signs[vertex] = 1
        elif value < -tolerance:
            signs[vertex] = -1
        else:
            mesh.values[vertex, column] = 0.0
            signs[vertex] = 0
            touched = True
    return signs, touched


@njit(cache=True)
@no_type_check
def crossed_sides(mesh, signs):
    """Return the sides whose two ends have opposite signs."""
    sides = np.empty(mesh.sizes[1], dtype=np.int32)
    count = 0
    for side in range(mesh.sizes[1]):
        if signs[mesh.origin[2 * side]] * signs[mesh.origin[2 * side + 1]] < 0:
            sides[count] = side
            count += 1
    return sides[:count].copy()


@njit(cache=True)
@no_type_check
def cut_faces(mesh, signs, crossed, column, touched):
    """Return the faces with both signs, and whether the signs are those of a convex subdivision.

    Around a convex face a sign changes twice or never. Where rounding has made it change more often, the
    smallest value on the face becomes 0 and the answer is False: ask again for the crossed sides.
    """
    faces = mesh.sizes[2]
    both_signs = np.empty(faces, dtype=np.int32)
    count = 0
    if not touched:
        crossings = np.zeros(faces, dtype=np.int8)
        sound = True
        for side in crossed:
            for half in (2 * side, 2 * side + 1):
                face = mesh.face[half]
                if face >= 0:
                    crossings[face] += 1
                    if crossings[face] == 1:
                        both_signs[count] = face
                        count += 1
                    elif crossings[face] > 2:
                        sound = False
        if sound:
            return both_signs[:count].copy(), True
    count = 0
    for face in range(faces):
        changes, first, last, smallest, least = 0, 0, 0, -1, np.inf
        half = mesh.start[face]
        while True:
            vertex = mesh.origin[half]
            sign = signs[vertex]
            if sign != 0:
                changes += last * sign < 0
                last = sign
                first = sign if first == 0 else first
                if abs(mesh.values[vertex, column]) < least:
                    smallest, least = vertex, abs(mesh.values[vertex, column])
            half = mesh.following[half]
            if half == mesh.start[face]:
                break
        changes += last * first < 0
        if changes > 2:
            mesh.values[smallest, column] = 0.0
            signs[smallest] = 0
            return both_signs[:0].copy(), False
        if changes == 2:
            both_signs[count] = face
            count += 1
    return both_signs[:count].copy(), True


@njit(cache=True)
@no_type_check
def cut(mesh, signs, crossed, faces, column, unit):
    """Cut the crossed sides where the column is 0, then each face from zero to zero; there must be room.

    A new vertex lies between the ends of its side in every column, by weights that keep a sign which both
    ends share.
    """
    values, origin, following = mesh.values, mesh.origin, mesh.following
    previous, left = mesh.previous, mesh.face
    vertex, side, fresh = mesh.sizes[0], mesh.sizes[1], mesh.sizes[2]
    zero = np.zeros(vertex + len(crossed), dtype=np.int8)
    zero[:vertex] = signs
    for old in crossed:
        h, t = 2 * old, 2 * old + 1
        a, b = origin[h], origin[t]
        share = values[a, column] / (values[a, column] - values[b, column])
        for k in range(values.shape[1]):
            values[vertex, k] = (1.0 - share) * values[a, k] + share * values[b, k]
        values[vertex, column] = 0.0
        # h: a -> b becomes a -> m and n: m -> b; its twin t: b -> a becomes m -> a after o: b -> m.
        n, o = 2 * side, 2 * side + 1
        origin[n], origin[o], origin[t] = vertex, b, vertex
        left[n], left[o] = left[h], left[t]
        ahead, behind = following[h], previous[t]
        following[h], previous[n], following[n], previous[ahead] = n, h, ahead, n
        following[behind], previous[o], following[o], previous[t] = o, behind, t, o
        mesh.unit[side] = mesh.unit[old]
        vertex += 1
        side += 1
    for face in faces:
        half = mesh.start[face]
        while zero[origin[half]] == 0:
            half = following[half]
        begin, last, candidate, p, q = half, zero[origin[half]], -1, -1, -1
        while True:
            half = following[half]
            sign = zero[origin[half]]
            if sign == 0:
                candidate = half if candidate < 0 else candidate
            else:
                if sign != last:
                    p, q = candidate, p
                last, candidate = sign, -1
            if half == begin:
                break
        # The face keeps the half-edges from p round to q, the new face gets those from q round to p.
        e, f = 2 * side, 2 * side + 1
        before_p, before_q = previous[p], previous[q]
        origin[e], origin[f] = origin[q], origin[p]
        following[before_q], previous[e], following[e], previous[p] = e, before_q, p, e
        following[before_p], previous[f], following[f], previous[q] = f, before_p, q, f
        left[e], left[f] = face, fresh
        mesh.start[face], mesh.start[fresh], mesh.parent[fresh] = e, f, face
        mesh.unit[side] = unit
        half = q
        while half != f:
            left[half] = fresh
            half = following[half]
        side += 1
        fresh += 1
    mesh.sizes[0], mesh.sizes[1], mesh.sizes[2] = vertex, side, fresh
