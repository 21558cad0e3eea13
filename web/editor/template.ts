// What a new program begins as: the smallest race that has a point.

export const TEMPLATE = `race "My race"
story "What happened, in two sentences."

numbers 300..305
cursor 304
watch 303

process init 1 {
  wait4(-1);
  spawn(stranger);
}
process worker 303 {
  exit(0);
}
process cron 301 {
  spawn(tar);
  spawn(curl);
}

process killer 300 via pid {
  int pid = worker;
  kill(pid, SIGTERM);
}
process killer via pidfd {
  fd = pidfd_open(worker, 0);
  pidfd_send_signal(fd, SIGTERM, NULL, 0);
}

process tar glyph page idle;
process curl glyph diamond idle;
process stranger glyph window idle;

claim "no stranger is hit": never SIGTERM reaches stranger
expect pid: broken; pidfd: holds
`;
