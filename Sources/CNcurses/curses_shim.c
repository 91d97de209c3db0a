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
static int has_colors_now = 0;
static int default_colors = 0;
static int wants_mouse = 0;

// Color pairs are made when they are first needed.
#define PAIR_SLOTS 512
static struct { int foreground, background; } pairs[PAIR_SLOTS];
static int pair_count = 0;

// Bracketed paste; drags of the mouse with columns of any number; what color the background is, and
// whether frames can be shown at once (both are answered in the input, or not at all).
static const char modes_on[] = "\033[?2004h";
static const char mouse_on[] = "\033[?1002h\033[?1006h";
static const char mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";
static const char questions[] = "\033[?2026$p\033]11;?\033\\";
static const char frame_begin[] = "\033[?2026h";
static const char frame_end[] = "\033[?2026l";
static int is_synchronized = 0;
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
  erase();
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
  is_synchronized = 0;
  has_colors_now = !monochrome && has_colors() && start_color() == OK;
  default_colors = has_colors_now && use_default_colors() == OK;
  pair_count = 0;
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
int relzero_screen_colors(void) { return has_colors_now ? COLORS : 0; }

int relzero_screen_measure(void) {
  struct winsize size;
  if (terminal == NULL || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  if (size.ws_row == 0 || size.ws_col == 0) return 0;
  if (size.ws_row == getmaxy(stdscr) && size.ws_col == getmaxx(stdscr)) return 0;
  resizeterm(size.ws_row, size.ws_col);
  return 1;
}

static int pair_for(int foreground, int background) {
  if (!has_colors_now) return 0;
  if (foreground >= COLORS) foreground = -1;
  if (background >= COLORS) background = -1;
  if (foreground == -1 && background == -1) return 0;
  if (!default_colors) {
    if (foreground == -1) foreground = COLOR_WHITE;
    if (background == -1) background = COLOR_BLACK;
  }
  for (int i = 0; i < pair_count; i++)
    if (pairs[i].foreground == foreground && pairs[i].background == background) return i + 1;
  if (pair_count >= PAIR_SLOTS || pair_count + 1 >= COLOR_PAIRS) return 0;
  if (init_extended_pair(pair_count + 1, foreground, background) != OK) return 0;
  pairs[pair_count].foreground = foreground;
  pairs[pair_count].background = background;
  return ++pair_count;
}

void relzero_screen_put(int row, int column, const relzero_cell *cells, int count) {
  if (terminal == NULL) return;
  for (int i = 0; i < count; i++) {
    const relzero_cell *cell = &cells[i];
    if (cell->width == 0) continue;
    int pair = pair_for(cell->foreground, cell->background);
    attr_t attributes = A_NORMAL;
    if (cell->attributes & 1) attributes |= A_BOLD;
    if (cell->attributes & 2) attributes |= A_DIM;
    if (cell->attributes & 4) attributes |= A_UNDERLINE;
    if (cell->attributes & 8) attributes |= A_REVERSE;
    wchar_t text[4] = {(wchar_t)cell->scalar, 0, 0, 0};
    int length = 1;
    // Where the C library sees another width than our table, the terminal may too: draw neither.
    if (wcwidth(text[0]) != cell->width) {
      text[0] = L'?';
    } else {
      if (cell->mark && wcwidth((wchar_t)cell->mark) == 0) text[length++] = (wchar_t)cell->mark;
      if (cell->second_mark && wcwidth((wchar_t)cell->second_mark) == 0)
        text[length++] = (wchar_t)cell->second_mark;
    }
    cchar_t drawn;
    if (setcchar(&drawn, text, attributes, 0, &pair) != OK) continue;
    mvadd_wch(row, column + i, &drawn);
    if (cell->width == 2 && text[0] == L'?') mvadd_wch(row, column + i + 1, &drawn);
  }
}

void relzero_screen_cursor(int row, int column) {
  if (terminal == NULL) return;
  if (row < 0) {
    curs_set(0);
  } else {
    curs_set(1);
    move(row, column);
  }
}

void relzero_screen_flush(void) {
  if (terminal == NULL) return;
  wnoutrefresh(stdscr);
  if (is_synchronized) send(frame_begin, sizeof frame_begin - 1);
  doupdate();
  if (is_synchronized) send(frame_end, sizeof frame_end - 1);
}

void relzero_screen_frame(int synchronized) { is_synchronized = synchronized; }

void relzero_screen_forget(void) {
  if (terminal != NULL) clearok(curscr, TRUE);
}
