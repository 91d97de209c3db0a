// The little of ncurses that the screen needs, without its macros, and the code that must run inside
// a signal handler, where only C's async-signal-safe functions may be called.
#pragma once
#include <stdint.h>

/// One cell as it is sent: a scalar with up to two marks, its width by our table, its look.
typedef struct {
  uint32_t scalar;
  uint32_t mark;
  uint32_t second_mark;
  int16_t foreground;  // -1: the terminal's own
  int16_t background;
  uint8_t width;       // 0: right half of a wide scalar, not sent
  uint8_t attributes;  // 1 bold, 2 dim, 4 underline, 8 reverse
} relzero_cell;

enum {
  RELZERO_KEY_NONE = 0,
  RELZERO_KEY_CHARACTER = 1,
  RELZERO_KEY_UP = 2,
  RELZERO_KEY_DOWN = 3,
  RELZERO_KEY_LEFT = 4,
  RELZERO_KEY_RIGHT = 5,
  RELZERO_KEY_HOME = 6,
  RELZERO_KEY_END = 7,
  RELZERO_KEY_PAGE_UP = 8,
  RELZERO_KEY_PAGE_DOWN = 9,
  RELZERO_KEY_DELETE = 10,
  RELZERO_KEY_BACKSPACE = 11,
  RELZERO_KEY_ENTER = 12,
  RELZERO_KEY_BACK_TAB = 13,
  RELZERO_KEY_SHIFT_LEFT = 14,
  RELZERO_KEY_SHIFT_RIGHT = 15,
  RELZERO_KEY_MOUSE = 16,
  RELZERO_KEY_PASTE_BEGIN = 17,
  RELZERO_KEY_PASTE_END = 18,
  RELZERO_KEY_RESIZE = 19,
  RELZERO_KEY_OTHER = 20,
};

/// Takes the terminal. Returns 0, or -1 where TERM is unknown. `monochrome`: send no colors.
int relzero_screen_open(int monochrome, int mouse);
/// Gives it back; harmless when it was not taken or was given back already.
void relzero_screen_close(void);
/// Gives it back, stops the process group as ^Z does, takes it again.
void relzero_screen_suspend(void);

int relzero_screen_rows(void);
int relzero_screen_columns(void);
/// Colors of the palette: 0, 8, 16, 256 or more.
int relzero_screen_colors(void);
/// Whether the locale's characters are UTF-8.
int relzero_locale_is_utf8(void);

/// Columns of a scalar by the C library in its locale: 0, 1, 2, or -1 for what it does not print.
int relzero_library_width(uint32_t scalar);

/// Asks the system for the terminal's size and tells ncurses. Returns whether it changed.
int relzero_screen_measure(void);
void relzero_screen_put(int row, int column, const relzero_cell *cells, int count);
void relzero_screen_cursor(int row, int column);  // row -1 hides it
void relzero_screen_flush(void);
/// Sends every cell anew at the next flush.
void relzero_screen_forget(void);

/// The next key without waiting: a RELZERO_KEY_ constant; `character` for RELZERO_KEY_CHARACTER.
int relzero_screen_key(uint32_t *character);
/// The mouse event behind RELZERO_KEY_MOUSE: 1 press, 2 wheel up, 3 wheel down, 0 nothing.
int relzero_screen_mouse(int *row, int *column);

/// Readable after a signal that the program should see.
int relzero_signal_descriptor(void);
/// The next such signal (SIGWINCH, SIGCONT, SIGTERM…), 0 when there is none.
int relzero_signal_next(void);
