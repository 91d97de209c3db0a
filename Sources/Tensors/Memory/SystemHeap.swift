import CKernels

/// The C library's heap, where everything but tensors lives: the arrays of sampled batches above all.
public enum SystemHeap {
  /// Has freed memory kept for the next batch instead of given back to the system.
  ///
  /// The arrays of a sampled batch are some megabytes that come and go many times a second; by default
  /// each time is paid for with page faults (a fifth of the time of sampling). To be called once, by
  /// the program.
  public static func keepFreedMemory() {
    rz_heap_keep(128 << 20)
  }
}
