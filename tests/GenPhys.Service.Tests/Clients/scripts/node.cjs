// Calls the service with @grpc/grpc-js and a key. Prints one JSON line per scenario.
'use strict';
const path = require('node:path');
const { createRequire } = require('node:module');

const [, , address, installed, key, expected, root] = process.argv;
const load = createRequire(path.join(installed, 'package.json'));
const grpc = load('@grpc/grpc-js');
const loader = load('@grpc/proto-loader');

const definition = loader.loadSync(
  ['genphys/v1/service.proto'],
  { includeDirs: [path.join(root, 'src/Contracts/Protos')], enums: String, longs: Number, oneofs: true });
const packages = grpc.loadPackageDefinition(definition);
const service = new packages.genphys.v1.GenPhys(address, grpc.credentials.createInsecure());
const TIMEOUT = 30000;

const small = (changes = {}) => ({ model: 'gaussian', count: 8, seed: 7, ...changes });
const endless = () => small({ count: 200000, sampler: { heun: {}, steps: 2000 } });
const hex = (values) => Buffer.from(Float32Array.from(values).buffer).toString('hex');

function assert(condition, text) {
  if (!condition) throw new Error(text);
}

function metadata(entries) {
  const made = new grpc.Metadata();
  for (const [name, value] of Object.entries(entries)) made.set(name, value);
  return made;
}

const own = (more = {}) => metadata({ 'x-api-key': key, ...more });

function unary(method, request, headers = own(), deadline = TIMEOUT) {
  const result = {};
  result.done = new Promise((resolve) => {
    result.call = service[method](request, headers, { deadline: Date.now() + deadline }, (error, response) => resolve(Object.assign(result, { error, response })));
    result.call.on('metadata', (initial) => { result.initial = initial; });
  });
  return result;
}

async function fails(method, request, code, headers, deadline) {
  const { error } = await unary(method, request, headers, deadline).done;
  assert(error && error.code === code, `expected ${code}, got ${error && error.message}`);
  return error;
}

// grpc-js hands the details over as bytes; the parser below the loader reads them.
const details = new (load('protobufjs').Root)();
details.resolvePath = (_, file) => (file.startsWith('google/rpc') ? path.join(root, 'src/Contracts/Protos', file) : file);
details.loadSync(['google/rpc/status.proto', 'google/rpc/error_details.proto']);

function decode(name, bytes) {
  const type = details.lookupType(`google.rpc.${name}`);
  return type.toObject(type.decode(bytes), { defaults: true });
}

function info(error) {
  const status = decode('Status', error.metadata.get('grpc-status-details-bin')[0]);
  return Object.fromEntries(status.details.map((detail) => {
    const name = (detail.type_url || detail.typeUrl).split('.').pop();
    return [name, decode(name, detail.value)];
  }));
}

async function events(call) {
  const seen = [];
  for await (const event of call) seen.push(event);
  return seen;
}

const scenarios = {
  async unary() {
    const { error, response, initial } = await unary('Sample', small(), own({ 'x-request-id': 'node-1' })).done;
    assert(!error, error && error.message);
    assert(response.id === 'node-1' && initial.get('x-request-id')[0] === 'node-1', response.id);
    assert(hex(response.samples) === expected, 'not the bits of REST');
  },
  async serverStream() {
    const seen = await events(service.SampleStream(small(), own()));
    const values = seen.filter((event) => event.event === 'chunk').flatMap((event) => event.chunk.samples);
    assert(seen[0].event === 'progress' && seen.filter((event) => event.event === 'result').length === 1, seen.map((event) => event.event).join());
    assert(hex(values) === expected, 'not the bits of REST');
  },
  async deadline() {
    await fails('Sample', endless(), grpc.status.DEADLINE_EXCEEDED, own(), 300);
  },
  async cancel() {
    const result = unary('Sample', endless());
    setImmediate(() => result.call.cancel());
    await result.done;
    assert(result.error.code === grpc.status.CANCELLED, result.error.message);
  },
  async cancelStream() {
    const call = service.SampleStream(endless(), own());
    const code = await new Promise((resolve) => {
      call.once('data', () => call.cancel());
      call.on('data', () => {});
      call.on('error', (error) => resolve(error.code));
    });
    assert(code === grpc.status.CANCELLED, `${code}`);
  },
  async cancelById() {
    const call = service.SampleStream(endless(), own());
    const error = await new Promise((resolve) => {
      call.once('data', (event) => unary('CancelRequest', { id: event.progress.id }));
      call.on('data', () => {});
      call.on('error', resolve);
    });
    assert(error.code === grpc.status.CANCELLED && info(error).ErrorInfo.reason === 'CANCELLED', error.message);
  },
  async errorDetails() {
    const unpacked = info(await fails('Sample', small({ count: 0, seed: -1 }), grpc.status.INVALID_ARGUMENT));
    assert(unpacked.ErrorInfo.domain === 'genphys' && unpacked.ErrorInfo.metadata.pointer === '/count', JSON.stringify(unpacked));
    assert(unpacked.BadRequest.fieldViolations.map((violation) => violation.field).join() === '/count,/seed', JSON.stringify(unpacked));
  },
  async keyMetadata() {
    for (const headers of [{}, { 'x-api-key': 'gp_nobody' }, { authorization: 'Bearer gp_nobody' }]) {
      const error = await fails('Sample', small(), grpc.status.UNAUTHENTICATED, metadata(headers));
      assert(info(error).ErrorInfo.reason === 'UNAUTHENTICATED', error.message);
    }
    const error = await fails('LoadModel', { name: 'gaussian' }, grpc.status.PERMISSION_DENIED);
    assert(info(error).ErrorInfo.metadata.code === 'permission_denied' && error.details.includes('operate'), error.message);
    const { response } = await unary('Sample', small(), metadata({ authorization: `Bearer ${key}` })).done;
    assert(response.samples.length === 16, 'bearer');
  },
  async twoHundredCalls() {
    const results = await Promise.all(Array.from({ length: 200 }, () => unary('Sample', small()).done));
    assert(results.every((result) => result.response && hex(result.response.samples) === expected), 'not the bits of REST');
  },
};

(async () => {
  for (const [name, run] of Object.entries(scenarios)) {
    let failure = null;
    try {
      await run();
    } catch (error) {
      failure = `${error && error.stack}`;
    }
    console.log(JSON.stringify({ name, failure }));
  }
  process.exit(0);
})();
