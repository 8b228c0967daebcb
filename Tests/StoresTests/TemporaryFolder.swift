import Glibc

/// A folder that is gone with this value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var name: [CChar] = "/tmp/polytraders-stores-XXXXXX".utf8CString.map { $0 }
    guard unsafe mkdtemp(&name) != nil else { throw Refused(code: errno) }
    path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  struct Refused: Error { var code: Int32 }

  deinit {
    guard let handle = unsafe opendir(path) else { return }
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { unsafe unlink(path + "/" + name) }
    }
    unsafe closedir(handle)
    unsafe rmdir(path)
  }
}
