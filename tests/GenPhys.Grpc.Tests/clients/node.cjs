// Drives the test server with @grpc/grpc-js. Prints one JSON line per scenario.
'use strict';
const path = require('node:path');
const { createRequire } = require('node:module');

const [, , address, installed, root] = process.argv;
const load = createRequire(path.join(installed, 'package.json'));
const grpc = load('@grpc/grpc-js');
const loader = load('@grpc/proto-loader');

const standard = path.join(root, 'src/Compat/Grpc.AspNetCore/Protos');
const definition = loader.loadSync(
  [path.join(root, 'tests/GenPhys.Grpc.Tests/Protos/echo.proto'), 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto'],
  { includeDirs: [standard], enums: String, longs: Number, defaults: true });
const packages = grpc.loadPackageDefinition(definition);
const large = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
const connect = (service, options = {}) => new service(address, grpc.credentials.createInsecure(), { ...large, ...options });
const echo = connect(packages.genphys.test.v1.Echo);
const health = connect(packages.grpc.health.v1.Health);
const reflection = connect(packages.grpc.reflection.v1.ServerReflection);

function assert(condition, text) {
  if (!condition) throw new Error(text);
}

function unary(client, method, request, { headers = {}, deadline } = {}) {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  const options = deadline === undefined ? {} : { deadline: Date.now() + deadline };
  const result = {};
  result.done = new Promise((resolve) => {
    result.call = client[method](request, metadata, options, (error, response) => { result.error = error; result.response = response; });
    result.call.on('status', (status) => { result.status = status; resolve(result); });
  });
  return result;
}

async function collect(stream) {
  const messages = [];
  for await (const message of stream) messages.push(message);
  return messages;
}

async function fails(method, request, code, options) {
  const result = await unary(echo, method, request, options).done;
  assert(result.error && result.error.code === code, `expected ${code}, got ${result.error && result.error.message}`);
  return result.error;
}

const scenarios = {
  async unary() {
    const { response } = await unary(echo, 'Say', { text: 'größer 漢字', data: Buffer.from([0, 1, 255]), values: [1.5, -2] }).done;
    assert(response.text === 'größer 漢字' && response.data.equals(Buffer.from([0, 1, 255])) && response.values[1] === -2, 'not the same');
  },
  async metadata() {
    const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const { status } = await unary(echo, 'Say', {}, { headers: { 'x-back-text': 'plain', 'x-back-data-bin': every } }).done;
    assert(status.metadata.get('x-back-text')[0] === 'plain', 'text');
    assert(status.metadata.get('x-back-data-bin')[0].equals(every), 'bytes');
  },
  async serverStream() {
    const messages = await collect(echo.Repeat({ message: { text: 'again' }, count: 1000 }));
    assert(messages.length === 1000 && messages.every((message) => message.text === 'again'), `${messages.length}`);
  },
  async clientStream() {
    const summary = await new Promise((resolve, reject) => {
      const call = echo.Collect((error, response) => (error ? reject(error) : resolve(response)));
      for (let i = 0; i < 100; i++) call.write({ data: Buffer.alloc(i) });
      call.end();
    });
    assert(summary.messages === 100 && summary.bytes === 4950, JSON.stringify(summary));
  },
  async duplex() {
    const call = echo.Chat();
    let next = 0;
    await new Promise((resolve, reject) => {
      call.on('error', reject);
      call.on('end', resolve);
      call.on('data', (message) => {
        if (message.text !== `${next}`) reject(new Error(message.text));
        if (++next === 20) call.end(); else call.write({ text: `${next}` });
      });
      call.write({ text: '0' });
    });
    assert(next === 20, `${next}`);
  },
  async deadline() {
    await fails('Wait', { text: 'node deadline' }, grpc.status.DEADLINE_EXCEEDED, { deadline: 200 });
  },
  async cancel() {
    const result = unary(echo, 'Wait', { text: 'node cancel' });
    setImmediate(() => result.call.cancel());
    await result.done;
    assert(result.error.code === grpc.status.CANCELLED, result.error.message);
  },
  async cancelStream() {
    const call = echo.Repeat({ message: { text: 'node cancel stream', data: Buffer.alloc(1000) }, count: 2147483647 });
    const code = await new Promise((resolve) => {
      call.once('data', () => call.cancel());
      call.on('data', () => {});
      call.on('error', (error) => resolve(error.code));
    });
    assert(code === grpc.status.CANCELLED, `${code}`);
  },
  async errorDetails() {
    const error = await fails('Fail', { code: 9, detail: '100 % größer\n漢字' }, grpc.status.FAILED_PRECONDITION);
    assert(error.details === '100 % größer\n漢字', error.details);
    assert(error.metadata.get('grpc-status-details-bin')[0].equals(Buffer.from([8, 9, 255])), 'details');
    assert(error.metadata.get('x-reason')[0] === 'asked', 'trailer');
  },
  async crash() {
    await fails('Fail', { crash: true, detail: 'secret' }, grpc.status.UNKNOWN);
  },
  async unimplemented() {
    const missing = grpc.makeClientConstructor({
      Sing: {
        path: '/genphys.test.v1.Echo/Sing', requestStream: false, responseStream: false,
        requestSerialize: (value) => value, requestDeserialize: (value) => value,
        responseSerialize: (value) => value, responseDeserialize: (value) => value,
      },
    }, 'Missing');
    const { error } = await unary(connect(missing), 'Sing', Buffer.alloc(0)).done;
    assert(error.code === grpc.status.UNIMPLEMENTED, error.message);
  },
  async sixteenMebibytes() {
    const data = Buffer.alloc(16 << 20, 7);
    const { error, response } = await unary(echo, 'Say', { data }).done;
    assert(!error && response.data.equals(data), error && error.message);
  },
  async tooLarge() {
    await fails('Say', { data: Buffer.alloc(33 << 20) }, grpc.status.RESOURCE_EXHAUSTED);
  },
  async gzipRequest() {
    const packed = connect(packages.genphys.test.v1.Echo, { 'grpc.default_compression_algorithm': 2 });
    const { status, response } = await unary(packed, 'Say', { data: Buffer.alloc(100000, 1) }).done;
    assert(response.data.length === 100000 && status.metadata.get('x-request-encoding')[0] === 'gzip', 'not compressed');
    const empty = await unary(packed, 'Say', {}).done;
    assert(!empty.error, empty.error && empty.error.message);
  },
  async gzipResponse() {
    const { response } = await unary(echo, 'Say', { data: Buffer.alloc(100000, 1) }, { headers: { 'x-gzip': '1' } }).done;
    assert(response.data.equals(Buffer.alloc(100000, 1)), 'not the same');
    const empty = await unary(echo, 'Say', {}, { headers: { 'x-gzip': '1' } }).done;
    assert(!empty.error, empty.error && empty.error.message);
  },
  async twoHundredCalls() {
    const results = await Promise.all(Array.from({ length: 200 }, (_, i) => unary(echo, 'Say', { text: `${i}` }).done));
    assert(results.every((result, i) => result.response && result.response.text === `${i}`), 'mixed up');
  },
  async healthCheck() {
    const { response } = await unary(health, 'Check', { service: '' }).done;
    assert(response.status === 'SERVING', response.status);
    const { error } = await unary(health, 'Check', { service: 'nobody' }).done;
    assert(error.code === grpc.status.NOT_FOUND, error.message);
  },
  async healthWatch() {
    const seen = [];
    const call = health.Watch({ service: 'node watch' });
    await new Promise((resolve, reject) => {
      call.on('error', (error) => (error.code === grpc.status.CANCELLED ? resolve() : reject(error)));
      call.on('data', (answer) => {
        seen.push(answer.status);
        if (seen.length === 1) unary(echo, 'Report', { text: 'node watch' }); else call.cancel();
      });
    });
    assert(seen.join() === 'SERVICE_UNKNOWN,SERVING', seen.join());
  },
  async reflection() {
    const call = reflection.ServerReflectionInfo();
    call.write({ listServices: '' });
    call.end();
    const [answer] = await collect(call);
    assert(answer.listServicesResponse.service.some((service) => service.name === 'genphys.test.v1.Echo'), JSON.stringify(answer));
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
