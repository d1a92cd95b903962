import sys
import traceback

from .faults import Fault

_OWN_FRAMES = "/busbar_runtime/", "/bootstrap/python/bootstrap.py"
# Spaces at the start of a line get lost in the console; these do not.
_NO_BREAK_SPACE = "\u00a0"


def describe_error(request_id=""):
    """The error that is being handled, as its function's caller sees it."""
    kind, error, trace = sys.exc_info()
    if isinstance(error, Fault):
        return _payload(error.message, error.type, error.trace or [], request_id)
    return _payload(str(error), kind.__name__, _stack_trace(trace), request_id)


def to_log_lines(payload):
    lines = ["[ERROR] {}".format(payload["errorType"])]
    if payload["errorMessage"]:
        lines[0] += ": " + payload["errorMessage"]
    lines.append("Traceback (most recent call last):")
    for entry in payload["stackTrace"]:
        lines.extend(_with_visible_indent(line) for line in entry.splitlines())
    return lines


def _payload(message, kind, trace, request_id):
    return {
        "errorMessage": message,
        "errorType": kind,
        "requestId": request_id,
        "stackTrace": trace,
    }


def _stack_trace(trace):
    frames = [(f.filename, f.lineno, f.name, f.line) for f in traceback.extract_tb(trace)]
    while frames and any(own in frames[0][0] for own in _OWN_FRAMES):
        frames.pop(0)
    return traceback.format_list(frames)


def _with_visible_indent(line):
    text = line.lstrip(" ")
    return _NO_BREAK_SPACE * (len(line) - len(text)) + text
