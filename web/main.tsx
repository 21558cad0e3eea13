// Starts the app: settings, address, keys, then the first render.

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ensure } from '../src/base.ts';
import { App } from './App.tsx';
import { keepOnDevice } from './offline/keep.ts';
import { followWindow } from './shell/layout.ts';
import { listenToKeys } from './shell/shell-keys.ts';
import { loadSettings } from './shell/theme.ts';
import { followAddress } from './shell/url.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';

loadSettings();
followWindow();
followAddress();
listenToKeys();

const root = ensure(document.getElementById('app') ?? undefined, 'the #app element');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
keepOnDevice();
