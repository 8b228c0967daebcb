/// The answer to a request as it comes in, piece by piece.
struct IncomingAnswer {
  /// What came so far; the status is told at the end.
  private(set) var response = HTTPResponse(status: 0)
  /// The blank line behind the fields was there.
  private(set) var isHeadComplete = false
  /// More came than is taken.
  private(set) var isTooLarge = false
  private var fieldBytes = 0
  private var isBodyBegun = false
  private let bodyLimit: Int

  private static let largestFields = 256 * 1_024

  /// Takes bodies of up to `bodyLimit` bytes.
  init(bodyLimit: Int) {
    self.bodyLimit = bodyLimit
  }

  /// Takes a line: the status, a field, or the blank line behind them. False where there are too many.
  @unsafe mutating func takeField(_ bytes: UnsafeRawBufferPointer) -> Bool {
    fieldBytes += bytes.count
    guard fieldBytes <= Self.largestFields else {
      isTooLarge = true
      return false
    }
    // Fields behind the body tell nothing that is asked for here.
    guard !isBodyBegun else { return true }
    let line = unsafe String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      // Those of an interim answer do not count.
      response.headers = HTTPHeaders()
      isHeadComplete = false
    } else if unsafe bytes.elementsEqual([0x0D, 0x0A]) || bytes.elementsEqual([0x0A]) {
      isHeadComplete = true
    } else if let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) {
      let value = line[line.utf8.index(after: colon)...]
      response.headers.add(String(line[..<colon]), Self.trimmed(value))
    }
    return true
  }

  /// Takes a piece of the body. False where it is too long.
  @unsafe mutating func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    isBodyBegun = true
    guard response.body.count + bytes.count <= bodyLimit else {
      isTooLarge = true
      return false
    }
    unsafe response.body.append(contentsOf: bytes)
    return true
  }

  private static func trimmed(_ text: Substring) -> String {
    func isBlank(_ byte: UInt8) -> Bool {
      byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
    var bytes = text.utf8[...]
    while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
    while let last = bytes.last, isBlank(last) { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
