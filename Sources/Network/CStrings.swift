/// Texts for C functions that want an array of them.
enum CStrings {
  /// Runs `body` with `texts`, each one terminated by NUL, and their number; they are gone afterwards.
  static func with<R>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>, Int) -> R
  ) -> R {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
      starts.append(bytes.count)
      bytes += text.utf8.map { CChar(bitPattern: $0) }
      bytes.append(0)
    }
    // One more, so that there always is a base address.
    bytes.append(0)
    starts.append(bytes.count - 1)
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      let pointers: [UnsafePointer<CChar>?] = unsafe starts.map { start in
        unsafe bytes.baseAddress.map { unsafe $0 + start }
      }
      return unsafe pointers.withUnsafeBufferPointer { pointers in
        guard let base = pointers.baseAddress else { fatalError("an array without elements") }
        return unsafe body(base, texts.count)
      }
    }
  }
}
