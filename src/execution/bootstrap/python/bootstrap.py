"""The process of one Python execution environment: asks the Lambda Runtime API for invocations, one
after the other. See ../../environment/runtime-api-process.ts for the other end."""

import os
import sys


def main():
    runtime_directory = os.path.dirname(os.path.abspath(__file__))
    sys.path[0] = runtime_directory
    from busbar_runtime.search_path import set_search_path
    from busbar_runtime.runtime import run

    # From here on it is the function's code that would be written beside.
    sys.dont_write_bytecode = "keep-clean" in sys.argv
    del sys.argv[1:]
    set_search_path(runtime_directory)
    run(os.environ["AWS_LAMBDA_RUNTIME_API"], os.environ["_HANDLER"])


main()
