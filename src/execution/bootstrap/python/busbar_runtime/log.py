import logging
import os
import sys
import time

_FRAME_TYPE = (0xA55A0003).to_bytes(4, "big")
_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S"


def open_log():
    """Where messages go that may have many lines: framed to the platform, where it offers that."""
    descriptor = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
    return _StandardLog() if descriptor is None else _FramedLog(int(descriptor))


def install_logging(sink):
    """Sets up the root logger as Lambda does. @returns the filter to tell the request id to."""
    logging.Formatter.converter = time.gmtime
    handler = _Handler(sink)
    handler.setFormatter(_formatter())
    _set_level(os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper())
    request = RequestFilter()
    handler.addFilter(request)
    logging.getLogger().addHandler(handler)
    return request


def logs_json():
    return os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"


def _formatter():
    if not logs_json():
        return logging.Formatter(_FORMAT, _TIME_FORMAT)
    # Costs milliseconds of a cold start, which functions that log text do not pay.
    from .json_log import JsonFormatter

    return JsonFormatter()


def _set_level(name):
    # Python has no level below DEBUG.
    level = getattr(logging, "DEBUG" if name == "TRACE" else name, None)
    if isinstance(level, int):
        logging.getLogger().setLevel(level)


class RequestFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = self.request_id
        record.tenant_id = None
        return True


class _Handler(logging.Handler):
    def __init__(self, sink):
        super().__init__()
        self.log_sink = sink

    def emit(self, record):
        self.log_sink.log(self.format(record))


class _FramedLog:
    def __init__(self, descriptor):
        os.set_inheritable(descriptor, False)
        self._file = os.fdopen(descriptor, "wb", 0)

    def log(self, message):
        text = message.encode("utf8", "surrogateescape")
        microseconds = time.time_ns() // 1000
        head = _FRAME_TYPE + len(text).to_bytes(4, "big") + microseconds.to_bytes(8, "big")
        frame = memoryview(head + text)
        while frame:
            frame = frame[self._file.write(frame) :]

    def log_lines(self, lines):
        self.log("\n".join(lines))


class _StandardLog:
    def log(self, message):
        sys.stdout.write(message)

    def log_lines(self, lines):
        sys.stdout.write("\r".join(lines) + "\n")
