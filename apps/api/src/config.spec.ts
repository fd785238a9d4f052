import { ConfigError, loadConfig } from './config.ts';

describe('configuration', () => {
  it('needs nothing at all', () => {
    expect(loadConfig({})).toMatchObject({ port: 3000, host: '127.0.0.1', role: 'all', databaseUrl: null, redisUrl: null, publicUrl: null, smtp: null, trustProxy: false });
  });

  it('reports every bad key at once', () => {
    expect.assertions(1);
    try {
      loadConfig({ PORT: 'x', ROLE: 'boss', DATABASE_URL: 'mysql://x', OKNO_SECRET_KEY: 'short', OKNO_ALLOWED_HOSTS: 'here', OKNO_ADMIN_EMAIL: 'a@b.co' });
    } catch (error) {
      expect((error as ConfigError).problems.map((problem) => problem.split(':')[0])).toEqual(
        expect.arrayContaining(['PORT', 'ROLE', 'DATABASE_URL', 'OKNO_SECRET_KEY', 'OKNO_ALLOWED_HOSTS', 'OKNO_ADMIN_EMAIL and OKNO_ADMIN_PASSWORD']),
      );
    }
  });

  it('keeps only the origin of the public address', () => {
    expect(loadConfig({ PUBLIC_URL: 'https://desk.example.com/' }).publicUrl).toBe('https://desk.example.com');
  });

  it('takes an address without a length as one host', () => {
    expect(loadConfig({ OKNO_ALLOWED_HOSTS: '127.0.0.1, 10.0.0.0/8, ::1' }).allowedHosts.map(([network, bits]) => `${network.toString()}/${bits}`)).toEqual(['127.0.0.1/32', '10.0.0.0/8', '::1/128']);
  });

  it('treats an empty value as absent', () => {
    expect(loadConfig({ PORT: '', REDIS_URL: ' ' })).toMatchObject({ port: 3000, redisUrl: null });
  });

  it('keeps files in the bucket that is named whole, else says what is missing', () => {
    expect(loadConfig({ S3_BUCKET: 'okno', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 's', S3_REGION: 'eu-central-1' }).s3).toMatchObject({ endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: 'okno' });
    expect(loadConfig({ S3_BUCKET: 'okno', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 's', S3_ENDPOINT: 'http://minio:9000/' }).s3).toMatchObject({ endpoint: 'http://minio:9000', region: 'us-east-1' });
    expect(loadConfig({}).s3).toBeNull();
    expect(() => loadConfig({ S3_BUCKET: 'okno', S3_ACCESS_KEY_ID: 'a' })).toThrow('S3_SECRET_ACCESS_KEY: files go to S3 only when');
    expect(() => loadConfig({ S3_ENDPOINT: 'http://minio:9000' })).toThrow('S3_BUCKET and S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  });
});
