// The little of ncurses that the screen needs, without its macros, and the code that must run inside
// a signal handler, where only C's async-signal-safe functions may be called.
#pragma once
#include <stdint.h>

/// Takes the terminal as the kind `type` (NULL: as TERM says). Returns 0, or -1 where that is unknown.
/// `monochrome`: send no colors.
int relzero_screen_open(const char *type, int monochrome, int mouse);
/// Gives it back; harmless when it was not taken or was given back already.
void relzero_screen_close(void);
/// Gives it back, stops the process group as ^Z does, takes it again.
void relzero_screen_suspend(void);

/// Where a crash is to leave a report (signal, time, frames) and a line to put into it; NULL for none.
void relzero_crash_report(const char *path, const char *note);
/// Takes the signals of a crash, and those that end a terminal, where no screen does it.
void relzero_crash_watch(void);
/// What a crash is to start: lines for /bin/sh, each in a session of its own, without the terminal, with
/// 128 and the signal's number as $0. `names` says in the report what goes on so. Any thread may call it,
/// one at a time.
void relzero_successors_prepare(const char *names, const char *const *lines, int count);

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
/// The sequence that terminfo has under a name such as "cup", with numbers put in where it takes some.
/// Returns its length, at most `room`, or -1 where the terminal has none.
int relzero_screen_code(const char *name, int first, int second, char *code, int room);
/// A flag (0 or 1) or number of terminfo, or a negative one where the terminal has none.
int relzero_screen_number(const char *name);

/// Sends bytes as they are.
void relzero_screen_send(const char *bytes, int count);

/// Readable after a signal that the program should see.
int relzero_signal_descriptor(void);
/// The next such signal (SIGWINCH, SIGCONT, SIGTERM…), 0 when there is none.
int relzero_signal_next(void);
