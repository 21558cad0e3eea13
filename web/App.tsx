// The frame: skip link, top bar, the current page or what is said in its place, dialogs.

import { LazyMotion, MotionConfig } from 'framer-motion';
import { useStore } from 'zustand';
import { Icon } from './glyphs/Icon.tsx';
import { ShellDialogs } from './shell/dialogs.tsx';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { setNotice, shell } from './shell/shell-store.ts';
import { TopBar } from './shell/TopBar.tsx';
import { settings } from './shell/theme.ts';

const loadFeatures = () => import('./shell/motion-features.ts').then(module => module.default);

export function App() {
  const motion = useStore(settings, s => s.motion);
  return (
    <LazyMotion features={loadFeatures} strict>
      <MotionConfig reducedMotion={motion === 'reduced' ? 'always' : 'user'}>
        <div className="shell">
          <button type="button" className="button primary skip" onClick={skip}>
            Skip to the page
          </button>
          <TopBar />
          <ErrorBoundary>
            <CurrentPage />
          </ErrorBoundary>
          <ShellDialogs />
        </div>
      </MotionConfig>
    </LazyMotion>
  );
}

/** A button, not a link: the hash is the router's. */
function skip(): void {
  document.getElementById('page')?.focus();
}

function CurrentPage() {
  const page = useStore(shell, s => s.page);
  const route = useStore(shell, s => s.route);
  if (page.kind === 'unknown') {
    return (
      <Message title="There is no such page.">
        <p>
          The address says <code>#/{page.id}</code>. Perhaps the link is old.
        </p>
      </Message>
    );
  }
  if (page.kind === 'failed') {
    return (
      <Message title="This page could not be loaded.">
        <pre>{page.why}</pre>
        <button type="button" className="button" onClick={() => location.reload()}>
          Try again
        </button>
      </Message>
    );
  }
  return (
    <main className="page" id="page" tabIndex={-1}>
      <Notice />
      {page.kind === 'ready' ? <page.module.default key={page.page.id} route={route} /> : undefined}
    </main>
  );
}

function Message(props: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <main className="page" id="page" tabIndex={-1}>
      <div className="message-page">
        <h1 className="headline">{props.title}</h1>
        {props.children}
        <a className="button primary" href="#/">
          Go to the lab
        </a>
      </div>
    </main>
  );
}

function Notice() {
  const notice = useStore(shell, s => s.notice);
  return (
    <div role="status">
      {notice === undefined ? undefined : (
        <div className="notice">
          <Icon name="warning" />
          <p>{notice}</p>
          <button
            type="button"
            className="button icon quiet"
            aria-label="Dismiss"
            onClick={() => setNotice(undefined)}
          >
            <Icon name="cross" />
          </button>
        </div>
      )}
    </div>
  );
}
