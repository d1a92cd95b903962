import json
import logging
import os
import sys
import time

from .faults import Fault


class Context:
    """What a handler gets as its second argument."""

    def __init__(self, invocation):
        self.aws_request_id = invocation.request_id
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = invocation.invoked_arn
        self.tenant_id = None
        self.client_context = _client_context(invocation.client_context)
        self.identity = CognitoIdentity({})
        self._deadline_ms = invocation.deadline_ms

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(message))
                return
        sys.stdout.write(str(message))

    def __repr__(self):
        return _show(
            self,
            [
                "aws_request_id",
                "log_group_name",
                "log_stream_name",
                "function_name",
                "memory_limit_in_mb",
                "function_version",
                "invoked_function_arn",
                "client_context",
                "identity",
                "tenant_id",
            ],
        )


class _Facts:
    """Named facts of a JSON object; those that are not there are None."""

    __slots__ = ()

    def __init__(self, facts):
        for name in self.__slots__:
            setattr(self, name, facts.get(name))

    def __repr__(self):
        return _show(self, self.__slots__)


class CognitoIdentity(_Facts):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Facts):
    __slots__ = (
        "installation_id",
        "app_title",
        "app_version_name",
        "app_version_code",
        "app_package_name",
    )


class ClientContext(_Facts):
    __slots__ = ("custom", "env", "client")

    def __init__(self, facts):
        super().__init__(facts)
        if self.client is not None:
            self.client = Client(self.client)


def _client_context(text):
    if text is None:
        return None
    try:
        return ClientContext(json.loads(text))
    except Exception as error:
        raise Fault(
            "LambdaContextUnmarshalError", "Unable to parse Client Context JSON: {}".format(error)
        ) from None


def _show(value, names):
    facts = ",".join("{}={}".format(name, getattr(value, name)) for name in names)
    return "{}([{}])".format(type(value).__name__, facts)
