// Runs before the first paint, so that a chosen theme never flashes the other one. The store in
// web/shell/theme.ts writes these two values; anything else stored here is ignored.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  const contrast = localStorage.getItem('contrast');
  const wanted = matchMedia('(prefers-contrast: more)').matches && contrast !== 'normal';
  if (contrast === 'more' || wanted) document.documentElement.dataset.contrast = 'more';
} catch {
  // Storage refused (private mode): the system's theme is used.
}
