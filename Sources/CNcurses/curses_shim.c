#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "curses_shim.h"

#include <curses.h>
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
static struct { short foreground, background; } pairs[PAIR_SLOTS];
static int pair_count = 0;

static const char modes_on[] = "\033[?2004h";

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
  if (wants_mouse) {
    mousemask(BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    mouseinterval(0);
  }
}

static void send_modes(void) {
  if (write(STDOUT_FILENO, modes_on, sizeof modes_on - 1) < 0) return;
}

// Some terminals keep cells of the alternate screen after it has grown (tmux 3.3): leave none.
static void leave_clean(void) {
  erase();
  refresh();
  curs_set(1);
  endwin();
}

int relzero_screen_open(int monochrome, int mouse) {
  relzero_locale_is_utf8();
  relzero_restore_prepare();
  wants_mouse = mouse;
  terminal = newterm(NULL, stdout, stdin);
  if (terminal == NULL) return -1;
  set_term(terminal);
  set_escdelay(25);
  define_key("\033[200~", KEY_MAX + 1);
  define_key("\033[201~", KEY_MAX + 2);
  has_colors_now = !monochrome && has_colors() && start_color() == OK;
  default_colors = has_colors_now && use_default_colors() == OK;
  pair_count = 0;
  relzero_restore_arm(tigetstr("rmcup"), tigetstr("cnorm"), tigetstr("sgr0"), tigetstr("op"),
                      tigetstr("rmkx"));
  enter_modes();
  refresh();
  send_modes();
  return 0;
}

void relzero_screen_close(void) {
  if (terminal == NULL) return;
  mousemask(0, NULL);
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

static int pair_for(short foreground, short background) {
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
  doupdate();
}

void relzero_screen_forget(void) {
  if (terminal != NULL) clearok(curscr, TRUE);
}

int relzero_screen_key(uint32_t *character) {
  wint_t key = 0;
  *character = 0;
  if (terminal == NULL) return RELZERO_KEY_NONE;
  int found = get_wch(&key);
  if (found == ERR) return RELZERO_KEY_NONE;
  if (found != KEY_CODE_YES) {
    *character = (uint32_t)key;
    return RELZERO_KEY_CHARACTER;
  }
  switch (key) {
    case KEY_UP: return RELZERO_KEY_UP;
    case KEY_DOWN: return RELZERO_KEY_DOWN;
    case KEY_LEFT: return RELZERO_KEY_LEFT;
    case KEY_RIGHT: return RELZERO_KEY_RIGHT;
    case KEY_HOME: return RELZERO_KEY_HOME;
    case KEY_END: return RELZERO_KEY_END;
    case KEY_PPAGE: return RELZERO_KEY_PAGE_UP;
    case KEY_NPAGE: return RELZERO_KEY_PAGE_DOWN;
    case KEY_DC: return RELZERO_KEY_DELETE;
    case KEY_BACKSPACE: return RELZERO_KEY_BACKSPACE;
    case KEY_ENTER: return RELZERO_KEY_ENTER;
    case KEY_BTAB: return RELZERO_KEY_BACK_TAB;
    case KEY_SLEFT: return RELZERO_KEY_SHIFT_LEFT;
    case KEY_SRIGHT: return RELZERO_KEY_SHIFT_RIGHT;
    case KEY_MOUSE: return RELZERO_KEY_MOUSE;
    case KEY_RESIZE: return RELZERO_KEY_RESIZE;
    case KEY_MAX + 1: return RELZERO_KEY_PASTE_BEGIN;
    case KEY_MAX + 2: return RELZERO_KEY_PASTE_END;
    default: return RELZERO_KEY_OTHER;
  }
}

int relzero_screen_mouse(int *row, int *column) {
  MEVENT event;
  *row = *column = 0;
  if (terminal == NULL || getmouse(&event) != OK) return 0;
  *row = event.y;
  *column = event.x;
  if (event.bstate & BUTTON4_PRESSED) return 2;
  if (event.bstate & BUTTON5_PRESSED) return 3;
  if (event.bstate & BUTTON1_PRESSED) return 1;
  return 0;
}
