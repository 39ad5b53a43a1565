import type { Duplex } from 'node:stream';
import type { Connect } from '@dhancopy/dhan/rest/connector';
import { MemorySocket } from '../kit/memory-socket.ts';
import type { Chance } from './chance.ts';
import type { Latency } from './plan.ts';

/** One end of a connection between a machine and the broker. */
class End extends MemorySocket {
  other: End | null = null;
  readonly #line: Line;

  constructor(line: Line) {
    super();
    this.#line = line;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#line.carry(this, chunk);
    done();
  }

  override _final(done: () => void): void {
    this.#line.carry(this, null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#line.broken(this);
    done(error);
  }
}

/** A connection: two ends, and the times that bytes take between them. Bytes stay in order, as TCP keeps them. */
class Line {
  readonly client: End;
  readonly server: End;
  readonly #chance: Chance;
  readonly #network: Network;
  readonly #freeMs = new Map<End, number>();
  /** Ends whose bytes get lost, and nobody hears of it: a cable that was pulled, a NAT that forgot, a socket that is half open. */
  readonly #muted = new Set<End>();
  #isBroken = false;

  constructor(network: Network, chance: Chance) {
    this.#network = network;
    this.#chance = chance;
    this.client = new End(this);
    this.server = new End(this);
    this.client.other = this.server;
    this.server.other = this.client;
  }

  carry(from: End, chunk: Buffer | null): void {
    const to = from.other;
    if (!to || this.#isBroken || this.#muted.has(from)) return;
    const { usualMs, slowMs, slowPart } = this.#network.latency;
    const [least, most] = this.#chance.is(slowPart) ? slowMs : usualMs;
    const atMs = Math.max(this.#freeMs.get(from) ?? 0, Date.now() + this.#chance.between(least, most));
    this.#freeMs.set(from, atMs);
    setTimeout(() => {
      this.#network.whenAwake(() => {
        if (!this.#isBroken && !this.#muted.has(from)) to.arrive(chunk);
      });
    }, atMs - Date.now());
  }

  mute(way: 'both' | 'in' | 'out'): void {
    if (way !== 'in') this.#muted.add(this.client);
    if (way !== 'out') this.#muted.add(this.server);
  }

  /** One end has closed or failed; the other hears of it a moment later. */
  broken(end: End): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#network.forget(this);
    const { other } = end;
    if (this.#muted.has(end) || !other) return;
    setTimeout(() => {
      this.#network.whenAwake(() => other.destroy());
    }, 5);
  }

  /** Both ends get an error, as from a router that resets. */
  reset(): void {
    this.#isBroken = true;
    this.#network.forget(this);
    const error = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
    this.server.destroy(error());
    this.#network.whenAwake(() => this.client.destroy(error()));
  }
}

/** The network between one machine and the broker, with everything that a network does. */
export class Network {
  readonly #accept: (transport: Duplex) => void;
  readonly #chance: Chance;
  readonly #lines = new Set<Line>();
  /** The broker's ends that are not closed: of a half-open line it never hears. */
  readonly #servers = new Set<End>();
  readonly latency: Latency;
  /** Of a process that has ended. */
  readonly #unanswered = new Set<End>();
  #isDown = false;
  #isCut = false;
  /** What happened at the machine's end while it slept; null while it is awake. */
  #held: (() => void)[] | null = null;

  constructor(accept: (transport: Duplex) => void, latency: Latency, chance: Chance) {
    this.#accept = accept;
    this.latency = latency;
    this.#chance = chance;
  }

  readonly connect: Connect = () => {
    const line = new Line(this, this.#chance.fork());
    if (this.#isCut) {
      // What is left of the process waits for an answer as long as the run goes on, and does not try again.
      line.mute('both');
      this.#unanswered.add(line.client);
      return line.client.socket;
    }
    if (this.#isDown) {
      process.nextTick(() => {
        line.client.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
      });
      return line.client.socket;
    }
    this.#lines.add(line);
    this.#servers.add(line.server);
    line.server.once('close', () => this.#servers.delete(line.server));
    this.#accept(line.server);
    return line.client.socket;
  };

  forget(line: Line): void {
    this.#lines.delete(line);
  }

  whenAwake(task: () => void): void {
    if (this.#held) this.#held.push(task);
    else task();
  }

  sleep(): void {
    this.#held ??= [];
  }

  wake(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const task of held) task();
  }

  /** Each connection with this probability. */
  resetSome(probability: number): void {
    for (const line of [...this.#lines]) if (this.#chance.is(probability)) line.reset();
  }

  muteSome(probability: number, way: 'both' | 'in' | 'out'): void {
    for (const line of this.#lines) if (this.#chance.is(probability)) line.mute(way);
  }

  down(isDown: boolean): void {
    this.#isDown = isDown || this.#isCut;
    if (isDown) for (const line of [...this.#lines]) line.reset();
  }

  /** The machine is off: the broker hears nothing more, not even a close. */
  cut(): void {
    this.#isDown = true;
    this.#isCut = true;
    this.#held = null;
    for (const line of [...this.#lines]) {
      line.mute('both');
      line.client.destroy();
    }
    for (const server of [...this.#servers]) server.destroy();
  }

  /** The run is over: nothing of it is kept. */
  end(): void {
    this.cut();
    this.#isCut = false;
    for (const client of this.#unanswered) client.destroy();
    this.#unanswered.clear();
  }
}
