// Generated from the .race files beside it by sources.test.ts -u. The files are the source.

export const SOURCES: Readonly<Record<string, string>> = {
  'another-seven': `race "Another container’s 7"

story "A process in a container has two numbers: 7 inside, 303 outside. It writes the one it knows into"
      "its log. An agent on the host reads the log and signals 7, which is somebody else there. Nothing"
      "was recycled: a number means something only in its own namespace. A pidfd means the process in"
      "all of them."
source "pid_namespaces(7)"
caveat "Signals go towards one’s own or an inner namespace only; outwards pidfds say EINVAL."

chapter 9
level mid
tags namespaces, kill, sockets, scm_rights

numbers 300..311
cursor 311
watch 303

namespace box 1..311 next 8;
cell log;
socket link between agent, app;

process init 1 idle;
process sshd 7 idle;
process nginx 301 idle;
process boxinit 302 in box as 1 glyph box idle;
process app 303 in box as 7 parent boxinit glyph window via pid {
  me = getpid();
  store(log, me);
  mark told;
  work("serves requests");
}
process app via pidfd {
  me = pidfd_open(getpid(), 0);
  sendmsg(link, { .scm_rights = me }, 0);
}
process cron 305 idle;

process agent 309 glyph eye via pid {
  after told pid = load(log);
  kill(pid, SIGTERM);
}
process agent via pidfd {
  recvmsg(link, { .scm_rights = &fd }, 0);
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

claim "only the app is hit": only app is reached by SIGTERM
expect pid: broken in 4; pidfd: holds

schedule app, app, app, agent, agent

at 0 "app is 7 in its container and 303 on the host."
     detail "On the host 7 is sshd."
at 1 "app asks for its own number: 7."
     detail "Both are true: one struct pid, two numbers."
at 2 "Left: it logs 7. Right: it opens a pidfd on itself."
     detail "A log line does not say in which namespace it is true."
at 3 "Right: the pidfd is sent to the host."
     detail "A descriptor means the same process on both sides."
at 4 "agent knows how to reach app."
     detail "Left: 7. Right: app itself."
at 5 "agent stops app. Left: sshd dies. Right: app is stopped."
     detail "Nothing was recycled. The number was right, and elsewhere."

question at 4 in pid "kill(7) on the host: who is hit?" {
  right "sshd" because "On the host 7 is sshd. app is 303 there."
  wrong "app" because "app is 7 only inside its container."
  wrong "nobody: ESRCH" because "There is a 7 on the host as well."
}
`,
  'between-fork-and-open': `race "Between fork and open"

story "pidfd_open needs a number, and between the fork that returns the number and the open that uses it"
      "the child may be gone: because SIGCHLD is ignored, or because somebody else collects it. So"
      "clone got a flag that makes the descriptor inside the call, before the child can run."
source "CLONE_PIDFD, Linux 5.2; clone3, Linux 5.3"
caveat "fork, then pidfd_open is safe for a sole waiter who does not ignore SIGCHLD."

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

process daemon 309 ignores SIGCHLD glyph eye via later {
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
  'check-then-act': `race "Check, then act"

story "The usual defence in code review: we compare the start time, so it cannot be another process. The"
      "check is right when it is made. It is made before the kill, not in it, and between the two the"
      "number can change hands once more."
source "aelassas/servy issue 179: a start-time guard with a gap https://github.com/aelassas/servy/issues/179"
source "htop issue 1441: check, then kill https://github.com/htop-dev/htop/issues/1441"
caveat "A start time is no identity: see Same number, same start time."

chapter 3
level mid
tags kill, proc, starttime, pidfd_open, verify

numbers 300..311
cursor 311
watch 303

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  after noted exit(0);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process manager 309 glyph eye via pid {
  // Registration: the number and the start time.
  pid = worker;
  old = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  read(old, &was);
  mark noted;
  // Stop: compare, then kill.
  now = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  if (read(now, &is) > 0 && is.starttime == was.starttime) kill(pid, SIGTERM);
}
process manager via pidfd {
  pid = worker;
  old = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  read(old, &was);
  mark noted;
  // Stop: open, compare, then send.
  fd = pidfd_open(pid, 0);
  now = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  if (read(now, &is) > 0 && is.starttime == was.starttime)
    pidfd_send_signal(fd, SIGTERM, NULL, 0);
}
// Since 5.1 a /proc/PID directory will do: it stays with the process, too.
process manager via procfd {
  pid = worker;
  old = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  read(old, &was);
  mark noted;
  dir = open(sprintf("/proc/%d", pid), O_DIRECTORY);
  now = openat(dir, "stat", O_RDONLY);
  if (read(now, &is) > 0 && is.starttime == was.starttime)
    pidfd_send_signal(dir, SIGTERM, NULL, 0);
}

process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only worker is reached by SIGTERM
expect pid: broken in 10; pidfd: holds; procfd: holds

schedule manager, manager, manager, manager, worker, init, cron, cron, cron, manager

at 0 "manager keeps a number and a start time."
     detail "Two facts are better than one, it thinks."
at 1 "manager opens worker’s entry in /proc."
     detail "The start time is in it."
at 2 "303 was started at that time: noted."
     detail "Number and start time together look like a name."
at 3 "Asked to stop worker, manager looks again."
     detail "Left: opens the entry. Right: opens a pidfd before it looks."
at 4 "Left: the start time matches. It is worker."
     detail "True, at this moment."
at 5 "worker exits."
     detail "The check is one step old."
at 6 "init collects worker. 303 is free."
     detail "The answer is still in manager’s variable."
at 7 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 8 "cron starts curl, which gets 302."
     detail "Next is 303."
at 9 "postgres starts, and gets 303."
     detail "Its start time is another, and nobody looks now."
at 10 "Left: postgres dies. Right: nothing to compare, nothing sent."
     detail "Open first, check second, send third: here the check says ESRCH."

question at 4 in pid "Start time checked, then kill. Safe?" {
  right "No" because "It was checked before, not at, the kill."
  wrong "Yes" because "The check was right, and is already history."
}
`,
  'choosing-your-number': `race "Choosing your number"

story "Checkpoint and restore must bring processes back under their old numbers, so clone3 lets the caller"
      "name the number, with privilege. No lap is needed then: a freed number is taken in the very next"
      "step. Tests use it to make the race happen every time."
source "clone3(2): set_tid, Linux 5.5; CAP_CHECKPOINT_RESTORE, Linux 5.9"
caveat "It takes CAP_CHECKPOINT_RESTORE. It shows the race; it is not how it happens in the wild."

chapter 9
level deep
tags clone3, set_tid, kill, pidfile

numbers 300..311
cursor 311
watch 303

cell pidfile = worker;

process init 1 {
  wait4(-1);
  mark gone;
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  after noted exit(0);
}
process cron 305 idle;
// Brings a process back under the number that it had.
process restore 306 glyph loop {
  after gone spawn(postgres, { .set_tid = {303}, .exit_signal = SIGCHLD });
}
process backup 307 idle;

process watchdog 309 via pid {
  pid = load(pidfile);
  mark noted;
  kill(pid, SIGKILL);
}
process watchdog via pidfd {
  fd = pidfd_open(worker, 0);
  mark noted;
  pidfd_send_signal(fd, SIGKILL, NULL, 0);
}

process postgres glyph cylinder;

claim "no stranger is hit": only worker is reached by SIGKILL
expect pid: broken in 5; pidfd: holds

schedule watchdog, worker, init, restore, watchdog

at 0 "A freed number need not wait for a lap."
     detail "restore may choose the numbers of its children."
at 1 "watchdog wants to reach worker later."
     detail "Left: it keeps 303. Right: a pidfd."
at 2 "worker exits."
     detail "While it is a zombie, set_tid = 303 says EEXIST."
at 3 "init collects worker. 303 is free."
     detail "The cursor stands far away, at 311."
at 4 "restore asks for 303, and postgres gets it."
     detail "The cursor has not moved. Two steps from free to taken."
at 5 "watchdog fires. Left: postgres dies. Right: ESRCH."
     detail "With privilege, in a throwaway namespace, you can see it every time."

question at 3 "The cursor is at 311. How many forks until 303?" {
  right "one, with set_tid" because "clone3 may name the number, if the caller is privileged."
  wrong "three at least" because "That is so for ordinary forks: 311, 302, 303."
}
`,
  'dead-yet': `race "Is it dead yet?"

story "A monitor that is no parent asks once a second whether a server is still there: kill(pid, 0). If the"
      "number has been taken over between two questions, the answer is yes for ever, and the fail-over"
      "never starts. A pidfd becomes readable when the process ends, whoever its parent is."
source "psutil issue 2400 https://github.com/giampaolo/psutil/issues/2400"
source "Cluster managers, test harnesses and editors with language servers all ask like this"
caveat "Readable means dead, not collected; from Linux 6.9 POLLHUP says collected."

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
process server 303 glyph nut {
  after watched exit(1);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process monitor 309 glyph eye via pid {
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
  'double-fork': `race "Double fork"

story "To become a daemon a program forks twice and lets the middle process die, so that nobody is its"
      "parent but init. The tie that is cut there is the only one that made a number safe. What is left"
      "is a pidfile, and two numbers that can be recycled: the middle’s and the daemon’s."
source "daemon(7), SysV daemons: fork twice, write the pidfile, exit"
source "psutil issue 2533: numbers of children are not always larger https://github.com/giampaolo/psutil/issues/2533"
caveat "The other way is to be a subreaper, and to use CLONE_PIDFD at every fork down the line."

chapter 8
level mid
tags fork, pidfile, orphan, sockets, scm_rights

numbers 300..311
cursor 302
watch 303

cell pidfile;

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
process getty 304 idle;
process cron 305 {
  after running spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process syslog 306 idle;
process backup 307 idle;
process ntp 308 idle;
process mail 310 idle;

process launcher 309 glyph prompt via pid {
  store(pidfile, 0);
  spawn(middle);
  wait4(-1);
  after running pid = load(pidfile);
  mark noted;
  kill(pid, SIGTERM);
}
process launcher via pidfd {
  // Descriptors 3 and 4; children inherit both.
  socketpair(AF_UNIX, SOCK_SEQPACKET, 0, {&mine, &theirs});
  spawn(middle);
  wait4(-1);
  recvmsg(mine, { .scm_rights = &fd }, 0);
  mark noted;
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process middle glyph diamond {
  spawn(daemon);
  exit(0);
}

process daemon glyph nut via pid {
  work("lets go of its terminal");
  store(pidfile, getpid());
  mark running;
  after noted exit(0);
}
// Sends a descriptor of itself instead of a number.
process daemon via pidfd {
  int link = 4;
  me = pidfd_open(getpid(), 0);
  sendmsg(link, { .scm_rights = me }, 0);
  mark running;
  after noted exit(0);
}

process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only daemon is reached by SIGTERM
expect pid: broken in 15; pidfd: holds

schedule launcher, launcher, middle, middle, launcher, daemon, daemon, daemon, launcher, daemon, init, cron, cron, cron, launcher

at 0 "launcher starts a daemon, the classic way."
     detail "Left: the daemon will write a pidfile. Right: it will send a pidfd."
at 1 "Left: an empty pidfile. Right: a socket for two."
     detail "The children inherit both ends."
at 2 "middle starts, and gets 302."
     detail "The first fork. Its only task is the second one."
at 3 "middle starts daemon, which gets 303."
     detail "The second fork."
at 4 "middle exits. daemon is an orphan now: init’s child."
     detail "This is the point of it: nobody here is its parent any more."
at 5 "launcher collects middle. 302 is free again."
     detail "One number of this start-up is recyclable already."
at 6 "daemon settles down."
     detail "Left: lets go of its terminal. Right: asks for its own number."
at 7 "Left: asks for its number. Right: opens a pidfd on itself."
     detail "A process may always name itself: it cannot be gone."
at 8 "Left: the pidfile says 303. Right: the pidfd is sent."
     detail "Left: a note for all to read. Right: a message with a cable in it."
at 9 "launcher knows how to reach daemon."
     detail "Left: 303. Right: daemon itself."
at 10 "daemon exits."
     detail "A crash, at night."
at 11 "init collects daemon. 303 is free."
     detail "init does not know of any pidfile."
at 12 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 13 "cron starts curl, which gets 302: middle’s number."
     detail "The first recycling. Nobody minds this one."
at 14 "postgres starts, and gets 303: daemon’s number."
     detail "The second recycling."
at 15 "launcher stops its daemon. Left: postgres dies. Right: ESRCH."
     detail "Cutting the tie to the parent cut the only thing that kept 303 safe."

question at 4 "Who can free 303 from now on?" {
  right "init" because "Orphans are init’s children, and init collects without asking."
  wrong "launcher" because "launcher is the grandparent: it may not wait for daemon."
  wrong "nobody" because "Somebody always inherits an orphan."
}
`,
  'held-not-used': `race "Held, but not used"

story "A supervisor opened a pidfd to pin its worker, compared the start time, and went on signalling by"
      "number. The pidfd was there, and it helped nothing: it keeps the process’s identity, not its"
      "number. It only protects the calls that take it. This was found in review."
source "jdx/pitchfork pull 878 https://github.com/jdx/pitchfork/pull/878"
caveat "The start time that the supervisor compared as well is left out: it changes nothing."

chapter 4
level basic
tags kill, pidfd_open, pidfd_send_signal, starttime

numbers 300..311
cursor 311
watch 303

cell table = worker;

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  after noted exit(0);
}
process cron 305 {
  after noted spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process supervisor 309 glyph eye via held {
  // A pin, it was thought.
  fd = pidfd_open(worker, 0);
  mark noted;
  kill(worker, SIGTERM);
}
process supervisor via pidfd {
  fd = pidfd_open(worker, 0);
  mark noted;
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}
process supervisor via pid {
  pid = load(table);
  mark noted;
  kill(pid, SIGTERM);
}

process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only worker is reached by SIGTERM
expect held: broken in 7; pidfd: holds; pid: broken in 7

schedule supervisor, worker, init, cron, cron, cron, supervisor

at 0 "A supervisor wants its worker’s number to stay put."
     detail "It has read that pidfds help."
at 1 "It opens a pidfd, and keeps it."
     detail "Both worlds look the same: a cable to worker."
at 2 "worker exits."
     detail "The cable still leads to it."
at 3 "init collects worker. 303 is free."
     detail "The pidfd keeps the identity. It does not keep the number."
at 4 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 5 "cron starts curl, which gets 302."
     detail "Next is 303."
at 6 "postgres starts, and gets 303."
     detail "The pidfd is open all the while."
at 7 "Left: kill(303), and postgres dies. Right: ESRCH."
     detail "The one who held a pidfd and used the number has helped nobody."

question at 3 in held "Does the open pidfd keep 303 from reuse?" {
  right "no" because "It keeps the struct pid, not the number. On Windows a handle does keep it."
  wrong "yes" because "A pidfd is no reservation. 303 is free."
}
`,
  'holder-dies': `race "When the holder dies"

story "A supervisor crashes. What becomes of its worker? A number in its memory is lost and the worker"
      "runs on. A pidfd is closed and the worker runs on as well: a Linux pidfd is a reference, no leash."
      "FreeBSD’s process descriptors are a leash by default, and from Linux 7.1 a pidfd can be one if it"
      "was made so: closing the last copy kills the child."
source "CLONE_PIDFD_AUTOKILL and CLONE_AUTOREAP, Linux 7.1; pdfork(2) of FreeBSD"
caveat "On Windows the end of the handle frees the number. FreeBSD kills unless PD_DAEMON was given."

chapter 6, 10
level mid
tags clone3, autokill, autoreap, close

numbers 300..311
cursor 303
kernel 7.1
watch 303

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process cron 305 idle;
process backup 307 idle;

process supervisor 309 glyph eye via pid {
  pid = spawn(worker);
  work("watches over it");
  // It crashes.
  exit(1);
}
process supervisor via autokill {
  pid = spawn(worker, { .flags = CLONE_PIDFD | CLONE_AUTOREAP | CLONE_PIDFD_AUTOKILL,
      .pidfd = &fd });
  work("watches over it");
  exit(1);
}
process supervisor via pidfd {
  pid = spawn(worker, { .flags = CLONE_PIDFD, .pidfd = &fd, .exit_signal = SIGCHLD });
  work("watches over it");
  exit(1);
}

process worker;

claim "the worker ends with its supervisor": eventually worker is dead
expect pid: broken in 3; autokill: holds; pidfd: broken in 3

schedule supervisor, supervisor, supervisor

at 0 "A supervisor is about to start a worker."
     detail "Number, pidfd, and a pidfd that kills when it is closed."
at 1 "worker starts, and gets 303."
     detail "Three ways to hold on to it."
at 2 "All is well."
     detail "As long as the holder lives, there is no difference to see."
at 3 "supervisor crashes. Only the leash takes worker with it."
     detail "The note is lost, the pidfd is closed; autokill means: closed is killed."

question at 2 in pidfd "supervisor crashes; its pidfd closes. worker?" {
  right "runs on" because "A pidfd is a reference. Only CLONE_PIDFD_AUTOKILL makes it a leash."
  wrong "is killed" because "On FreeBSD, yes. On Linux only if asked for, from 7.1 on."
}
`,
  'low-memory-killer': `race "The low-memory killer"

story "A phone is short of memory. The low-memory killer was told long ago which numbers the apps have,"
      "and picks the least important one. It is no parent of anybody, and it acts just when apps start"
      "and end most often. Android’s user-space killer was one of the first users of pidfds."
source "Android’s lmkd opens a pidfd when an app is registered, and polls it to see memory come back"
caveat "Registration names a number, too: whoever sends it must still hold the app uncollected."

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
process zygote 305 glyph loop {
  wait4(-1);
  spawn(mail);
  spawn(maps);
  spawn(music);
}
process launcher 307 glyph prompt idle;

process lmkd 309 glyph eye via pid {
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
question at 2 in pidfd "Does lmkd’s pidfd collect app, or keep it alive?" {
  right "neither" because "Somebody still has to wait. A pidfd only knows who is meant."
  wrong "it collects app" because "Only the parent can: zygote."
  wrong "it keeps app alive" because "A reference to a process is no life support."
}
`,
  'main-pid': `race "The service manager and MAINPID"

story "A service that forks itself into the background tells the manager its new number. The manager is"
      "not the parent of that process: a subreaper is. When the service ends, the subreaper frees the"
      "number, and it may turn up in another service before the manager is asked to stop the first."
      "systemd keeps a pidfd with an inode number now, and verifies against the cgroup after opening."
source "systemd issue 36982: what pidfd_open says of a number without a process https://github.com/systemd/systemd/issues/36982"
caveat "A parent is a weak check. systemd compares the cgroup."

chapter 7
level mid
tags kill, sockets, cgroup, pidfd_open, verify, scm_pidfd

numbers 300..311
cursor 311
watch 303

// The socket on which services announce themselves.
socket notify between manager, service;

process init 1 idle;
process sshd 300 idle;
process session 301 subreaper glyph house {
  wait4(-1);
}
process service 303 parent session glyph nut {
  // MAINPID=303
  sendmsg(notify, { .data = service }, 0);
  after noted exit(0);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process manager 309 glyph eye via pid {
  recvmsg(notify, { .data = &pid }, 0);
  mark noted;
  // systemctl stop
  kill(pid, SIGTERM);
}
// Open, then verify, then use. systemd asks for the cgroup; here the parent tells them apart.
process manager via pidfd {
  recvmsg(notify, { .data = &pid }, 0);
  mark noted;
  fd = pidfd_open(pid, 0);
  ioctl(fd, PIDFD_GET_INFO, &info);
  if (info.ppid == session) pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process tar;
process curl;
process postgres glyph cylinder;

claim "no other service is stopped": only service is reached by SIGTERM
expect pid: broken in 8; pidfd: holds

schedule service, manager, service, session, cron, cron, cron, manager, manager

at 0 "A service is about to tell the manager its number."
     detail "The manager is not its parent; a session process is."
at 1 "service says: my number is 303."
     detail "A message with a number in it, waiting in the socket."
at 2 "manager reads it."
     detail "From now on the manager believes in 303."
at 3 "service exits."
     detail "A zombie of session."
at 4 "session collects service. 303 is free."
     detail "The manager is not the parent; nobody asks it."
at 5 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 6 "cron starts curl, which gets 302."
     detail "Next is 303."
at 7 "postgres starts, and gets 303."
     detail "Another service altogether."
at 8 "Stop: left, postgres is stopped. Right: 303 is opened."
     detail "Right: a pidfd of postgres, for nothing has been verified yet."
at 9 "Right: its parent is not session, so nothing is sent."
     detail "Opened late and verified: a refusal instead of an accident."

question at 8 in pidfd "The pidfd means postgres. Is that harm?" {
  right "not yet" because "Open, verify, act: the check comes after the open and before the act."
  wrong "yes" because "Holding a pidfd does nothing to a process."
}
`,
  'mixed-namespaces': `race "Two namespaces from two processes"

story "A debugger enters the mount namespace of process 303 and then its network namespace. Each is opened"
      "by number. If the process ends in between and the number comes back, the debugger stands in one"
      "program’s files and another one’s network, and no call has failed. setns takes a pidfd, and then"
      "joins several namespaces of one process at once, or none."
source "setns(2) with a pidfd, Linux 5.8; nsenter, and the exec of container managers"
caveat "The descriptors on the left are pidfds got by number; files below /proc/303/ns race alike."
       "The model keeps only PID namespaces: joining others succeeds and changes nothing."

chapter 9
level mid
tags setns, namespaces, pidfd_open

numbers 300..311
cursor 311
watch 303

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 glyph box {
  after noted exit(0);
}
process cron 305 {
  after noted spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

// A descriptor per namespace, each got by number, as /proc/303/ns/mnt and /proc/303/ns/net are.
process debugger 309 glyph eye via pid {
  int pid = worker;
  mnt = pidfd_open(pid, 0);
  mark noted;
  setns(mnt, CLONE_NEWNS);
  net = pidfd_open(pid, 0);
  setns(net, CLONE_NEWNET);
}
process debugger via pidfd {
  int pid = worker;
  fd = pidfd_open(pid, 0);
  mark noted;
  work("gets its tools ready");
  setns(fd, CLONE_NEWNS | CLONE_NEWNET);
}

process tar;
process curl;
process postgres glyph cylinder;

claim "all namespaces are of one process": no stranger is hit
expect pid: broken in 8; pidfd: holds

schedule debugger, debugger, worker, init, cron, cron, cron, debugger, debugger

at 0 "A debugger wants to stand where worker stands."
     detail "In its files, and in its network."
at 1 "Left: worker’s files are opened. Right: a pidfd of worker."
     detail "Left: by number, as from /proc/303/ns/mnt."
at 2 "Left: the debugger is in worker’s files."
     detail "Right: it has changed nothing yet."
at 3 "worker exits."
     detail "A container ends while somebody looks into it."
at 4 "init collects worker. 303 is free."
     detail "The second half is still to come on the left."
at 5 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 6 "cron starts curl, which gets 302."
     detail "Next is 303."
at 7 "postgres starts, and gets 303."
     detail "With a network of its own."
at 8 "Left: 303’s network is opened: postgres’s. Right: ESRCH."
     detail "Right: all namespaces at once, or none. worker is gone: none."
at 9 "Left: worker’s files and postgres’s network."
     detail "No call has failed. A place that no process was ever in."

question at 7 "What does setns(pidfd, two namespaces) do now?" {
  right "fails: ESRCH, and joins none" because "All or none, of one process; and that one is gone."
  wrong "joins postgres’s" because "The pidfd means worker, not 303."
  wrong "joins one of the two" because "With a pidfd it is a single step."
}
`,
  'own-child': `race "The child nobody has collected"

story "A parent that alone collects its children may call them by number for as long as it has not"
      "collected them. Only wait frees the number, and wait comes after kill in the only process that"
      "may call it. Shells and simple supervisors rely on this, and they are right to."
source "wait(2): a child that has ended stays a zombie until its parent waits for it"
caveat "Holds for a sole waiter, and only while SIGCHLD is not ignored."

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

process supervisor 309 glyph eye via pid {
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

process job glyph nut {
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
  'peer-credentials': `race "Who is at the other end"

story "A service asks the socket who has connected, gets a number, looks up which program that is, and"
      "decides whether to trust it. The socket remembers the number of the process that connected, even"
      "when that process is gone, its child speaks through the inherited socket, and the number belongs"
      "to a trusted helper."
source "D-Bus services and portals decide by asking which program is connected; SO_PEERPIDFD, Linux 6.5"
caveat "A pidfd does not see exec: the same process may run another program later."

chapter 9, 11
level mid
tags sockets, so_peercred, so_peerpidfd, identity, attack

numbers 300..311
cursor 310
watch 303

socket link between service, client;

process init 1 {
  wait4(-1);
}
process desktop 300 group desktop glyph window idle;
process nginx 301 idle;
// Connects, leaves the socket to a child, and goes.
process client 303 group desktop glyph mask {
  spawn(child);
  exit(0);
}
process cron 305 {
  after left spawn(tar);
  spawn(curl);
  spawn(helper);
}
process backup 307 idle;

process service 309 glyph nut via pid {
  int trusted = 0;
  getsockopt(link, SOL_SOCKET, SO_PEERCRED, &peer);
  proc = open(sprintf("/proc/%d/stat", peer.pid), O_RDONLY);
  if (read(proc, &stat) > 0 && stat.comm == "helper") trusted = 1;
}
process service via pidfd {
  int trusted = 0;
  getsockopt(link, SOL_SOCKET, SO_PEERPIDFD, &fd);
  // The number from the pidfd, what it names, and then: was it still so?
  if (ioctl(fd, PIDFD_GET_INFO, &info) == 0) {
    proc = open(sprintf("/proc/%d/stat", info.pid), O_RDONLY);
    if (read(proc, &stat) > 0 && pidfd_send_signal(fd, 0, NULL, 0) == 0 && stat.comm == "helper")
      trusted = 1;
  }
}

// Holds the socket now.
process child glyph mask {
  mark left;
  work("sends a request through the inherited socket");
}
process tar;
process curl;
process helper glyph prompt;

claim "the client is not taken for the helper": never (trusted == 1) in service
expect pid: broken in 9; pidfd: holds

schedule client, client, init, cron, cron, cron, service, service, service

at 0 "client has connected. service has not asked yet who it is."
     detail "Only helper may be trusted, and it does not run now."
at 1 "client forks. The child inherits the socket."
     detail "It gets 310; the socket still says 303."
at 2 "client exits."
     detail "The connection stays open: the child holds it."
at 3 "init collects client. 303 is free."
     detail "The socket’s credentials do not change."
at 4 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 5 "cron starts curl, which gets 302."
     detail "Next is 303."
at 6 "helper starts, and gets 303."
     detail "The one program that service trusts."
at 7 "service asks who is there. Left: 303. Right: a pidfd."
     detail "SO_PEERCRED gives a number; SO_PEERPIDFD the process that connected."
at 8 "Left: it opens /proc/303. Right: that process is gone."
     detail "PIDFD_GET_INFO says ESRCH, so there is nobody to trust."
at 9 "Left: 303 is helper, so the child is trusted."
     detail "Right: refused. A closed door was the right answer."

question at 6 in pid "What does SO_PEERCRED say now?" {
  right "303" because "It is the number at connect time, kept by the socket."
  wrong "310, the child" because "Not who holds the socket: who connected it."
  wrong "an error" because "The socket keeps the number for as long as it is open."
}
question at 2 "The peer execs another program. What does a pidfd mean?" {
  right "the same process" because "exec keeps the process. A pidfd names a process, not a program."
  wrong "nothing any more" because "The process lives on under another program."
}
`,
  'pinned-number': `race "The pinned number"

story "A number is free when nobody uses it in any role: not as a process, nor as the name of a process"
      "group or a session. The leader of a group may be dead and collected, and its number stays taken"
      "for as long as a member lives. So it is safe to signal the group, until the last member goes."
      "Then the number comes back, perhaps as the name of another group."
source "bazel issue 11910, with the arithmetic of a 32 k lap https://github.com/bazelbuild/bazel/issues/11910"
caveat "A pidfd of a dead leader still reaches its group, and members who joined later."

chapter 9
level deep
tags groups, kill, pinned, setsid, pidfd_send_signal

numbers 300..311
cursor 311
kernel 6.9
watch 303

process init 1 {
  wait4(-1);
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
// A pipeline: leader and member of group 303.
process leader 303 group leader glyph nut {
  after noted exit(0);
}
process member 304 group leader glyph diamond {
  exit(0);
}
process cron 305 {
  after noted spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process runner 309 glyph prompt via pid {
  pgid = getpgid(leader);
  mark noted;
  // Time is up: the whole group.
  kill(-pgid, SIGTERM);
}
process runner via pidfd {
  int pgid = leader;
  fd = pidfd_open(pgid, 0);
  mark noted;
  pidfd_send_signal(fd, SIGTERM, NULL, PIDFD_SIGNAL_PROCESS_GROUP);
}

process tar;
process curl;
process postgres glyph cylinder {
  setsid();
}

claim "no other group is hit": never SIGTERM reaches postgres
expect pid: broken in 10; pidfd: holds

schedule runner, leader, init, cron, cron, member, init, cron, postgres, runner

at 0 "Group 303 has two members. runner may have to stop it."
     detail "303 is a process and the name of a group."
at 1 "runner notes the group."
     detail "Left: the number 303. Right: a pidfd of its leader."
at 2 "leader exits."
     detail "A zombie, and its group lives on in member."
at 3 "init collects leader. 303 stays taken."
     detail "No tile, and yet no free cell: it is the name of a group. A pin."
at 4 "cron starts tar, which gets 311."
     detail "kill(303) would say ESRCH now, and kill(-303) would reach member."
at 5 "cron starts curl. It gets 302."
     detail "Next would be 303, and it would be passed over."
at 6 "member exits."
     detail "The last of the group."
at 7 "init collects member. Now 303 is free."
     detail "Its last use has ended: the pin goes, and the number with it."
at 8 "postgres starts, and gets 303."
     detail "A process 303 again, but no group 303 yet."
at 9 "postgres starts a session: group 303 is there again."
     detail "With all that postgres will ever start in it."
at 10 "runner stops the group. Left: postgres is hit. Right: ESRCH."
     detail "PIDFD_SIGNAL_PROCESS_GROUP means the group of that leader, not of that number."

question at 3 "The leader is reaped, a member lives. Is 303 free?" {
  right "No" because "It is still a group’s number."
  wrong "Yes" because "A number is in use in any of four roles: thread, process, group, session."
}
question at 9 in pid "kill(-303): whom does it reach?" {
  right "postgres and all that it starts" because "A group’s number is looked up like any other."
  wrong "nobody" because "There was no such group one step ago. There is now."
}
`,
  'ps-grep-kill': `race "ps | grep | kill"

story "Every runbook has the line: list the processes, find the one with that name, kill its number. The"
      "list is a photograph. Between the photograph and the kill the process may end, and its number may"
      "go to another. pkill makes the gap shorter and does not close it."
source "util-linux issue 3716: kill by number plus pidfs inode https://github.com/util-linux/util-linux/pull/3716"
source "Extra-Chill/homeboy pull 13179: scan /proc, signal later https://github.com/Extra-Chill/homeboy/pull/13179"
caveat "A name is no identity either: two processes may have the same. It is here to tell them apart."

chapter 3, 8
level basic
tags kill, proc, pidfd_open, verify

numbers 300..311
cursor 311
watch 303

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
process runaway 303 glyph nut {
  exit(0);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

process admin 309 glyph prompt via pid {
  pid = runaway;
  ps = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  read(ps, &stat);
  // grep runaway
  if (stat.comm == "runaway") kill(pid, SIGKILL);
}
// Open, then verify, then act.
process admin via pidfd {
  pid = runaway;
  fd = pidfd_open(pid, 0);
  ps = open(sprintf("/proc/%d/stat", pid), O_RDONLY);
  read(ps, &stat);
  if (stat.comm == "runaway") pidfd_send_signal(fd, SIGKILL, NULL, 0);
}

process tar;
process curl;
process postgres glyph cylinder;

claim "only the runaway is hit": only runaway is reached by SIGKILL
expect pid: broken in 8; pidfd: holds

schedule admin, admin, runaway, init, cron, cron, cron, admin

at 0 "A process has run away. admin is about to look for it."
     detail "Left: ps, grep, kill. Right: open, verify, act."
at 1 "admin looks at 303."
     detail "Left: opens its entry in /proc. Right: opens a pidfd first."
at 2 "Left: its name is runaway. Right: opens the entry as well."
     detail "The photograph is taken."
at 3 "runaway ends by itself."
     detail "admin reads the list and reaches for the keyboard."
at 4 "init collects runaway. 303 is free."
     detail "The line on the screen still says: 303 runaway."
at 5 "cron starts tar, which gets 311."
     detail "A busy machine starts hundreds of these a minute."
at 6 "cron starts curl, which gets 302."
     detail "Next is 303."
at 7 "postgres starts, and gets 303."
     detail "The list is older than postgres."
at 8 "Left: kill 303, and postgres dies. Right: nothing is sent."
     detail "Right: the entry of runaway says ESRCH, whoever has its number now."

question at 7 in pid "admin checked the name. Is kill 303 safe?" {
  right "No" because "The name was checked before, not at, the kill."
  wrong "Yes" because "It was right when it was read. That was five steps ago."
}
`,
  'round-the-clock': `race "Round the clock on purpose"

story "Nobody has to wait for bad luck. An attacker who may fork can turn the clock: it forks until the"
      "number before the victim’s is the last one used, stops, and lets a privileged program start next."
      "With 32 768 numbers a lap took 1.6 seconds on the machine where this was measured, on one core."
      "Raising pid_max makes the lap longer and the race no other."
source "bazel issue 11910: the arithmetic of a 32 k lap https://github.com/bazelbuild/bazel/issues/11910"
caveat "Limits on processes (cgroup, rlimit) brake the attacker. They do not stop one who waits."

chapter 11
level mid
tags attack, pid_max, kill, pidfile

numbers 300..311
cursor 304
watch 303

cell pidfile = worker;

process init 1 {
  wait4(-1);
  mark gone;
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  after noted exit(0);
}
// Forks away what stands between the cursor and its goal, and stops one before.
process attacker 305 glyph mask {
  after gone repeat 5 {
    spawn(dud);
  }
  mark turned;
}
process backup 307 idle;
// A privileged program that the attacker can have started.
process system 308 glyph house {
  after turned spawn(sudo);
}

process watchdog 309 via pid {
  pid = load(pidfile);
  mark noted;
  kill(pid, SIGKILL);
}
process watchdog via pidfd {
  fd = pidfd_open(worker, 0);
  mark noted;
  pidfd_send_signal(fd, SIGKILL, NULL, 0);
}

process dud glyph diamond;
process sudo glyph prompt;

claim "the attacker cannot choose a victim": never SIGKILL reaches sudo
expect pid: broken in 10; pidfd: holds

schedule watchdog, worker, init, attacker, attacker, attacker, attacker, attacker, system, watchdog

at 0 "A stale number, and somebody who may fork."
     detail "Any user may. Limits on processes are a brake, no wall."
at 1 "watchdog wants to reach worker later."
     detail "Left: it keeps 303. Right: a pidfd."
at 2 "worker exits."
     detail "Perhaps the attacker made it crash."
at 3 "init collects worker. 303 is free."
     detail "Now the attacker turns the clock."
at 4 "The attacker forks, and gets 304."
     detail "It wants none of these processes. It wants the cursor."
at 5 "306. Taken numbers are skipped for free."
     detail "A full table makes the lap shorter."
at 6 "310."
     detail "In real life: 32 768 numbers, 1.6 seconds a lap, measured on one core."
at 7 "311, the last number. The clock wraps."
     detail "With 4 194 304 numbers it takes minutes. It still comes round."
at 8 "302: one before 303. The attacker stops."
     detail "The next process on this machine gets 303, whoever starts it."
at 9 "A privileged program starts, and gets 303."
     detail "The attacker has chosen the victim."
at 10 "watchdog fires. Left: sudo dies. Right: ESRCH."
     detail "For a pidfd the lap time is of no account."

question at 3 "pid_max times 128. Race gone?" {
  right "No" because "Just slower."
  wrong "Yes" because "The lap is longer; the number still comes back."
}
`,
  'same-start-time': `race "Same number, same start time"

story "polkit remembered who had been authorised by number and start time. fork was not atomic as seen"
      "from outside: the start time was recorded early, the number was taken late. An attacker let a"
      "fork stall in between, had a process authorised, and let the stalled child take its number: the"
      "same pair, another process. Here fork is one step, and the pair collides for the other reason:"
      "the start time counts ticks of 10 ms, and many forks fit into one."
source "CVE-2019-6133, polkit, January 2019; Linux 5.0 records the start time late"
caveat "The attack stalled a fork; here fork is one step, and a long tick stands for the stall."
       "polkit also compared the user afterwards."

chapter 3, 11
level deep
tags starttime, proc, attack, identity, fstat

numbers 300..311
cursor 311
tick 100
watch 303

cell asking = client;

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
// Asks, is authorised by the administrator, and ends.
process client 303 {
  after granted exit(0);
}
// Steers the clock until its own helper gets 303, and asks again.
process attacker 305 glyph mask {
  after granted spawn(dud);
  spawn(dud);
  nr = spawn(imposter);
  store(asking, nr);
  mark again;
}
process backup 307 idle;

process polkit 309 glyph eye via starttime {
  int trusted = 0;
  // The administrator says yes to the one who asks.
  first = load(asking);
  a = open(sprintf("/proc/%d/stat", first), O_RDONLY);
  read(a, &was);
  mark granted;
  // Somebody asks again. Is it the one with the yes?
  after again second = load(asking);
  b = open(sprintf("/proc/%d/stat", second), O_RDONLY);
  if (read(b, &is) > 0 && second == first && is.starttime == was.starttime) trusted = 1;
}
process polkit via pidfd {
  int trusted = 0;
  first = load(asking);
  a = pidfd_open(first, 0);
  fstat(a, &was);
  mark granted;
  after again second = load(asking);
  // Two pidfds mean one process exactly if their inode numbers are one.
  b = pidfd_open(second, 0);
  fstat(b, &is);
  if (was.st_ino == is.st_ino) trusted = 1;
}

process dud glyph diamond;
process imposter glyph mask;

claim "the yes is not given to another": never (trusted == 1) in polkit
expect starttime: broken in 12; pidfd: holds

schedule polkit, polkit, polkit, client, init, attacker, attacker, attacker, attacker, polkit, polkit, polkit

at 0 "client asks polkit. The administrator is about to say yes."
     detail "Left: polkit remembers number and start time. Right: a pidfd."
at 1 "polkit hears that 303 is asking."
     detail "It must be able to tell it from others later."
at 2 "polkit looks at the one who asks."
     detail "Left: opens /proc/303/stat. Right: opens a pidfd."
at 3 "The yes is given: to 303, started in this tick."
     detail "Left: two numbers on a note. Right: a cable to client."
at 4 "client exits."
     detail "Its yes is still in polkit’s memory."
at 5 "init collects client. 303 is free."
     detail "The attacker has been waiting for this."
at 6 "The attacker forks, and gets 311."
     detail "It throws the process away: it only moves the clock."
at 7 "The attacker forks, and gets 302."
     detail "The next number is 303."
at 8 "The imposter starts, and gets 303, in the same tick."
     detail "Number and start time are those of client."
at 9 "The imposter asks."
     detail "polkit looks up whether 303 has been authorised."
at 10 "polkit reads it: 303."
     detail "Left: it will compare start times. Right: identities."
at 11 "polkit looks at the one who asks."
     detail "Left: opens /proc/303/stat. Right: opens a pidfd."
at 12 "Left: the same pair, so yes. Right: two inodes, so no."
     detail "An inode number of pidfs is never used twice while the system runs."

question at 8 "Number and start time are equal. Same process?" {
  right "No" because "The pair is no name: numbers come back, and ticks are long."
  wrong "Yes" because "Measured: 1946 of 2000 recyclings in a row had equal start times."
}
`,
  'seccomp-supervisor': `race "The seccomp supervisor"

story "A sandboxed program is held in a system call while a supervisor looks at it: it is told the number"
      "and a cookie, opens the program’s memory by number, reads the argument and acts for it. If the"
      "program is killed meanwhile, the memory is a stranger’s. The cookie tells, but only if it is"
      "checked after the memory was opened. A check before the open is worth nothing."
source "seccomp_unotify(2): SECCOMP_IOCTL_NOTIF_ID_VALID"
caveat "Neither seccomp nor memory is modelled: a pidfd stands for the cookie, /proc/303/stat for mem."

chapter 11
level deep
tags seccomp, proc, verify, pidfd_open

numbers 300..311
cursor 311
watch 303

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
// Held in its system call; it ends only by being killed.
process sandboxed 303 glyph box idle;
process oom 302 glyph slab {
  after notified kill(sandboxed, SIGKILL);
}
process cron 305 {
  after notified spawn(tar);
  spawn(postgres);
}
process backup 307 idle;

// The notification brings the number 303 and a cookie. The kernel knows whose cookie it is: here a
// pidfd, and asking whether it is valid is a signal 0 through it. The memory is /proc/303/mem; here
// /proc/303/stat, since what is in it tells whose it is.
process supervisor 309 glyph eye via unchecked {
  int served = 0;
  int theirs = 0;
  cookie = pidfd_open(sandboxed, 0);
  mark notified;
  mem = open(sprintf("/proc/%d/stat", sandboxed), O_RDONLY);
  if (read(mem, &arg) > 0) {
    served = 1;
    theirs = arg.comm != "sandboxed";
  }
}
process supervisor via checked {
  int served = 0;
  int theirs = 0;
  cookie = pidfd_open(sandboxed, 0);
  mark notified;
  mem = open(sprintf("/proc/%d/stat", sandboxed), O_RDONLY);
  if (pidfd_send_signal(cookie, 0, NULL, 0) == 0 && read(mem, &arg) > 0) {
    served = 1;
    theirs = arg.comm != "sandboxed";
  }
}
process supervisor via early {
  int served = 0;
  int theirs = 0;
  cookie = pidfd_open(sandboxed, 0);
  mark notified;
  if (pidfd_send_signal(cookie, 0, NULL, 0) == 0) {
    mem = open(sprintf("/proc/%d/stat", sandboxed), O_RDONLY);
    if (read(mem, &arg) > 0) {
      served = 1;
      theirs = arg.comm != "sandboxed";
    }
  }
}

process tar;
process postgres glyph cylinder;

claim "no stranger’s memory is acted on": never (theirs == 1) in supervisor
expect unchecked: broken in 7; checked: holds; early: broken in 8

schedule supervisor, oom, init, cron, cron, supervisor, supervisor

at 0 "A sandboxed program is held in a system call."
     detail "A supervisor is asked: may it? It must read the argument to know."
at 1 "The notification: number 303, and a cookie."
     detail "The cookie means this very task in this very call."
at 2 "sandboxed is killed: the machine is short of memory."
     detail "The supervisor is not told; it is busy."
at 3 "init collects sandboxed. 303 is free."
     detail "From now on the cookie is invalid."
at 4 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 5 "postgres starts, and gets 303."
     detail "With memory of its own."
at 6 "Unchecked: it opens 303’s memory. Checked: the cookie first."
     detail "The early check stops here; it would not stop a recycling after it."
at 7 "Unchecked: it acts on postgres’s memory. Checked: it stops."
     detail "Open, validate, use. A check before the open is worth nothing: see all orders."

question at 5 "When is the cookie to be checked?" {
  right "after the memory was opened" because "Then it says that what was opened is right."
  wrong "before the memory is opened" because "The number may change hands between check and open."
}
`,
  'sigchld-ignored': `race "SIGCHLD ignored"

story "Ignoring SIGCHLD is the usual cure for zombies, and it takes away the only protection that a"
      "parent had: the kernel collects the child at once, the number is free at once, and even the"
      "parent that forked it cannot know whom it means a moment later. The setting survives exec, so a"
      "program may have inherited it without knowing."
source "sigaction(2): SIGCHLD set to SIG_IGN, or SA_NOCLDWAIT"
source "elle-lisp/elle issue 1045 https://github.com/elle-lisp/elle/issues/1045"
caveat "From Linux 7.1 CLONE_AUTOREAP says the same of one child, without touching the others."

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

process daemon 309 glyph eye via pid {
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
  'somebody-elses-file': `race "Somebody else’s file"

story "A supervisor wants a copy of a file that its worker has open: descriptor 3 of process 303. If the"
      "worker is gone and the number taken over, it gets descriptor 3 of a stranger, with all rights."
      "pidfd_getfd on a pidfd from the right time says ESRCH instead. Even then: which file is at 3"
      "may change while the worker lives."
source "pidfd_getfd(2), Linux 5.6"
caveat "pidfd_getfd needs the right to trace the process."

chapter 9
level mid
tags pidfd_getfd, files, pidfd_open

numbers 300..311
cursor 311
watch 303

cell table = worker;

process init 1 {
  wait4(-1);
}
process sshd 300 idle;
process nginx 301 idle;
process worker 303 {
  open("/etc/hostname", O_RDONLY);
  mark ready;
  after noted exit(0);
}
process cron 305 {
  after noted spawn(tar);
  spawn(curl);
  spawn(postgres);
}
process backup 307 idle;

// By number: the descriptor is looked up at the last moment.
process supervisor 309 glyph eye via pid {
  after ready pid = load(table);
  mark noted;
  fd = pidfd_open(pid, 0);
  copy = pidfd_getfd(fd, 3, 0);
}
process supervisor via pidfd {
  after ready fd = pidfd_open(worker, 0);
  mark noted;
  work("has its pidfd already");
  copy = pidfd_getfd(fd, 3, 0);
}

process tar;
process curl;
process postgres glyph cylinder {
  open("/etc/passwd", O_RDONLY);
}

claim "no file of a stranger is taken": no stranger is hit
expect pid: broken in 8; pidfd: holds

schedule worker, supervisor, worker, init, cron, cron, cron, postgres, supervisor, supervisor

at 0 "A supervisor will want a copy of worker’s open file."
     detail "It is descriptor 3 of process 303."
at 1 "worker opens its file: descriptor 3."
     detail "The first free one after 0, 1 and 2."
at 2 "Left: supervisor notes 303. Right: it opens a pidfd."
     detail "worker is certainly there at this moment."
at 3 "worker exits; its file is closed."
     detail "A zombie has no descriptors."
at 4 "init collects worker. 303 is free."
     detail "The supervisor has not asked yet."
at 5 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 6 "cron starts curl, which gets 302."
     detail "Next is 303."
at 7 "postgres starts, and gets 303."
     detail "It has no file open yet."
at 8 "postgres opens a file of its own: descriptor 3."
     detail "The same two numbers: process 303, descriptor 3."
at 9 "Left: the supervisor looks 303 up."
     detail "Right: it has looked long ago."
at 10 "Left: it holds postgres’s file. Right: ESRCH."
     detail "No signal, no crash: a file in the wrong hands."

question at 8 in pid "Process 303, descriptor 3: whose file?" {
  right "postgres’s file" because "Both numbers have been given out again."
  wrong "worker’s file" because "It was closed when worker ended."
}
`,
  'stale-pidfile': `race "The stale pidfile"

story "A daemon writes its number into a file when it starts. Much later a watchdog, an init script or a"
      "person sends a signal to the number in the file. Nobody told the file that the daemon had died,"
      "and nobody told it that the number had been handed out again."
source "Classic daemons leave /run/app.pid behind, and init scripts run: kill $(cat /run/app.pid)"
source "Container runtimes keep the number in a state file: crun issue 661"
       "https://github.com/containers/crun/issues/661"
source "ponylang/ponyc issue 5765: a signal sent after the process was reaped https://github.com/ponylang/ponyc/issues/5765"
caveat "A pidfd that is opened from the pidfile later has the same problem: see Too late."

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
caveat "A host that waits with __WALL still steals the status, though not the identity."

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
process player 309 glyph window {
  after started wait4(-1);
}

// The library runs in a thread of the host.
process plugin 310 thread of player glyph puzzle via pid {
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

process helper glyph nut {
  exit(0);
}
process tar;
process curl;
process postgres glyph cylinder;

claim "no stranger is hit": only helper is reached by SIGTERM
expect pid: broken in 7; pidfd: holds
claim "the library collects its own child": eventually (got > 0) in plugin
expect pid: broken in 7; pidfd: holds

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
  'threads': `race "Threads"

story "Threads have numbers from the same table as processes. A thread that ends leaves no zombie: its"
      "number is free at once, and no parent protects it. A collector or profiler that signals threads"
      "by number can hit another process. tgkill names the process as well, and still hits the wrong"
      "thread if the number comes back in the same process."
source "tgkill(2): it avoids the race, but for a number that comes back in the same thread group"
caveat "A pidfd of a thread needs Linux 6.9."

chapter 9
level deep
tags threads, tkill, tgkill, pidfd_thread

numbers 300..311
cursor 311
kernel 6.9
watch 303

process init 1 idle;
// The virtual machine. It starts a new thread when it needs one.
process jvm 300 glyph window {
  after noted spawn(jit, { .flags = CLONE_VM | CLONE_SIGHAND | CLONE_THREAD });
}
process mutator 303 thread of jvm {
  signal(SIGPROF, HANDLER);
  mark armed;
  after noted exit(0);
}
process nginx 301 idle;
process getty 302 idle;
process cron 305 {
  after noted spawn(tar);
  spawn(postgres);
}
process backup 307 idle;

process profiler 309 glyph eye via tkill {
  after armed task = open(sprintf("/proc/%d/stat", mutator), O_RDONLY);
  mark noted;
  tkill(mutator, SIGPROF);
}
process profiler via pidfd {
  after armed fd = pidfd_open(mutator, PIDFD_THREAD);
  mark noted;
  pidfd_send_signal(fd, SIGPROF, NULL, 0);
}
process profiler via tgkill {
  after armed task = open(sprintf("/proc/%d/stat", mutator), O_RDONLY);
  mark noted;
  tgkill(jvm, mutator, SIGPROF);
}

process jit glyph diamond;
process tar;
process postgres glyph cylinder;

claim "no other process is hit": never SIGPROF reaches postgres
expect tkill: broken in 6; pidfd: holds; tgkill: holds
claim "no other thread is hit": no stranger is hit
expect tkill: broken in 6; pidfd: holds; tgkill: broken in 6

schedule mutator, profiler, mutator, cron, cron, profiler

at 0 "A profiler is about to signal a thread of jvm: 303."
     detail "Threads and processes get their numbers from one table."
at 1 "The thread is ready to be sampled."
     detail "It handles SIGPROF; a process that does not is ended by it."
at 2 "profiler learns of thread 303."
     detail "Left: by number. Right: a pidfd of that very thread, since 6.9."
at 3 "The thread exits. 303 is free at once."
     detail "No zombie: only a whole process waits to be collected."
at 4 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 5 "postgres starts, and gets 303."
     detail "A thread’s number has become a process’s."
at 6 "tkill ends postgres. tgkill and the pidfd say ESRCH."
     detail "Had jvm started its new thread first, tgkill would have hit that one."

question at 3 "The thread has ended. Who keeps 303 safe?" {
  right "nobody" because "Threads leave no zombie for a parent."
  wrong "jvm, until it joins the thread" because "pthread_join is a matter of the library, not of the kernel."
}
question at 5 in tgkill "tgkill(300, 303) now: what does it hit?" {
  right "nothing: ESRCH" because "303 is no thread of process 300 now."
  wrong "postgres" because "tgkill also checks the process. It is fooled only within jvm."
}
`,
  'too-late': `race "Too late"

story "The commonest wrong way to move to pidfds: replace kill by pidfd_open and pidfd_send_signal in two"
      "neighbouring lines. The descriptor is opened by the number from the pidfile, and by then the"
      "number may already be another’s. Then the grip is firm, and on the wrong process."
source "pidfd_open(2): the number must still mean what it meant when it was learnt"
caveat "The name stands for any check that a stranger would fail: credentials, cgroup, a nonce."

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
expect pid: broken in 7; pidfd: broken in 8; verified: holds

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
  'two-reapers': `race "Two reapers in one process"

story "A runtime has a loop that collects every child that ends, as a child subreaper must. A library in"
      "the same process starts a task, waits for it by number and kills it on time-out. The loop is"
      "faster, the runtime’s next child gets the number, and the library kills that one, or waits for"
      "it for ever. Both happened in one container manager."
source "containerd pull 9218 https://github.com/containerd/containerd/pull/9218"
source "containerd issue 2832: a kill after the reap https://github.com/containerd/containerd/issues/2832"
caveat "Runtimes that must reap orphans can leave their own children to P_PIDFD waits."

chapter 6
level mid
tags wait, kill, threads, clone3

numbers 300..311
cursor 303
watch 303

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process getty 304 idle;
process cron 305 {
  after started spawn(tar);
}
process syslog 306 idle;
process backup 307 idle;
process ntp 308 idle;

// The main thread starts another container.
process runtime 309 glyph box {
  after reaped spawn(shim);
}
process reaper 310 thread of runtime glyph loop {
  after started wait4(-1);
  mark reaped;
}
process library 302 thread of runtime glyph puzzle via pid {
  pid = spawn(task);
  mark started;
  // Time is up.
  kill(pid, SIGKILL);
  wait4(pid);
}
process library via pidfd {
  pid = spawn(task, { .flags = CLONE_PIDFD, .pidfd = &fd, .exit_signal = SIGCHLD });
  mark started;
  pidfd_send_signal(fd, SIGKILL, NULL, 0);
  waitid(P_PIDFD, fd, NULL, WEXITED);
}

process task glyph nut {
  exit(0);
}
process shim glyph diamond;
process tar;

claim "no other child is killed": only task is reached by SIGKILL
expect pid: broken in 6; pidfd: holds
claim "no wait is for a stranger": no stranger is hit
expect pid: broken in 6; pidfd: holds

schedule library, task, reaper, cron, runtime, library, library

at 0 "A runtime collects every child; a library wants its own."
     detail "Three threads of one process: main, reaper, library."
at 1 "The library starts task, which gets 303."
     detail "Left: it keeps 303. Right: a pidfd from birth."
at 2 "task exits."
     detail "A zombie of the process, for any thread to collect."
at 3 "The reaper collects it. 303 is free."
     detail "That is its duty. The library is not told."
at 4 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 5 "The runtime starts a shim, which gets 303."
     detail "Another child of the very same process."
at 6 "Time is up. Left: the shim is killed. Right: ESRCH."
     detail "Being the parent did not help: it is the parent of both."
at 7 "Left: the library collects the shim’s end. Right: ECHILD."
     detail "Had the shim not been hit, the library would wait for ever."

question at 5 "303 is a child of this process again. Safe to kill?" {
  right "No" because "It is another child. The number has been through the clock."
  wrong "Yes, only a parent can free it" because "The parent did free it, in another thread."
}
`,
  'wrong-status': `race "The wrong child’s status"

story "wait takes a number, too. Two threads of one program both wait for child 303, since a retry path was"
      "added. The first wait frees the number, the program’s next child gets it, and the second wait"
      "collects that one. No signal is sent, and yet one child’s end is booked as another’s, and the"
      "thread that owns the second child is told that there is no such child."
source "pidfds in waitid: P_PIDFD, Linux 5.4"
caveat "Two waiters for one child are a mistake in any case; the pidfd makes it a harmless one."

chapter 9
level deep
tags wait, threads, waitid, status

numbers 300..311
cursor 311
watch 303

cell table = first;

process init 1 idle;
process sshd 300 idle;
process nginx 301 idle;
process first 303 parent app glyph diamond {
  after ready exit(0);
}
process cron 305 {
  spawn(tar);
  spawn(curl);
}
process backup 307 idle;

// Two threads of one program.
process app 309 {
  int got = 0;
  wait4(first);
  pid = spawn(second);
  got = wait4(pid);
}
process retry 310 thread of app glyph loop via pid {
  pid = load(table);
  mark ready;
  n = wait4(pid, &status);
}
process retry via pidfd {
  int status = 0;
  fd = pidfd_open(first, 0);
  mark ready;
  n = waitid(P_PIDFD, fd, { .si_status = &status }, WEXITED);
}

process second glyph cylinder {
  exit(3);
}
process tar;
process curl;

claim "no end is booked on the wrong child": never (status != 0) in retry
expect pid: broken in 8; pidfd: holds
claim "no wait names a stranger": no stranger is hit
expect pid: broken in 8; pidfd: holds

schedule retry, first, app, cron, cron, app, second, retry, app

at 0 "Two threads of app mean to wait for the same child."
     detail "One is the main thread, one a retry path that somebody added."
at 1 "Left: the retry path notes 303. Right: a pidfd."
     detail "Both mean the child that is running now."
at 2 "first exits."
     detail "A zombie of app, for any of its threads to collect."
at 3 "The main thread collects first. 303 is free."
     detail "The retry path is on its way to do the same."
at 4 "cron starts tar, which gets 311."
     detail "The clock wraps after this."
at 5 "cron starts curl, which gets 302."
     detail "Next is 303."
at 6 "app starts its second child, which gets 303."
     detail "The same parent, the same number, another child."
at 7 "second exits with 3."
     detail "Its owner is the main thread."
at 8 "Left: the retry path collects second. Right: ECHILD."
     detail "Left: first is booked as failed, though it went well."
at 9 "Left: the main thread is told that it has no such child."
     detail "Right: it has its status. No signal was sent at all."

question at 7 in pid "wait4(303): whose status does retry get?" {
  right "second’s" because "wait asks for a number, too. 303 is second now."
  wrong "first’s" because "first was collected four steps ago."
  wrong "none: ECHILD" because "app has a child with that number: second."
}
`,
  'zero-and-minus-one': `race "The number nobody meant"

story "A portal wants to stop an app and reads its number from where the app will write it. Nothing is"
      "there yet, so it reads 0. kill(0, SIGTERM) is no error: 0 is the caller’s own process group, and"
      "-1 everybody that it may signal. A bare number is also a command language, and an empty field is a"
      "sentence in it. pidfd_open refuses both."
source "flatpak/xdg-desktop-portal pull 1864 https://github.com/flatpak/xdg-desktop-portal/pull/1864"
caveat "No number is recycled here."

chapter 1
level basic
tags kill, groups, pidfd_open

numbers 300..311
cursor 311
watch 303

// Where the app will leave its number.
cell child_pid;

process init 1 idle;
process sshd 300 idle;
process app 303 glyph window {
  store(child_pid, getpid());
}
process cron 305 idle;
process portal 309 group portal glyph eye via pid {
  pid = load(child_pid);
  kill(pid, SIGTERM);
}
process portal via pidfd {
  pid = load(child_pid);
  fd = pidfd_open(pid, 0);
  if (fd >= 0) pidfd_send_signal(fd, SIGTERM, NULL, 0);
}
// Works for the portal, in its group.
process documents 310 parent portal group portal glyph layers idle;

claim "only the app is hit": only app is reached by SIGTERM
expect pid: broken in 2; pidfd: holds

schedule portal, portal

at 0 "portal wants to stop an app that has not said its number yet."
     detail "Where the number will be, there is a 0."
at 1 "portal reads the number: 0."
     detail "No error, no number: the field is empty."
at 2 "Left: kill(0) hits portal’s whole group. Right: EINVAL."
     detail "0 means the caller’s own group. pidfd_open refuses to guess."

question at 1 in pid "What does kill(0, SIGTERM) do?" {
  right "signals the caller’s own group" because "0 is a word of the command language, not a number."
  wrong "nothing: there is no process 0" because "It would be better so. 0 means my own group."
  wrong "signals everybody" because "That is -1."
}
`,
};
