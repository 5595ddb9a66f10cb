/** The command line of the practice TWS. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDay } from './market/trading-days.ts';
import { FIRST_DAY } from './market/exchange-time.ts';
import type { PracticeOptions } from './server.ts';
import { BadFault, isFaultName, parseFault, type Fault, type FaultName } from './faults/fault.ts';
import { DEFAULT_FAULTS_PER_HOUR, type FaultPlan } from './faults/plan.ts';
import { DEFAULT_START_MINUTE } from './world.ts';

export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

/** Throws BadArguments with one line that says what is wrong. */
export function readArguments(args: readonly string[]): PracticeOptions {
  const values = parse(args);
  if (values.host !== undefined && values.host !== '127.0.0.1') {
    throw new BadArguments(`--host ${values.host}: the practice TWS listens on 127.0.0.1 only`);
  }
  const data = values.data === undefined ? null : join(values.data, 'practice-tws.json');
  return {
    port: whole('port', values.port ?? '7497', 0, 65_535),
    seed: whole('seed', values.seed ?? '1', 0, 2_147_483_647),
    date: values.date === undefined ? null : dateOf(values.date),
    startMinute: values.start === undefined ? DEFAULT_START_MINUTE : minuteOf(values.start),
    speed: positive('speed', values.speed ?? '1', 3600),
    delayed: values.delayed ?? false,
    lines: whole('lines', values.lines ?? '200', 1, 100_000),
    stateFile: values.state ?? data,
    faults: (values.fault ?? []).map(faultOf),
    plan: planOf(values['fault-seed'], values['fault-rate'], values['fault-names']),
    controlPort: values.control === undefined ? null : whole('control', values.control, 0, 65_535),
    idleExitMs:
      values['idle-exit'] === undefined ? null : positive('idle-exit', values['idle-exit'], 86_400) * 1000,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        ...{ port: text, seed: text, host: text, date: text, start: text, speed: text, state: text },
        ...{ data: text, lines: text, 'idle-exit': text, delayed: { type: 'boolean' } },
        ...{ 'fault-seed': text, 'fault-rate': text, 'fault-names': text, control: text },
        fault: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}

function faultOf(text: string): Fault {
  try {
    return parseFault(text);
  } catch (error) {
    throw error instanceof BadFault ? new BadArguments(`--fault ${text}: ${error.message}`) : error;
  }
}

/** Faults a market hour by seed: of all kinds, or of those that are named. */
function planOf(
  seed: string | undefined,
  rate: string | undefined,
  names: string | undefined,
): FaultPlan | null {
  if (seed === undefined) {
    const alone = Object.entries({ 'fault-rate': rate, 'fault-names': names });
    for (const [option, value] of alone)
      if (value !== undefined) throw new BadArguments(`--${option} ${value}: --fault-seed is wanted with it`);
    return null;
  }
  return {
    seed: whole('fault-seed', seed, 0, 2_147_483_647),
    perHour: rate === undefined ? DEFAULT_FAULTS_PER_HOUR : positive('fault-rate', rate, 3600),
    ...(names === undefined ? {} : { names: names.split(',').map((name) => nameOf(name.trim())) }),
  };
}

function nameOf(name: string): FaultName {
  if (isFaultName(name)) return name;
  throw new BadArguments(`--fault-names ${name}: no fault has this name; --list-faults names them`);
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
    throw new BadArguments(`--${name} ${text}: a whole number from ${least} to ${most} is wanted`);
  }
  return value;
}

function positive(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!(value > 0) || value > most) {
    throw new BadArguments(`--${name} ${text}: a number above 0 and up to ${most} is wanted`);
  }
  return value;
}

function dateOf(text: string): number {
  const day = parseDay(text);
  if (day === null || day < FIRST_DAY || text > '20301231') {
    throw new BadArguments(`--date ${text}: a day from 20230201 to 20301231 is wanted, written YYYYMMDD`);
  }
  return day;
}

function minuteOf(text: string): number {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  const minute = match === null ? Number.NaN : Number(match[1]) * 60 + Number(match[2]);
  if (!(minute < 1440) || Number(match?.[2]) > 59) {
    throw new BadArguments(`--start ${text}: a time of the exchange is wanted, written HH:MM`);
  }
  return minute;
}
