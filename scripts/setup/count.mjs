/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * vitest's JSON report → counts. A file that fails to load has no tests in it but is a failure; so is a run without a report, and one
 * that ended badly with every test green.
 * @param {unknown} report null = there is none
 * @param {boolean} endedWell
 * @returns {Counts}
 */
export function countTests(report, endedWell) {
  if (typeof report !== 'object' || report === null) return { passed: 0, failed: 1, skipped: 0 };
  const files =
    /** @type {{ testResults?: { status: string, assertionResults: { status: string }[] }[] }} */ (report)
      .testResults ?? [];
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    for (const { status } of file.assertionResults)
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      counts.failed += 1;
  }
  if (!endedWell && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @param {Counts} counts */
export function lastLine({ passed, failed, skipped }) {
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
