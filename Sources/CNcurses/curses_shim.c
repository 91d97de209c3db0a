#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "curses_shim.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

#include "restore.h"

static SCREEN *terminal = NULL;
static int colors = 0;
static int wants_mouse = 0;

// Bracketed paste; drags of the mouse with columns of any number; what color the background is, and
// whether frames can be shown at once (both are answered in the input, or not at all).
static const char modes_on[] = "\033[?2004h";
static const char mouse_on[] = "\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";
static const char questions[] = "\033[?2026$p\033]11;?\033\\";
static int can_ask = 0;

int relzero_locale_is_utf8(void) {
  setlocale(LC_CTYPE, "");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

int relzero_library_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

static void enter_modes(void) {
  raw();
  noecho();
  nonl();
  nodelay(stdscr, TRUE);
  keypad(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  idlok(stdscr, FALSE);
  scrollok(stdscr, FALSE);
  curs_set(0);
}

static void send(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = write(STDOUT_FILENO, bytes, count);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return;
    bytes += done;
    count -= (size_t)done;
  }
}

void relzero_screen_send(const char *bytes, int count) {
  if (terminal != NULL && count > 0) send(bytes, (size_t)count);
}

static void send_modes(void) {
  if (!can_ask) return;
  send(modes_on, sizeof modes_on - 1);
  if (wants_mouse) send(mouse_on, sizeof mouse_on - 1);
}

// Some terminals keep cells of the alternate screen after it has grown (tmux 3.3): leave none.
static void leave_clean(void) {
  putp(exit_attribute_mode);
  erase();
  clearok(curscr, TRUE);
  refresh();
  curs_set(1);
  endwin();
}

int relzero_screen_open(const char *type, int monochrome, int mouse) {
  relzero_locale_is_utf8();
  relzero_restore_prepare();
  wants_mouse = mouse;
  terminal = newterm(type, stdout, stdin);
  if (terminal == NULL) return -1;
  set_term(terminal);
  // A terminal that can move its cursor with ANSI sequences understands, or at least swallows, these.
  const char *home = tigetstr("cup");
  can_ask = home != NULL && home != (const char *)-1 && strncmp(home, "\033[", 2) == 0 &&
            tigetnum("colors") > 8;
  colors = monochrome || tigetnum("colors") < 0 ? 0 : tigetnum("colors");
  relzero_restore_arm(tigetstr("rmcup"), tigetstr("cnorm"), tigetstr("sgr0"), tigetstr("op"),
                      tigetstr("rmkx"));
  enter_modes();
  refresh();
  send_modes();
  if (can_ask) send(questions, sizeof questions - 1);
  return 0;
}

void relzero_screen_close(void) {
  if (terminal == NULL) return;
  if (wants_mouse && can_ask) send(mouse_off, sizeof mouse_off - 1);
  leave_clean();
  delscreen(terminal);
  terminal = NULL;
  relzero_restore_now();
  relzero_restore_disarm();
}

void relzero_screen_suspend(void) {
  if (terminal == NULL) return;
  leave_clean();
  relzero_restore_stop();
  enter_modes();
  relzero_screen_measure();
  clearok(curscr, TRUE);
  refresh();
  send_modes();
}

int relzero_screen_rows(void) { return terminal ? getmaxy(stdscr) : 0; }
int relzero_screen_columns(void) { return terminal ? getmaxx(stdscr) : 0; }
int relzero_screen_colors(void) { return terminal ? colors : 0; }

int relzero_screen_measure(void) {
  struct winsize size;
  if (terminal == NULL || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  if (size.ws_row == 0 || size.ws_col == 0) return 0;
  if (size.ws_row == getmaxy(stdscr) && size.ws_col == getmaxx(stdscr)) return 0;
  resizeterm(size.ws_row, size.ws_col);
  return 1;
}

// The capability of a name, with numbers put into it and without the padding that terminals of another
// century needed.
int relzero_screen_code(const char *name, int first, int second, char *code, int room) {
  const char *text = terminal == NULL ? NULL : tigetstr(name);
  if (text == NULL || text == (const char *)-1) return -1;
  if (strchr(text, '%') != NULL) text = tiparm(text, first, second);
  if (text == NULL) return -1;
  int count = 0;
  while (*text != 0 && count < room) {
    if (text[0] == '$' && text[1] == '<') {
      const char *end = strchr(text, '>');
      if (end != NULL) {
        text = end + 1;
        continue;
      }
    }
    code[count++] = *text++;
  }
  return count;
}

int relzero_screen_number(const char *name) {
  if (terminal == NULL) return -1;
  int flag = tigetflag(name);
  return flag >= 0 ? flag : tigetnum(name);
}
