/// Whole files in memory, for documents of known small size; long streams go through `LineReader`.
package enum FileContents {
  /// All bytes of the file at `path`, uncompressed where it is gzip. A file of more than
  /// `maximumBytes` is an error, so that a wrong path cannot fill the memory.
  package static func read(
    _ path: String, maximumBytes: Int = 64 << 20
  ) throws(FileError) -> [UInt8] {
    let source = try ByteSource(path: path)
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      var failure: FileError?
      let count = unsafe piece.withUnsafeMutableBytes { space in
        do throws(FileError) {
          return try unsafe source.read(into: space)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= maximumBytes else {
        throw .tooLarge(path: path, limit: maximumBytes)
      }
      bytes.append(contentsOf: piece[..<count])
    }
  }
}
