/// How a checkpoint stores the numbers of a tensor; raw values are safetensors' names.
public enum StoredType: String, Sendable, CaseIterable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case bool = "BOOL"

  public var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Converts stored numbers to float32; integers beyond 2²⁴ and doubles are rounded.
  func convert(_ bytes: UnsafeRawBufferPointer, to target: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .float32:
      UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
    case .bfloat16:
      Self.convert(bytes, UInt16.self, to: target) { Float(bitPattern: UInt32($0) << 16) }
    case .float16:
      Self.convert(bytes, UInt16.self, to: target) { Float(Float16(bitPattern: $0)) }
    case .float64:
      Self.convert(bytes, UInt64.self, to: target) { Float(Double(bitPattern: $0)) }
    case .int64: Self.convert(bytes, Int64.self, to: target) { Float($0) }
    case .int32: Self.convert(bytes, Int32.self, to: target) { Float($0) }
    case .int16: Self.convert(bytes, Int16.self, to: target) { Float($0) }
    case .int8: Self.convert(bytes, Int8.self, to: target) { Float($0) }
    case .uint64: Self.convert(bytes, UInt64.self, to: target) { Float($0) }
    case .uint32: Self.convert(bytes, UInt32.self, to: target) { Float($0) }
    case .uint16: Self.convert(bytes, UInt16.self, to: target) { Float($0) }
    case .uint8, .bool: Self.convert(bytes, UInt8.self, to: target) { Float($0) }
    }
  }

  /// The stored numbers as integers; nil when they are fractions, or beyond Int64.
  func integers(_ bytes: UnsafeRawBufferPointer) -> [Int64]? {
    switch self {
    case .int64: Self.integers(bytes, Int64.self)
    case .int32: Self.integers(bytes, Int32.self)
    case .int16: Self.integers(bytes, Int16.self)
    case .int8: Self.integers(bytes, Int8.self)
    case .uint64: Self.integers(bytes, UInt64.self)
    case .uint32: Self.integers(bytes, UInt32.self)
    case .uint16: Self.integers(bytes, UInt16.self)
    case .uint8, .bool: Self.integers(bytes, UInt8.self)
    case .float64, .float32, .float16, .bfloat16: nil
    }
  }

  private static func convert<Element: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ type: Element.Type,
    to target: UnsafeMutableBufferPointer<Float>, _ number: (Element) -> Float
  ) {
    for index in target.indices {
      let offset = index * MemoryLayout<Element>.stride
      target[index] = number(
        Element(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type)))
    }
  }

  private static func integers<Element: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ type: Element.Type
  ) -> [Int64]? {
    let size = MemoryLayout<Element>.stride
    var result: [Int64] = []
    result.reserveCapacity(bytes.count / size)
    for offset in stride(from: 0, to: bytes.count, by: size) {
      let stored = Element(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
      guard let value = Int64(exactly: stored) else { return nil }
      result.append(value)
    }
    return result
  }
}
