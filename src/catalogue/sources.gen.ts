// Generated from the .race files beside it by sources.test.ts -u. The files are the source.

export const SOURCES: Readonly<Record<string, string>> = {
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

claim "postgres is never hit": never SIGKILL reaches postgres
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
};
