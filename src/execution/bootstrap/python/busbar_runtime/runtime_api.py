import socket

_BASE = "/2018-06-01/runtime/"


class ServerGone(Exception):
    pass


class Invocation:
    def __init__(self, headers, body):
        self.request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.deadline_ms = int(headers["lambda-runtime-deadline-ms"])
        self.trace_header = headers.get("lambda-runtime-trace-id")
        self.client_context = headers.get("lambda-runtime-client-context")
        self.body = body


class RuntimeApi:
    """The Runtime API over one connection. The standard library's client would double the time of a cold
    start; this one knows only what the server at the other end does."""

    def __init__(self, address):
        self._address = address
        host, _, port = address.partition(":")
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def next(self):
        return Invocation(*self._exchange("GET", "invocation/next"))

    def respond(self, request_id, body, content_type):
        path = "invocation/{}/response".format(request_id)
        self._exchange("POST", path, body, {"Content-Type": content_type})

    def fail(self, request_id, body, error_type):
        self._post_error("invocation/{}/error".format(request_id), body, error_type)

    def fail_init(self, body, error_type):
        self._post_error("init/error", body, error_type)

    def _post_error(self, path, body, error_type):
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Function-Error-Type": error_type,
        }
        self._exchange("POST", path, body, headers)

    def _exchange(self, method, path, body=b"", headers=None):
        lines = ["{} {}{} HTTP/1.1".format(method, _BASE, path), "Host: " + self._address]
        lines += ["{}: {}".format(*header) for header in (headers or {}).items()]
        lines += ["Content-Length: {}".format(len(body)), "", ""]
        try:
            self._socket.sendall("\r\n".join(lines).encode("latin1", "replace") + body)
            return self._receive()
        except OSError as error:
            raise ServerGone from error

    def _receive(self):
        head = self._take_until(b"\r\n\r\n").decode("utf8")
        headers = {}
        for line in head.split("\r\n")[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        return headers, self._take(int(headers.get("content-length", 0)))

    def _take_until(self, mark):
        while mark not in self._received:
            self._receive_more(65536)
        found, _, self._received = self._received.partition(mark)
        return found

    def _take(self, length):
        chunks = [self._received[:length]]
        self._received = self._received[length:]
        missing = length - len(chunks[0])
        while missing > 0:
            chunk = self._socket.recv(min(missing, 1 << 20))
            if not chunk:
                raise ServerGone
            chunks.append(chunk)
            missing -= len(chunk)
        return b"".join(chunks)

    def _receive_more(self, most):
        chunk = self._socket.recv(most)
        if not chunk:
            raise ServerGone
        self._received += chunk
