// Builds mediasoup's worker from its npm package against Debian 12's libraries: node build.mjs SOURCE FOLDER
//
// mediasoup's own build downloads a build system and the sources of seven libraries. Debian has the
// libraries, so the compiler is called directly; nothing is downloaded. What is not as in mediasoup's build:
// - Debian has neither libsrtp 3 nor unordered_dense: include/ answers their calls with libsrtp 2 and
//   the standard containers.
// - Many sources make one unit for the compiler ("unity build"). Nearly all its time goes into headers;
//   a unit for each file takes six times as long.
// - One condition in DtlsTransport.cpp is mended, see there.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, endianness, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [source, folder] = process.argv.slice(2).map((path) => resolve(path));
const UNITS = 10;
const MEMORY_PER_COMPILER = 1.2e9;

// Sources that define the same names in file scope must not share a unit. Each list is a unit of its
// own, all other sources fit together. A clash that is missing here stops the compiler; nothing else happens.
const APART = [
  [
    'src/Settings.cpp',
    'src/handles/TcpServerHandle.cpp',
    'src/handles/UdpSocketHandle.cpp',
    'src/RTC/PlainTransport.cpp',
    'src/RTC/SvcProducerStreamManager.cpp',
    'src/RTC/TransportCongestionControlServer.cpp',
    'src/RTC/BWE/TargetRateController.cpp',
    'src/RTC/RTP/RtxStream.cpp',
    'src/RTC/RTCP/Feedback.cpp',
    'src/RTC/SCTP/association/TransmissionControlBlock.cpp',
    'deps/libwebrtc/libwebrtc/modules/congestion_controller/goog_cc/trendline_estimator.cc',
  ],
  [
    'src/DepLibWebRTC.cpp',
    'src/handles/UnixStreamSocketHandle.cpp',
    'src/RTC/PortManager.cpp',
    'src/RTC/WebRtcTransport.cpp',
    'src/RTC/BWE/LossBasedController.cpp',
    'deps/libwebrtc/libwebrtc/modules/congestion_controller/goog_cc/delay_based_bwe.cc',
    'deps/libwebrtc/libwebrtc/modules/congestion_controller/goog_cc/median_slope_estimator.cc',
  ],
];

const FLAGS = [
  '-std=c++20',
  '-O3',
  '-w',
  '-DNDEBUG',
  '-DMS_EXECUTABLE',
  `-DMS_${endianness() === 'LE' ? 'LITTLE' : 'BIG'}_ENDIAN`,
  '-DFLATBUFFERS_LOCALE_INDEPENDENT=1',
  // Without this the binary would carry the path of this clone in its messages.
  `-ffile-prefix-map=${source}=worker`,
  ...[
    fileURLToPath(new URL('include', import.meta.url)),
    folder,
    join(source, 'include'),
    join(source, 'deps/libwebrtc'),
    join(source, 'deps/libwebrtc/libwebrtc'),
  ].flatMap((dir) => ['-I', dir]),
];

function call(command, args) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', failed);
    child.on('close', (code) => (code === 0 ? done(output) : failed(new Error(`${command} ended with ${code}`))));
  });
}

/** The paths of a list that a meson.build of mediasoup fills. */
function listed(file, name) {
  const lists = readFileSync(join(source, file), 'utf8').matchAll(new RegExp(`^ *${name} \\+?= \\[([^\\]]*)\\]`, 'gm'));
  const paths = [...lists].flatMap(([, list]) => list.match(/(?<=')[^'\n]+(?=',)/g) ?? []);
  if (paths.length === 0) throw new Error(`${file} has no list ${name}: this mediasoup needs another recipe.`);
  return paths.map((path) => join(dirname(file), path));
}

/**
 * Debian's OpenSSL knows kernel TLS and asks each BIO whether the kernel sends. mediasoup's callback answers
 * every such question with 1; OpenSSL then allocates no write buffer and crashes at the first handshake.
 */
function mendDtls(path) {
  const parts = readFileSync(join(source, path), 'utf8').split('(operationType == BIO_CB_RETURN)');
  if (parts.length !== 2) throw new Error(`${path} is not as expected: this mediasoup needs another recipe.`);
  const mended = join(folder, 'DtlsTransport.cpp');
  writeFileSync(mended, parts.join('((operationType & BIO_CB_RETURN) != 0)'));
  return mended;
}

/** Lists of sources of about the same size. */
function inUnits(paths) {
  const sizes = paths.map((path) => statSync(join(source, path)).size);
  const unitSize = sizes.reduce((sum, size) => sum + size, 0) / UNITS;
  const units = Array.from({ length: UNITS }, () => []);
  let before = 0;
  for (const [i, path] of paths.entries()) {
    units[Math.floor(before / unitSize)].push(path);
    before += sizes[i];
  }
  return units;
}

async function compile(paths, name) {
  const unit = join(folder, `${name}.cpp`);
  const full = paths.map((path) => (path === 'src/RTC/DtlsTransport.cpp' ? mendDtls(path) : join(source, path)));
  writeFileSync(unit, full.map((path) => `#include "${path}"\n`).join(''));
  await call('c++', [...FLAGS, '-c', unit, '-o', `${unit}.o`]);
  return `${unit}.o`;
}

const schemas = readdirSync(join(source, 'fbs')).filter((name) => name.endsWith('.fbs'));
const style = '--cpp --cpp-field-case-style lower --reflect-names --scoped-enums --filename-suffix'.split(' ');
mkdirSync(join(folder, 'FBS'), { recursive: true });
await call('flatc', [...style, '', '-o', join(folder, 'FBS'), ...schemas.map((name) => join(source, 'fbs', name))]);

const all = [
  ...listed('meson.build', 'common_sources'),
  'src/main.cpp',
  ...listed('deps/libwebrtc/meson.build', 'libwebrtc_sources'),
];
const units = [...inUnits(all.filter((path) => !APART.flat().includes(path))), ...APART];
const waiting = [...units.entries()];
const objects = [];
async function compileNext() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const [i, paths] = next;
    objects.push(await compile(paths, `unit${i}`));
    process.stdout.write(`${objects.length}/${units.length}\n`);
  }
}
const compilers = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / MEMORY_PER_COMPILER)));
await Promise.all(Array.from({ length: compilers }, compileNext));

const libraries = await call('pkg-config', ['--libs', 'openssl', 'libuv', 'libsrtp2', 'absl_strings', 'absl_optional']);
const link = ['-s', '-pthread', '-Wl,--as-needed', ...libraries.trim().split(/\s+/)];
await call('c++', [...objects, '-o', 'mediasoup-worker', ...link]);
