#define _GNU_SOURCE
#include "successors.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "curses_shim.h"

// What a crash is to start: nothing can be allocated or put into words in the handler, so all of it lies
// ready. A handler on another thread may be reading the last one, so that none is ever freed: some
// hundred bytes each time that a run starts, ends, pauses or changes its place.
struct successors {
  int count;
  char *names;
  char **lines;
};
static struct successors *prepared = NULL;

void relzero_successors_prepare(const char *names, const char *const *lines, int count) {
  struct successors *next = NULL;
  if (count > 0) {
    next = calloc(1, sizeof *next);
    if (next == NULL) return;
    next->lines = calloc((size_t)count, sizeof *next->lines);
    next->names = strdup(names);
    if (next->lines == NULL || next->names == NULL) return;
    for (int i = 0; i < count; i++)
      if ((next->lines[next->count] = strdup(lines[i])) != NULL) next->count++;
  }
  __atomic_store_n(&prepared, next, __ATOMIC_RELEASE);
}

// In the child, which has one thread and must not touch a lock that another thread held.
static void become(char *line, char *status) {
  // The end of the terminal's first process must not reach it on its way into a session of its own.
  signal(SIGHUP, SIG_IGN);
  setsid();
  signal(SIGHUP, SIG_DFL);
  int nothing = open("/dev/null", O_RDWR);
  if (nothing >= 0)
    for (int to = 0; to < 3; to++) dup2(nothing, to);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  char shell[] = "/bin/sh", command[] = "-c";
  char *arguments[] = {shell, command, line, status, NULL};
  execve(shell, arguments, environ);
  _exit(127);
}

const char *relzero_successors_start(int status) {
  struct successors *work = __atomic_load_n(&prepared, __ATOMIC_ACQUIRE);
  const char *names = NULL;
  char digits[4] = {(char)('0' + status / 100 % 10), (char)('0' + status / 10 % 10),
                    (char)('0' + status % 10), 0};
  sigset_t all, old;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &old);
  for (int i = 0; work != NULL && i < work->count; i++) {
    // Not fork: that runs what libraries registered for it and takes the locks of malloc.
    pid_t child = _Fork();
    if (child == 0) become(work->lines[i], digits);
    if (child > 0) names = work->names;
  }
  sigprocmask(SIG_SETMASK, &old, NULL);
  return names;
}
