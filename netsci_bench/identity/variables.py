"""Which environment variables does a seed's process get? Only those listed here, because no address covers others.

Variables that choose a numeric kernel (``ATEN_CPU_CAPABILITY``, ``OPENBLAS_CORETYPE``) are passed on. Like the
processor, they may change the last bits, and a library may not work without them.
"""

from collections.abc import Mapping

SYSTEM = (
    *("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TMPDIR", "TEMP", "TMP"),
    *("SYSTEMROOT", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "USERPROFILE"),
    *("VIRTUAL_ENV", "CONDA_PREFIX", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH"),
)
NETWORK = (  # for data that must be fetched
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"),
)
BENCH = ("NETSCI_BENCH_HOME", "NETSCI_BENCH_DATA")
CACHES = ("MPLCONFIGDIR", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
BEGINNINGS = (
    *("LC_", "XDG_", "PIP_", "NPM_CONFIG_", "npm_config_"),
    *("CUDA_", "NVIDIA_", "ATEN_", "DNNL_", "ONEDNN_", "MKL_", "OPENBLAS_", "NUMBA_"),
    *("TORCHINDUCTOR_", "TRITON_"),
)
# a third party's plug-in of pydantic could change what is validated, and takes time to look for
NO_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}


def passed_on(environment: Mapping[str, str]) -> dict[str, str]:
    """The part of an environment that a seed's process gets.

    >>> passed_on({"PATH": "/bin", "LC_ALL": "C", "ALPHA": "0.1"})
    {'PATH': '/bin', 'LC_ALL': 'C'}
    """
    names = {*SYSTEM, *NETWORK, *BENCH, *CACHES}
    return {name: value for name, value in environment.items() if name in names or name.startswith(BEGINNINGS)}
