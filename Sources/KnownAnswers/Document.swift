import JSON
import Runtime

/// A document of known answers, which is read whole.
enum Document {
  /// The longest document in bytes, so that a wrong path cannot fill the memory.
  private static let maximumBytes = 64 << 20

  /// Reads the JSON text of the file at `path`.
  static func read(_ path: String) throws(DocumentError) -> JSONValue {
    let bytes: [UInt8]
    do {
      bytes = try FileContents.read(path, maximumBytes: maximumBytes)
    } catch {
      throw DocumentError(text: error.message)
    }
    do {
      return try JSONReader(maximumBytes: maximumBytes).withNode(of: bytes) { JSONValue($0) }
    } catch {
      throw DocumentError(text: "\(path): \(error.message), at byte \(error.byteOffset)")
    }
  }
}

/// Why a document cannot be used, as one line that names the file.
struct DocumentError: Error {
  var text: String
}
