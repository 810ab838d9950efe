import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { until } from './processes.ts';
import { StartProblem } from './progress.ts';

const patienceMilliseconds = 2_000;

export interface PortPlan {
  variable: string;
  port: number;
  host: string;
  of: string;
}

/** Throws one sentence for every port that cannot be had: which, who holds it, and which variable moves it. */
export async function requirePorts(plans: PortPlan[]): Promise<void> {
  let lines: string[] = [];
  const allFree = async () => {
    lines = await complaintsAbout(plans);
    return lines.length === 0;
  };
  // A process that was just killed holds its port until its last thread is gone.
  if (!(await until(allFree, patienceMilliseconds, 100))) throw new StartProblem(lines.join('\n'), 2);
}

async function complaintsAbout(plans: PortPlan[]): Promise<string[]> {
  const lines: string[] = [];
  for (const [index, plan] of plans.entries()) {
    const twin = plans.slice(0, index).find((other) => other.port === plan.port);
    const complaint = twin
      ? `${twin.variable} and ${plan.variable} both name port ${plan.port}: set one of them to another port.`
      : await complaintAbout(plan);
    if (complaint) lines.push(complaint);
  }
  return lines;
}

async function complaintAbout({ variable, port, host, of }: PortPlan): Promise<string | undefined> {
  const code = await codeOfListening(port, host);
  // A browser tries ::1 first for `localhost`: another program there would get the console's visitors.
  const taken =
    code === 'EADDRINUSE' ||
    (code === undefined && host === '127.0.0.1' && variable === 'PORT' && (await answersAt(port, '::1')));
  if (taken) {
    const holder = holderOf(port);
    return `Port ${port}, which ${of} needs, is taken${holder ? ` by ${holder}` : ''}. End that program, or set ${variable} to another port, for example ${variable}=${port < 65_000 ? port + 100 : port - 100}.`;
  }
  if (code === 'EACCES')
    return `Port ${port}, which ${of} needs, may not be opened by this user. Set ${variable} to a port above 1023.`;
  if (code === 'EADDRNOTAVAIL')
    return `HOST ${host} is not an address of this machine. Set HOST to one that is, for example HOST=127.0.0.1.`;
  return (
    code && `Port ${port}, which ${of} needs, cannot be opened (${code}). Set ${variable} to another port.`
  );
}

function codeOfListening(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

function answersAt(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host });
    socket.setTimeout(500, () => socket.destroy(new Error('no answer')));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** "node (process 123)", where the system tells it for nothing; other systems and other users' processes stay unnamed. */
function holderOf(port: number): string | undefined {
  try {
    const wanted = `socket:[${inodeOf(port)}]`;
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (socketsOf(pid).includes(wanted))
        return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
    }
  } catch {
    return undefined;
  }
}

function inodeOf(port: number): string | undefined {
  const listening = '0A';
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of readFileSync(table, 'utf8').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(`:${hex}`) && fields[3] === listening) return fields[9];
    }
  }
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
}
