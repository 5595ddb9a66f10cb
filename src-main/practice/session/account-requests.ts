/** Requests about the account and the session itself. */
import {
  currentTime,
  familyCodes,
  managedAccounts,
  softDollarTiers,
  userInfo,
} from '../protocol/account-answers.ts';
import type { AccountMessage } from '../protocol/requests.ts';
import { AccountStreams } from './account-streams.ts';
import type { Client } from './client.ts';

export class AccountRequests {
  readonly streams: AccountStreams;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
    this.streams = new AccountStreams(client.world, client.send);
  }

  handle(request: AccountMessage): void {
    const { world, send } = this.#client;
    const now = world.clock.now();
    switch (request.kind) {
      case 'managed-accounts':
        send(managedAccounts(world.account));
        break;
      case 'current-time':
        send(currentTime(Math.floor((now + world.conditions.clockOffsetMs) / 1000)));
        break;
      case 'family-codes':
        send(familyCodes(world.account));
        break;
      case 'user-info':
        send(userInfo(request.reqId));
        break;
      case 'soft-dollar-tiers':
        send(softDollarTiers(request.reqId));
        break;
      default:
        this.#subscribe(request, now);
    }
  }

  #subscribe(request: Subscription, now: number): void {
    const { streams } = this;
    switch (request.kind) {
      case 'account-updates':
        if (request.subscribe) streams.subscribeUpdates(now);
        else streams.cancelUpdates();
        break;
      case 'positions':
        streams.subscribePositions(now);
        break;
      case 'cancel-positions':
        streams.cancelPositions();
        break;
      case 'account-summary':
        streams.subscribeSummary(request.reqId, request.tags, now);
        break;
      case 'positions-multi':
        streams.subscribePositionsMulti(request.reqId, now);
        break;
      case 'account-updates-multi':
        streams.subscribeValuesMulti(request.reqId, now);
        break;
      case 'pnl':
        streams.subscribePnl(request.reqId, now);
        break;
      case 'pnl-single':
        streams.subscribePnlSingle(request.reqId, request.conId, now);
        break;
      case 'cancel-account-summary':
      case 'cancel-positions-multi':
      case 'cancel-account-updates-multi':
      case 'cancel-pnl':
      case 'cancel-pnl-single':
        streams.cancel(request.reqId);
        break;
    }
  }
}

type SessionKind = 'managed-accounts' | 'current-time' | 'family-codes' | 'user-info' | 'soft-dollar-tiers';
type Subscription = Exclude<AccountMessage, { readonly kind: SessionKind }>;
