extension CodePages {
  /// PT02xx: policy documents.
  static let range02: [CodePage] = []
}
