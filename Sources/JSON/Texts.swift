internal import FixedPoint

/// The characters of a string whose escapes the parser has already found to be right.
func unescape(_ content: UnsafeRawBufferPointer) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(content.count)
  var index = 0
  func codeUnit() -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      unit = unsafe unit << 4 | hexadecimal(content[index])
      index += 1
    }
    return unit
  }
  while index < content.count {
    let byte = unsafe content[index]
    index += 1
    guard byte == UInt8(ascii: "\\") else {
      bytes.append(byte)
      continue
    }
    let letter = unsafe content[index]
    index += 1
    switch letter {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = codeUnit()
      if (0xD800...0xDBFF).contains(scalar) {
        index += 2
        scalar = 0x10000 + ((scalar - 0xD800) << 10) + (codeUnit() - 0xDC00)
      }
      guard let character = Unicode.Scalar(scalar) else {
        fatalError("a lone surrogate passed the JSON parser")
      }
      bytes.append(contentsOf: Character(character).utf8)
    default: bytes.append(letter)
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func hexadecimal(_ digit: UInt8) -> UInt32 {
  switch digit {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
  case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a") + 10)
  default: UInt32(digit - UInt8(ascii: "A") + 10)
  }
}

/// An optional minus and digits that fit 64 bits; nil for anything else.
func integer(_ text: UnsafeRawBufferPointer) -> Int64? {
  let negative = unsafe text.first == UInt8(ascii: "-")
  let start = negative ? 1 : 0
  guard text.count > start, text.count - start <= 19 else { return nil }
  var magnitude: UInt64 = 0
  for index in start..<text.count {
    let digit = unsafe text[index] &- UInt8(ascii: "0")
    guard digit <= 9 else { return nil }
    magnitude = magnitude &* 10 &+ UInt64(digit)
  }
  if negative {
    guard magnitude <= UInt64(Int64.max) + 1 else { return nil }
    return Int64(truncatingIfNeeded: 0 &- magnitude)
  }
  return Int64(exactly: magnitude)
}

/// The amount of up to 12 digits, with up to six decimals behind at least one digit: what the venue
/// writes but for rare exceptions, which `Micros.parse` reads or refuses. nil for those.
func plainMicros(_ text: UnsafeRawBufferPointer) -> Micros? {
  guard text.count <= 13 else { return nil }
  var value: Int64 = 0
  var index = 0
  while index < text.count {
    let digit = unsafe text[index] &- UInt8(ascii: "0")
    guard digit <= 9 else { break }
    value = value * 10 + Int64(digit)
    index += 1
  }
  guard index > 0, index <= 12 else { return nil }
  var missing = 6
  if index < text.count {
    guard unsafe text[index] == UInt8(ascii: "."), text.count - index - 1 <= 6 else { return nil }
    index += 1
    while index < text.count {
      let digit = unsafe text[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value * 10 + Int64(digit)
      index += 1
      missing -= 1
    }
  }
  while missing > 0 {
    value *= 10
    missing -= 1
  }
  return Micros(raw: value)
}
