// A bug of ours must not leave an empty page: says what failed and offers the way back.

import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
}

type State = { readonly kind: 'fine' } | { readonly kind: 'failed'; readonly why: string };

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { kind: 'fine' };

  static getDerivedStateFromError(error: unknown): State {
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.kind === 'fine') return this.props.children;
    return (
      <main className="page">
        <div className="message-page" role="alert">
          <h1 className="headline">Something in this page is broken.</h1>
          <p>It is a fault of the page, not of yours. This is what it says:</p>
          <pre>{this.state.why}</pre>
          <button type="button" className="button primary" onClick={startAgain}>
            Start again
          </button>
        </div>
      </main>
    );
  }
}

function startAgain(): void {
  location.hash = '#/';
  location.reload();
}
