"""Calls the service with grpcio and a key. Prints one JSON line per scenario."""
import json
import struct
import sys
import traceback

address, installed, key, expected = sys.argv[1:5]
sys.path.insert(0, installed + "/service")

import google  # noqa: E402

# The generated folder and the library share the package name "google".
google.__path__.append(installed + "/service/google")
import grpc  # noqa: E402
from genphys.v1 import models_pb2 as models, samplers_pb2 as samplers, samples_pb2 as samples  # noqa: E402
from google.rpc import error_details_pb2 as details, status_pb2 as rpc_status  # noqa: E402

TIMEOUT = 30
KEY = [("x-api-key", key)]
EXPECTED = bytes.fromhex(expected)

channel = grpc.insecure_channel(address)
service = "/genphys.v1.GenPhys/"
sample = channel.unary_unary(service + "Sample", samples.SampleRequest.SerializeToString, samples.SampleResponse.FromString)
stream = channel.unary_stream(service + "SampleStream", samples.SampleRequest.SerializeToString, samples.SampleEvent.FromString)
load = channel.unary_unary(service + "LoadModel", models.LoadModelRequest.SerializeToString, models.Model.FromString)
end = channel.unary_unary(service + "CancelRequest", samples.CancelRequestRequest.SerializeToString, samples.CancelRequestResponse.FromString)


def small():
    return samples.SampleRequest(model="gaussian", count=8, seed=7)


def endless():
    return samples.SampleRequest(
        model="gaussian", count=200000, seed=7, sampler=samplers.Sampler(heun=samplers.HeunSampler(), steps=2000))


def packed(values):
    return struct.pack(f"<{len(values)}f", *values)


def fails(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, f"{error.code()} {error.details()}"
        return error
    raise AssertionError("the call succeeded")


def info(error):
    status = rpc_status.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    unpacked = {}
    for detail in status.details:
        for kind in (details.ErrorInfo, details.BadRequest, details.RetryInfo):
            message = kind()
            if detail.Unpack(message):
                unpacked[kind.__name__] = message
    return unpacked


def unary():
    response, call = sample.with_call(small(), timeout=TIMEOUT, metadata=KEY + [("x-request-id", "python-1")])
    assert response.id == "python-1" and list(response.shape) == [8, 2], response
    assert dict(call.initial_metadata())["x-request-id"] == "python-1"
    assert packed(response.samples) == EXPECTED, "not the bits of REST"


def serverStream():
    values, progress, results = [], 0, 0
    for event in stream(small(), timeout=TIMEOUT, metadata=KEY):
        kind = event.WhichOneof("event")
        progress += kind == "progress"
        results += kind == "result"
        if kind == "chunk":
            assert event.chunk.offset == len(values)
            values.extend(event.chunk.samples)
    assert progress >= 1 and results == 1, (progress, results)
    assert packed(values) == EXPECTED, "not the bits of REST"


def deadline():
    fails(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: sample(endless(), timeout=0.3, metadata=KEY))


def cancel():
    call = sample.future(endless(), timeout=TIMEOUT, metadata=KEY)
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def cancelStream():
    call = stream(endless(), timeout=TIMEOUT, metadata=KEY)
    assert next(call).WhichOneof("event") == "progress"
    call.cancel()
    assert call.code() == grpc.StatusCode.CANCELLED


def cancelById():
    call = stream(endless(), timeout=TIMEOUT, metadata=KEY)
    end(samples.CancelRequestRequest(id=next(call).progress.id), timeout=TIMEOUT, metadata=KEY)
    error = fails(grpc.StatusCode.CANCELLED, lambda: list(call))
    assert info(error)["ErrorInfo"].reason == "CANCELLED"


def errorDetails():
    request = small()
    request.count = 0
    request.seed = -1
    unpacked = info(fails(grpc.StatusCode.INVALID_ARGUMENT, lambda: sample(request, timeout=TIMEOUT, metadata=KEY)))
    assert unpacked["ErrorInfo"].domain == "genphys" and unpacked["ErrorInfo"].metadata["pointer"] == "/count", unpacked
    assert [violation.field for violation in unpacked["BadRequest"].field_violations] == ["/count", "/seed"], unpacked


def keyMetadata():
    for metadata in (None, [("x-api-key", "gp_nobody")], [("authorization", "Bearer gp_nobody")]):
        error = fails(grpc.StatusCode.UNAUTHENTICATED, lambda: sample(small(), timeout=TIMEOUT, metadata=metadata))
        assert info(error)["ErrorInfo"].reason == "UNAUTHENTICATED"
        error = fails(grpc.StatusCode.UNAUTHENTICATED, lambda: list(stream(small(), timeout=TIMEOUT, metadata=metadata)))
    error = fails(
        grpc.StatusCode.PERMISSION_DENIED, lambda: load(models.LoadModelRequest(name="gaussian"), timeout=TIMEOUT, metadata=KEY))
    assert info(error)["ErrorInfo"].metadata["code"] == "permission_denied" and "operate" in error.details()
    assert len(sample(small(), timeout=TIMEOUT, metadata=[("authorization", "Bearer " + key)]).samples) == 16


def twoHundredCalls():
    calls = [sample.future(small(), timeout=TIMEOUT, metadata=KEY) for _ in range(200)]
    assert all(packed(call.result().samples) == EXPECTED for call in calls)


for scenario in (unary, serverStream, deadline, cancel, cancelStream, cancelById, errorDetails, keyMetadata, twoHundredCalls):
    failure = None
    try:
        scenario()
    except BaseException:
        failure = traceback.format_exc()
    print(json.dumps({"name": scenario.__name__, "failure": failure}), flush=True)
