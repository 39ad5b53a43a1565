import { ControlError } from '@dhancopy/emulator/control/control-error';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import { isOpen, wordsOf } from '@dhancopy/simulation/books';
import { symbolOf } from '@dhancopy/simulation/instruments';
import { isMarked } from '@dhancopy/simulation/proof/mark';
import { Trader } from '@dhancopy/simulation/trader';
import { istMillis } from '@dhancopy/domain/indian-time';
import { applyOperation, storedOperation } from 'dhancopy/runtime/operations';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { openStore } from 'dhancopy/store/store';
import { putDatabase } from 'dhancopy/store/testing';
import { Chance } from './chance.ts';
import { Leader, PLACES } from './leader.ts';
import { Ledger } from './ledger.ts';
import { Machine } from './machine.ts';
import type { Act, FrameFault, Plan, World } from './plan.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Of the emulator's accounts; see its option `totpSecret`. */
const LOGIN = { pin: '123456', totpSecret: 'JBSWY3DPEHPK3PXP' } as const;

/** The broker, the people, and the machine with the product. Carries out what the plan says. */
export class Stage {
  readonly world: World;
  readonly emulator: Emulator;
  readonly machine: Machine;
  readonly leaders: readonly Leader[];
  readonly accounts: readonly string[];
  readonly followers: readonly string[];
  readonly ledger = new Ledger();
  /** What happened, in time order: `09:15:00.250 words`. */
  readonly story: string[] = [];
  /** How often each fault was played. */
  readonly faults = new Map<string, number>();
  /** Accounts whose frames were lost, late or out of order while the stream stayed open. */
  readonly spoiled = new Set<string>();
  /** When a process ended without a stop, by the clock of the requests, epoch ms. */
  readonly endsMs: number[] = [];
  /** When the disk was full, from and to, by the same clock. */
  readonly fullMs: (readonly [number, number])[] = [];
  readonly tokens: string[] = [];
  readonly #time: VirtualTime;
  #asleepMs = 0;
  readonly #undone: (() => void)[] = [];

  private constructor(plan: Plan, time: VirtualTime, emulator: Emulator) {
    const chance = new Chance(plan.seed + 1);
    this.world = plan.world;
    this.emulator = emulator;
    this.#time = time;
    this.machine = new Machine(emulator, plan.world.latency, chance.fork(), ({ severity, code, text }) => {
      if (severity !== 'INFO') this.note(`notice ${code}: ${text}`);
    });
    this.leaders = plan.world.leaders.map((id) => new Leader(emulator.control, id, plan.world.kind));
    this.followers = [...new Set(plan.world.links.map(({ follower }) => follower))];
    this.accounts = [...plan.world.leaders, ...this.followers];
  }

  static async open(plan: Plan, time: VirtualTime): Promise<Stage> {
    const { seed, world } = plan;
    const { acceptDelayMs, switches } = world;
    const emulator = await startEmulator({ seed, acceptDelayMs, switches, requestLogSize: 500_000 });
    const accounts = [...world.leaders, ...world.links.map(({ follower }) => follower)];
    const tokens = new Map(
      [...new Set(accounts)].map((id) => [
        id,
        emulator.control.addAccount({ dhanClientId: id, fundsRupees: 1_000_000_000 }).accessToken,
      ]),
    );
    const stage = new Stage(plan, time, emulator);
    stage.tokens.push(...tokens.values());
    stage.#setUp(tokens);
    return stage;
  }

  #setUp(tokens: ReadonlyMap<string, string>): void {
    const { databasePath } = this.machine.settings;
    putDatabase(databasePath);
    const store = openStore({ path: databasePath, key: this.machine.key, now: () => Date.now() });
    const ask = (asked: OperationInput): unknown => applyOperation(store, storedOperation.parse(asked), Date.now());
    for (const [clientId, token] of tokens) {
      const role = this.world.leaders.includes(clientId) ? 'leader' : 'follower';
      ask({ op: 'account.add', role, clientId, name: clientId, token });
      ask({ op: 'account.login', clientId, login: { method: 'totp', secret: LOGIN } });
    }
    const lateEntryMs = 120_000;
    for (const link of this.world.links)
      ask({ op: 'link.add', sizing: 'fixed_ratio', ...link, lateEntryMs, yes: true });
    store.close();
  }

  note(words: string): void {
    // The folder has another name in each run.
    const same = words.replaceAll(this.machine.home, 'the data folder');
    this.story.push(`${istMillis(this.#time.nowMs).slice(11)} ${same}`);
  }

  /** Carries out an act. What does not fit the moment does nothing. */
  perform(act: Act): void {
    const { control } = this.emulator;
    const { machine } = this;
    switch (act.do) {
      case 'trade': {
        const leader = this.leaders[act.leader % this.leaders.length];
        const chance = new Chance(act.dice);
        for (let left = act.times; left > 0; left -= 1) this.#byOwner(leader, () => leader?.act(chance));
        break;
      }
      case 'price':
        this.leaders[0]?.touch(new Chance(act.dice));
        break;
      case 'hand':
        this.#tradeByHand(this.followers[act.follower % this.followers.length] ?? '', new Chance(act.dice));
        break;
      case 'squareOff': {
        const account = this.followers[act.follower % this.followers.length] ?? '';
        this.#fault('square-off by the broker', `of ${account}`);
        control.squareOff(account, {});
        break;
      }
      case 'halt': {
        const { exchangeSegment, securityId } = this.#placeOf(act.dice).on;
        this.#fault('halt', `in ${symbolOf({ exchangeSegment, securityId })} for ${act.forMs} ms`);
        control.haltMatching(exchangeSegment, securityId, true);
        this.#later(act.forMs, () => control.haltMatching(exchangeSegment, securityId, false));
        break;
      }
      case 'reject': {
        const account = this.#accountOf(act.account);
        const open = control.book(account).orders.filter((order) => isOpen(order) && order.filledQuantity === 0);
        const order = open[act.dice % Math.max(1, open.length)];
        if (!order || this.world.kind === 'strict') return;
        this.#fault('rejection after acceptance', wordsOf(order));
        control.rejectOrder(account, order.orderId, 'RMS: rejected by the exchange');
        break;
      }
      case 'fault': {
        const { effect, operations, times, probability } = act.fault;
        this.#fault(
          effect.kind,
          `${JSON.stringify(operations)} ${times ?? ''} times of ${probability ?? 1}, ${act.forMs} ms`,
        );
        const id = control.addFault(act.fault);
        this.#later(act.forMs, () => this.#disarm(id));
        break;
      }
      case 'frames':
        this.#spoilFrames(this.#accountOf(act.account), act.how, act.forMs);
        break;
      case 'newToken': {
        const account = this.#accountOf(act.account);
        this.#fault('token replaced', `of ${account}`);
        this.tokens.push(control.mintToken(account).accessToken);
        break;
      }
      case 'reset':
        this.#fault('connections reset');
        machine.network?.resetSome(act.part);
        break;
      case 'mute':
        this.#fault('connections silent', act.way);
        machine.network?.muteSome(act.part, act.way);
        break;
      case 'down': {
        const { network } = machine;
        this.#fault('network down', `for ${act.forMs} ms`);
        network?.down(true);
        this.#later(act.forMs, () => network?.down(false));
        break;
      }
      case 'kill':
      case 'powerCut':
        this.#end(act.do === 'powerCut', act.forMs);
        break;
      case 'sleep':
        if (!machine.isRunning) return;
        this.#fault('machine asleep', `for ${act.forMs} ms`);
        machine.sleep();
        this.#asleepMs = steadyMs();
        this.#later(act.forMs, () => machine.wake());
        break;
      case 'clock':
        this.#fault('clock moved', `by ${act.byMs} ms`);
        machine.clock.aheadMs += act.byMs;
        break;
      case 'lock':
        this.#fault('database locked', `for ${act.forMs} ms`);
        machine.lock(true);
        this.#later(act.forMs, () => machine.lock(false));
        break;
      case 'diskFull':
        this.#fault('disk full', `for ${act.forMs} ms`);
        machine.fill(true);
        this.fullMs.push([steadyMs(), Infinity]);
        this.#later(act.forMs, () => {
          machine.fill(false);
          this.fullMs.push([this.fullMs.pop()?.[0] ?? 0, steadyMs()]);
        });
        break;
      case 'operator':
        if (machine.clock.isAsleep) return;
        this.ask(act.ask);
        break;
    }
  }

  /** The operator's command; its answer is noted when it comes. */
  ask(asked: OperationInput): void {
    this.note(`operator: ${JSON.stringify(asked)}`);
    void this.machine.ask(asked).then((answer) => {
      this.note(`answer: ${answer}`);
    });
  }

  /** All faults end, everyone is awake, and the operator lets everything trade. */
  async heal(): Promise<void> {
    for (const undo of this.#undone.splice(0)) undo();
    this.emulator.control.clearFaults();
    this.machine.clock.aheadMs = 0;
    this.machine.start();
    await this.#time.until('the engine to start', this.machine.started, 600_000);
    const asks: OperationInput[] = [
      { op: 'resume', by: 'simulation' },
      ...this.world.links.map(({ leader, follower }): OperationInput => ({
        op: 'link.state',
        leader,
        follower,
        state: 'ACTIVE',
      })),
      ...this.accounts.map((clientId): OperationInput => ({ op: 'account.state', clientId, state: 'ACTIVE' })),
    ];
    for (const asked of asks) await this.#time.until('an answer', this.machine.ask(asked), 600_000);
  }

  close(): Promise<void> {
    this.machine.remove();
    return this.emulator.close();
  }

  #end(isPowerCut: boolean, forMs: number): void {
    const { machine } = this;
    if (machine.isRunning) {
      this.endsMs.push(steadyMs());
      // What it had in hand when it fell asleep is lost with it.
      if (machine.clock.isAsleep) this.endsMs.push(this.#asleepMs);
      if (isPowerCut) {
        const lost = machine.cutPower();
        this.#fault(
          lost > 0 ? 'power cut that lost bytes' : 'power cut',
          `${Math.round(lost)} bytes of the log are lost`,
        );
      } else {
        machine.kill();
        this.#fault('process killed');
      }
    }
    this.#later(forMs, () => machine.start());
  }

  #spoilFrames(account: string, how: FrameFault, forMs: number): void {
    const { control } = this.emulator;
    this.spoiled.add(account);
    this.#fault(`frames: ${how}`, `of ${account} for ${forMs} ms`);
    switch (how) {
      case 'drop':
        control.dropFrames(account, 3);
        break;
      case 'repeat':
        control.duplicateFrames(account, true);
        this.#later(forMs, () => control.duplicateFrames(account, false));
        break;
      case 'delay':
        control.delayFrames(account, 1_500);
        this.#later(forMs, () => control.delayFrames(account, 0));
        break;
      case 'reorder':
        control.reorderFrames(account, 3);
        this.#later(forMs, () => control.reorderFrames(account, 0));
        break;
      case 'mute':
        control.muteStream(account, true);
        this.#later(forMs, () => control.muteStream(account, false));
        break;
    }
  }

  /** A follower sells what the account has, buys for itself, or cancels or changes a copy. */
  #tradeByHand(account: string, chance: Chance): void {
    const owner = new Trader(this.emulator.control, account);
    const place = PLACES[chance.below(PLACES.length)];
    if (!place) return;
    const { exchangeSegment, securityId } = place.on;
    const where = { exchangeSegment, securityId, productType: place.product };
    const net = owner.control
      .book(account)
      .positions.filter((each) => each.securityId === securityId && each.productType === place.product)
      .reduce((sum, { netQuantity }) => sum + netQuantity, 0);
    const copies = owner
      .open()
      .filter(isMarked)
      .filter(({ status }) => status !== 'TRANSIT');
    const dice = chance.next();
    this.#byOwner(owner, () => {
      if (dice < 0.5 && net !== 0) {
        const lots = Math.abs(net) / place.on.lotSize;
        const quantity = place.on.lotSize * (1 + chance.below(Math.max(1, Math.floor(lots))));
        owner.place({
          ...where,
          transactionType: net > 0 ? 'SELL' : 'BUY',
          quantity: Math.min(quantity, Math.abs(net)),
        });
      } else if (dice < 0.75 && net >= 0) {
        owner.buy(place.on.lotSize * (1 + chance.below(3)), where);
      } else if (dice < 0.9) {
        const copy = copies[chance.below(Math.max(1, copies.length))];
        if (copy) owner.cancel(copy.orderId);
      }
    });
  }

  /** What an account's owner does, with the orders that it made, for the story. The broker may refuse it. */
  #byOwner(owner: Trader | undefined, act: () => void): void {
    if (!owner) return;
    const before = new Map(owner.control.book(owner.id).orders.map((order) => [order.orderId, wordsOf(order)]));
    try {
      act();
    } catch (error) {
      this.note(`${owner.id}: refused: ${error instanceof Error ? error.message : String(error)}`);
    }
    for (const order of owner.control.book(owner.id).orders)
      if (before.get(order.orderId) !== wordsOf(order)) this.note(`${owner.id}: ${placed(order)}`);
  }

  #fault(what: string, words = ''): void {
    this.faults.set(what, (this.faults.get(what) ?? 0) + 1);
    this.note(`${what} ${words}`.trim());
  }

  #later(ms: number, undo: () => void): void {
    const once = (): void => {
      const at = this.#undone.indexOf(once);
      if (at >= 0) this.#undone.splice(at, 1);
      undo();
    };
    this.#undone.push(once);
    setTimeout(() => {
      if (this.#undone.includes(once)) once();
    }, ms);
  }

  /** One that was played as often as it may be is gone already. */
  #disarm(fault: string): void {
    try {
      this.emulator.control.removeFault(fault);
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
    }
  }

  #accountOf(index: number): string {
    return this.accounts[index % this.accounts.length] ?? '';
  }

  #placeOf(dice: number): (typeof PLACES)[number] {
    const place = PLACES[dice % PLACES.length];
    if (!place) throw new Error('nothing is traded');
    return place;
  }
}

function placed(order: BookOrder): string {
  return `${symbolOf(order)} ${order.productType} ${wordsOf(order)}`;
}

/** The clock of the broker's list of requests, epoch ms: nights that were skipped are not in it. */
function steadyMs(): number {
  return performance.timeOrigin + performance.now();
}
