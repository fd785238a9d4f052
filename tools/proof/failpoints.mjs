/**
 * Preloaded into the process under proof (`node --import tools/proof/failpoints.mjs dist/apps/api/src/main.js`): kills it with SIGKILL
 * at the n-th passage of a named point. The plan lies in the file OKNO_PROOF_PLAN, `{"id": 7, "point": "K3", "hit": 4}`, so that points
 * can be armed while the process runs; it is taken away before the kill, so that the next process lives until the next plan.
 * With `"halfOf": <port>` the next request to that port on the loopback is cut in the middle, and then the process dies.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';

const planFile = process.env.OKNO_PROOF_PLAN;
let current = null;
let passages = 0;

globalThis.oknoFailpoint = (point) => {
  if (!planFile || !existsSync(planFile)) return;
  let plan;
  try {
    plan = JSON.parse(readFileSync(planFile, 'utf8'));
  } catch {
    return;
  }
  if (plan.point !== point) return;
  if (plan.id !== current) {
    current = plan.id;
    passages = 0;
  }
  passages += 1;
  if (passages !== plan.hit) return;
  rmSync(planFile, { force: true });
  if (plan.halfOf) cutNextRequest(plan.halfOf, plan);
  else die(plan);
};

function die(plan) {
  writeFileSync(`${planFile}.struck`, JSON.stringify({ ...plan, pid: process.pid }));
  process.kill(process.pid, 'SIGKILL');
  for (;;); // Not one statement more, however long the kernel takes.
}

/** The first half of what is written next goes out, then nothing ever again. */
function cutNextRequest(port, plan) {
  const { _write: write, _writev: writev } = Socket.prototype;
  const cut = (socket, bytes, done) => {
    const half = bytes.subarray(0, bytes.length >> 1);
    write.call(socket, half, 'buffer', (error) => (error ? done(error) : die(plan)));
  };
  Socket.prototype._write = function (chunk, encoding, done) {
    if (this.remotePort !== port) return write.call(this, chunk, encoding, done);
    return cut(this, Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding), done);
  };
  Socket.prototype._writev = function (chunks, done) {
    if (this.remotePort !== port) return writev.call(this, chunks, done);
    return cut(this, Buffer.concat(chunks.map(({ chunk, encoding }) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, encoding)))), done);
  };
}
