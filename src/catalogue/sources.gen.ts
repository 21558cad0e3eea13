// Generated from the .race files beside it by sources.test.ts -u. The files are the source.

export const SOURCES: Readonly<Record<string, string>> = {
  'between-fork-and-open': `race "Between fork and open"

story "pidfd_open needs a number, and between the fork that returns the number and the open that uses it"
      "the child may be gone: because SIGCHLD is ignored, or because somebody else collects it. So"
      "clone got a flag that makes the descriptor inside the call, before the child can run."
source "CLONE_PIDFD, Linux 5.2; clone3, Linux 5.3"

chapter 6
level mid
tags clone3, pidfd_open, autoreap

numbers 300..311
cursor 303
watch 303

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process getty 304 idle;
process cron 305 {
  after started spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process syslog 306 idle;
process backup 307 idle;
process ntp 308 idle;
process mail 310 idle;

process daemon 309 ignores SIGCHLD via later {
  pid = spawn(worker);
  mark started;
  fd = pidfd_open(pid, 0);
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}
process daemon via birth {
  pid = spawn(worker, { .flags = CLONE_PIDFD, .pidfd = &fd, .exit_signal = SIGCHLD });
  mark started;
  work("opens nothing: it has the descriptor");
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process worker {
  exit(0);
}
process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only worker is reached by SIGTERM
expect later: broken in 7; birth: holds

schedule daemon, worker, cron, cron, cron, daemon, daemon

at 0 "daemon ignores SIGCHLD, and is about to start worker."
     detail "Left: fork, then pidfd_open. Right: clone3 with CLONE_PIDFD."
at 1 "worker starts, and gets 303."
     detail "Left: a number so far. Right: number and cable, made in one call."
at 2 "worker exits, and is collected by the kernel at once."
     detail "303 is free before daemon has opened anything on the left."
at 3 "cron starts tar, which gets 311."
     detail "The gap on the left is as long as the scheduler makes it."
at 4 "cron starts curl, which gets 302."
     detail "Next is 303."
at 5 "postgres starts, and gets 303."
     detail "The child’s number, before the parent has used it once."
at 6 "daemon opens its pidfd on the left, and gets postgres."
     detail "Right: nothing to open."
at 7 "daemon stops its child. Left: postgres dies. Right: ESRCH."
     detail "A pidfd from birth has no moment at which it could be wrong."

question at 1 "fork, then pidfd_open, SIGCHLD ignored. Safe?" {
  right "No" because "The child may be gone between the two."
  wrong "Yes, it is my own child" because "Only an uncollected child is safe, and the kernel collects at once."
}
`,
  'dead-yet': `race "Is it dead yet?"

story "A monitor that is no parent asks once a second whether a server is still there: kill(pid, 0). If the"
      "number has been taken over between two questions, the answer is yes for ever, and the fail-over"
      "never starts. A pidfd becomes readable when the process ends, whoever its parent is."
source "psutil issue 2400 https://github.com/giampaolo/psutil/issues/2400"
source "Cluster managers, test harnesses and editors with language servers all ask like this"

chapter 7
level basic
tags kill, poll, pidfd_open, monitoring

numbers 300..311
cursor 311
watch 303

process init 1 {
  wait4(-1);
  mark collected;
}
process sshd 300 idle;
process nginx 301 idle;
process server 303 {
  after watched exit(1);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process monitor 309 via pid {
  int failover = 0;
  kill(server, 0);
  mark watched;
  // A second later.
  after collected if (kill(server, 0) == -1) failover = 1;
}
process monitor via pidfd {
  int failover = 0;
  fd = pidfd_open(server, 0);
  mark watched;
  if (poll({fd, POLLIN}, 1, -1) == 1) failover = 1;
}

process tar;
process curl;
process postgres glyph cylinder;

claim "the fail-over starts": eventually (failover == 1) in monitor
expect pid: broken in 7; pidfd: holds

schedule monitor, server, init, cron, cron, cron, monitor

at 0 "A monitor watches a server that is not its child."
     detail "Left: it asks kill(303, 0) again and again. Right: it polls a pidfd."
at 1 "Left: yes, 303 is there. Right: a cable with a bell."
     detail "The bell hangs on server, not on 303."
at 2 "server dies. Right: the bell rings at once."
     detail "It is still a zombie: the pidfd is readable at exit, not at reap."
at 3 "init collects server. 303 is free."
     detail "If the monitor asked now, it would learn the truth."
at 4 "cron starts tar, which gets 311."
     detail "The monitor sleeps between two questions."
at 5 "cron starts curl, which gets 302."
     detail "Next is 303."
at 6 "postgres starts, and gets 303."
     detail "Somebody is there again."
at 7 "Left: yes, 303 is there. Right: the fail-over starts."
     detail "On the left it never will. No signal hit anybody, and the service is down."

question at 1 in pidfd "When does the pidfd become readable?" {
  right "at exit, while still a zombie" because "Not at reap: readable means dead."
  wrong "when init has collected it" because "That adds POLLHUP; POLLIN comes at the exit."
  wrong "when its number is reused" because "A pidfd has nothing to do with the number."
}
question at 6 in pid "What does the next kill(303, 0) say?" {
  right "0: it is there" because "Somebody has 303; the call asks no more."
  wrong "ESRCH: gone" because "It would have, one fork earlier."
}
`,
  'low-memory-killer': `race "The low-memory killer"

story "A phone is short of memory. The low-memory killer was told long ago which numbers the apps have,"
      "and picks the least important one. It is no parent of anybody, and it acts just when apps start"
      "and end most often. Android’s user-space killer was one of the first users of pidfds."
source "Android’s lmkd opens a pidfd when an app is registered, and polls it to see memory come back"

chapter 5
level basic
tags kill, pidfd_open, pidfd_send_signal, registration

numbers 300..311
cursor 311
watch 303

// What the system server told lmkd about the app, while the app was certainly there.
cell table = app;

process init 1 idle;
process radio 300 idle;
process camera 301 idle;
process app 303 parent zygote glyph slab {
  after registered exit(0);
}
process zygote 305 {
  wait4(-1);
  spawn(mail);
  spawn(maps);
  spawn(music);
}
process launcher 307 idle;

process lmkd 309 via pid {
  pid = load(table);
  mark registered;
  // Much later: memory is short.
  kill(pid, SIGKILL);
}
process lmkd via pidfd {
  int another = 0;
  fd = pidfd_open(app, 0);
  mark registered;
  if (pidfd_send_signal(fd, SIGKILL, NULL, 0) == -1 && errno == ESRCH) another = 1;
}

process mail;
process maps;
process music;

claim "only the app that was meant is killed": only app is reached by SIGKILL
expect pid: broken in 7; pidfd: holds

schedule lmkd, app, zygote, zygote, zygote, zygote, lmkd

at 0 "An app in the background, and a killer that knows it."
     detail "zygote is every app’s parent. lmkd is nobody’s."
at 1 "lmkd learns of app: number 303, not important."
     detail "Left: it keeps the number. Right: it opens a pidfd."
at 2 "app ends by itself."
     detail "A zombie, until zygote collects it."
at 3 "zygote collects app. 303 is free."
     detail "The message that says so to lmkd is still on its way."
at 4 "The user opens mail. It gets 311."
     detail "Apps start most often when memory is short."
at 5 "maps starts, and gets 302."
     detail "The clock has wrapped."
at 6 "music starts, and gets 303."
     detail "The song that the user hears now has the number that lmkd wrote down."
at 7 "Memory is short, and lmkd kills. Left: the music stops."
     detail "Right: ESRCH, so it picks the next victim at once."

question at 3 in pid "Who tells lmkd that 303 has changed hands?" {
  right "nobody in time" because "A message may come late; the number is free now."
  wrong "the kernel" because "The kernel does not know who wrote a number down."
}
question at 6 "Which app stops, left? Which on the right?" {
  right "music; none" because "A number finds whoever has it. A pidfd finds app, which is gone."
  wrong "app; app" because "app ended four steps ago."
  wrong "music; music" because "The pidfd on the right does not look at the number."
}
`,
  'own-child': `race "The child nobody has collected"

story "A parent that alone collects its children may call them by number for as long as it has not"
      "collected them. Only wait frees the number, and wait comes after kill in the only process that"
      "may call it. Shells and simple supervisors rely on this, and they are right to."
source "wait(2): a child that has ended stays a zombie until its parent waits for it"

chapter 2
level basic
tags kill, wait, zombie, clone3

numbers 300..311
cursor 303
watch 303

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process getty 304 idle;
process cron 305 {
  after started spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process syslog 306 idle;
process backup 307 idle;
process ntp 308 idle;
process mail 310 idle;

process supervisor 309 via pid {
  pid = spawn(job);
  mark started;
  kill(pid, SIGTERM);
  wait4(pid);
}
process supervisor via pidfd {
  pid = spawn(job, { .flags = CLONE_PIDFD, .pidfd = &fd, .exit_signal = SIGCHLD });
  mark started;
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
  waitid(P_PIDFD, fd, NULL, WEXITED);
}

process job {
  exit(0);
}
process tar;
process curl;
process postgres;

claim "only its own child is hit": only job is reached by SIGTERM
expect holds
claim "the child is collected": eventually job is reaped
expect holds

schedule supervisor, job, cron, cron, cron, supervisor, supervisor

at 0 "supervisor is about to start a job."
     detail "It is the job’s parent, and nobody else waits for its children."
at 1 "job starts, and gets 303."
     detail "The number is the return value of fork."
at 2 "job exits. It is a zombie, and 303 is not free."
     detail "Nobody but supervisor can end this."
at 3 "cron starts tar, which gets 311."
     detail "The clock goes on; 303 stays hatched."
at 4 "cron starts curl, which gets 302."
     detail "One cell before 303, which is still taken."
at 5 "cron cannot start postgres: no number is free."
     detail "The zombie holds the last one. fork says EAGAIN."
at 6 "supervisor sends SIGTERM. It reaches the zombie: harmless."
     detail "Left and right alike. The number could not have meant anybody else."
at 7 "supervisor collects job. Only now is 303 free."
     detail "Kill before wait: in one process that order cannot be turned round."

question at 2 "Who can make 303 free?" {
  right "only supervisor" because "Only the parent can collect the zombie."
  wrong "init, at some time" because "init collects orphans; this parent is alive."
  wrong "the kernel, after a while" because "A zombie stays for as long as nobody waits."
}
question at 5 "supervisor kills before it waits. Any bad order?" {
  right "none" because "It alone can free the number."
  wrong "when cron is fast enough" because "However fast: 303 is not free before the wait."
}
`,
  'sigchld-ignored': `race "SIGCHLD ignored"

story "Ignoring SIGCHLD is the usual cure for zombies, and it takes away the only protection that a"
      "parent had: the kernel collects the child at once, the number is free at once, and even the"
      "parent that forked it cannot know whom it means a moment later. The setting survives exec, so a"
      "program may have inherited it without knowing."
source "sigaction(2): SIGCHLD set to SIG_IGN, or SA_NOCLDWAIT"
source "elle-lisp/elle issue 1045 https://github.com/elle-lisp/elle/issues/1045"

chapter 2
level basic
tags kill, sigchld, autoreap, clone3

numbers 300..311
cursor 303
watch 303

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process getty 304 idle;
process cron 305 {
  after started spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process syslog 306 idle;
process backup 307 idle;
process ntp 308 idle;
process mail 310 idle;

process daemon 309 via pid {
  signal(SIGCHLD, SIG_IGN);
  pid = spawn(worker);
  mark started;
  kill(pid, SIGTERM);
}
process daemon via pidfd {
  signal(SIGCHLD, SIG_IGN);
  pid = spawn(worker, { .flags = CLONE_PIDFD, .pidfd = &fd, .exit_signal = SIGCHLD });
  mark started;
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process worker {
  exit(0);
}
process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only worker is reached by SIGTERM
expect pid: broken in 7; pidfd: holds

schedule daemon, daemon, worker, cron, cron, cron, daemon

at 0 "daemon wants no zombies."
     detail "So it is about to ignore SIGCHLD."
at 1 "daemon ignores SIGCHLD. Its children leave no zombies."
     detail "From now on the kernel collects them itself, at once."
at 2 "worker starts, and gets 303."
     detail "Left: daemon keeps the number. Right: a pidfd made inside clone3."
at 3 "worker exits, and 303 is free in the same step."
     detail "No zombie, no hatched cell: the tile goes, and daemon was not asked."
at 4 "cron starts tar, which gets 311."
     detail "daemon still thinks of worker as its child."
at 5 "cron starts curl, which gets 302."
     detail "300 and 301 are taken; the cursor stands before 303."
at 6 "postgres starts, and gets 303."
     detail "A stranger with the number of daemon’s own child."
at 7 "daemon stops its child. Left: postgres dies."
     detail "Killed by a parent that had done everything by the book but one line. Right: ESRCH."

question at 1 "SIGCHLD is ignored. How long does the zombie last?" {
  right "there is none" because "The kernel reaps at once; so even the parent races."
  wrong "until the parent waits" because "The kernel does not wait for the parent here."
  wrong "until the parent ends" because "The child is collected at its own end."
}
question at 6 in pidfd "What does the pidfd mean now?" {
  right "worker, which is gone" because "It was made at birth and names worker for ever."
  wrong "postgres" because "postgres has the number, not worker’s identity."
}
`,
  'stale-pidfile': `race "The stale pidfile"

story "A daemon writes its number into a file when it starts. Much later a watchdog, an init script or a"
      "person sends a signal to the number in the file. Nobody told the file that the daemon had died,"
      "and nobody told it that the number had been handed out again."
source "Classic daemons leave /run/app.pid behind, and init scripts run: kill $(cat /run/app.pid)"
source "ponylang/ponyc issue 5765: a signal sent after the process was reaped https://github.com/ponylang/ponyc/issues/5765"

chapter 1, 5
level basic
tags kill, pidfile, recycling, pidfd_open, pidfd_send_signal

numbers 300..311
cursor 311
watch 303

// The file outlives the process whose number is in it.
cell pidfile = worker;

process init 1 {
  wait4(-1);
  spawn(postgres);
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  after noted exit(0);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
}
process backup 307 idle;

process watchdog 309 via pid {
  pid = load(pidfile);
  mark noted;
  /* … some time … */
  kill(pid, SIGKILL);
}

process watchdog via pidfd {
  int pid = worker;
  fd = pidfd_open(pid, 0);
  mark noted;
  /* … some time … */
  pidfd_send_signal(fd, SIGKILL, NULL, 0);
}

process postgres glyph cylinder idle;
process tar idle;
process curl glyph diamond idle;

claim "no stranger is hit": only worker is reached by SIGKILL
expect pid: broken in 7; pidfd: holds

schedule watchdog, worker, init, cron, cron, init, watchdog

at 0 "Six processes, twelve numbers."
     detail "watchdog is about to write down how to reach worker."
at 1 "watchdog wants to reach worker later."
     detail "On the left it keeps a number. On the right it keeps a reference."
at 2 "worker exits. It is a zombie: dead, but still holding 303."
     detail "A zombie keeps its number until its parent has collected it."
at 3 "init collects worker. Number 303 is free."
     detail "The note on the left has not changed. Nothing tells it."
at 4 "cron starts tar, which gets 311."
     detail "The clock hands out numbers in turn; 311 is the last."
at 5 "cron starts curl. The clock has wrapped, and curl gets 302."
     detail "300 and 301 are taken, so they are passed over."
at 6 "postgres starts, and gets 303."
     detail "The same number, another process."
at 7 "watchdog fires. Left: postgres dies. Right: nothing is hit."
     detail "Same schedule on both sides. The only difference is what watchdog was holding."

question at 2 "worker has exited. Can 303 be given away now?" {
  right "No" because "The zombie holds it until somebody waits."
  wrong "Yes" because "Not yet: a zombie is dead, but its number is still in use."
}
question at 3 in pid "What on watchdog’s note has changed?" {
  right "Nothing" because "Nobody tells it."
  wrong "It says that worker is gone" because "A number in a variable is told nothing."
}
question at 4 "After 311, which number is next?" {
  right "302" because "300 and 301 are taken, so they are skipped."
  wrong "312" because "311 was the last; the clock starts again at 300."
  wrong "303" because "It is free, but 302 comes before it."
}
question at 6 in pid "Who gets the signal on the left?" {
  right "postgres" because "A letter asks for a number. 303 is postgres now."
  wrong "worker" because "worker is gone; its number lives on."
  wrong "nobody" because "303 is taken again, so somebody gets it."
}
question at 6 in pidfd "Who gets the signal on the right?" {
  right "nobody" because "A cable leads to a process. That process is gone: ESRCH."
  wrong "postgres" because "The pidfd does not know the number; it knows worker."
}
`,
  'stolen-child': `race "The library whose child was stolen"

story "A library starts a helper inside a program that it does not own, keeps the number and means to"
      "stop and collect it later. The program’s main loop waits for any child, as many do, and collects"
      "the helper first. From then on the library’s number means nobody, or somebody else."
source "netdata issue 23815 https://github.com/netdata/netdata/issues/23815"
source "Language runtimes, PAM modules and GUI toolkits start helpers inside other people’s programs"

chapter 2, 6
level mid
tags kill, wait, clone3, library

numbers 300..311
cursor 303
watch 303

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process getty 304 idle;
process cron 305 {
  after started spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process syslog 306 idle;
process backup 307 idle;
process ntp 308 idle;

// The host's main loop collects whatever child it can get.
process player 309 glyph app {
  after started wait4(-1);
}

// The library runs in a thread of the host.
process plugin 310 thread of player glyph library via pid {
  int got = 0;
  pid = spawn(helper);
  mark started;
  kill(pid, SIGTERM);
  got = wait4(pid);
}
process plugin via pidfd {
  int got = 0;
  // No SIGCHLD for the host, and its plain wait does not match this child.
  pid = spawn(helper, { .flags = CLONE_PIDFD, .pidfd = &fd, .exit_signal = 0 });
  mark started;
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
  if (waitid(P_PIDFD, fd, NULL, WEXITED | __WCLONE) == 0) got = pid;
}

process helper {
  exit(0);
}
process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only helper is reached by SIGTERM
expect pid: broken; pidfd: holds
claim "the library collects its own child": eventually (got > 0) in plugin
expect pid: broken; pidfd: holds

schedule plugin, helper, player, cron, cron, cron, plugin, plugin

at 0 "A library is about to start a helper."
     detail "It lives in player, whose main loop waits for any child."
at 1 "helper starts, and gets 303."
     detail "Left: the library keeps 303. Right: a pidfd, and a child that player does not see."
at 2 "helper exits. It is a zombie of player."
     detail "The zombie belongs to the process, not to the thread that forked."
at 3 "Left: player collects helper. Right: it finds no child."
     detail "On the left 303 is free, and the library has not been told."
at 4 "cron starts tar, which gets 311."
     detail "The library is busy with something else."
at 5 "cron starts curl, which gets 302."
     detail "The cursor stands before 303 again."
at 6 "Left: postgres gets 303. Right: the number is not free."
     detail "On the right helper is still a zombie, waiting for the library."
at 7 "The library stops its helper. Left: postgres dies."
     detail "Right: the signal reaches the zombie of helper, and harms nobody."
at 8 "Left: ECHILD, no such child. Right: the library has its child."
     detail "The host stole a status, and with it the only thing that kept 303 safe."

question at 1 "A library forks a helper. Who can reap it?" {
  right "any thread of the process that waits for any child" because "A child belongs to the whole process."
  wrong "only the thread that forked it" because "Any thread of the process may collect it."
  wrong "only init" because "init gets orphans; this parent is alive."
}
question at 6 in pid "Whom does the library hit on the left?" {
  right "postgres" because "303 is postgres now; the host gave the number away."
  wrong "helper" because "helper was collected by the host, three steps ago."
}
`,
  'too-late': `race "Too late"

story "The commonest wrong way to move to pidfds: replace kill by pidfd_open and pidfd_send_signal in two"
      "neighbouring lines. The descriptor is opened by the number from the pidfile, and by then the"
      "number may already be another’s. Then the grip is firm, and on the wrong process."
source "pidfd_open(2): the number must still mean what it meant when it was learnt"

chapter 4, 8
level basic
tags kill, pidfile, pidfd_open, verify

numbers 300..311
cursor 311
watch 303

cell pidfile = worker;

process init 1 {
  wait4(-1);
  spawn(postgres);
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  exit(0);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
}
process backup 307 idle;

process watchdog 309 via pid {
  pid = load(pidfile);
  kill(pid, SIGTERM);
}
process watchdog via pidfd {
  pid = load(pidfile);
  fd = pidfd_open(pid, 0);
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}
// Open, then verify, then use: what is checked after the open holds for what was opened.
process watchdog via verified {
  pid = load(pidfile);
  fd = pidfd_open(pid, 0);
  proc = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  if (read(proc, &stat) > 0 && stat.comm == "worker") pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process postgres glyph cylinder;
process tar;
process curl;

claim "no stranger is hit": only worker is reached by SIGTERM
expect pid: broken; pidfd: broken; verified: holds

schedule worker, init, cron, cron, init, watchdog, watchdog, watchdog

at 0 "The number is in the file already. watchdog comes late."
     detail "Left: kill. Right: the same with a pidfd, opened just before."
at 1 "worker exits. It is a zombie."
     detail "Nothing has been opened yet."
at 2 "init collects worker. 303 is free."
     detail "The file still says 303."
at 3 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 4 "cron starts curl, which gets 302."
     detail "Next is 303."
at 5 "postgres starts, and gets 303."
     detail "Only now does watchdog wake."
at 6 "watchdog reads the pidfile: 303."
     detail "The number is right, and its meaning is not."
at 7 "Left: postgres is hit. Right: a cable, plugged into postgres."
     detail "pidfd_open asks who has the number now."
at 8 "Both sides hit postgres. A pidfd does not help here."
     detail "Open while the identity is certain, or open, verify, then use."

question at 6 in pidfd "pidfd_open(303) now. What do you hold?" {
  right "postgres" because "A firm grip on the wrong process."
  wrong "worker" because "worker gave the number up; the number is all that is asked."
  wrong "nothing: ESRCH" because "Somebody has 303, so the open succeeds."
}
`,
};
