import json
import os
import sys

from .faults import Fault

# From python3.12 on, AWS's runtimes keep what is not ASCII as it is.
_FIRST_MINOR_WITH_LITERALS = 12


def to_event(body):
    try:
        return json.loads(body)
    except Exception as error:
        raise Fault("UnmarshalError", "Unable to unmarshal input: {}".format(error)) from None


def to_response(result):
    """The bytes to answer with, and their content type."""
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result).encode("utf8"), "application/json"
    except Exception as error:
        raise Fault("MarshalError", "Unable to marshal response: {}".format(error)) from None


def to_json(value):
    encoder = _Encoder(ensure_ascii=_escapes())
    text = encoder.encode(value)
    for mark, number in encoder.decimals.items():
        text = text.replace('"%s"' % mark, number)
    return text


def _escapes():
    minor = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("python3.")[2]
    return not (minor.isdigit() and int(minor) >= _FIRST_MINOR_WITH_LITERALS)


class _Encoder(json.JSONEncoder):
    """Writes decimals with all their digits, for which the standard encoder has no way: each leaves a
    mark that nobody could guess, and its number is put there afterwards."""

    def __init__(self, **options):
        super().__init__(**options)
        self.decimals = {}

    def default(self, value):
        decimal = sys.modules.get("decimal")
        if decimal is None or not isinstance(value, decimal.Decimal):
            return super().default(value)
        if value.is_nan():
            return float("nan")
        mark = os.urandom(16).hex()
        self.decimals[mark] = str(value)
        return mark
