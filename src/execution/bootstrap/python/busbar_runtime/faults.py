"""Errors of the runtime itself, with the names and messages of AWS's Python runtime interface client
(aws/aws-lambda-python-runtime-interface-client, awslambdaric/lambda_runtime_exception.py)."""


class Fault(Exception):
    def __init__(self, kind, message, trace=None):
        super().__init__(message)
        self.type = "Runtime." + kind
        self.message = message
        self.trace = trace
