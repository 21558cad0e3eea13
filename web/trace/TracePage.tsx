// The trace page: opens recordings, shows who held which number when, and what went to whom.

import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { PageProps } from '../pages.ts';
import { busy } from '../shell/idle.ts';
import type { Route } from '../shell/route.ts';
import { setNotice } from '../shell/shell-store.ts';
import { aimOf, arrive, awaitFile, writeAddress } from './arrive.ts';
import { EventBar } from './EventBar.tsx';
import { Flaws } from './Flaws.tsx';
import { HazardCards } from './HazardCards.tsx';
import { HazardVoice } from './HazardVoice.tsx';
import { Inspector } from './Inspector.tsx';
import { LaneVoice } from './LaneVoice.tsx';
import { OpenPanel } from './OpenPanel.tsx';
import { cancelReading, openFiles, openShipped } from './open.ts';
import { StretchBar } from './StretchBar.tsx';
import { idOf, loadIndex } from './shipped.ts';
import { Timeline } from './Timeline.tsx';
import { TraceHead } from './TraceHead.tsx';
import { TwinTable } from './TwinTable.tsx';
import * as store from './trace-store.ts';
import { type Loaded, traces } from './trace-store.ts';
import '../styles/scene.css';
import '../styles/scene-held.css';
import '../styles/scene-links.css';
import './trace.css';
import './moment.css';
import './search.css';
import './lanes.css';
import './overview.css';
import './inspector.css';
import './open.css';
import './windows.css';

export { keys } from './trace-keys.ts';

export default function TracePage({ route }: PageProps) {
  const status = useStore(traces, s => s.status);
  const dropping = useDrop();
  useIndex(route);
  useAddress();
  return (
    <div className={`trace-page${dropping ? ' dropping' : ''}`}>
      {status.kind === 'ready' ? (
        <Recording loaded={status.loaded} />
      ) : (
        <OpenPanel status={status} />
      )}
      {dropping ? (
        <p className="drop-hint">Drop to open. The file stays on this device.</p>
      ) : undefined}
    </div>
  );
}

function Recording({ loaded }: { readonly loaded: Loaded }) {
  const cursor = useStore(traces, s => s.cursor);
  const use = useStore(traces, s => s.use);
  const life = useStore(traces, s => s.life);
  const calm = useCalm(useMemo(() => ({ loaded, cursor, use, life }), [loaded, cursor, use, life]));
  return (
    <>
      <div className="trace-screen">
        <TraceHead loaded={loaded} />
        <Flaws trace={loaded.trace} />
        <HazardCards loaded={loaded} use={use} />
        <div className="trace-main">
          <div className="trace-left">
            <Timeline loaded={loaded} />
            <StretchBar loaded={loaded} />
            <EventBar loaded={loaded} cursor={cursor} />
          </div>
          <div className="trace-beside">
            <Inspector {...calm} />
          </div>
        </div>
      </div>
      <HazardVoice {...calm} />
      <LaneVoice {...calm} />
      <TwinTable {...calm} />
    </>
  );
}

/** While the cursor moves on, the panel follows it so often (milliseconds): nobody reads it faster. */
const READABLE = 100;

/**
 * Where one stands, a frame late: the picture of a moment comes first, and what is said beside it when
 * that has been painted.
 */
function useCalm<T extends { readonly loaded: Loaded }>(now: T): T {
  const [calm, setCalm] = useState(now);
  const last = useRef(0);
  useEffect(() => {
    let timer = 0;
    const frame = requestAnimationFrame(() => {
      const rest = Math.max(0, last.current + READABLE - performance.now());
      timer = window.setTimeout(() => {
        last.current = performance.now();
        setCalm(now);
      }, rest);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [now]);
  return calm.loaded === now.loaded ? calm : now;
}

/** Files may be dropped anywhere on the page. Returns whether one hovers. */
function useDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const drag = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      setOver(event.type !== 'dragleave' || event.relatedTarget !== null);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      openFiles([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', drag);
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', drag);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragenter', drag);
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', drag);
      window.removeEventListener('drop', drop);
    };
  }, []);
  return over;
}

/** Loads the list of shipped recordings, and opens the one the address names. */
function useIndex(route: Route): void {
  const name = route.rest[0];
  useEffect(() => {
    let wanted = true;
    const open = async (): Promise<void> => {
      if (traces.getState().shipped.length === 0) {
        const shipped = await loadIndex();
        if (!wanted) return;
        traces.setState({ shipped });
      }
      const loaded = store.loadedNow();
      if (name === undefined) {
        awaitFile(route);
        return;
      }
      if (loaded !== undefined && name === store.idShown()) {
        arrive(loaded, aimOf(route));
        return;
      }
      const found = traces.getState().shipped.find(entry => idOf(entry) === name);
      if (found !== undefined) openShipped(found, aimOf(route));
      else setNotice(`There is no recording named “${name}”. Files of one’s own are not in links.`);
    };
    void open().finally(busy('the recording of the address'));
    return () => {
      wanted = false;
    };
  }, [name, route]);
  useEffect(() => () => cancelReading(), []);
}

/** Writes the address shortly after things come to rest. */
function useAddress(): void {
  useEffect(() => {
    let timer = 0;
    const stop = traces.subscribe(() => {
      clearTimeout(timer);
      timer = window.setTimeout(writeAddress, 120);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
