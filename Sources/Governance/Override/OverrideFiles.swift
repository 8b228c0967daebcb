import Diagnostics
import FoundationEssentials
internal import Glibc
package import Policy

/// The files of `overrides/` on disk.
package struct OverrideFiles: Sendable {
  /// In the order of their paths; none where there is no folder.
  package private(set) var inputs: [PolicyLoader.Input] = []
  /// What is there and cannot be read; it is not gone.
  package private(set) var unreadable: [OverrideFolder.Unreadable] = []

  /// Reads the folder of a root. Fails never: what could not be read is said in `unreadable`.
  package init(ofRoot root: String) {
    let folder = root == "." ? OverrideFolder.path : "\(root)/\(OverrideFolder.path)"
    guard !Self.isGone(folder) else { return }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      unreadable = [.init(path: OverrideFolder.path, reason: "the folder cannot be listed")]
      return
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let ending = name.lowercased()
      guard ending.hasSuffix(".yaml") || ending.hasSuffix(".yml") else { continue }
      let path = "\(OverrideFolder.path)/\(name)"
      do throws(DiagnosticError) {
        inputs.append(try PolicyFiles.input(file: "\(folder)/\(name)", path: path))
      } catch {
        // Gone between the two looks is gone.
        if Self.isGone("\(folder)/\(name)") { continue }
        unreadable.append(
          .init(path: path, reason: error.diagnostics.first?.message ?? "it cannot be read"))
      }
    }
  }

  /// Whether it is known that nothing is there: a link that leads nowhere is something, and so is what may not be
  /// looked at.
  private static func isGone(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) != 0 && errno == ENOENT
  }
}
