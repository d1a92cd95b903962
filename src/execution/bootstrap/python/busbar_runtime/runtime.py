import os
import signal
import sys
import time

from .context import Context
from .errors import describe_error, to_log_lines
from .handler import load_handler
from .log import install_logging, logs_json, open_log
from .result import to_event, to_json, to_response
from .runtime_api import RuntimeApi, ServerGone


def run(api_address, handler_name):
    api = RuntimeApi(api_address)
    log = open_log()
    request = install_logging(log)
    try:
        handler = load_handler(handler_name)
    except Exception:
        error = describe_error()
        _log_error(log, error)
        api.fail_init(to_json(error).encode("utf8"), error["errorType"])
        sys.exit(1)

    try:
        while True:
            invocation = api.next()
            request.request_id = invocation.request_id
            _set_trace(invocation.trace_header)
            _invoke(api, log, handler, invocation)
    except ServerGone:
        # Whatever the handler started goes with this process, which leads its group.
        os.kill(-os.getpid(), signal.SIGKILL)


def _invoke(api, log, handler, invocation):
    try:
        context = Context(invocation)
        body, content_type = to_response(handler(to_event(invocation.body), context))
    except Exception:
        error = describe_error(invocation.request_id)
        _log_error(log, error)
        api.fail(invocation.request_id, to_json(error).encode("utf8"), error["errorType"])
    else:
        api.respond(invocation.request_id, body, content_type)


def _log_error(log, error):
    if not logs_json():
        log.log_lines(to_log_lines(error))
        return
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    log.log_lines([to_json({"timestamp": stamp, "level": "ERROR", **error})])


def _set_trace(header):
    if header is None:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    else:
        os.environ["_X_AMZN_TRACE_ID"] = header
