/**
 * A stand-in for the Telegram Bot API, in a process of its own.
 *   node tools/sandbox/telegram/server.ts [--port 0] [--control 0] [--ledger telegram.jsonl] [--bot token] [--pause-ms 1000]
 * Prints one JSON line with its ports when it is ready. `--bot` may stand several times.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { openLedger } from '../ledger.ts';
import { createBotApiServer } from './bot-api-server.ts';
import { Bot } from './bot.ts';
import { createControlServer } from './control-server.ts';
import { deliverToWebhook } from './deliver-webhook.ts';
import { createFaults } from './faults.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    control: { type: 'string', default: '0' },
    ledger: { type: 'string', default: 'telegram-ledger.jsonl' },
    bot: { type: 'string', multiple: true, default: ['6100000001:SANDBOX-bot-token-0123456789abcdef'] },
    /** The first pause before a webhook is tried again; Telegram's own is 2 s. */
    'pause-ms': { type: 'string', default: '1000' },
  },
});

const ledger = openLedger(values.ledger);
const faults = createFaults();
const bots = new Map<string, Bot>();
const endings: (() => void)[] = [];
const addBot = (token: string, username?: string): Bot => {
  const bot = new Bot(token, username ?? `okno_sandbox_${bots.size + 1}_bot`, ledger);
  bot.setMaxListeners(0);
  bots.set(token, bot);
  endings.push(deliverToWebhook(bot, Number(values['pause-ms'])));
  return bot;
};
for (const token of values.bot) addBot(token);

const api = createBotApiServer(bots, faults, ledger);
const control = createControlServer(bots, faults, addBot);
const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
const ports = { port: await listen(api, Number(values.port)), control: await listen(control, Number(values.control)) };
console.log(JSON.stringify({ ready: true, ...ports }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    for (const end of endings) end();
    for (const server of [api, control]) {
      server.close();
      server.closeAllConnections();
    }
    ledger.close();
    process.exit(0);
  });
}
