import * as z from 'zod';
import type { ControlContext } from './control-context.ts';
import { parseOrExplain } from './control-error.ts';

/**
 * One operation of the control interface. `run` takes the arguments of the method in process, in order, and not an object
 * of them: so its own type without the context is that of the method, with the names of the arguments.
 */
export interface ControlOperation<R = (context: ControlContext, ...args: never[]) => unknown> {
  readonly run: R;
  /** The same over HTTP. @returns the body of the answer. @throws ControlError when a parameter is wrong */
  readonly post: (context: ControlContext, name: string, body: unknown) => unknown;
}

type ObjectOf<S extends z.ZodRawShape> = z.ZodObject<S, z.core.$ZodObjectConfig>;

/** One argument of the method in process, and where it is in the body over HTTP. */
interface Parameter<T> {
  /** Adds its fields to the schema of the body. */
  readonly addTo: (body: z.ZodObject) => z.ZodObject;
  /** Reads it from a body that agrees with the whole schema. */
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

/** An argument that is made of fields of the body. `make` throws ControlError where they do not go together. */
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
 * An operation whose result is the answer over HTTP, or `{"done":true}` without one. A parameter of `run` has the type of
 * its schema. `run` states a wider type where callers in process may leave the argument or some of its fields out. Only
 * what comes over HTTP is checked by the schemas before `run`.
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
      // As many and in the same order as the parameters, which the type of map does not know.
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
