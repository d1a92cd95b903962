import os
import sys


def set_search_path(runtime_directory):
    """The function's own code comes first, then its layers, as on Lambda; the runtime itself last."""
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    version = "python%d.%d" % sys.version_info[:2]
    opt = os.environ.get("BUSBAR_OPT", "/opt")
    layers = ["%s/python/lib/%s/site-packages" % (opt, version), "%s/python" % opt]
    rest = [path for path in sys.path if path != runtime_directory]
    sys.path[:] = [task_root, *layers, *rest, runtime_directory]
