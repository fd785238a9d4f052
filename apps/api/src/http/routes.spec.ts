import { Controller, Get } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastify from 'fastify';
import type { Crm } from '#crm-core';
import { ADMIN, Browser, createTestDatabase, startTestOkno, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { guardRoutes } from './access.ts';
import { Can } from './route.ts';

@Controller()
class Honest {
  @Get('open') @Can('public')
  open(): string {
    return 'open';
  }
}
@Controller()
class Forgetful {
  @Get('secret')
  secret(): string {
    return 'secret';
  }
}

async function boot(controller: typeof Honest | typeof Forgetful): Promise<NestFastifyApplication> {
  class Module {}
  const app = await NestFactory.create<NestFastifyApplication>({ module: Module, controllers: [controller] }, new FastifyAdapter(), { logger: false, abortOnError: false });
  guardRoutes(app.getHttpAdapter().getInstance(), {} as Crm, null);
  return app.init();
}

describe('a route without a policy', () => {
  it('stops the boot when a controller forgets it', async () => {
    await expect(boot(Forgetful)).rejects.toThrow('GET /secret names no policy');
    const app = await boot(Honest);
    await app.close();
  });
  it('stops it when a plain route forgets it', () => {
    const server = fastify();
    guardRoutes(server, {} as Crm, null);
    expect(() => server.get('/plain', () => 'x')).toThrow('GET /plain names no policy');
  });
});

describe('the API', () => {
  interface Operation { security?: object[]; requestBody?: { content: Record<string, { schema: Record<string, unknown> }> }; parameters: { name: string; in: string }[]; responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }> }
  interface Document { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, object> } }
  let db: TestDatabase;
  let desk: TestOkno;
  let document: Document;
  beforeAll(async () => {
    db = await createTestDatabase();
    desk = await startTestOkno(db, ADMIN);
    document = (await new Browser(desk.url).ask<Document>('GET', '/api/openapi.json')).body;
  });
  afterAll(async () => {
    await desk.stop();
    await db.drop();
  });

  it('describes every route it serves, and no other', () => {
    const served = desk.okno.routes.filter(({ url }) => url.startsWith('/api/v1')).map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`);
    const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)).filter((route) => route.includes('/api/v1'));
    expect(served.length).toBeGreaterThan(60);
    expect([...described].sort()).toEqual([...new Set(served)].sort());
  });

  it('is valid OpenAPI 3.1: no dangling reference, every parameter named in its path, every operation named once', () => {
    expect(document.openapi).toBe('3.1.0');
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) expect(document.components.schemas).toHaveProperty([name as string]);
    expect(text).not.toContain('#/$defs');
    expect(text).not.toContain('nullable');
    const ids = Object.values(document.paths).flatMap((methods) => Object.values(methods).map((operation) => (operation as unknown as { operationId: string }).operationId));
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, methods] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters, responses } of Object.values(methods)) {
        expect(parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(wanted);
        expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      }
    }
  });

  it('says of every body that unknown keys are refused', () => {
    const bodies = Object.values(document.paths).flatMap((methods) => Object.values(methods)).flatMap(({ requestBody }) => (requestBody?.content['application/json'] ? [requestBody.content['application/json'].schema] : []));
    expect(bodies.length).toBeGreaterThan(25);
    for (const body of bodies) expect(body.additionalProperties ?? (body.anyOf ? false : undefined)).toBe(false);
  });

  it('refuses everybody who is not signed in, on every route that is not public', async () => {
    const guest = new Browser(desk.url);
    for (const { method, url, can } of desk.okno.routes.filter((route) => route.url.startsWith('/api/v1') && route.can !== 'public')) {
      const answer = await guest.ask(method, url.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000'), method === 'GET' || method === 'DELETE' ? undefined : {});
      expect([url, can, answer.status]).toEqual([url, can, 401]);
    }
  });
});

describe('the window', () => {
  let db: TestDatabase;
  let desk: TestOkno;
  beforeAll(async () => {
    db = await createTestDatabase();
    desk = await startTestOkno(db);
  });
  afterAll(async () => {
    await desk.stop();
    await db.drop();
  });
  it.each(['/assets/missing.js', '/favicon-x.ico', '/c/../../etc/passwd', '/%2e%2e/%2e%2e/package.json', '/api/v1/nothing', '/nothing', '/api'])('%s is 404', async (path) => {
    expect((await new Browser(desk.url).ask('GET', path)).status).toBe(404);
  });
});
