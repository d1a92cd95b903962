import os
import sys


def set_search_path(runtime_directory):
    """The function's own code comes first, then its layers, as on Lambda; the runtime itself last."""
    task_root = os.environ["LAMBDA_TASK_ROOT"]
    version = "python%d.%d" % sys.version_info[:2]
    layers = ["/opt/python/lib/%s/site-packages" % version, "/opt/python"]
    rest = [path for path in sys.path if path != runtime_directory]
    sys.path[:] = [task_root, *layers, *rest, runtime_directory]
