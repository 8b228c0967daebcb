extension SecretBytes {
  /// The bytes of a file of the user's own that nobody else may read or write.
  package static func reading(file path: String) throws(KeyError) -> SecretBytes {
    try SecretFile.read(path)
  }

  /// Makes a file that only the user may read, and that was not there before.
  package static func create(file path: String, _ bytes: [UInt8]) throws(KeyError) {
    try SecretFile.create(path, bytes)
  }
}
