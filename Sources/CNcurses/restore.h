// Giving the terminal back whatever happens: exit, a signal, a crash.
#pragma once

/// Remembers the terminal's line settings; call before ncurses changes them.
void relzero_restore_prepare(void);
/// Builds the string that undoes the screen (terminfo strings may be NULL or -1) and takes the
/// signals. Standard error is held back while the screen is up and shown after it.
void relzero_restore_arm(const char *leave_screen, const char *show_cursor, const char *plain,
                         const char *default_colors, const char *leave_keypad);
/// Undoes the screen now; async-signal-safe; does nothing the second time.
void relzero_restore_now(void);
/// Puts the signals back as they were, but for those of a crash, which are still reported, and for SIGHUP and
/// SIGTERM, which do nothing from now on: the program is ending.
void relzero_restore_disarm(void);
/// Stops the process group as ^Z would, with the terminal given back; returns when continued.
void relzero_restore_stop(void);
