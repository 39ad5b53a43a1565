import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Proof } from '@dhancopy/dhan/testing/proves';

/** A test that shows something of an endpoint. */
export interface ProvenTest {
  /** From the root of the repository. */
  readonly file: string;
  /** The names of its groups, and its own. */
  readonly name: string;
  readonly proofs: readonly Proof[];
}

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Where tests show something of an endpoint. */
export const FOLDERS = ['packages/dhan/src', 'test/conformance'] as const;

/** The part of vitest's JSON report that is read here. */
export interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly meta: { readonly proofs?: readonly Proof[] };
    }[];
  }[];
}

/** The tests of a report that ran, passed, and show something; by file, and in the order in which they are in it. */
export function provenIn(report: Report): ProvenTest[] {
  return report.testResults
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name: path, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'passed')
        .map(({ ancestorTitles, title, meta }) => ({
          file: relative(ROOT, path),
          name: [...ancestorTitles.filter((group) => group !== ''), title].join(': '),
          proofs: meta.proofs ?? [],
        })),
    )
    .filter(({ proofs }) => proofs.length > 0);
}
