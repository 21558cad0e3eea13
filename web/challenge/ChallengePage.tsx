// The challenge: the list of levels, or one level.

import { useStore } from 'zustand';
import { challenge, leave as leaveLevel, openRoute } from './challenge-store.ts';
import { LevelList } from './LevelList.tsx';
import { LevelView } from './LevelView.tsx';
import '../styles/scene.css';
import '../styles/scene-held.css';
import '../styles/scene-links.css';
import '../styles/lab.css';
import '../styles/dock.css';
import '../styles/lab-projector.css';
import '../styles/lab-tablet.css';
import '../styles/lab-phone.css';
import './challenge.css';

export { CHALLENGE_KEYS as keys } from './challenge-keys.ts';
export const open = openRoute;
export const leave = leaveLevel;

export default function ChallengePage() {
  const state = useStore(challenge);
  return state.game === undefined ? (
    <LevelList progress={state.progress} />
  ) : (
    <LevelView state={state} game={state.game} />
  );
}
