import Diagnostics
import FoundationEssentials
import Glibc
import Runtime

/// The folder `specs/approved` of a root as it lies on the disk: its files, and all that should not be there.
struct ReleaseFolder {
  /// A file that was read.
  struct Entry: Sendable {
    /// As a person would open it.
    var file: String
    var bytes: [UInt8]
  }

  /// By sequence, from the names.
  private(set) var releases: [Int: Entry] = [:]
  private(set) var pending: Entry?
  private(set) var problems: [ApprovalProblem] = []

  /// No release is larger; no file of more is read.
  static let mostBytes = 32 << 20

  /// Where the files of a root lie.
  static func path(ofRoot root: String) -> String {
    root == "." ? ReleaseDocument.folder : "\(root)/\(ReleaseDocument.folder)"
  }

  /// Reads the folder of a root. Names that begin with a point are nobody's: nothing reads them.
  init(root: String) {
    let folder = Self.path(ofRoot: root)
    guard Self.kind(of: folder) == S_IFDIR,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else {
      problems.append(
        Self.kind(of: folder) == nil
          ? .nothingApproved(folder: folder) : .notRegular(folder))
      return
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      let sequence = Self.sequence(of: name)
      guard sequence != nil || name == ReleaseDocument.pendingName else {
        problems.append(.foreignEntry(path))
        continue
      }
      guard Self.kind(of: path) == S_IFREG else {
        problems.append(.notRegular(path))
        continue
      }
      do throws(FileError) {
        let bytes = try FileContents.read(path, maximumBytes: Self.mostBytes)
        if let sequence {
          releases[sequence] = Entry(file: path, bytes: bytes)
        } else {
          pending = Entry(file: path, bytes: bytes)
        }
      } catch {
        problems.append(.unreadable(path, reason: error.message))
      }
    }
    if releases.isEmpty, problems.isEmpty {
      problems.append(.nothingApproved(folder: folder))
    }
  }

  /// The number of a name such as `000042.yaml`; nil for every other name.
  private static func sequence(of name: String) -> Int? {
    let digits = name.utf8.prefix(6)
    guard name.utf8.count == 11, name.hasSuffix(".yaml"),
      digits.allSatisfy({ (48...57).contains($0) }), let number = Int(String(name.prefix(6))),
      number > 0
    else { return nil }
    return number
  }

  /// What lies at a path, without following links; nil where nothing does.
  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT
  }
}
