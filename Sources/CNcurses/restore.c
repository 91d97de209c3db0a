#define _GNU_SOURCE
#include "restore.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "curses_shim.h"
#include "successors.h"

static struct termios saved_line;
static int has_saved_line = 0;
static char undo[256];
static volatile sig_atomic_t undo_length = 0;
static volatile sig_atomic_t armed = 0;
static int signal_pipe[2] = {-1, -1};
static volatile sig_atomic_t asked_to_end = 0;
static pid_t owner = 0;

// Standard error while the screen is up: a memory file, copied out when the screen is gone.
static int held_errors = -1;
static int real_errors = -1;

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGQUIT};
static const int polite[] = {SIGTERM, SIGHUP, SIGINT};
static const int news[] = {SIGWINCH, SIGCONT};
#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))
static struct sigaction before[NSIG];
static char signal_stack[64 * 1024];

static void append(const char *text) {
  if (text == NULL || text == (const char *)-1) return;
  size_t length = 0;
  // Padding such as $<5> is for terminals of another century: leave it out.
  for (const char *c = text; *c && (size_t)undo_length + length < sizeof undo - 1; c++) {
    if (c[0] == '$' && c[1] == '<') {
      while (*c && *c != '>') c++;
      if (!*c) break;
      continue;
    }
    undo[(size_t)undo_length + length++] = *c;
  }
  undo_length += (int)length;
}

static void write_all(int to, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = write(to, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;
    bytes += done;
    count -= (size_t)done;
  }
}

void relzero_restore_prepare(void) {
  has_saved_line = tcgetattr(STDIN_FILENO, &saved_line) == 0;
}

static void hold_errors(void) {
  if (!isatty(STDERR_FILENO)) return;
  held_errors = memfd_create("held errors", MFD_CLOEXEC);
  if (held_errors < 0) return;
  real_errors = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (real_errors >= 0) dup2(held_errors, STDERR_FILENO);
}

static void show_held_errors(void) {
  if (real_errors < 0) return;
  char chunk[1024];
  dup2(real_errors, STDERR_FILENO);
  lseek(held_errors, 0, SEEK_SET);
  ssize_t count;
  while ((count = read(held_errors, chunk, sizeof chunk)) > 0)
    write_all(STDERR_FILENO, chunk, (size_t)count);
  close(real_errors);
  close(held_errors);
  real_errors = held_errors = -1;
}

void relzero_restore_now(void) {
  if (!armed || getpid() != owner) return;
  armed = 0;
  write_all(STDOUT_FILENO, undo, (size_t)undo_length);
  if (has_saved_line) {
    // A background process that touches the terminal would be stopped by SIGTTOU.
    sigset_t only, old;
    sigemptyset(&only);
    sigaddset(&only, SIGTTOU);
    sigprocmask(SIG_BLOCK, &only, &old);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_line);
    sigprocmask(SIG_SETMASK, &old, NULL);
  }
  show_held_errors();
}

// Where a crash leaves its report: a fixed buffer, since nothing can be allocated then.
static char crash_path[1024];
static char crash_note[1024];

void relzero_crash_report(const char *path, const char *note) {
  strncpy(crash_path, path ? path : "", sizeof crash_path - 1);
  strncpy(crash_note, note ? note : "", sizeof crash_note - 1);
  // The first call loads what it needs; in a handler it must be there already.
  void *frames[2];
  backtrace(frames, 2);
}

static void write_number(int to, long number) {
  char digits[24];
  int place = sizeof digits;
  do {
    digits[--place] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0 && place > 0);
  write_all(to, digits + place, sizeof digits - (size_t)place);
}

static void report_crash(int number, const char *successors) {
  if (crash_path[0] == 0) return;
  int to = open(crash_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0) return;
  static const char a[] = "signal ", b[] = "\ntime ", c[] = "\n", d[] = "\nframes\n";
  static const char process[] = "\nprocess ", handed[] = "handed over ";
  write_all(to, a, sizeof a - 1);
  write_number(to, number);
  write_all(to, b, sizeof b - 1);
  write_number(to, (long)time(NULL));
  write_all(to, process, sizeof process - 1);
  write_number(to, (long)getpid());
  write_all(to, c, sizeof c - 1);
  if (successors != NULL) {
    write_all(to, handed, sizeof handed - 1);
    write_all(to, successors, strlen(successors));
    write_all(to, c, sizeof c - 1);
  }
  write_all(to, crash_note, strlen(crash_note));
  write_all(to, d, sizeof d - 1);
  void *frames[64];
  backtrace_symbols_fd(frames, backtrace(frames, 64), to);
  close(to);
}

static void end_by(int number) {
  signal(number, SIG_DFL);
  raise(number);
}

// The first thread that crashes ends the process, and the others wait for that: a report is written once,
// and whole. A crash in here ends it at once.
static int is_first_to_end(void) {
  static pid_t thread = 0;
  pid_t nobody = 0, self = gettid();
  if (__atomic_compare_exchange_n(&thread, &nobody, self, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    return 1;
  const struct timespec pause = {.tv_nsec = 10000000};
  for (int i = 0; i < 300 && nobody != self; i++) nanosleep(&pause, NULL);
  return 0;
}

static void on_fatal(int number) {
  const char *successors = NULL;
  if (!is_first_to_end()) {
    end_by(number);
    return;
  }
  // Whoever asks for the end by ^C or ^\ means the work too. A child of ours on its way to another
  // program has no work.
  if (getpid() == owner && number != SIGINT && number != SIGQUIT)
    successors = relzero_successors_start(128 + number);
  relzero_restore_now();
  if (number != SIGQUIT && number != SIGTERM && number != SIGHUP && number != SIGINT)
    report_crash(number, successors);
  if (successors != NULL) {
    static const char end[] = " goes on in a process of its own; relzero shows it again.\n";
    write_all(STDERR_FILENO, successors, strlen(successors));
    write_all(STDERR_FILENO, end, sizeof end - 1);
  }
  end_by(number);
}

static void tell(int number) {
  int kept = errno;
  uint8_t byte = (uint8_t)number;
  if (signal_pipe[1] >= 0 && write(signal_pipe[1], &byte, 1) < 0) errno = kept;
  errno = kept;
}

// The first request is for the program, which may save its work; a second one ends it here. A terminal that
// goes may say so more than once and means nothing else by it.
static void on_polite(int number) {
  if (asked_to_end && number == SIGHUP) return;
  if (asked_to_end) on_fatal(number);
  asked_to_end = 1;
  tell(number);
}

// Once the screen is gone the work is being saved: what ends a terminal, or asks for the end once more, does
// not take that away. A function, and not SIG_IGN, which processes started now would inherit.
static void on_late(int number) { (void)number; }

static void on_exit_restore(void) { relzero_restore_now(); }

static void take_fatal(void) {
  static int registered = 0;
  owner = getpid();
  if (!registered) {
    registered = 1;
    stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    sigaltstack(&stack, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = on_fatal;
  for (int i = 0; i < COUNT(fatal); i++) sigaction(fatal[i], &action, &before[fatal[i]]);
}

// Takes a signal, but for the end of a terminal that is to be ignored, as nohup wants it.
static void take(int number, const struct sigaction *action) {
  sigaction(number, NULL, &before[number]);
  if (number == SIGHUP && before[number].sa_handler == SIG_IGN) return;
  sigaction(number, action, NULL);
}

void relzero_crash_watch(void) {
  take_fatal();
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_fatal;
  take(SIGHUP, &action);
  take(SIGTERM, &action);
}

void relzero_restore_arm(const char *leave_screen, const char *show_cursor, const char *plain,
                         const char *default_colors, const char *leave_keypad) {
  static int registered = 0;
  undo_length = 0;
  append("\033[?2026l\033[?1006l\033[?1002l\033[?1000l\033[?2004l");
  append(plain);
  append(default_colors);
  append(leave_keypad);
  append(show_cursor);
  append(leave_screen);
  append("\r");
  asked_to_end = 0;
  if (signal_pipe[0] < 0 && pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) != 0)
    signal_pipe[0] = signal_pipe[1] = -1;
  if (!registered) {
    registered = 1;
    atexit(on_exit_restore);
  }
  hold_errors();
  take_fatal();
  armed = 1;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_ONSTACK;
  action.sa_handler = on_polite;
  for (int i = 0; i < COUNT(polite); i++) take(polite[i], &action);
  action.sa_handler = tell;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  for (int i = 0; i < COUNT(news); i++) sigaction(news[i], &action, &before[news[i]]);
}

void relzero_restore_disarm(void) {
  for (int i = 0; i < COUNT(polite); i++) sigaction(polite[i], &before[polite[i]], NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  action.sa_handler = on_late;
  take(SIGHUP, &action);
  take(SIGTERM, &action);
  for (int i = 0; i < COUNT(news); i++) sigaction(news[i], &before[news[i]], NULL);
}

void relzero_restore_stop(void) {
  write_all(STDOUT_FILENO, undo, (size_t)undo_length);
  if (has_saved_line) tcsetattr(STDIN_FILENO, TCSADRAIN, &saved_line);
  struct sigaction plain_action, old;
  memset(&plain_action, 0, sizeof plain_action);
  sigemptyset(&plain_action.sa_mask);
  plain_action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &plain_action, &old);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &old, NULL);
}

int relzero_signal_descriptor(void) { return signal_pipe[0]; }

int relzero_signal_next(void) {
  uint8_t byte = 0;
  if (signal_pipe[0] < 0 || read(signal_pipe[0], &byte, 1) != 1) return 0;
  return byte;
}
