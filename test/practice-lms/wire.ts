import { connect } from 'node:net';
import { type Client, extended, inSeconds, SCOPE, TYPE } from './practice.ts';

/** What came back over one connection, byte for byte. */
export interface Heard {
  text: string;
  /** The platform closed it properly, rather than cutting it. */
  endedWell: boolean;
}

/** Posts a score over a connection of its own and listens until nothing more comes, or until `enough`. */
export async function scoreOnTheWire(
  lms: Client,
  lineItem: string,
  userId: string,
  enough: (heard: string) => boolean = () => false,
): Promise<Heard> {
  const body = JSON.stringify({
    userId,
    timestamp: inSeconds(0),
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    scoreGiven: 8,
    scoreMaximum: 10,
  });
  return overTheWire('POST', extended(lineItem, '/scores'), await lms.token(SCOPE.score), body, enough);
}

/** Any call, with its token and as a score's media type. */
export function overTheWire(
  method: string,
  address: string,
  token: string,
  body = '',
  enough: (heard: string) => boolean = () => false,
): Promise<Heard> {
  const url = new URL(address);
  const head = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    `host: ${url.host}`,
    `authorization: Bearer ${token}`,
    `content-type: ${TYPE.score}`,
    `accept: ${TYPE.members}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return new Promise((resolve) => {
    let text = '';
    let endedWell = false;
    const socket = connect(Number(url.port), url.hostname, () =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`),
    );
    socket.setNoDelay(true);
    socket.on('data', (piece) => {
      text += piece;
      if (enough(text)) socket.destroy();
    });
    socket.on('end', () => {
      endedWell = true;
    });
    // A cut connection may be reset; whoever waits learns it from 'close'.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ text, endedWell }));
  });
}
