import FoundationEssentials
import Governance
import Runtime

/// The last releases that verified, kept byte by byte in a folder of the run: where the releases of the desk cannot
/// be used any more, these still can, if they verify.
package struct LastGood: Sendable {
  /// Laid out like a root, so that it is read and verified like one.
  package let root: String

  /// Releases kept below `folder`.
  package init(folder: String) {
    root = "\(folder)/last-good"
  }

  /// Keeps the releases of a root that has just been verified. What cannot be kept is no error: it is a copy.
  func store(releasesOf other: String) {
    let files = FileManager.default
    let source = "\(other)/\(ReleaseDocument.folder)"
    let target = "\(root)/\(ReleaseDocument.folder)"
    let fresh = "\(root)/specs/.fresh"
    guard let names = try? files.contentsOfDirectory(atPath: source) else { return }
    try? files.removeItem(atPath: fresh)
    do {
      try files.createDirectory(atPath: fresh, withIntermediateDirectories: true)
      for name in names where name.hasSuffix(".yaml") && name != ReleaseDocument.pendingName {
        try files.copyItem(atPath: "\(source)/\(name)", toPath: "\(fresh)/\(name)")
      }
      // The old copy is away for a moment only; a run that is killed just then has the desk's own releases.
      try? files.removeItem(atPath: target)
      try files.moveItem(atPath: fresh, toPath: target)
    } catch {
      try? files.removeItem(atPath: fresh)
    }
  }
}
