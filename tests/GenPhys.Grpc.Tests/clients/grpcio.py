"""Drives the test server with grpcio. Prints one JSON line per scenario."""
import json
import sys
import threading
import traceback

address, installed = sys.argv[1:3]
sys.path.insert(0, installed + "/python")

import grpc  # noqa: E402
import echo_pb2 as echo  # noqa: E402
from google.protobuf import descriptor_pb2  # noqa: E402

# The generated folder and the library share the package name "grpc".
grpc.__path__.append(installed + "/python/grpc")
from grpc.health.v1 import health_pb2 as health  # noqa: E402
from grpc.reflection.v1alpha import reflection_pb2 as reflection  # noqa: E402

LARGE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
TIMEOUT = 30


class Service:
    """The methods of a service over one channel."""

    def __init__(self, compression=None):
        channel = grpc.insecure_channel(address, options=LARGE, compression=compression)
        name = "/genphys.test.v1.Echo/"
        message = (echo.Message.SerializeToString, echo.Message.FromString)
        self.channel = channel
        self.say = channel.unary_unary(name + "Say", *message)
        self.wait = channel.unary_unary(name + "Wait", *message)
        self.report = channel.unary_unary(name + "Report", *message)
        self.sing = channel.unary_unary(name + "Sing", *message)
        self.repeat = channel.unary_stream(name + "Repeat", echo.RepeatRequest.SerializeToString, echo.Message.FromString)
        self.collect = channel.stream_unary(name + "Collect", echo.Message.SerializeToString, echo.Summary.FromString)
        self.chat = channel.stream_stream(name + "Chat", *message)
        self.fail = channel.unary_unary(name + "Fail", echo.FailRequest.SerializeToString, echo.Message.FromString)
        pair = (health.HealthCheckRequest.SerializeToString, health.HealthCheckResponse.FromString)
        self.check = channel.unary_unary("/grpc.health.v1.Health/Check", *pair)
        self.watch = channel.unary_stream("/grpc.health.v1.Health/Watch", *pair)
        self.reflect = channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            reflection.ServerReflectionRequest.SerializeToString,
            reflection.ServerReflectionResponse.FromString)


service = Service()


def fails(code, method, request, **options):
    try:
        method(request, **{"timeout": TIMEOUT, **options})
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()} {error.details()}"
        return error
    raise AssertionError("the call succeeded")


def unary():
    request = echo.Message(text="größer 漢字", data=bytes([0, 1, 255]), values=[1.5, -2])
    assert service.say(request, timeout=TIMEOUT) == request


def metadata():
    every = bytes(range(256))
    _, call = service.say.with_call(echo.Message(), timeout=TIMEOUT, metadata=[("x-back-text", "plain"), ("x-back-data-bin", every)])
    trailers = dict(call.trailing_metadata())
    assert trailers["x-back-text"] == "plain" and trailers["x-back-data-bin"] == every


def serverStream():
    request = echo.RepeatRequest(message=echo.Message(text="again"), count=1000)
    assert [message.text for message in service.repeat(request, timeout=TIMEOUT)] == ["again"] * 1000


def clientStream():
    summary = service.collect((echo.Message(data=bytes(i)) for i in range(100)), timeout=TIMEOUT)
    assert (summary.messages, summary.bytes) == (100, 4950)


def duplex():
    answered = threading.Semaphore(1)

    def requests():
        for i in range(20):
            assert answered.acquire(timeout=TIMEOUT)
            yield echo.Message(text=str(i))

    seen = []
    for message in service.chat(requests(), timeout=TIMEOUT):
        seen.append(message.text)
        answered.release()
    assert seen == [str(i) for i in range(20)], seen


def deadline():
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, service.wait, echo.Message(text="python deadline"), timeout=0.2)


def cancel():
    call = service.wait.future(echo.Message(text="python cancel"), timeout=TIMEOUT)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def cancelStream():
    request = echo.RepeatRequest(message=echo.Message(text="python cancel stream", data=bytes(1000)), count=2147483647)
    call = service.repeat(request, timeout=TIMEOUT)
    next(call)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def errorDetails():
    error = fails(grpc.StatusCode.FAILED_PRECONDITION, service.fail, echo.FailRequest(code=9, detail="100 % größer\n漢字"))
    trailers = dict(error.trailing_metadata())
    assert error.details() == "100 % größer\n漢字", error.details()
    assert trailers["grpc-status-details-bin"] == bytes([8, 9, 255]) and trailers["x-reason"] == "asked"


def crash():
    fails(grpc.StatusCode.UNKNOWN, service.fail, echo.FailRequest(crash=True, detail="secret"))


def unimplemented():
    fails(grpc.StatusCode.UNIMPLEMENTED, service.sing, echo.Message())


def sixteenMebibytes():
    request = echo.Message(data=b"\7" * (16 << 20))
    assert service.say(request, timeout=TIMEOUT) == request


def tooLarge():
    fails(grpc.StatusCode.RESOURCE_EXHAUSTED, service.say, echo.Message(data=bytes(33 << 20)))


def gzipRequest():
    packed = Service(grpc.Compression.Gzip)
    response, call = packed.say.with_call(echo.Message(data=bytes(100000)), timeout=TIMEOUT)
    assert len(response.data) == 100000 and dict(call.trailing_metadata())["x-request-encoding"] == "gzip"
    assert packed.say(echo.Message(), timeout=TIMEOUT) == echo.Message()


def gzipResponse():
    request = echo.Message(data=bytes(100000))
    assert service.say(request, timeout=TIMEOUT, metadata=[("x-gzip", "1")]) == request
    assert service.say(echo.Message(), timeout=TIMEOUT, metadata=[("x-gzip", "1")]) == echo.Message()


def twoHundredCalls():
    calls = [service.say.future(echo.Message(text=str(i)), timeout=TIMEOUT) for i in range(200)]
    assert [call.result().text for call in calls] == [str(i) for i in range(200)]


def healthCheck():
    assert service.check(health.HealthCheckRequest(), timeout=TIMEOUT).status == health.HealthCheckResponse.SERVING
    fails(grpc.StatusCode.NOT_FOUND, service.check, health.HealthCheckRequest(service="nobody"))


def healthWatch():
    call = service.watch(health.HealthCheckRequest(service="python watch"), timeout=TIMEOUT)
    assert next(call).status == health.HealthCheckResponse.SERVICE_UNKNOWN
    service.report(echo.Message(text="python watch"), timeout=TIMEOUT)
    assert next(call).status == health.HealthCheckResponse.SERVING
    call.cancel()


def reflectionFiles():
    asked = [
        reflection.ServerReflectionRequest(list_services=""),
        reflection.ServerReflectionRequest(file_containing_symbol="genphys.test.v1.Echo.Say"),
        reflection.ServerReflectionRequest(file_by_filename="nowhere.proto"),
    ]
    names, file, missing = service.reflect(iter(asked), timeout=TIMEOUT)
    assert "genphys.test.v1.Echo" in [entry.name for entry in names.list_services_response.service]
    parsed = descriptor_pb2.FileDescriptorProto.FromString(file.file_descriptor_response.file_descriptor_proto[0])
    assert parsed.name == "echo.proto", parsed.name
    assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


SCENARIOS = [
    unary, metadata, serverStream, clientStream, duplex, deadline, cancel, cancelStream, errorDetails, crash, unimplemented,
    sixteenMebibytes, tooLarge, gzipRequest, gzipResponse, twoHundredCalls, healthCheck, healthWatch, reflectionFiles,
]

for scenario in SCENARIOS:
    failure = None
    try:
        scenario()
    except BaseException:
        failure = traceback.format_exc()
    name = "reflection" if scenario is reflectionFiles else scenario.__name__
    print(json.dumps({"name": name, "failure": failure}), flush=True)
