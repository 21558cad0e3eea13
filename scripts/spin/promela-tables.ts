// The process table in SPIN's terms, shared by all races of one file: numbers given out cyclically,
// zombies, reparenting, numbers pinned as process groups, SIGCHLD ignored.

/** The first number of every race. */
export const FIRST = 300;

/** The sizes of the shared tables: the largest of all races in one file. */
export interface Sizes {
  readonly incarnations: number;
  readonly numbers: number;
  readonly cells: number;
}

/** One line for each end that the verifier reaches. */
export function report({ incarnations, numbers }: Sizes): string {
  return `int i; printf("END %d %d %d ", now.prog, now.broken, now.seen);
    for (i = 1; i < ${incarnations}; i++) printf("%d", now.st[i]);
    printf(" ");
    for (i = 0; i < ${numbers}; i++) printf("%c", 'a' + now.tab[i]);
    printf("\\n");`;
}

export function tables({ incarnations, numbers, cells }: Sizes): string {
  const every = (test: (k: number) => string) =>
    Array.from({ length: incarnations }, (_, k) => test(k)).join(' || ');
  return `/* st: 0 not yet, 1 running, 2 zombie, 3 collected. Incarnation 0 is init. tab: number -> incarnation + 1. */
byte prog; byte st[${incarnations}]; byte par[${incarnations}]; byte sib[${incarnations}];
byte pg[${incarnations}]; byte nr[${incarnations}]; byte pr[${incarnations}]; byte ign[${incarnations}];
byte tab[${numbers}]; byte size; byte cur; byte nx; byte marks; byte broken; byte seen;
short cv[${cells}]; byte cm[${cells}];
hidden byte got; hidden byte who; hidden byte best; hidden byte t;
hidden byte arg; hidden byte arg2; hidden byte arg3; hidden byte arg4;
#define CHILD(c, p) ((st[c] == 1 || st[c] == 2) && par[c] == p)
#define ANYCHILD(p) (${every(k => `CHILD(${k}, p)`)})
#define ANYZOMBIE(p) (${every(k => `(st[${k}] == 2 && par[${k}] == p)`)})
#define AT(n) (((n) >= ${FIRST} && (n) < ${FIRST} + size) -> tab[(n) - ${FIRST}] : 0)
c_code {
  static int child(int c, int p) { return (now.st[c] == 1 || now.st[c] == 2) && now.par[c] == p; }
  static void take_number(void) {
    int k = now.cur;
    while (k < now.size && now.tab[k] != 0) k++;
    if (k == now.size) for (k = 0; k < now.size && now.tab[k] != 0;) k++;
    got = k < now.size ? k + 1 : 0;
    if (got) now.cur = got;
  }
  static int last_sibling(int p) {
    int k, r = 0;
    for (k = 0; k < ${incarnations}; k++) if (child(k, p) && now.sib[k] >= r) r = now.sib[k] + 1;
    return r;
  }
  static void try_free(int i) {
    int k;
    if (now.st[i] != 3 || now.nr[i] == 0) return;
    for (k = 0; k < ${incarnations}; k++)
      if (now.pg[k] == i && (now.st[k] == 1 || now.st[k] == 2)) return;
    now.tab[now.nr[i] - 1] = 0;
    now.nr[i] = 0;
  }
  static void release_task(int i) {
    now.st[i] = 3;
    try_free(i);
    if (now.pg[i] != i) try_free(now.pg[i]);
  }
  static int first_child(int p, int zombies) {
    int k, found = -1;
    for (k = 0; k < ${incarnations}; k++) {
      if (!child(k, p) || (zombies && now.st[k] != 2)) continue;
      if (found < 0 || now.sib[k] < now.sib[found]) found = k;
    }
    return found;
  }
  static void end_task(int i) {
    int c;
    now.st[i] = 2;
    while ((c = first_child(i, 0)) >= 0) {
      int r = last_sibling(0);
      now.par[c] = 0;
      now.sib[c] = r;
      if (now.st[c] == 2 && now.ign[0]) release_task(c);
    }
    if (now.ign[now.par[i]]) release_task(i);
  }
  static void begin_task(int i, int p, int n, int process) {
    int r = last_sibling(p);
    now.st[i] = 1; now.par[i] = p; now.sib[i] = r; now.nr[i] = n; now.pr[i] = process;
    now.tab[n - 1] = i + 1;
  }
};
inline alloc() { c_code { take_number(); } }
inline release(i) { arg = i; c_code { release_task(arg); } }
inline die(i) { arg = i; c_code { end_task(arg); } }
inline oldest(p) { arg = p; c_code { int c = first_child(arg, 1); best = c < 0 ? 255 : 0; who = c < 0 ? 0 : c; } }
inline born(i, p, n, process) {
  arg = i; arg2 = p; arg3 = n; arg4 = process; c_code { begin_task(arg, arg2, arg3, arg4); }
}`;
}
