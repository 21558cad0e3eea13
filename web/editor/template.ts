// What a new program begins as: the smallest race that has a point.

export const TEMPLATE = `race "My race"
story "What happened, in two sentences."

numbers 300..304
cursor 304
watch 303

cell pidfile = worker;

process init 1 {
  wait4(-1);
  spawn(stranger);
}
process worker 303 {
  after noted exit(0);
}
process cron 301 {
  spawn(tar);
  spawn(curl);
}

process killer 300 via pid {
  pid = load(pidfile);
  mark noted;
  kill(pid, SIGTERM);
}
process killer via pidfd {
  fd = pidfd_open(worker, 0);
  mark noted;
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process tar idle;
process curl glyph diamond idle;
process stranger glyph window idle;

claim "no stranger is hit": never SIGTERM reaches stranger
expect pid: broken in 7; pidfd: holds

schedule killer, worker, init, cron, cron, init, killer
`;
