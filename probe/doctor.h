/*
 * The attempts that `probe doctor` makes: each returns 0 or an errno.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

int try_send(void);
int try_send_proc(void);
int try_send_scopes(void);
int try_clone_pidfd(void);
int try_open(void);
int try_clone3(void);
int try_poll(void);
int try_hangup(void);
int try_waitid(void);
int try_nonblock(void);
int try_thread(void);
int try_getfd(void);
int try_setns(void);
int try_madvise(void);
int try_mrelease(void);
int try_set_tid(void);
int try_identity(void);
int try_info(void);
int try_exit_info(void);
int try_handle(void);
int try_self(void);
int try_peer(void);
int try_passed(void);
int try_autoreap(void);
int try_namespaces(void);
int try_own_pid_max(void);
int try_last_pid(void);
int try_ptrace(void);
int try_syscall_info(void);
int try_filter(void);
int try_system(void);

#endif
