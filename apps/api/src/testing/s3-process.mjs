// An S3-compatible store of its own: checks signatures, keeps objects in a folder. `node s3-process.mjs <folder> <port>`; says its port on stdout.
import S3rver from '@20minutes/s3rver';

const [directory, port] = process.argv.slice(2);
const server = new S3rver({ address: '127.0.0.1', port: Number(port), silent: true, directory, configureBuckets: [{ name: 'okno' }] });
const { port: listens } = await server.run();
console.log(listens);
