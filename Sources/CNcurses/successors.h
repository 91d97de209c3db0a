// Handing work over to other processes when this one crashes.
#pragma once

/// Starts what was prepared; async-signal-safe, and once in the life of a process. `status` is 128 and the
/// signal's number, as a shell says it. Returns the names of the work that goes on, NULL where there is none.
const char *relzero_successors_start(int status);
