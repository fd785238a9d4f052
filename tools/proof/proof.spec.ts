import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Row } from './run-cell.ts';

const built = existsSync('dist/apps/api/src/main.js');
if (!built) console.warn('The crash proof: not run, the program is not built (npm run build:api).');

(built ? describe : describe.skip)('the program, killed at named points', () => {
  it('loses nothing, doubles nothing and leaves nothing in the dark', () => {
    const lines = 'Telegram webhook K3|SMTP delivery K2|Telegram out K9|PostgreSQL';
    const proof = spawnSync(process.execPath, ['--conditions=okno-source', '--disable-warning=ExperimentalWarning', 'tools/proof/proof.ts', '--quick', '--json', '--only', lines], { encoding: 'utf8', timeout: 280_000 });
    const rows = JSON.parse(proof.stdout.trim().split('\n').find((line) => line.startsWith('[{')) ?? '[]') as Row[];
    expect({ status: proof.status, output: proof.status === 0 ? '' : proof.stdout + proof.stderr }).toEqual({ status: 0, output: '' });
    expect(rows).toHaveLength(4);
    for (const { verdict, kills } of rows) {
      expect(kills).toBeGreaterThan(0);
      expect(verdict).toMatchObject({ lost: [], doubled: [], silent: [] });
    }
  }, 300_000);
});
