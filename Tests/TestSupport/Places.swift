import FoundationEssentials

/// Where tests find things: the checkout, the folder of known answers and recordings, a place to write.
package enum Places {
  /// The root of this checkout.
  package static let checkout: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// The folder with `vectors/` and `data/`: `POLYTRADERS_SHARED`, or `../shared` beside the checkout; nil
  /// where there is none, as in a lone clone. Tests that need it are then skipped, and say so.
  package static let shared: String? = {
    let named = ProcessInfo.processInfo.environment["POLYTRADERS_SHARED"]
    let path = named ?? (checkout + "/../shared")
    return FileManager.default.fileExists(atPath: path + "/vectors") ? path : nil
  }()

  /// Makes the file at `path` hold `bytes` and nothing else.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// Runs `body` with a fresh folder that is gone afterwards.
  package static func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
    let name = "polytraders-test-\(UInt64.random(in: .min ... .max))"
    let path = FileManager.default.temporaryDirectory.appending(path: name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}
