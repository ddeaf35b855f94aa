"""How are patches cut for windows of a pooling, and their maxima found, in one pass each? By kernels on arrays.

Images lie last in every array, so that each pass runs over a whole batch. Nothing is added up in an order that a
processor could choose: the results of these kernels have the same bits everywhere.
"""

from typing import no_type_check

from numba import njit


@njit(cache=True, nogil=True)
@no_type_check  # leaves the function as it is, for numba to compile
def place(kernels, placed):
    """``kernels`` (filters channels height width) at each place of a window, in patches of zeros.

    ``placed``: window_height window_width filters channels patch_height patch_width.
    """
    height, width = kernels.shape[2:]
    placed[:] = 0
    for down in range(placed.shape[0]):
        for right in range(placed.shape[1]):
            placed[down, right, :, :, down : down + height, right : right + width] = kernels


@njit(cache=True, nogil=True)
@no_type_check
def take_up(placed, kernels):
    """The adjoint of ``place``: into ``kernels`` the sum over the places of a window."""
    height, width = kernels.shape[2:]
    kernels[:] = 0
    for down in range(placed.shape[0]):
        for right in range(placed.shape[1]):
            kernels += placed[down, right, :, :, down : down + height, right : right + width]


@njit(cache=True, nogil=True)
@no_type_check
def cut(pixels, window, patches):
    """The patch of each window of ``pixels`` (channels height width images).

    ``patches``: channels patch_height patch_width rows columns images.
    """
    channels, height, width, rows, columns, images = patches.shape
    for channel in range(channels):
        for i in range(height):
            for j in range(width):
                for row in range(rows):
                    line = pixels[channel, row * window[0] + i]
                    for column in range(columns):
                        given, patch = line[column * window[1] + j], patches[channel, i, j, row, column]
                        for image in range(images):
                            patch[image] = given[image]


@njit(cache=True, nogil=True)
@no_type_check
def put_back(patches, window, pixels):
    """The adjoint of ``cut``: each of ``pixels`` gets the sum over the patches that see it."""
    channels, height, width, rows, columns, images = patches.shape
    pixels[:] = 0
    for channel in range(channels):
        for i in range(height):
            for j in range(width):
                for row in range(rows):
                    line = pixels[channel, row * window[0] + i]
                    for column in range(columns):
                        pixel, patch = line[column * window[1] + j], patches[channel, i, j, row, column]
                        for image in range(images):
                            pixel[image] += patch[image]


@njit(cache=True, nogil=True)
@no_type_check
def find_maxima(candidates, bias, maxima, winners):
    """Of ``candidates`` (places filters windows) the maximum of each window, and the first place that has it.

    To ``maxima`` (filters windows) the bias of the filter is added. What is not a number is a maximum, as in torch.
    """
    places, filters, windows = candidates.shape
    for unit in range(filters):
        best, winner = maxima[unit], winners[unit]
        for window in range(windows):
            best[window] = candidates[0, unit, window]
            winner[window] = 0
        for at in range(1, places):
            row = candidates[at, unit]
            for window in range(windows):
                better = not row[window] <= best[window] and best[window] == best[window]
                best[window] = row[window] if better else best[window]
                winner[window] = at if better else winner[window]
        for window in range(windows):
            best[window] += bias[unit]


@njit(cache=True, nogil=True)
@no_type_check
def share_out(pull, winners, pulls):
    """The gradient of each candidate (places filters windows): all of that of its window to the winner."""
    places, filters, windows = pulls.shape
    for unit in range(filters):
        given, winner = pull[unit], winners[unit]
        for at in range(places):
            row = pulls[at, unit]
            for window in range(windows):
                row[window] = given[window] if winner[window] == at else 0
