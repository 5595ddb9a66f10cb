import type { z } from 'zod';

/** Reads; may be asked any time by anybody who is connected. */
export interface Query<In extends z.ZodType, Out extends z.ZodType> {
  readonly kind: 'query';
  readonly input: In;
  readonly output: Out;
}

/** Changes something: journalled with who asked; refused by a read-only host. */
export interface CommandRequest<In extends z.ZodType, Out extends z.ZodType> {
  readonly kind: 'command';
  readonly input: In;
  readonly output: Out;
}

export interface EventDefinition<Payload extends z.ZodType> {
  readonly payload: Payload;
}

export const query = <In extends z.ZodType, Out extends z.ZodType>(
  input: In,
  output: Out,
): Query<In, Out> => ({
  kind: 'query',
  input,
  output,
});

export const command = <In extends z.ZodType, Out extends z.ZodType>(
  input: In,
  output: Out,
): CommandRequest<In, Out> => ({ kind: 'command', input, output });

export const event = <Payload extends z.ZodType>(payload: Payload): EventDefinition<Payload> => ({ payload });
