import FoundationEssentials
import Glibc

/// What folders look like from outside: names, sizes and times of their files. Cheap to take again and again; when it
/// is another one, something may have changed and is read.
struct FolderPrint: Hashable {
  private struct Entry: Hashable {
    var path: String
    var inode: UInt
    var size: Int
    /// Of the content and of the file itself, in nanoseconds: the second cannot be set by its owner.
    var modified: Int
    var changed: Int
  }

  private var entries: [Entry] = []

  /// Looks at the folders and all below them, but for those named in `except`.
  init(_ folders: [String], except: Set<String> = []) {
    for folder in folders { look(folder, except, depth: 0) }
  }

  /// Deeper than documents lie.
  private static let deepest = 8

  private mutating func look(_ path: String, _ except: Set<String>, depth: Int) {
    var status = stat()
    guard !except.contains(path), unsafe lstat(path, &status) == 0 else { return }
    entries.append(
      Entry(
        path: path, inode: UInt(status.st_ino), size: Int(status.st_size),
        modified: Self.nanoseconds(status.st_mtim), changed: Self.nanoseconds(status.st_ctim)))
    guard status.st_mode & S_IFMT == S_IFDIR, depth < Self.deepest,
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    else { return }
    for name in names.sorted() where !name.hasPrefix(".") {
      look("\(path)/\(name)", except, depth: depth + 1)
    }
  }

  private static func nanoseconds(_ time: timespec) -> Int {
    Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec)
  }
}
