import { describe, expect, test } from 'vitest';
import { safetyEventKinds, tradingStates, tripIds } from '#shared/domain/safety.ts';
import type { SafetyEvent } from '#shared/domain/safety.ts';
import { epochMs, money } from '#shared/units.ts';
import { auditSince } from '#store/audit.ts';
import { recordFill } from '#store/fills.ts';
import {
  firstOwnFill,
  recordSafetyEvent,
  safetyDay,
  safetyEvents,
  safetyEventsSince,
  safetyEventsSinceReset,
  saveSafetyDay,
} from '#store/safety.ts';
import { aFill, anEntry, anOrder, account, memoryDb, t0 } from './builders.ts';
import { journal } from '#store/decisions.ts';

const anEvent = (over: Partial<Omit<SafetyEvent, 'id'>> = {}): Omit<SafetyEvent, 'id'> => ({
  at: t0,
  kind: 'halt',
  who: 'window',
  what: 'Trading was halted.',
  reason: 'news',
  numbers: {},
  trip: null,
  state: 'halted',
  ...over,
});

describe('safety events', () => {
  test('come back newest first, as they were, each with its number', () => {
    const db = memoryDb();
    recordSafetyEvent(db, anEvent());
    const second = recordSafetyEvent(
      db,
      anEvent({ kind: 'trip', trip: 'day-loss', numbers: { lossPercent: 3.2 } }),
    );
    expect(safetyEvents(db, 10).map(({ id }) => id)).toEqual([2, 1]);
    expect(safetyEvents(db, 1)).toEqual([second]);
  });

  test('since a moment, that moment included', () => {
    const db = memoryDb();
    recordSafetyEvent(db, anEvent({ at: epochMs(5) }));
    recordSafetyEvent(db, anEvent({ at: epochMs(6) }));
    expect(safetyEventsSince(db, epochMs(6)).map(({ at }) => at)).toEqual([6]);
  });

  test('since the last reset, that one not included; all where there was none', () => {
    const db = memoryDb();
    recordSafetyEvent(db, anEvent({ reason: 'one' }));
    expect(safetyEventsSinceReset(db).map(({ reason }) => reason)).toEqual(['one']);
    recordSafetyEvent(db, anEvent({ kind: 'reset', state: 'active' }));
    recordSafetyEvent(db, anEvent({ reason: 'two' }));
    recordSafetyEvent(db, anEvent({ reason: 'three' }));
    expect(safetyEventsSinceReset(db).map(({ reason }) => reason)).toEqual(['three', 'two']);
  });

  test.each(safetyEventKinds.filter((kind) => kind !== 'trip'))('take the kind %s', (kind) => {
    expect(recordSafetyEvent(memoryDb(), anEvent({ kind })).kind).toBe(kind);
  });

  test.each(tripIds)('take the trip %s', (trip) => {
    expect(recordSafetyEvent(memoryDb(), anEvent({ kind: 'trip', trip })).trip).toBe(trip);
  });

  test.each(tradingStates)('take the state %s', (state) => {
    expect(recordSafetyEvent(memoryDb(), anEvent({ state })).state).toBe(state);
  });

  test('are never changed nor removed, and stand in the audit too', () => {
    const db = memoryDb();
    recordSafetyEvent(db, anEvent());
    expect(() => db.exec("UPDATE safety_events SET state = 'active'")).toThrow('never changed');
    expect(() => db.exec('DELETE FROM safety_events')).toThrow('never removed');
    expect(
      auditSince(db, 0, 100).filter(({ kind, who }) => kind === 'state' && who === 'window'),
    ).toHaveLength(1);
  });

  test('with a number that is none are refused whole', () => {
    const db = memoryDb();
    expect(() => recordSafetyEvent(db, anEvent({ numbers: { loss: Number.NaN } }))).toThrow('finite');
    expect(safetyEvents(db, 10)).toEqual([]);
  });
});

test('a day keeps its start, and takes the newest flow and peak', () => {
  const db = memoryDb();
  const day = {
    date: 20261123,
    startAt: t0,
    startNav: money(100),
    startCash: money(40),
    flow: money(0),
    peak: money(0),
  };
  saveSafetyDay(db, day);
  saveSafetyDay(db, { ...day, startNav: money(1), flow: money(-7), peak: money(3) });
  expect(safetyDay(db, 20261123)).toEqual({ ...day, flow: -7, peak: 3 });
  expect(safetyDay(db, 20261124)).toBeNull();
});

test('the first fill that counts is one of an own order', () => {
  const db = memoryDb();
  journal(db, account, anEntry(1, [anOrder('o-1', 1)]));
  recordFill(db, aFill('e1.01', { orderId: null, at: epochMs(t0 - 10) }));
  expect(firstOwnFill(db)).toBeNull();
  recordFill(db, aFill('e2.01', { at: epochMs(t0 + 5) }));
  expect(firstOwnFill(db)).toBe(t0 + 5);
});
