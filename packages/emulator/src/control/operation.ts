import * as z from 'zod';
import type { ControlContext } from './control-context.ts';
import { parseOrExplain } from './control-error.ts';

/**
 * One operation of the control interface. `run` takes the arguments of the in-process method, in order, and not an object of them. Its
 * type without the context is therefore that of the method, with the names of the arguments.
 */
export interface ControlOperation<R = (context: ControlContext, ...args: never[]) => unknown> {
  readonly run: R;
  /** The same over HTTP. @returns the body of the answer. @throws ControlError when a parameter is wrong */
  readonly post: (context: ControlContext, name: string, body: unknown) => unknown;
}

type ObjectOf<S extends z.ZodRawShape> = z.ZodObject<S, z.core.$ZodObjectConfig>;

/** One argument of the in-process method, and its place in the HTTP body. */
interface Parameter<T> {
  /** Adds its fields to the schema of the body. */
  readonly addTo: (body: z.ZodObject) => z.ZodObject;
  /** Reads it from a body that matches the whole schema. */
  readonly readFrom: (body: Readonly<Record<string, unknown>>) => T;
}

/** An argument that is one field of the body. */
export function field<S extends z.ZodType>(name: string, schema: S): Parameter<z.output<S>> {
  return { addTo: (body) => body.extend({ [name]: schema }), readFrom: (body) => schema.parse(body[name]) };
}

/** An argument that is an object whose fields stand in the body itself. */
export function fields<S extends z.ZodRawShape>(spec: ObjectOf<S>): Parameter<z.output<ObjectOf<S>>> {
  return fieldsAs(spec, (own) => own);
}

/** An argument that is made of fields of the body. `make` throws ControlError when they contradict each other. */
export function fieldsAs<S extends z.ZodRawShape, T>(
  spec: ObjectOf<S>,
  make: (own: z.output<ObjectOf<S>>) => T,
): Parameter<T> {
  const own = spec.strip();
  return { addTo: (body) => spec.extend(body.shape), readFrom: (body) => make(own.parse(body)) };
}

export const account = field('dhanClientId', z.string());
export const order = [account, field('orderId', z.string())] as const;
export const instrument = [field('exchangeSegment', z.string()), field('securityId', z.string())] as const;
export const isOn = field('on', z.boolean());

type Run<A extends readonly unknown[]> = (context: ControlContext, ...args: A) => unknown;

/**
 * An operation whose result is the HTTP answer, or `{"done":true}` without a result. A parameter of `run` has the type of its schema.
 * `run` declares a wider type where in-process callers may leave out the argument or some of its fields. The schemas check only HTTP
 * requests before `run`.
 */
export function operation<A extends readonly unknown[], R extends Run<A>>(
  parameters: readonly [...{ [I in keyof A]: Parameter<A[I]> }],
  run: R,
): ControlOperation<R> {
  const schema = parameters.reduce((body, { addTo }) => addTo(body), z.strictObject({}));
  return {
    run,
    post(context, name, body) {
      const named = parseOrExplain(schema, body, name);
      // As many as the parameters and in the same order. The type of map does not express that.
      const args = parameters.map(({ readFrom }) => readFrom(named)) as readonly unknown[] as A;
      return run(context, ...args) ?? { done: true };
    },
  };
}

/** An operation whose result has this name in the answer over HTTP. */
export function resultAs<A extends readonly unknown[], R extends Run<A>>(
  name: string,
  parameters: readonly [...{ [I in keyof A]: Parameter<A[I]> }],
  run: R,
): ControlOperation<R> {
  const { post } = operation(parameters, (context, ...args: A) => ({ [name]: run(context, ...args) }));
  return { run, post };
}
