// Accessibility faults of a page, as axe finds them.

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** Each violated rule with where. A picture (`role=img`) counts as one thing, as for a screen reader. */
export async function faults(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .exclude('svg[role=img] > *')
    .analyze();
  return violations.map(v => `${v.id}: ${v.nodes.map(n => n.target).join(' ')}`);
}
