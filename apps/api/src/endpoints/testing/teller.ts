/** The part of a worker that tells webhooks, in a process of its own, so that a test can kill it: `node teller.ts <database url> <secret key>`. */
import { randomUUID } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { createCrm, createDataSource } from '#crm-core';
import { createLog } from '../../log.ts';
import { createNet } from '../../net/safe-fetch.ts';
import { createVault } from '../../secrets.ts';
import { runWebhooks } from '../run-webhooks.ts';
import { tellEndpoint } from '../tell-endpoint.ts';

const [url, key] = process.argv.slice(2);
const now = (): Date => new Date();
const crm = createCrm({ dataSource: await createDataSource(url!, 4).initialize(), clock: now, newId: randomUUID, publish: () => undefined });
const [vault, net] = [createVault([key!]), createNet([ipaddr.parseCIDR('127.0.0.0/8')])];
runWebhooks({ crm, notices: { subscribe: () => () => undefined }, tell: (claimed) => tellEndpoint(claimed, { vault, net, now }), log: createLog('error', process.stderr) });
console.log(JSON.stringify({ ready: true, port: 0, control: 0 }));
