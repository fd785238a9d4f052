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

/** The first half of what is written next to this port goes out, then nothing ever again. */
function cutNextRequest(port, plan) {
  const { _writeGeneric: write } = Socket.prototype;
  // Node calls this for every write, those that waited for the connection too.
  Socket.prototype._writeGeneric = function (several, data, encoding, done) {
    if (this.connecting || this.remotePort !== port) return write.call(this, several, data, encoding, done);
    const buffer = (chunk, name) => (Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk, name));
    const bytes = several ? Buffer.concat(data.map(({ chunk, encoding: name }) => buffer(chunk, name))) : buffer(data, encoding);
    return write.call(this, false, bytes.subarray(0, bytes.length >> 1), 'buffer', (error) => (error ? done(error) : die(plan)));
  };
}
