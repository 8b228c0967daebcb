package import FixedPoint

/// A price together with the number of decimals it is written with.
///
/// The venue writes prices of levels in their shortest form but a book's `last_trade_price` with
/// three decimals (`"0.510"`), and hashes exactly what it writes.
package struct WrittenPrice: Hashable, Sendable {
  /// 0...1.
  package var value: Micros
  /// Digits behind the point, 0...6; no fewer than the value needs.
  package var decimals: Int

  /// `value` written with `decimals` digits behind the point.
  package init(_ value: Micros, decimals: Int) {
    self.value = value
    self.decimals = decimals
  }

  /// Appends the text as ASCII.
  package func appendText(to bytes: inout [UInt8]) {
    let start = bytes.count
    value.appendText(to: &bytes)
    let point = bytes[start...].firstIndex(of: UInt8(ascii: "."))
    if point == nil, decimals > 0 { bytes.append(UInt8(ascii: ".")) }
    let written = point.map { bytes.count - $0 - 1 } ?? 0
    for _ in 0..<max(0, decimals - written) { bytes.append(UInt8(ascii: "0")) }
  }
}
