import WebSocket from 'ws';

export type FrameData = Record<string, unknown>;

/** A listener on the order stream that keeps everything it receives. */
export class StreamClient {
  /** `Data` of every order_alert, unchanged. */
  readonly frames: FrameData[] = [];
  readonly texts: string[] = [];
  readonly binaries: Buffer[] = [];
  closeCode: number | null = null;
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      if (isBinary) {
        this.binaries.push(bytes);
        return;
      }
      this.texts.push(bytes.toString());
      try {
        const message = JSON.parse(bytes.toString()) as { Type?: string; Data?: FrameData };
        if (message.Type === 'order_alert' && message.Data !== undefined) this.frames.push(message.Data);
      } catch {
        // Malformed on purpose: the test reads it from `texts`.
      }
    });
    socket.on('close', (code) => {
      this.closeCode = code;
    });
    // A reset shows as close code 1006. Its error contains nothing more.
    socket.on('error', () => undefined);
  }

  /** Connects as a platform. */
  static async loginPartner(url: string, partnerId: string, secret: string): Promise<StreamClient> {
    const LoginReq = { MsgCode: 42, ClientId: partnerId };
    return StreamClient.#open(url, { LoginReq, UserType: 'PARTNER', Secret: secret });
  }

  /** Connects and sends the login. The result of the login shows only later. */
  static async login(url: string, dhanClientId: string, accessToken: string): Promise<StreamClient> {
    const LoginReq = { MsgCode: 42, ClientId: dhanClientId, Token: accessToken };
    return StreamClient.#open(url, { LoginReq, UserType: 'SELF' });
  }

  static async #open(url: string, login: object): Promise<StreamClient> {
    const socket = new WebSocket(url);
    const client = new StreamClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    client.send(JSON.stringify(login));
    return client;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  /** Resolves when the server has answered a protocol ping. */
  pong(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('pong', () => {
        resolve();
      });
      this.#socket.ping();
    });
  }

  /** `Pending`, `Traded`, … of one order, in the order of arrival. */
  statuses(orderNo: string): unknown[] {
    return this.frames.filter((frame) => frame['orderNo'] === orderNo).map((frame) => frame['status']);
  }

  close(): void {
    this.#socket.terminate();
  }
}
