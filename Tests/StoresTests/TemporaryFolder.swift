import Foundation

/// A folder that is gone with this value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    let name = "polytraders-test-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appending(path: name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
