// Wrong on purpose: the kernel may not know the race language.
import { race } from '../race/index.ts';

export const kernel = [race];
