import WebSocket from 'ws';

/** A client of a binary market data socket that keeps every packet. */
export class DataSocketClient {
  readonly packets: Buffer[] = [];
  /** The number of frames that contained them. */
  frames = 0;
  closeCode: number | null = null;
  readonly #socket: WebSocket;

  /** @param lengthAt - offset of the length field: 1 in the live feed, 0 in the depth */
  private constructor(socket: WebSocket, lengthAt: number) {
    this.#socket = socket;
    socket.on('message', (data) => {
      this.frames += 1;
      let rest = data as Buffer;
      while (rest.length > 0) {
        const length = rest.readInt16LE(lengthAt);
        this.packets.push(rest.subarray(0, length));
        rest = rest.subarray(length);
      }
    });
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    socket.on('error', () => undefined);
  }

  static open(url: string, dhanClientId: string, token: string, lengthAt: number): Promise<DataSocketClient> {
    const query = new URLSearchParams({ version: '2', token, clientId: dhanClientId, authType: '2' });
    return DataSocketClient.connect(`${url}?${query.toString()}`, lengthAt);
  }

  /** @param url - with its query */
  static async connect(url: string, lengthAt: number): Promise<DataSocketClient> {
    const socket = new WebSocket(url);
    const client = new DataSocketClient(socket, lengthAt);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return client;
  }

  say(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  close(): void {
    this.#socket.terminate();
  }
}
