import { createServer } from 'node:http';

// The measure: what node:http can do at most on this machine, doing nothing.
createServer((_request, response) => {
  response.writeHead(204);
  response.end();
}).listen(Number(process.argv[2]), '127.0.0.1');
