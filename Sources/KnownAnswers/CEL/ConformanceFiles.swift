internal import Glibc

/// The documents that `path` stands for: those of a folder, sorted by their names, or else the path itself, be
/// it a file or nothing at all, which the reader of the document will say.
package func conformanceFiles(at path: String) -> [String] {
  guard let folder = unsafe opendir(path) else { return [path] }
  defer { unsafe closedir(folder) }
  var names: [String] = []
  while let entry = unsafe readdir(folder) {
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name.hasSuffix(".json") { names.append(name) }
  }
  // An empty folder is a mistake too, and is named as if it were a file.
  guard !names.isEmpty else { return [path] }
  let prefix = path.hasSuffix("/") ? path : path + "/"
  return names.sorted().map { prefix + $0 }
}
