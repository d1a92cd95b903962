import json
import logging
import time
import traceback

# What a record has of its own; everything else was given as `extra`.
_OWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "aws_request_id", "tenant_id"}
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


class JsonFormatter(logging.Formatter):
    """One JSON object for each record, with the members of AWS's runtime."""

    def format(self, record):
        line = {
            "timestamp": _timestamp(record),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            **_describe(record),
            "requestId": record.aws_request_id,
        }
        extra = {key: value for key, value in vars(record).items() if key not in _OWN}
        return _encode({**extra, **line}) + "\n"


def _timestamp(record):
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
    return "{}.{:03d}Z".format(seconds, int(record.msecs))


def _describe(record):
    """The exception that came with a record, and where it was logged."""
    if not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, error, trace = record.exc_info
    return {
        "stackTrace": traceback.format_tb(trace),
        "errorType": kind.__name__,
        "errorMessage": str(error),
        "location": "{}:{}:{}".format(record.pathname, record.funcName, record.lineno),
    }
