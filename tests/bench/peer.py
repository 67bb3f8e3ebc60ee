"""What GenPhys is measured against: the same network, sampler and schedule in plain PyTorch.

    peer.py worker MODEL            answers one JSON command per line on standard input
    peer.py serve MODEL PORT        samples over HTTP, merging whole requests of equal step counts (dynamic batching)

MODEL is the folder of a model artifact. The sampler is the deterministic one of Karras et al. 2022, algorithm 1 with
its time steps of eq. 5: float64 state, float32 network, as in their reference code.
"""

import argparse
import asyncio
import copy
import json
import math
import os
import struct
import sys
import threading
import time
from collections import deque
from typing import List

import numpy
import torch


def read_safetensors(path):
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    header.pop("__metadata__", None)
    kinds = {"F32": numpy.float32, "F64": numpy.float64}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        array = numpy.frombuffer(data[begin:end], dtype=kinds[entry["dtype"]]).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(array.copy())
    return tensors


class Block(torch.nn.Module):
    def __init__(self, hidden: int, embedding: int):
        super().__init__()
        self.first = torch.nn.Linear(hidden, hidden)
        self.second = torch.nn.Linear(hidden, hidden)
        self.noise = torch.nn.Linear(embedding, hidden)

    def forward(self, h: torch.Tensor, e: torch.Tensor) -> torch.Tensor:
        inner = self.first(torch.nn.functional.silu(h)) + self.noise(e)
        return h + self.second(torch.nn.functional.silu(inner))


class Denoiser(torch.nn.Module):
    """D(x, sigma) of Karras et al. 2022, eq. 7, around a residual multilayer perceptron."""

    def __init__(self, dim: int, hidden: int, embedding: int, blocks: int, sigma_data: float):
        super().__init__()
        self.input = torch.nn.Linear(dim, hidden)
        self.blocks = torch.nn.ModuleList([Block(hidden, embedding) for _ in range(blocks)])
        self.output = torch.nn.Linear(hidden, dim)
        self.sigma_data = sigma_data
        self.register_buffer("frequencies", torch.zeros(embedding // 2))

    def forward(self, x: torch.Tensor, sigma: torch.Tensor) -> torch.Tensor:
        s = self.sigma_data
        total = sigma * sigma + s * s
        c_skip = s * s / total
        c_out = sigma * s / torch.sqrt(total)
        c_in = 1 / torch.sqrt(total)
        angles = torch.log(sigma) / 4 * self.frequencies
        e = torch.cat([torch.cos(angles), torch.sin(angles)], dim=1)
        h = self.input(c_in * x)
        for block in self.blocks:
            h = block(h, e)
        return c_skip * x + c_out * self.output(torch.nn.functional.silu(h))


def times(steps, sigma_min, sigma_max, rho=7.0):
    i = torch.arange(steps, dtype=torch.float64)
    low, high = sigma_min ** (1 / rho), sigma_max ** (1 / rho)
    t = (high + i / max(steps - 1, 1) * (low - high)) ** rho
    return torch.cat([t, torch.zeros(1, dtype=torch.float64)]).tolist()


def heun(denoiser, x, t, per_row):
    """x: [rows, dim] float64 at t[0]; per_row: hand sigma over once per row, as a service must, or once per batch."""

    def slope(x, sigma):
        levels = torch.full((x.shape[0] if per_row else 1, 1), sigma, dtype=torch.float32)
        return (x - denoiser(x.to(torch.float32), levels).to(torch.float64)) / sigma

    for current, following in zip(t[:-1], t[1:]):
        d1 = slope(x, current)
        ahead = x + (following - current) * d1
        if following > 0:
            ahead = x + (following - current) * 0.5 * (d1 + slope(ahead, following))
        x = ahead
    return x


class Model:
    def __init__(self, folder):
        with open(os.path.join(folder, "model.json"), encoding="utf-8") as file:
            self.card = json.load(file)
        (self.dim,) = self.card["shape"]
        self.sigma_min = self.card["process"].get("sigmaMin", 0.002)
        self.sigma_max = self.card["process"].get("sigmaMax", 80.0)
        normalisation = self.card.get("normalisation", {"mean": 0.0, "scale": 1.0})
        self.mean = torch.tensor(normalisation["mean"], dtype=torch.float64)
        self.scale = torch.tensor(normalisation["scale"], dtype=torch.float64)
        eager = self.network(folder)
        self.variants = {"eager": eager, "script": torch.jit.script(eager)}

    def network(self, folder):
        field, preconditioning = self.card["field"], self.card["preconditioning"]
        shape = field["architecture"]
        if shape["kind"] != "residualMlp" or preconditioning["kind"] != "edm":
            raise SystemExit("The peer knows residual multilayer perceptrons with EDM preconditioning only.")
        hidden, blocks, embedding = shape.get("hidden", 256), shape.get("blocks", 2), shape.get("embedding", 128)
        denoiser = Denoiser(self.dim, hidden, embedding, blocks, preconditioning.get("sigmaData", 0.5))
        weights = read_safetensors(os.path.join(folder, field["weights"]["file"]))
        half = embedding // 2
        weights["frequencies"] = torch.tensor(
            [shape.get("embeddingScale", 1000.0) * 10000.0 ** (-i / half) for i in range(half)])
        denoiser.load_state_dict(weights)
        denoiser.eval()
        for parameter in denoiser.parameters():
            parameter.requires_grad_(False)
        return denoiser

    @torch.no_grad()
    def sample(self, rows, steps, variant="script", batch=1024, per_row=False):
        """[rows, dim] float32 in data units."""
        t = times(steps, self.sigma_min, self.sigma_max)
        parts = []
        for begin in range(0, rows, batch):
            x = torch.randn(min(batch, rows - begin), self.dim, dtype=torch.float64) * t[0]
            parts.append(heun(self.variants[variant], x, t, per_row))
        return (torch.cat(parts) * self.scale + self.mean).to(torch.float32)


def matrix_products(model, rows, repeats):
    """Per evaluated row of the network's matrix products alone: seconds with the embedding, without, operations without."""
    totals, operations = [0.0, 0.0], 0
    for module in model.variants["eager"].named_modules():
        if not isinstance(module[1], torch.nn.Linear):
            continue
        a = torch.randn(rows, module[1].in_features)
        b = module[1].weight.detach().t()
        c = torch.empty(rows, module[1].out_features)
        best = math.inf
        for _ in range(5):
            start = time.perf_counter()
            for _ in range(repeats):
                torch.mm(a, b, out=c)
            best = min(best, (time.perf_counter() - start) / repeats / rows)
        totals[0] += best
        if not module[0].endswith("noise"):
            totals[1] += best
            operations += 2 * module[1].in_features * module[1].out_features
    return totals[0], totals[1], operations


def train(model, rows, steps, foreach):
    """Seconds of steps as a plain loop makes them: batch, denoising loss weighted by 1/c_out^2, Adam, moving average."""
    network = copy.deepcopy(model.variants["eager"]).train()
    average = copy.deepcopy(network)
    parameters, averages = list(network.parameters()), list(average.parameters())
    for parameter in parameters:
        parameter.requires_grad_(True)
    optimiser = torch.optim.Adam(parameters, lr=3e-4, foreach=foreach)
    data = torch.rand(4096, model.dim) * 4 - 2
    low, high, s = math.log(0.002), math.log(80), network.sigma_data
    begin = 0.0
    for step in range(-10, steps):
        if step == 0:
            begin = time.perf_counter()
        y = data[torch.randperm(len(data))[:rows]]
        sigma = torch.exp(torch.rand(rows, 1) * (high - low) + low)
        weight = (sigma * sigma + s * s) / (sigma * s) ** 2
        denoised = network(y + sigma * torch.randn(rows, model.dim), sigma)
        loss = (weight.squeeze(1) * (denoised - y).square().sum(1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            if foreach:
                torch._foreach_mul_(averages, 0.999)
                torch._foreach_add_(averages, parameters, alpha=0.001)
            else:
                for mean, parameter in zip(averages, parameters):
                    mean.mul_(0.999).add_(parameter, alpha=0.001)
        loss.item()
    return time.perf_counter() - begin


def worker(model):
    for line in sys.stdin:
        command = json.loads(line)
        torch.set_num_threads(command["threads"])
        if command["op"] == "sample":
            start = time.perf_counter()
            samples = model.sample(
                command["rows"], command["steps"], command["variant"], command["batch"], command["perRow"])
            answer = {"seconds": time.perf_counter() - start, "samples": samples[:4096].tolist()}
        elif command["op"] == "products":
            full, folded, operations = matrix_products(model, command["rows"], command["repeats"])
            answer = {"full": full, "folded": folded, "operations": operations}
        elif command["op"] == "train":
            answer = {"seconds": train(model, command["rows"], command["steps"], command["foreach"])}
        else:
            answer = {"error": "unknown op " + command["op"]}
        print(json.dumps(answer), flush=True)


class Batcher(threading.Thread):
    """The oldest request goes next, with every waiting request of the same step count, up to max_rows."""

    def __init__(self, model, loop, max_rows):
        super().__init__(daemon=True)
        self.model, self.loop, self.max_rows = model, loop, max_rows
        self.waiting = deque()
        self.arrived = threading.Condition()

    def submit(self, rows, steps):
        future = self.loop.create_future()
        with self.arrived:
            self.waiting.append((rows, steps, future))
            self.arrived.notify()
        return future

    def take(self) -> List[tuple]:
        with self.arrived:
            while not self.waiting:
                self.arrived.wait()
            steps, total, batch, rest = self.waiting[0][1], 0, [], deque()
            for request in self.waiting:
                if request[1] == steps and (not batch or total + request[0] <= self.max_rows):
                    batch.append(request)
                    total += request[0]
                else:
                    rest.append(request)
            self.waiting = rest
            return batch

    def run(self):
        while True:
            batch = self.take()
            rows = sum(request[0] for request in batch)
            samples = self.model.sample(rows, batch[0][1], "script", rows).numpy()
            begin, answers = 0, []
            for count, _, future in batch:
                answers.append((future, samples[begin:begin + count].tobytes()))
                begin += count
            self.loop.call_soon_threadsafe(lambda answers=answers: [f.set_result(b) for f, b in answers if not f.done()])


async def serve(model, port, max_rows):
    batcher = Batcher(model, asyncio.get_running_loop(), max_rows)
    batcher.start()

    async def connection(reader, writer):
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = 0
                for field in head.split("\r\n")[1:]:
                    name, _, value = field.partition(":")
                    if name.lower() == "content-length":
                        length = int(value)
                body = await reader.readexactly(length)
                answer = b""
                if head.startswith("POST"):
                    request = json.loads(body)
                    answer = await batcher.submit(request["count"], request["sampler"]["steps"])
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
                             + b"Content-Length: %d\r\n\r\n" % len(answer) + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=["worker", "serve"])
    parser.add_argument("model")
    parser.add_argument("port", type=int, nargs="?")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--max-rows", type=int, default=1024)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = Model(options.model)
    if options.mode == "worker":
        worker(model)
    else:
        asyncio.run(serve(model, options.port, options.max_rows))


if __name__ == "__main__":
    main()
